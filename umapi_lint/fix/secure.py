"""The plan behind `umapi-lint secure`: credentials move from a file into the keyring.

The order keeps each credential in at least one of the two places, whenever the process is killed: it is stored and
read back first, then the file is replaced in one step. Undoing goes the other way, and takes nothing out of the keyring
unless the file on the disk still has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from umapi_lint.document import atomic_write
from umapi_lint.document.document import Document
from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import Source
from umapi_lint.edits import keys
from umapi_lint.edits.apply import confirmed
from umapi_lint.engine.context import Context
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.fix.connectors import PlanError, connectors
from umapi_lint.fix.keyring_writer import KeyringWriter
from umapi_lint.fix.session import FileChange
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Edit
from umapi_lint.model.result import FileResult
from umapi_lint.policy.policy import Policy
from umapi_lint.record import Record, field, replace
from umapi_lint.record.typed import Any
from umapi_lint.secrets.detect import find_credentials
from umapi_lint.secrets.placeholders import is_placeholder, is_variable
from umapi_lint.system.paths import resolved

DEFAULT_NAME = "{connector}_{key}"
"""Names of entries; ``{connector}`` is the kind without ``connector-``, ``{key}`` the setting that holds the value."""
WINDOWS_BYTES = 2560
"""What Windows Credential Manager takes, in UTF-16."""


class Secret(Record):
    """A credential that is to be moved."""

    key: str
    file: str
    line: int
    service: str
    user: str = field(repr=False)
    value: str = field(repr=False)
    is_private_key: bool = False

    @property
    def where(self) -> str:
        return f"{self.file}: line {self.line}: `{self.key}`"


class SecurePlan(Record, frozen=False):
    """What would be moved, and how the files would look then. Nothing is stored or written yet."""

    secrets: list[Secret] = field(default_factory=list)
    written: list[FileChange] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """Sentences about values that stay where they are."""


def plan(linter: Linter, path: str, pattern: str = DEFAULT_NAME, pending: FileBuffers | None = None) -> SecurePlan:
    """Work out which credentials of a connector, or of all connectors of a deployment, move where.

    Args:
        linter: says what the schemas are.
        path: a connector, or the root of a deployment.
        pattern: names of the entries.
        pending: files that are not on the disk yet.

    Raises:
        PlanError: something keeps a machine from doing it.
    """
    pending = pending or FileBuffers()
    linter = replace(linter, read=pending.source, policy=Policy())
    securing = SecurePlan()
    edits: dict[str, dict[tuple[Edit, ...], None]] = {}
    for context in connectors(linter, path):
        for place, schema in _sensitive(context):
            reason = _why_not(context, place, schema)
            if reason is not None:
                securing.skipped.append(reason)
                continue
            secret = _secret(context, place, schema, pattern)
            if secret not in securing.secrets:
                securing.secrets.append(secret)
            edits.setdefault(resolved(secret.file), {})[_edits(context, place, schema, secret)] = None
    securing.skipped = list(dict.fromkeys(securing.skipped))
    _refuse_clashes(securing.secrets)
    before = _refusals(linter.lint_paths([path]))
    for name, changes in edits.items():
        pending.edit(name, [edit for change in changes for edit in change])
    if _refusals(linter.lint_paths([path])) - before:
        raise PlanError(f"{path}: UST would refuse what came of it; `umapi-lint {path}` says what is wrong already")
    for name in pending.changed:
        old = pending.read[name]
        securing.written.append(FileChange(old, pending.source(old.name), False, ()))
    return securing


def left_behind(linter: Linter, path: str, skipped: Iterable[str] = ()) -> list[str]:
    """Sentences about credentials that still are in the files and are no values to be moved.

    They are in a comment, under a key that does not hold one, or in a line that a later one overwrites.

    Args:
        linter: reads the files as they are now.
        path: a connector or the root of a deployment.
        skipped: sentences about values of which enough was said.
    """
    places = {
        document.location(place.start, place.end)
        for context in connectors(linter, path)
        for document in _files_of(context.document)
        for place in find_credentials(document, context.kind, linter.schemas)
    }
    value = tuple(sentence.split(": `")[0] for sentence in skipped)
    where = [f"{place.file}: line {place.line}" for place in sorted(places, key=lambda place: (place.file, place.line))]
    return [
        f"{line} still holds a credential, which no machine can move from there; `umapi-lint {path}` says why"
        for line in dict.fromkeys(where)
        if line not in value
    ]


def _files_of(document: Document) -> list[Document]:
    return [Document(part.source) for part in document.parts] if isinstance(document, Overlay) else [document]


def _sensitive(context: Context) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Settings with a credential in them, and what the schema says of each."""
    for path, entry, node in context.document.walk():
        if entry is None or node.value in (None, ""):
            continue
        described = (s for s in context.described(path) if s.get("x-sensitive") is True and "x-keyring-key" in s)
        schema = next(described, None)
        if schema is not None:
            yield path, dict(schema)


def _why_not(context: Context, path: tuple[Any, ...], schema: dict[str, Any]) -> str | None:
    """Why a value is no credential that can be stored, as a sentence."""
    place, value = context.at_key(path), context.value_at(path)
    where = f"{place.file}: line {place.line}: `{path[-1]}`"
    if not isinstance(value, str):
        return f"{where} is not a string; `umapi-lint --fix` may put it in quotes first"
    if is_variable(value) or is_placeholder(value, str(path[-1]), [schema]):
        return f"{where} holds a placeholder, not a credential"
    if not value.strip():
        return f"{where} contains only whitespace"
    return None


