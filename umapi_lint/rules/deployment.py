"""The root of a deployment: which connectors it names, and the targets that its groups mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Related, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules.files import missing_file
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets import patterns
from umapi_lint.text.suggest import nearest

_TAIL = "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\n"
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


_GOOD = _root("\n      - connector-umapi.yml\n      - org2: org2.yml")

RULES = (
    Rule(
        id="no-primary-target",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="No connector file is named for the primary target",
        why="The tool takes plain paths for the primary target, and `name: path` for secondary ones. Without a plain path it stops.",
        remediation="Put the path of the main connector file first, without a name.",
        fails=_root("\n      - org2: org2.yml"),
        passes=_GOOD,
        source="UST 2.10: UMAPIConfigLoader.get_target_options",
    ),
    Rule(
        id="path-after-target",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A plain path stands after a named target",
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
        why="The tool keeps targets by name, and silently forgets the earlier one.",
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
        fails=_root("\n      - connector-umapi.yml", "directory_users:\n  connectors: {}\n  groups:\n    - directory_group: a\n      adobe_groups:\n        - org2::b\nlimits:\n  max_adobe_only_users: 200\n"),
        passes=_GOOD,
        source="UST 2.10: AdobeGroup.create; measured",
    ),
    Rule(
        id="unreferenced-file",
        severity=Severity.NOTE,
        consequence=Consequence.IGNORED,
        summary="A connector file that the root does not name",
        why="The tool never reads it. It may be a left-over with a working secret in it.",
        remediation="Name it in user-sync-config.yml, or delete it.",
        fails=_root(" connector-umapi.yml", **{"connector-umapi-old.yml": _FILES["org2.yml"]}),
        passes=_GOOD,
        source="The tool reads only what its root names",
        needs_environment=True,
    ),
    Rule(
        id="v1-file",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The file is in the format of version 1 of the tool",
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
    seen: dict[Any, tuple[Any, ...]] = {}
    for index, item in enumerate(items):
        where = (*path, index)
        if isinstance(item, dict):
            for name, file in item.items():
                yield from _named(context, (*where, name), file, seen)
        elif not isinstance(item, str):
            yield context.draft(
                "wrong-type", where, "a path, or `name: path`, must stand here", "Write the path of a connector file."
            )
        else:
            if seen:
                yield context.draft("path-after-target", where, "a path without a name stands after a named target")
            yield from missing_file(context, where, item)


def _named(
    context: Context, where: tuple[Any, ...], file: Any, seen: dict[Any, tuple[Any, ...]]
) -> Iterator[FindingBuilder]:
    name = where[-1]
    if name in seen:
        before = context.at_key(seen[name])
        yield context.draft(
            "duplicate-target", seen[name], "a later target has the same name, and only that one counts",
            location=before, related=(Related("this one wins", context.at_key(where)),),
        )  # fmt: skip
    seen[name] = where
    if isinstance(file, str):
        yield from missing_file(context, where, file)
    else:
        yield context.draft(
            "wrong-type", where, "a secondary target must name one path, as a text; the tool takes no list and nothing else",
            "Write `name: path`.",
        )  # fmt: skip


def groups(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Adobe groups that belong to a target which the root does not name."""
    path = mark.path
    value = mark.instance
    if value is None:
        return
    items = [(path, value)] if not isinstance(value, list) else [((*path, i), item) for i, item in enumerate(value)]
    known = known_targets(context)
    for where, item in items:
        if item is not None and not isinstance(item, str):
            yield context.draft(
                "wrong-type",
                where,
                "the name of a group must stand here, and YAML reads something else",
                "Put the name in quotes.",
                fix=context.quote(where),
            )
            continue
        target, _, group = (item or "").rpartition("::")
        if not group:
            yield context.draft(
                "invalid-value",
                where,
                "the name of a group is missing here",
                "Write the group's name, behind `::` where it belongs to a secondary target.",
            )
        elif target and target not in known:
            close = [name for name in nearest(target, known) if patterns.reads_like_name(name)]
            hint = f"Did you mean `{close[0]}::…`? " if close else ""
            more = " Everything before the last `::` is taken for the target's name." if "::" in target else ""
            yield context.draft(
                "unknown-target",
                where,
                f"this group belongs to a target that {context.document.name.rpartition('/')[2]} does not name",
                f"{hint}Correct the name before the `::`, or add the target.{more}",
            )


def known_targets(context: Context) -> list[str]:
    """Names of all secondary targets of a root."""
    found: list[str] = []
    for mark in context.marks:
        if mark.keyword == "x-targets" and isinstance(mark.instance, list):
            found.extend(str(name) for item in mark.instance if isinstance(item, dict) for name in item)
    return found


CHECKS = {"x-targets": targets, "x-target-group": groups}
