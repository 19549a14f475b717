"""The plan behind `umapi-lint migrate`: from JWT to OAuth Server-to-Server, as step 3 of the manual's guide says.

Which key chooses the method, what stays with oauth and what only JWT reads is told by the schemas. The plan sets the
method; what is to be removed or renamed then are findings like any other, and fixed as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from umapi_lint.document.source import UnreadableError
from umapi_lint.document.yaml_tree import Scalar
from umapi_lint.edits import keys, values
from umapi_lint.edits.apply import confirmed
from umapi_lint.engine.context import Context
from umapi_lint.fix.apply import apply_fixes
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.fix.connectors import PlanError, connectors
from umapi_lint.fix.session import FileChange
from umapi_lint.linting import discovery
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Edit, Finding, Fix, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.policy.policy import Policy
from umapi_lint.record import Record, field, replace
from umapi_lint.schema.schemas import FileKind, Schemas
from umapi_lint.system.paths import resolved

OF_THE_GUIDE = frozenset({"key-not-for-method", "deprecated-key", "endpoint-mismatch", "host-value"})
"""Rules whose findings are fixed once the method is set: what the guide names, and hosts that never worked."""


class Switch(Record):
    """How a kind of file chooses the method that is to be migrated to."""

    key: str
    value: str
    section: str
    """Where the credentials stand."""
    kept: frozenset[str]
    """What that section may still hold."""


class KeyFile(Record):
    """A file that only the old method reads."""

    path: Path
    shown: str
    """How a message calls it: as the file that names it does, if that may be shown."""


class KeyringEntry(Record):
    """An entry of the keyring that only the old method reads."""

    service: str = field(repr=False)
    user: str = field(repr=False)
    shown: str
    """Its name if that may be shown, else where it is."""
    shown_user: str


class MigrationPlan(Record, frozen=False):
    """What would be changed, and what is left to do. Nothing is written yet."""

    root: str
    written: list[FileChange] = field(default_factory=list)
    files: list[KeyFile] = field(default_factory=list)
    entries: list[KeyringEntry] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    """What would still be wrong."""


def plan(linter: Linter, path: str) -> MigrationPlan:
    """Work out the migration of a connector, or of all connectors of a deployment.

    Raises:
        PlanError: something keeps a machine from doing it; nothing is changed then.
    """
    pending = FileBuffers()
    linter = replace(linter, read=pending.source, policy=Policy())
    migration = MigrationPlan(path)
    contexts = connectors(linter, path)
    edits: dict[str, list[Edit]] = {}
    switches = [(context, switch_of(linter.schemas, context.kind)) for context in contexts]
    if not any(switch for _, switch in switches):
        raise PlanError(f"{path}: files of this kind have no sign-in method to migrate")
    for context, switch in switches:
        if switch is None:  # the connector to a directory, which signs in another way
            continue
        migration.files += _key_files(context, switch)
        migration.entries += _entries(context, switch)
        for name, of_file in _set_method(context, switch):
            edits.setdefault(resolved(name), []).extend(of_file)
    for name, gathered in edits.items():
        pending.edit(name, gathered)
    outcome = apply_fixes(lambda: chain.from_iterable(lint() for lint in linter.units([path])), pending, _wanted)
    findings = [finding for result in outcome.results for finding in result.findings]
    stuck = next((finding for finding in findings if finding.rule == "key-not-for-method"), None)
    if stuck is not None:
        where = f"{stuck.location.file}: line {stuck.location.line}"
        raise PlanError(f"{where} (as it would be then): {stuck.message}, and no machine can remove it; do it by hand")
    migration.errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    still = {(e.service, e.user) for context in connectors(linter, path) for e in _entries(context, None)}
    migration.entries = [entry for entry in migration.entries if (entry.service, entry.user) not in still]
    for name in pending.changed:
        old = pending.read[name]
        new = pending.source(old.name)
        if new.data != old.data:
            fixed = tuple(f for f, _ in outcome.fixed if resolved(f.location.file) == name)
            migration.written.append(FileChange(old, new, False, fixed))
    return migration


def switch_of(schemas: Schemas, kind: FileKind | None) -> Switch | None:
    """How the schema of a kind chooses the method; ``None`` where it does not."""
    for schema in schemas.top(kind):
        for part in schema.get("allOf", ()):
            key = part.get("x-because")
            value = part.get("if", {}).get("properties", {}).get(key, {}).get("const")
            for section, inner in part.get("then", {}).get("properties", {}).items():
                base = kind.schema if kind is not None else ""
                resolved, _ = schemas.resolve(inner, base)
                if isinstance(key, str) and isinstance(value, str) and "x-method" in resolved:
                    return Switch(key, value, section, frozenset(resolved.get("properties", ())))
    return None


def _wanted(_: FileResult, finding: Finding) -> Iterator[Fix]:
    if finding.rule in OF_THE_GUIDE and finding.fix is not None:
        yield finding.fix


def _set_method(context: Context, switch: Switch) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    document = context.document
    if document.value.get(switch.key) == switch.value:
        return
    entry = document.entry((switch.key,))
    anchor = entry or document.entry((switch.section,))
    if anchor is None:
        raise PlanError(f"{document.name}: there are no credentials in this file")
    part = document.part_of(anchor.key.start)
    if entry is not None:
        change = values.replace(part, (switch.key,), switch.value)
    else:
        change = keys.insert(part, (switch.key,), switch.value, switch.value)
    edits = confirmed(part.text, change)
    if edits is None:
        place = context.at_key((switch.key if entry is not None else switch.section,))
        raise PlanError(
            f"{place.file}: line {place.line} is written in a way that no machine should edit; write `{switch.key}: {switch.value}` by hand"
        )
    yield part.name, edits


def _key_files(context: Context, switch: Switch) -> Iterator[KeyFile]:
    for path, _, node in context.document.walk():
        if path[:1] != (switch.section,) or path[-1] in switch.kept or not isinstance(node.value, str):
            continue
        if any(schema.get("x-file") == "private-key" for schema in context.described(path)):
            folder = context.document.folder_of(node)
            if node.value and folder is not None:
                yield KeyFile(folder / node.value, _shown(context, path))


def _entries(context: Context, switch: Switch | None) -> Iterator[KeyringEntry]:
    """Entries of the keyring that only the old method reads; without a switch, all of them."""
    for path, _, node in context.document.walk():
        if len(path) != 2 or not isinstance(node, Scalar) or not isinstance(node.value, str) or not node.value:
            continue
        if switch is not None and (path[0] != switch.section or path[1] in switch.kept):
            continue
        section = context.described(path[:1])
        slip = any(schema.get("x-unknown", {}).get(path[1], {}).get("keyring-name") for schema in section)
        named = context.keyring_user(path[:1])
        user = None if named is None else context.value_at(named)
        if named and isinstance(user, str) and (slip or any("x-keyring-name-of" in s for s in context.described(path))):
            yield KeyringEntry(node.value, user, _shown(context, path), _shown(context, named))


def named_elsewhere(linter: Linter, file: KeyFile) -> str | None:
    """Another file, beside the key, that names it; files that cannot be read or loaded are skipped."""
    for candidate in discovery.candidates([str(file.path.parent)], linter.schemas):
        try:
            context = linter.context(linter.read(candidate.path))
        except UnreadableError:
            continue
        for path, _, node in context.document.walk():
            if isinstance(node.value, str) and any(s.get("x-file") == "private-key" for s in context.described(path)):
                folder = context.document.folder_of(node) or Path()
                if resolved(folder / node.value) == resolved(file.path):
                    return candidate.path
    return None


def _shown(context: Context, path: tuple[object, ...]) -> str:
    shown = context.shown(path)
    if shown.startswith("`"):
        return shown
    place = context.at_value(path)
    return f"what line {place.line} of {place.file} named"