def _secret(context: Context, path: tuple[Any, ...], schema: dict[str, Any], pattern: str) -> Secret:
    place = context.at_key(path)
    named = context.keyring_user(path[:-1])
    user = None if named is None else context.value_at(named)
    if not isinstance(user, str) or not user.strip() or is_variable(user):
        state = "is missing" if user is None else "holds no value that can be used"
        raise PlanError(
            f"{place.file}: `{named[-1] if named else 'user name'}` {state}; it is the user name of every keyring entry"
        )
    connector = "" if context.kind is None else context.kind.name.removeprefix("connector-")
    service = pattern.replace("{connector}", connector).replace("{key}", str(path[-1]))
    if "{" in service or "}" in service:
        raise PlanError("--name may hold {connector} and {key}, and no other braces")
    if not service.strip() or not service.isprintable():
        raise PlanError("--name gives an empty name, or one that cannot be printed")
    private = bool(schema.get("x-private-key"))
    return Secret(str(path[-1]), place.file, place.line, service, user, str(context.value_at(path)), private)


def _edits(context: Context, path: tuple[Any, ...], schema: dict[str, Any], secret: Secret) -> tuple[Edit, ...]:
    entry = context.document.entry(path)
    document = context.document if entry is None else context.document.part_of(entry.key.start)
    edits = confirmed(document.text, keys.substitute(document, path, schema["x-keyring-key"], secret.service))
    if edits is None:
        raise PlanError(
            f"{secret.where} cannot be edited automatically, is set twice, or "
            f"`{schema['x-keyring-key']}` is already set; edit the file by hand"
        )
    return edits


def _refuse_clashes(secrets: Iterable[Secret]) -> None:
    """Two values cannot be one entry."""
    seen: dict[tuple[str, str], Secret] = {}
    for secret in secrets:
        other = seen.setdefault((secret.service, secret.user), secret)
        if other.value != secret.value:
            names = "give each its name with --name, one file at a time"
            advice = names if other.key == secret.key else "--name needs {key} in it"
            raise PlanError(
                f"{secret.where} and line {other.line} of {other.file} would be the same entry `{secret.service}`; {advice}"
            )


def _refusals(results: Iterable[FileResult]) -> Counter[tuple[str, str, str]]:
    """What keeps UST from working with the files. Where secrets lie is no part of it: that changes here."""
    return Counter(
        (finding.location.file, finding.rule, finding.location.pointer)
        for result in results
        for finding in result.findings
        if finding.consequence in (Consequence.REFUSED, Consequence.SIGN_IN_FAILS)
    )


def carry_out(
    securing: SecurePlan,
    vault: KeyringWriter,
    *,
    overwrite: bool = False,
    write: Callable[[Sequence[tuple[Source, bytes]]], None] = atomic_write.write_all,
) -> None:
    """Store every credential, read it back, then write the files.

    Raises:
        PlanError: an entry is in the way, the store cannot hold a value or does not give it back.
        WriteError: a file could not be written.

    In both cases, and when the process is interrupted, the entries are again as they were before.
    """
    before = _look(securing, vault, overwrite)
    touched: list[Secret] = []
    try:
        for secret in securing.secrets:
            if before[secret.service, secret.user] == secret.value:
                continue
            touched.append(secret)
            vault.write(secret.service, secret.user, secret.value)
            if vault.read(secret.service, secret.user) != secret.value:
                raise PlanError(f"{secret.where}: the keyring does not give back what was stored")
        write([(written.old, written.new.data) for written in securing.written])
    except BaseException:
        _undo(touched, before, securing, vault)
        raise


def _look(securing: SecurePlan, vault: KeyringWriter, overwrite: bool) -> dict[tuple[str, str], str | None]:
    """What the keyring has under the names that are wanted; refuses while nothing is touched."""
    before: dict[tuple[str, str], str | None] = {}
    for secret in securing.secrets:
        if vault.is_windows and len(secret.value.encode("utf-16-le", "surrogatepass")) > WINDOWS_BYTES:
            raise PlanError(f"{secret.where}: {_too_long(secret)}")
        there = before[secret.service, secret.user] = vault.read(secret.service, secret.user)
        if there is not None and there != secret.value and not overwrite:
            raise PlanError(
                f"{secret.where}: the keyring has an entry `{secret.service}` with another value; --overwrite replaces "
                "it, or choose another name with --name"
            )
    return before


def _too_long(secret: Secret) -> str:
    advice = "the value is too long for Windows Credential Manager"
    if secret.is_private_key:
        advice += "; keep the key in a file, encrypted with `user-sync encrypt`, and store its passphrase instead"
    return advice


def _undo(
    touched: list[Secret], before: dict[tuple[str, str], str | None], securing: SecurePlan, vault: KeyringWriter
) -> None:
    """Give the keyring back what it had, but for entries of a file that has lost its credentials already.

    One entry may belong to several files, and one file may go by several names.
    """
    replaced = {resolved(written.old.name) for written in securing.written if not written.is_as_it_was()}
    needed = {(secret.service, secret.user) for secret in securing.secrets if resolved(secret.file) in replaced}
    left: dict[str, PlanError] = {}
    for service, user in dict.fromkeys((secret.service, secret.user) for secret in reversed(touched)):
        if (service, user) in needed:
            continue
        old = before[service, user]
        try:
            if old is not None:
                vault.write(service, user, old)
            elif vault.read(service, user) is not None:
                vault.delete(service, user)
        except PlanError as error:
            left[service] = error
    if left:
        names = ", ".join(f"`{service}`" for service in left)
        raise PlanError(
            f"{next(iter(left.values()))}; what was stored as {names} may still be in the keyring"
        ) from None
