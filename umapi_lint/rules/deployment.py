"""The root of a deployment: which connectors it names, and the targets that its groups mean."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from pathlib import Path

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Related, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules.files import missing_file
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets import patterns
from umapi_lint.text.format import series
from umapi_lint.text.suggest import nearest

PRIMARY = "primary"
"""What UST calls the target of the paths without a name."""
_MOST_COMPARED = 10_000
"""Comparisons of an unknown target with a known one in a file; in one with more of them no name helps anybody."""

_TAIL = "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults:\n  connector: [csv, users.csv]\n"
_CONNECTOR = (
    "authentication_method: oauth\nenterprise:\n  org_id: {org}@AdobeOrg\n"
    "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n"
)
_FILES = {
    "connector-umapi.yml": _CONNECTOR.replace("{org}", "1234567890ABCDEF12345678"),
    "org2.yml": _CONNECTOR.replace("{org}", "ABCDEF1234567890ABCDEF12"),
}


def _root(umapi: str, tail: str = _TAIL, **files: str) -> Example:
    return Example(
        f"adobe_users:\n  connectors:\n    umapi:{umapi}\n{tail}", "user-sync-config.yml", {**_FILES, **files}
    )


def _mapped(*groups: str) -> str:
    listed = "".join(f"\n        - {group}" for group in groups)
    return _TAIL.replace("{}", f"{{}}\n  groups:\n    - directory_group: a\n      adobe_groups:{listed}")


_GOOD = _root("\n      - connector-umapi.yml\n      - org2: org2.yml", _mapped("b", "org2::b"))

RULES = (
    Rule(
        id="no-primary-target",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="No connector file is named for the primary target",
        why="UST takes plain paths for the primary target, and `name: path` for secondary ones. Without a plain path it stops.",
        remediation="Put the path of the main connector file first, without a name.",
        fails=_root("\n      - org2: org2.yml"),
        passes=_GOOD,
        source="UST 2.10: UMAPIConfigLoader.get_target_options",
    ),
    Rule(
        id="path-after-target",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="Path without a name after a named target",
        why="Plain paths make up the primary target and must come first.",
        remediation="Move the path before the first `name: path`, or give it a name.",
        fails=_root("\n      - connector-umapi.yml\n      - org2: org2.yml\n      - connector-umapi.yml"),
        passes=_GOOD,
        source="UST 2.10: 'Secondary umapi configuration found with no prefix'",
    ),
    Rule(
        id="duplicate-target",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="Two targets have the same name; only the last one counts",
        why="UST keeps targets by name, and silently forgets the earlier one.",
        remediation="Give each target a name of its own, or remove one.",
        fails=_root("\n      - connector-umapi.yml\n      - org2: org2.yml\n      - org2: connector-umapi.yml"),
        passes=_GOOD,
        source="UST 2.10: UMAPIConfigLoader.get_target_options; measured",
    ),
    Rule(
        id="duplicate-organization",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="Two targets have the same organization id",
        why="Usually a copied connector file in which the id was not changed: the second organization is then never "
        "synced, and the first one twice.",
        remediation="Correct the organization id of one of the two, or remove the target.",
        fails=_root("\n      - connector-umapi.yml\n      - org2: org2.yml", **{"org2.yml": _FILES["connector-umapi.yml"]}),
        passes=_GOOD,
        source="The manual, 'Accessing groups in other organizations'",
        needs_environment=True,
    ),
    Rule(
        id="unknown-target",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A group names a target that does not exist",
        why="`name::group` means the group of the secondary target `name`; everything before the last `::` is the name.",
        remediation="Correct the name, or add the target under `adobe_users.connectors.umapi`.",
        fails=_root("\n      - connector-umapi.yml", _mapped("org2::b")),
        passes=_GOOD,
        source="UST 2.10: AdobeGroup.create; measured",
    ),
    Rule(
        id="missing-connector",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="No file is named for the directory connector that is chosen",
        why="`invocation_defaults.connector`, or `--connector` on the command line, chooses the directory connector; without "
        "both it is `ldap`. UST reads the file of that one and stops where none is named. Only `csv` needs no file.",
        remediation="Name a file for it under `directory_users.connectors`, or choose one that is named.",
        fails=_root(" connector-umapi.yml", "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\n"),
        passes=_GOOD,
        source="UST 2.10: 'Config file must be specified for connector type'",
    ),
    Rule(
        id="unused-target",
        severity=Severity.NOTE,
        consequence=Consequence.IGNORED,
        summary="A secondary target that no group names",
        why="UST signs in to a secondary target and changes there only what the groups of the mapping ask for. Where no group "
        "begins with its name and `::`, that is nothing.",
        remediation="Name its groups as `name::group` under `directory_users.groups`, or remove the target.",
        fails=_root("\n      - connector-umapi.yml\n      - org2: org2.yml"),
        passes=_GOOD,
        source="UST 2.10: RuleProcessor.sync_umapi_users; report 845 of user-sync.py",
    ),
    Rule(
        id="colon-in-group",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="A group with one colon, or three, where two belong between a target and its name",
        why="Exactly two colons separate the name of a target from that of a group. With one colon, or three, UST looks for a "
        "group that has a colon in its name.",
        remediation="Write `name::group`.",
        fails=_root("\n      - connector-umapi.yml\n      - org2: org2.yml", _mapped("org2:b", "org2::b")),
        passes=_GOOD,
        source="UST 2.10: AdobeGroup.create; measured",
    ),
    Rule(
        id="merged-organizations",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="Two files of the primary target name two organizations; only the later one counts",
        why="Paths without a name are merged into one target, and the later file wins. Of two organizations listed "
        "this way only the second one counts.",
        remediation="Write `name: path` for the second organization.",
        fails=_root("\n      - connector-umapi.yml\n      - org2.yml"),
        passes=_GOOD,
        source="UST 2.10: UMAPIConfigLoader.get_target_options; measured",
        needs_environment=True,
    ),
    Rule(
        id="unreferenced-file",
        severity=Severity.NOTE,
        consequence=Consequence.IGNORED,
        summary="A connector file that the root does not name",
        why="UST never reads it. It may be a left-over with a working secret in it.",
        remediation="Name it in user-sync-config.yml, or delete it.",
        fails=_root(" connector-umapi.yml", **{"connector-umapi-old.yml": _FILES["org2.yml"]}),
        passes=_GOOD,
        source="UST reads only what its root names",
        needs_environment=True,
    ),
    Rule(
        id="v1-file",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The file is in the format of version 1 of UST",
        why="`dashboard` and `directory` were the sections of version 1; version 2 refuses them.",
        remediation="Write the file anew from the examples of your version.",
        fails=Example("dashboard:\n  owning: dashboard-config.yml\n", "user-sync-config.yml"),
        passes=_GOOD,
        source="UST 2.10: 'Your main configuration file is still in v1 format'",
    ),
)  # fmt: skip


def targets(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """The list of connector files: paths first, then names."""
    path = mark.path
    value = mark.instance
    if isinstance(value, str):
        yield from missing_file(context, path, value)
        return
    items = value if isinstance(value, list) else []
    if not any(isinstance(item, str) for item in items):
        yield context.draft(
            "no-primary-target", path, f"{context.name(path)} names no file for the primary target",
            f"Write `{path[-1]}: connector-umapi.yml`, or a list that begins with such a path.",
            location=context.at_key(path),
        )  # fmt: skip
    yield from unused_targets(context, mark)
    seen: dict[Any, tuple[Any, ...]] = {}
    for index, item in enumerate(items):
        where = (*path, index)
        if isinstance(item, dict):
            for name, file in item.items():
                yield from _named(context, (*where, name), file, seen)
        elif not isinstance(item, str):
            yield context.draft(
                "wrong-type",
                where,
                "expected a path, or `name: path`",
                "Write the path of a connector file.",
            )
        else:
            if seen:
                yield context.draft("path-after-target", where, "a path without a name follows a named target")
            yield from missing_file(context, where, item)


def _named(
    context: Context, where: tuple[Any, ...], file: Any, seen: dict[Any, tuple[Any, ...]]
) -> Iterator[FindingBuilder]:
    name = where[-1]
    if name in seen:
        before = context.at_key(seen[name])
        yield context.draft(
            "duplicate-target", seen[name], "a later target has the same name, and only that one counts",
            location=before, related=(Related("overridden here", context.at_key(where)),),
        )  # fmt: skip
    seen[name] = where
    if isinstance(file, str):
        yield from missing_file(context, where, file)
    else:
        yield context.draft(
            "wrong-type", where, "a secondary target must name one path, as a string",
            "Write `name: path`.",
        )  # fmt: skip


def groups(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Adobe groups that belong to a target which the root does not name."""
    path = mark.path
    value = mark.instance
    if value is None or mark.value is not True:
        return
    items = [(path, value)] if not isinstance(value, list) else [((*path, i), item) for i, item in enumerate(value)]
    known = known_targets(context)
    for where, item in items:
        if item is not None and not isinstance(item, str):
            yield context.draft(
                "wrong-type",
                where,
                "expected the name of a group",
                "Put the name in quotes.",
                fix=context.quote(where),
            )
            continue
        target, group = _parsed(item or "")
        if not group:
            yield context.draft(
                "invalid-value",
                where,
                "the name of a group is missing here",
                "Write the group's name, behind `::` where it belongs to a secondary target.",
            )
        elif target == PRIMARY and target not in known:
            yield context.draft(
                "unknown-target", where, f"the groups of the primary target have no prefix, and UST knows no target `{PRIMARY}`",
                f"Remove `{PRIMARY}::`.",
            )  # fmt: skip
        elif target and target not in known:
            close = [name for name in _close(context, target, known) if patterns.reads_like_name(name)]
            hint = f"Did you mean `{close[0]}::…`? " if close else ""
            more = " Everything before the last `::` is the target's name to UST." if "::" in target else ""
            yield context.draft(
                "unknown-target",
                where,
                f"group refers to a target that {Path(context.document.name).name} does not define",
                f"{hint}Correct the name before the `::`, or add the target.{more}",
            )
        elif (odd := _with_odd_colons(target, group, known)) is not None:
            yield context.draft(
                "colon-in-group", where, f"UST reads this as a group of {odd}",
                "Write exactly two colons between the name of a target and the group.",
            )  # fmt: skip


