"""Who else can read, or change, a file that holds a secret."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from umapi_lint.document.document import Path as KeyPath
from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import Source, TooLargeError, UnreadableError
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Fix, Location, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record import Record
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.rules._examples import HEAD, OAUTH
from umapi_lint.rules._key_files import key_files
from umapi_lint.text.format import series, ticked

if TYPE_CHECKING:
    from umapi_lint.system.access import Access, Grant

_SECRET = HEAD + "  secure_client_id_key: umapi_client_id\n  client_secret: {secret}\n"
_GOOD = Example(OAUTH, mode=0o644)  # fmt: skip

RULES = (
    Rule(
        id="unsafe-permissions",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Others can read, or change, a file that holds a secret",
        why="Anyone who can read the file can act as your organization; anyone who can change it can have the secret "
        "sent elsewhere. ssh and PostgreSQL refuse such files. Only files that hold a secret are checked, and the "
        "private key that they name: a file with only the names of keyring entries may be readable by all.",
        remediation="Keep the file for the account that runs UST: `chmod 600`, on Windows `icacls`. Name that account with `run-as`.",
        fails=Example(_SECRET, mode=0o644),
        passes=_GOOD,
        source="The manual, 'Credential Security'; sshd's and PostgreSQL's own checks",
        per_file=True,
        needs_environment=True,
        fix="Takes the permissions of group and others from the file; where a group or a named user was given access on "
        "purpose, only with --unsafe-fixes.",
    ),
    Rule(
        id="unsafe-directory",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Others can put another file in the place of one that holds a secret",
        why="Anyone who can write to a folder can replace the files in it, however a file itself is protected: UST would "
        "then sign in where they want. In a folder with the sticky bit, such as /tmp, only owners can.",
        remediation="Take write permission on the folder from group and others, or move the file elsewhere.",
        fails=Example(_SECRET, folder_mode=0o777),
        passes=_GOOD,
        source="sshd's check of every folder on the way",
        per_file=True,
        needs_environment=True,
    ),
    Rule(
        id="permissions-not-checked",
        severity=Severity.NOTE,
        consequence=Consequence.EXPOSED,
        summary="Whether others can read a file that holds a secret could not be found out",
        why="On Windows drives, network shares and FAT the mode that Linux shows is made up, and says nothing about who can "
        "read the file.",
        remediation="Check on the machine that has the file that only the account that runs UST can read it.",
        fails=Example(_SECRET, file_system="vfat"),
        passes=_GOOD,
        source="Linux: /proc/self/mountinfo",
        per_file=True,
        needs_environment=True,
    ),
)  # fmt: skip


class Subject(Record):
    """A file that is to be judged, and where to say so."""

    source: Source
    what: str
    """How a message begins: what the file is to the user."""
    place: KeyPath
    location: Location
    fixable: bool = False
    """Whether the file is the one that is linted, so that ``--fix`` can take permissions from it."""


def check_reach(context: Context) -> Iterator[FindingBuilder]:
    """The file itself if a credential is in it, and the private key files that it names."""
    seen: set[object] = set()
    for subject in subjects(context):
        if not _in_git(context, subject.source):
            yield from judge(context, subject, seen)
    for path, found in key_files(context):
        if isinstance(found, UnreadableError):
            why, help_text = (
                (f"it {found}", "Check that the path leads to the private key.")
                if isinstance(found, TooLargeError)
                else (f"it cannot be read here: {found}", "Run umapi-lint with the account that runs UST.")
            )
            message = f"the file that {context.name(path)} names was not looked at, because {why}"
            yield context.draft("permissions-not-checked", path, message, help_text)


def subjects(context: Context) -> Iterator[Subject]:
    """The files whose permissions matter. Of an overlay each file is looked at alone."""
    document = context.document
    if document.source.stat is None or not context.options.check_files or isinstance(document, Overlay):
        return
    secrets = context.credentials
    if secrets:
        place = secrets[0].path or ()
        location = context.at_key(place) if place else document.location(secrets[0].start, secrets[0].start + 1)
        yield Subject(document.source, "this file holds a secret", place, location, fixable=True)
    for path, found in key_files(context):
        if isinstance(found, Source) and _may_be_private(found):
            what = f"the file that {context.name(path)} names is a private key"
            yield Subject(found, what, path, context.at_value(path))


def _may_be_private(source: Source) -> bool:
    from umapi_lint.system.private_key import read_bytes

    return not read_bytes(source.data).public


def _in_git(context: Context, source: Source) -> bool:
    """Whether git keeps a file. It comes back with the mode that the umask gives: the cause is that git has it."""
    if not context.options.check_git or source.path is None:
        return False
    from umapi_lint.system.git import State

    return context.environment.git.state(source.path) is State.TRACKED


def judge(context: Context, subject: Subject, seen: set[object]) -> Iterator[FindingBuilder]:
    """What there is to say about who can reach a file: one draft for each cause.

    Args:
        told: causes that two files of one document share, and that were told of the first.
    """
    # what only a file with a secret needs is imported where there is one
    from umapi_lint.system import permissions

    source = subject.source
    path, about = source.path, source.stat
    if path is None or about is None:
        return
    access = permissions.access_of_file(path, about, context.environment.permissionless_devices, context.run_as)
    if access.unchecked is not None:
        if access.unchecked not in seen:
            seen.add(access.unchecked)
            message = f"{subject.what}, and who can read it was not checked, because {access.unchecked}"
            yield context.draft("permissions-not-checked", subject.place, message, location=subject.location)
        return
    if access.grants:
        yield _too_open(context, subject, access)
    if access.owner is not None:
        yield context.draft(
            "unsafe-permissions", subject.place, f"{subject.what} and belongs to {access.owner}, who can read and change it",
            "Give it to the account that runs UST, if that is another one.", location=subject.location,
            severity=Severity.NOTE if _is_root() else Severity.WARNING,
        )  # fmt: skip
    folders = [
        found for found in permissions.open_folders(Path(source.name), about, context.run_as) if found[0] not in seen
    ]
    if folders:
        seen.update(folder for folder, _ in folders)
        yield _replaceable(context, subject, folders)


def _too_open(context: Context, subject: Subject, access: Access) -> FindingBuilder:
    from umapi_lint.system.access import sentence

    everybody = any(grant.everybody for grant in access.grants)
    grave = everybody or any(grant.change for grant in access.grants)
    shown = f" ({access.shown})" if access.shown else ""
    return context.draft(
        "unsafe-permissions", subject.place, f"{subject.what} and {sentence(access.grants)}{shown}",
        _command(context, subject, access), location=subject.location,
        severity=Severity.WARNING if grave else Severity.NOTE,
        fix=Fix("remove access for other users", safe=everybody, restrict_mode=True)
        if subject.fixable and access.narrowed_by_mode and _may_change_mode(subject.source) and not _of_service(context, subject)
        else None,
    )  # fmt: skip


def _replaceable(context: Context, subject: Subject, folders: list[tuple[Path, tuple[Grant, ...]]]) -> FindingBuilder:
    from umapi_lint.system.permissions import is_narrowed_by_mode

    grants = [grant for _, found in folders for grant in found]
    chosen = [grant for grant in grants if grant.everybody] or grants
    who = series(dict.fromkeys(grant.who for grant in chosen), "and")
    names = [quoted(str(folder)) for folder, _ in folders]
    open_to_all = [quoted(str(folder)) for folder, _ in folders if is_narrowed_by_mode(folder)]
    return context.draft(
        "unsafe-directory", subject.place,
        f"{subject.what}, and {who} can put another one in its place, by way of {ticked(names, 'and')}",
        f"`chmod go-w {' '.join(open_to_all)}`, or move the file to a folder of your own."
        if open_to_all
        else "Move the file to a folder of your own.",
        location=subject.location,
        severity=Severity.WARNING if chosen[0].everybody else Severity.NOTE,
    )  # fmt: skip


def _command(context: Context, subject: Subject, access: Access) -> str:
    """The command that fixes it. A path that the linted file gives is in it only if it may be shown."""
    name = subject.source.name
    if not subject.fixable and not context.shown(subject.place).startswith("`"):
        name = "FILE"
    if os.name == "nt":
        from umapi_lint.system.windows import icacls

        return icacls(name, access.grants, context.run_as)
    if not access.narrowed_by_mode:  # macOS: a list of its own lets them in
        return f"`chmod -N {quoted(name)}`, which takes the access list away, then `chmod 600 {quoted(name)}`."
    facts = subject.source.stat
    if facts is not None and facts.st_uid == 0 and not _is_root():
        # owner-only would take it from anyone who runs us, who may well be the one who runs UST
        return f"As root: `chmod 640 {quoted(name)}`, and `chgrp` to a group of the account that runs UST."
    if _of_service(context, subject):
        return f"As root: `chown {quoted(context.run_as or '')} {quoted(name)}`, then `chmod 600 {quoted(name)}`."
    return f"`chmod 600 {quoted(name)}`"


def _of_service(context: Context, subject: Subject) -> bool:
    """Whether UST is run by another account than the owner, who would be the only one after a ``chmod 600``."""
    if os.name == "nt" or context.run_as is None or subject.source.stat is None:
        return False
    from umapi_lint.system.posix import user_id

    return user_id(context.run_as) not in (None, subject.source.stat.st_uid)


def quoted(name: str) -> str:
    """A path as a shell takes it, without anything that could steer a terminal."""
    shown = "".join(c if c.isprintable() else "?" for c in name)
    return shown if re.fullmatch(r"[\w./+@:,-]+", shown) else "'" + shown.replace("'", "'\\''") + "'"


def _may_change_mode(source: Source) -> bool:
    return source.stat is not None and (os.name == "nt" or os.geteuid() in (0, source.stat.st_uid))


def _is_root() -> bool:
    return os.name != "nt" and os.geteuid() == 0


DOCUMENT_CHECKS = (check_reach,)
