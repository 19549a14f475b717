"""Who else can read, or change, a file that holds a secret."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from umapi_lint.document import Path as KeyPath
from umapi_lint.engine import Context, Draft
from umapi_lint.finding import Consequence, Fix, Location, Severity
from umapi_lint.held import held
from umapi_lint.overlay import Overlay
from umapi_lint.rule import Example, Rule
from umapi_lint.storage import permissions
from umapi_lint.storage.access import Access, listed, sentence

_HEAD = "authentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
_SECRET = _HEAD + "  secure_client_id_key: umapi_client_id\n  client_secret: {secret}\n"
_GOOD = Example(_HEAD + "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n", mode=0o644)  # fmt: skip

RULES = (
    Rule(
        id="unsafe-permissions",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Others can read, or change, a file that holds a secret",
        why="Whoever can read the file can act as your organization; whoever can change it can have the secret sent "
        "elsewhere. ssh and PostgreSQL refuse such files. Only files that hold a secret are looked at, and the private "
        "key that they name: one with names of keyring entries alone may be read by all.",
        mend="Keep the file for the account that runs the tool: `chmod 600`, on Windows `icacls` without inherited entries.",
        bad=Example(_SECRET, mode=0o644),
        good=_GOOD,
        source="The manual, 'Credential Security'; sshd's and PostgreSQL's own checks",
        alone=True,
        beyond_text=True,
        fix="Takes the permissions of group and others from the file; where a group or a named user was given access on "
        "purpose, only with --unsafe-fixes.",
    ),
    Rule(
        id="unsafe-directory",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Others can put another file in the place of one that holds a secret",
        why="Who can write to a folder can replace what lies in it, however the file itself is protected: the tool would "
        "then sign in where they want. In a folder with the sticky bit, such as /tmp, only owners can.",
        mend="Take write permission on the folder from group and others, or move the file elsewhere.",
        bad=Example(_SECRET, folder_mode=0o777),
        good=_GOOD,
        source="sshd's check of every folder on the way",
        alone=True,
        beyond_text=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A file that is to be judged, and where to say so."""

    path: Path
    """As it was named."""
    stat: os.stat_result
    what: str
    """How a message begins: what the file is to the user."""
    shown: str
    """Its name as a command takes it."""
    place: KeyPath
    location: Location
    mendable: bool = False


def of_document(context: Context) -> Iterator[Draft]:
    """The file itself, if a credential stands in it. Of an overlay each file is looked at alone."""
    document = context.document
    about = document.source.stat
    if about is None or not context.options.check_files or isinstance(document, Overlay):
        return
    secrets = held(document, context.kind, context.schemas)
    if not secrets:
        return
    first = secrets[0]
    place = first.path or ()
    location = context.at_key(place) if place else document.location(first.start, first.end)
    name = Path(document.name)
    yield from judge(
        context, Subject(name, about, "this file holds a secret", name.name, place, location, mendable=True)
    )


def judge(context: Context, subject: Subject) -> Iterator[Draft]:
    """What there is to say about who can reach a file: one draft for each cause."""
    access = permissions.access_of_file(Path(os.path.realpath(subject.path)), subject.stat)
    if access.grants:
        yield _too_open(context, subject, access)
    if access.owner is not None:
        yield context.draft(
            "unsafe-permissions", subject.place, f"{subject.what} and belongs to {access.owner}, who can read and change it",
            "Give it to the account that runs the tool, if that is another one.", location=subject.location,
            severity=Severity.NOTE if _is_root() else Severity.WARNING,
        )  # fmt: skip
    folders = permissions.open_folders(subject.path, subject.stat)
    if folders:
        names = listed([f"`{folder}`" for folder, _ in folders])
        who = listed(list(dict.fromkeys(grant.who for _, grants in folders for grant in grants)))
        everybody = any(grant.everybody for _, grants in folders for grant in grants)
        yield context.draft(
            "unsafe-directory", subject.place, f"{subject.what}, and {who} can put another one in its place, by way of {names}",
            f"chmod go-w {' '.join(str(folder) for folder, _ in folders)}", location=subject.location,
            severity=Severity.WARNING if everybody else Severity.NOTE,
        )  # fmt: skip


def _too_open(context: Context, subject: Subject, access: Access) -> Draft:
    everybody = any(grant.everybody for grant in access.grants)
    grave = everybody or any(grant.change for grant in access.grants)
    shown = f" ({access.shown})" if access.shown else ""
    return context.draft(
        "unsafe-permissions", subject.place, f"{subject.what} and {sentence(access.grants)}{shown}",
        _command(subject.shown), location=subject.location,
        severity=Severity.WARNING if grave else Severity.NOTE,
        fix=Fix("take the permissions of all others from the file", safe=everybody, narrow_mode=True)
        if subject.mendable and access.narrowed_by_mode
        else None,
    )  # fmt: skip


def _command(name: str) -> str:
    if os.name == "nt":
        return f'icacls "{name}" /inheritance:r /grant:r "%USERNAME%:F" "*S-1-5-18:F"'
    return (
        f"chmod 600 {name}"
        if name.replace("-", "").replace(".", "").replace("_", "").isalnum()
        else f"chmod 600 '{name}'"
    )


def _is_root() -> bool:
    return os.name != "nt" and os.geteuid() == 0


DOCUMENT_CHECKS = (of_document,)
