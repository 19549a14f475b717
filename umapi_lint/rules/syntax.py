"""Files that UST cannot load at all, and duplicate keys."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, takewhile

from umapi_lint.document.document import Path
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Node, Sequence
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Related, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD
from umapi_lint.text.format import series

RULES = (
    Rule(
        id="yaml-syntax",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The file is not valid YAML",
        why="UST loads the file with PyYAML's `safe_load` and stops at the first error. Control characters and "
        "impossible dates even crash it.",
        remediation="Correct the marked place. Put values that contain `: `, ` #`, `@`, `{` or `[` in quotes.",
        fails=Example("authentication_method: oauth\nenterprise:\n  org_id: @AdobeOrg\n"),
        passes=GOOD,
        fix="Corrects tabs, missing spaces and quotes, and characters that only look like spaces; `--unsafe-fixes` also indentation.",
        source="UST 2.10: ConfigFileLoader.load_from_yaml",
        per_file=True,
    ),
    Rule(
        id="encoding",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The file is not UTF-8",
        why="UST accepts only UTF-8, with or without a byte order mark.",
        remediation="Save the file as UTF-8: in Notepad, choose Save as, then the encoding UTF-8; in PowerShell, use `-Encoding utf8`.",
        fails=Example("authentication_method: oauth # caf\udce9\n"),
        passes=GOOD,
        source="UST 2.10: ConfigFileLoader.load_from_yaml decodes with 'strict'",
        per_file=True,
    ),
    Rule(
        id="not-a-mapping",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The top level of the file is a list or a single value",
        why="UST expects settings, `key: value`, at the top level.",
        remediation="Write `key: value` lines, without a leading `-` and with a space after each colon.",
        fails=Example("- authentication_method: oauth\n"),
        passes=GOOD,
        source="UST 2.10: 'Configuration file … does not contain settings'",
        per_file=True,
    ),
    Rule(
        id="multiple-documents",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A second YAML document starts in the file",
        why="`safe_load` accepts exactly one document. One `---` at the top is fine, a second one is not.",
        remediation="Remove the second `---`, or move what follows it to another file.",
        fails=Example("authentication_method: oauth\n---\nauthentication_method: oauth\n"),
        passes=GOOD,
        source="PyYAML: 'expected a single document in the stream'",
        per_file=True,
    ),
    Rule(
        id="duplicate-key",
        severity=Severity.ERROR,
        consequence=Consequence.IGNORED,
        summary="Duplicate key; only the last one counts",
        why="PyYAML does not complain: the last one silently wins. An earlier secret stays in the file.",
        remediation="Remove the line that is wrong.",
        fails=Example("authentication_method: jwt\nauthentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"),
        passes=GOOD,
        fix="`--unsafe-fixes` removes an overridden value, which may be the one you meant, or moves the settings of an "
        "overridden section into the later one where no key is in both.",
        source="PyYAML's safe_load; measured on UST 2.10",
        per_file=True,
    ),
)  # fmt: skip


def unloadable(context: Context) -> Iterator[FindingBuilder]:
    """What keeps the whole file from being loaded."""
    document = context.document
    problem = document.problem
    if problem is not None:
        start = min(problem.offset, len(document.text))
        end = min(start + 1, document.line_span(document.line_of(start))[1])
        known = problem.setting in context.schemas.vocabulary.names
        stated = str(problem).replace("{setting}", f"`{problem.setting}`" if known else "the setting above")
        draft = context.draft(
            problem.rule, (), stated, problem.help, location=document.location(start, max(start, end)),
            fix=context.repair(problem),
        )  # fmt: skip
        if problem.rule == "encoding" and document.source.encoding == "utf-8" and b"\0" not in document.source.data:
            draft.severity = Severity.WARNING
            draft.help += " Or run `user-sync` with `--config-file-encoding` and the name of its encoding."
        yield draft
    elif not isinstance(document.value, dict):
        from umapi_lint.document.yaml_errors import foreign

        pasted = foreign(document.text)
        if pasted is not None:
            yield context.draft(
                "not-a-mapping", (), str(pasted), pasted.help, supersedes=frozenset({"misplaced-secret"})
            )
            return
        what = "a list" if isinstance(document.value, list) else "a single value"
        yield context.draft(
            "not-a-mapping", (), f"the top level of this file is {what}; UST expects `key: value` lines"
        )


def duplicates(context: Context) -> Iterator[FindingBuilder]:
    """Keys that a later one of the same mapping overwrites; of a section that does not count, the section alone."""
    document = context.document
    for path, _, node in document.walk(overwritten=False):
        if not isinstance(node, Mapping):
            continue
        for entry in node.entries:
            if entry.overwritten:
                yield _overwritten(context, (*path, entry.key.value), node, entry)


def _overwritten(context: Context, path: Path, mapping: Mapping, entry: MappingEntry) -> FindingBuilder:
    later = mapping.by_key[entry.key.value]
    here, wins = context.at_node(entry.key, path), context.at_node(later.key, path)
    again = "later on this line" if wins.line == here.line else f"on line {wins.line}"
    secret = _holds_credential(context, entry.value)
    lost = _lost(entry.value, later.value)
    draft = context.draft(
        "duplicate-key", path, f"{context.name(path)} is set again {again}, which overrides this one", location=here,
        consequence=Consequence.EXPOSED if secret else None, related=(Related("overridden here", wins),),
    )  # fmt: skip
    if lost is None:
        draft.fix = context.drop(mapping, entry)
    else:
        names = [name for key in lost if (name := context.name((*path, key))).startswith("`")]
        draft.message += f" and discards {series(names, 'and') if len(names) == len(lost) > 0 else 'what is in it'}"
        draft.help = "Write the settings of both into one section, and remove the other."
        draft.fix = context.merge(path, mapping, entry)
        draft.accounts_for = (path, *((*path, key) for key in lost))
    if secret:
        draft.message += "; this one still contains a credential"
    return draft


def _lost(earlier: Node, later: Node) -> list[Any] | None:
    """Keys of an overwritten section that the later one does not have; nothing where it is not worth more than a line.

    The list is empty where what is lost is an item of a list, or further inside.
    """
    if isinstance(earlier, Mapping) and earlier.entries:
        if not isinstance(later, Mapping):
            return []
        keys = [key for key in earlier.by_key if key not in later.by_key]
        both = [(own, later.by_key[key]) for key, own in earlier.by_key.items() if key in later.by_key]
        inside = (_lost(own.value, other.value) for own, other in both if not own.aliased)
        return keys if keys or any(found is not None for found in inside) else None
    return [] if isinstance(earlier, Sequence) and earlier.items else None


def _holds_credential(context: Context, value: Node) -> bool:
    places = context.credentials
    first = bisect_left(places, value.start, key=lambda place: place.start)
    within = takewhile(lambda place: place.start < value.end, islice(places, first, None))
    return any(place.path is not None for place in within)


DOCUMENT_CHECKS = (unloadable, duplicates)