def _parsed(name: str) -> tuple[str, str]:
    """The target's name, empty for the primary one, and the group's: as ``AdobeGroup`` of UST reads a qualified name."""
    *targets, group = name.split("::")
    return "::".join(targets), group


def _with_odd_colons(target: str, group: str, known: Container[str]) -> str | None:
    """What UST takes a group for whose name has one colon or three where two were meant."""
    if group.startswith(":"):
        return f"{'this' if target else 'the primary'} target whose name starts with a colon"
    if not target and _before_one_colon(group) in known:
        return "the primary target whose name contains the name of a target and a colon"
    return None


def _before_one_colon(group: str) -> str:
    return group.partition(":")[0].strip() if ":" in group else ""


def _close(context: Context, target: str, known: Collection[str]) -> list[str]:
    """Known targets that an unknown one may stand for."""
    asked: dict[str, list[str]] = context.cache.setdefault("close-targets", {})
    if target not in asked:
        asked[target] = nearest(target, known) if len(asked) * len(known) < _MOST_COMPARED else []
    return asked[target]


def unused_targets(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Secondary targets that no group names. An extension may name any."""
    known = known_targets(context)
    named: set[str] = set()
    for other in context.marks:
        if other.keyword == "x-target-group":
            if other.value == "any" and other.instance:
                return
            for item in _listed(other.instance):
                target, group = _parsed(item) if isinstance(item, str) else ("", "")
                named.add(target or _before_one_colon(group))
                if target and target not in known:  # a misspelt one is reported at the group
                    named.update(_close(context, target, known))
    for index, item in enumerate(_listed(mark.instance)):
        for name in item if isinstance(item, dict) else ():
            if str(name) not in named:
                path = (*mark.path, index, name) if isinstance(mark.instance, list) else (*mark.path, name)
                yield context.draft(
                    "unused-target", path, "no group starts with this target's name and `::`, so UST signs in to it and changes nothing", location=context.at_key(path),
                )  # fmt: skip


def known_targets(context: Context) -> dict[str, None]:
    """Names of all secondary targets of a root that a group can name: a number is the name of none."""
    if "targets" not in context.cache:
        lists = [mark.instance for mark in context.marks if mark.keyword == "x-targets"]
        items = [item for named in lists if isinstance(named, list) for item in named if isinstance(item, dict)]
        context.cache["targets"] = {name: None for item in items for name in item if isinstance(name, str)}
    found: dict[str, None] = context.cache["targets"]
    return found


def chosen(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """The connector that is chosen, and no file is named for it."""
    setting, section = mark.value["setting"], mark.instance
    known = {name: None for schema in context.described(mark.path) for name in schema.get("properties", ())}
    words = context.in_force().get(setting[-1]) or [None]
    if (
        not isinstance(section, dict)
        or not isinstance(words[0], str)
        or words[0] not in known
        or words[0] in mark.value.get("without", ())
    ):
        return
    if any(isinstance(path, str) for path in _listed(section.get(words[0]))):
        return
    named = [f"`{name}`" for name in known if any(isinstance(path, str) for path in _listed(section.get(name)))]
    instead = f", or choose {series(named)}, which has one" if named else ""
    node = context.document.node(tuple(setting))
    written = node is not None and node.value is not None and setting[-1] not in context.command_line.given
    yield context.draft(
        "missing-connector", mark.path, f"the directory connector is `{words[0]}`, but {context.name(mark.path)} names no file for it",
        f"Name its file in {context.name(mark.path)} as `{words[0]}`{instead}.",
        location=context.at_value(tuple(setting)) if written else context.at_key(mark.path),
        missing_paths=frozenset({(*mark.path, words[0])}),
    )  # fmt: skip


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


CHECKS = {"x-targets": targets, "x-target-group": groups, "x-chosen-by": chosen}
READS = ("x-connector",)
