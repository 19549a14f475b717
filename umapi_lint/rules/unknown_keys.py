"""Keys that a section does not have: misspelt ones, known slips, and those of another method."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from umapi_lint.document.document import Path
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD, HEAD
from umapi_lint.rules._suggestions import meant, useless_as
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets.placeholders import is_real
from umapi_lint.text.format import counted, series, ticked
from umapi_lint.text.suggest import nearest

RULES = (
    Rule(
        id="unknown-key",
        severity=Severity.WARNING,
        consequence=Consequence.REFUSED,
        summary="Unknown key",
        why="In most sections UST refuses a key that it never read. At the top level of connector-umapi.yml it "
        "says nothing and ignores it, so that a misspelt `authentication_method` silently means JWT.",
        remediation="Correct the spelling, or remove the line.",
        fails=Example(HEAD + "  clientid: x\n  secure_client_secret_key: umapi_client_secret\n"),
        passes=GOOD,
        fix="Renames a misspelt key if only one known name is close, and removes keys of which the schema says that they are of no use.",
        source="UST 2.10: DictConfig.report_unused_values",
    ),
    Rule(
        id="key-not-for-method",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A setting of the other authentication method",
        why="With oauth UST refuses everything that belongs to JWT: technical account and private key.",
        remediation="Remove the line.",
        fails=Example(HEAD + "  tech_acct_id: 1234567890ABCDEF12345678@techacct.adobe.com\n"),
        passes=GOOD,
        fix="Removes the key. Where a credential would be gone with it, only `--unsafe-fixes` does.",
        source="UST 2.10: connector_umapi.py; the manual's migration guide, step 3",
    ),
)  # fmt: skip


def unknown(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A key that the section does not have: a known slip, a key of the other method, a misspelt one, or none of these."""
    path = mark.path
    where = (*path, mark.property)
    entry = context.document.entry(where)
    consequence = context.consequence(mark, "additionalProperties")
    if entry is None or (consequence is Consequence.IGNORED and entry.value.anchored):
        return  # a holder of YAML anchors is no setting
    hint = mark.schema.get("x-unknown", {}).get(mark.property)
    if hint is not None:
        yield _known_slip(context, where, hint, consequence)
        return
    if other := _of_other_method(context, mark):
        _, related = context.because(mark)
        name = context.name(where) + ("" if other == mark.property else f", a misspelt `{other}`,")
        yield context.draft(
            "key-not-for-method",
            where,
            f"{name} is not allowed with {context.choice(mark)}",
            location=context.at_key(where),
            consequence=consequence,
            related=related,
            fix=context.remove(where, "Remove the line"),
        )
        return
    if found := _of_other_kind(context, mark):
        if found.location == context.at_key(where):
            yield found
        return
    if draft := _out_of_place(context, mark, where, consequence):
        if draft.path == where:
            yield draft
        return
    yield _misspelt(context, mark, where, consequence)


def _known_slip(
    context: Context, where: tuple[Any, ...], hint: Mapping[str, Any], consequence: Consequence
) -> FindingBuilder:
    means = (*where[:-1], hint["means"]) if "means" in hint else None
    fix = None
    if hint.get("rename") and means is not None and context.document.entry(means) is None:
        fix = context.rename(where, hint["means"])
    elif hint.get("remove"):
        fix = context.remove(where, "Remove the line")
    return context.draft(
        hint.get("rule", "unknown-key"),
        where,
        hint["message"],
        hint["help"],
        location=context.at_key(where),
        consequence=consequence,
        accounts_for=() if means is None else (means,),
        fix=fix,
    )


def _of_other_method(context: Context, mark: KeywordMatch) -> str | None:
    """The setting of another method that a key is, or a misspelling of; a setting of this method that is closer comes first."""
    others = [context.schemas.files[name] for name in mark.schema.get("x-other-methods", ())]
    for other in others:
        if mark.property in other.get("properties", {}) or mark.property in other.get("x-unknown", {}):
            return str(mark.property)
    names = [name for other in others for name in other.get("properties", {})]
    if not names or not isinstance(mark.property, str):
        return None
    own = mark.schema.get("properties", {})
    close = nearest(mark.property, [*own, *names])
    return close[0] if close and close[0] not in own and not meant(context, mark) else None


def _of_other_kind(context: Context, mark: KeywordMatch) -> FindingBuilder | None:
    """The settings of another kind of file, where a file has hardly anything else; reported once, at the first of them."""
    if context.kind is None or mark.path or not isinstance(mark.instance, Mapping):
        return None
    own = {path[0] for path in context.schemas.properties(context.kind) if len(path) == 1}
    unknown = [key for key in mark.instance if key not in own]
    if len(unknown) < 3 or len(unknown) * 2 < len(mark.instance):
        return None
    for kind in context.schemas.kinds.values():
        theirs = {path[0] for path in context.schemas.properties(kind) if len(path) == 1}
        if kind is not context.kind and theirs.issuperset(unknown):
            where = (unknown[0],)
            return context.draft(
                "unknown-key", (), f"these are the settings of a {kind.name} file, and UST reads this file as {context.kind.name}",
                f"Name this file under the connector that it is for, or write the settings of {context.kind.name}.",
                location=context.at_key(where), consequence=Consequence.REFUSED, supersedes=frozenset({"misplaced-secret"}),
                accounts_for=tuple(path for path in context.schemas.properties(context.kind) if len(path) == 1),
            )  # fmt: skip
    return None


def _out_of_place(
    context: Context, mark: KeywordMatch, where: tuple[Any, ...], consequence: Consequence
) -> FindingBuilder | None:
    """What is wrong with the structure, where that is the cause: a section under another name, one level too many, or
    one too few. Of several keys that lack their section the first is reported, with the others."""
    if where[:-1] or not isinstance(mark.instance, Mapping):
        return None
    top: Mapping[str, Any] = mark.schema.get("properties", {})
    missing = [name for name in mark.schema.get("required", ()) if mark.instance.get(name) is None]
    inside = mark.instance[mark.property]
    quiet = frozenset({"misplaced-secret"})
    if isinstance(inside, Mapping) and any(name in top for name in inside) and missing and missing[0] in inside:
        name = context.name(where)
        return context.draft(
            "unknown-key", where, f"unexpected parent {name}: UST looks for {ticked((n for n in inside if n in top), 'and')} at the top level",
            f"Remove the line of {name}, and indent the lines below it one level less.", location=context.at_key(where),
            consequence=Consequence.REFUSED, accounts_for=tuple((name,) for name in inside if name in top), supersedes=quiet,
        )  # fmt: skip
    for section in missing:
        known = (
            {path[-1] for path in context.schemas.properties(context.kind) if path[:-1] == (section,)}
            if context.kind
            else set()
        )
        if isinstance(inside, Mapping) and len(known & inside.keys()) * 2 > len(inside):
            fix = None if section in mark.instance else context.rename(where, section)
            return context.draft(
                "unknown-key", where, f"unknown section {context.name(where)}; its settings belong in `{section}`, which is missing",
                f"Rename the section to `{section}`.", location=context.at_key(where), consequence=Consequence.REFUSED,
                accounts_for=((section,),), supersedes=quiet, fix=fix,
            )  # fmt: skip
        keys = [(key,) for key in mark.instance if key in known and key not in top]
        if where in keys and len(keys) > 1:
            few = len(keys) == 1
            described = (
                context.name(where) if few else f"{context.name(keys[0])} and {counted(len(keys) - 1, 'more key')}"
            )
            empty = section in mark.instance
            return context.draft(
                "unknown-key", keys[0],
                f"{described} belong in `{section}`, which is {'empty' if empty else 'missing'}",
                f"{'Indent' if empty else f'Write `{section}:` above, and indent'} them by two spaces below {f'`{section}:`' if empty else 'it'}.",
                location=context.at_key(keys[0]), consequence=Consequence.REFUSED, accounts_for=((section,),),
            )  # fmt: skip
    return None


def _misspelt(context: Context, mark: KeywordMatch, where: tuple[Any, ...], consequence: Consequence) -> FindingBuilder:
    refused = consequence is Consequence.REFUSED
    section = context.within(where[:-1]) or " at the top level"
    does = "refuses to start" if refused else "silently ignores it"
    name = context.name(where)
    message = f"unknown key{f' {name}' if name.startswith('`') else ''}{section}; UST {does}"
    help = "Remove the line, or move it to the section where it belongs."
    paths = meant(context, mark)
    fix = None
    if paths and paths[0][:-1] == mark.path:
        names = ticked(path[-1] for path in paths)
        useless = useless_as(context, where, paths[0]) if len(paths) == 1 else None
        if useless is not None:
            message = f"{message}; it is a misspelt {names}, and its value is wrong as well: {useless['message']}"
            help, fix = useless["help"], context.remove(where, "Remove the line")
        elif invisible := _invisible(str(mark.property), paths[0][-1]):
            message = (
                f"this key is not {names}, because there is {invisible} in it that editors do not show; UST {does}"
            )
            help, fix = f"Delete the key and type {names} again.", context.rename(where, paths[0][-1])
        else:
            message, help = f"{message}; did you mean {names}?", f"Rename the key to {names}."
            fix = context.rename(where, paths[0][-1]) if len(paths) == 1 else None
    elif paths:
        sections = series(f"in `{'.'.join(path[:-1])}`" if path[:-1] else "at the top level" for path in paths)
        message = f"{message}; it belongs {sections}"
        help = "Move the line there, and indent it like the lines there."
    if paths and _is_credential(context, where, paths[0]):
        help = f"{help} Then run `umapi-lint secure`, which moves the secret into the keyring."
        consequence = max(consequence, Consequence.EXPOSED, key=lambda c: c.rank)
    return context.draft(
        "unknown-key",
        where,
        message,
        help,
        location=context.at_key(where),
        consequence=consequence,
        accounts_for=tuple(paths),
        fix=fix,
    )


def _is_credential(context: Context, where: Path, path: Path) -> bool:
    """Whether a secret is stored under a key that was meant to be another."""
    value = context.value_at(where)
    described = [schema for schema in context.described(path) if schema.get("x-sensitive") is True]
    return bool(described) and isinstance(value, str) and is_real(value, str(path[-1]), described)


def _invisible(written: str, name: str) -> str | None:
    """The character that nobody sees and that alone keeps a key from being a known one, in words."""
    strangers = [c for c in written if c != " " and (c.isspace() or unicodedata.category(c) in ("Cf", "Cc"))]
    if not strangers or "".join(c for c in written if c not in strangers).strip() != name:
        return None
    called = unicodedata.name(strangers[0], "control character").lower()
    return f"a {called} (U+{ord(strangers[0]):04X})"


CHECKS = {"additionalProperties": unknown}
