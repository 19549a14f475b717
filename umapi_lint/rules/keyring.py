"""Entries of the keyring that a file names: are they there, and does the store keep them well?"""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.document.document import Path
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record import Record, field
from umapi_lint.rules._examples import OAUTH

_JWT = (
    "authentication_method: jwt\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
    "  tech_acct_id: 1234567890ABCDEF12345678@techacct.adobe.com\n"
    "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n"
    "  secure_priv_key_data_key: umapi_private_key_data\n"
)
_FLAGS = ("--keyring",)
_GOOD = Example(OAUTH, flags=_FLAGS, store="filled")
_WHOSE = "`--keyring` asks the keyring of the machine and the user that run the linter: run it where UST runs, as the same user."

RULES = (
    Rule(
        id="keyring-entry-missing",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The keyring has no entry of the name that a setting gives",
        why="UST looks the name up as the service, with the organization id as the user name, and stops at start when "
        f"there is no such entry. {_WHOSE}",
        remediation="Store the value with `keyring set NAME ORG_ID`, as the user that runs UST; or correct the name. An entry "
        "with another user name than the organization id is not found.",
        fails=Example(OAUTH, flags=_FLAGS, store="empty"),
        passes=_GOOD,
        needs_environment=True,
        source="UST 2.10: 'No value in secure storage'",
    ),
    Rule(
        id="keyring-unavailable",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The keyring that a file relies on cannot be asked",
        why="UST uses the same keyring library: where no store answers, it gets no credentials and stops at start. "
        f"{_WHOSE}",
        remediation="Run `keyring diagnose` as the user that runs UST. A service without a desktop "
        "session often has no unlocked keyring; there, keep the values in a file that its owner alone can read.",
        fails=Example(OAUTH, flags=_FLAGS, store="none"),
        passes=_GOOD,
        needs_environment=True,
        source="keyring: NoKeyringError, 'Configuring'",
    ),
    Rule(
        id="keyring-value-too-long",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A private key is to be kept in Windows Credential Manager, which cannot hold it",
        why="Credential Manager takes 2560 bytes, which are 1280 characters: no private key of 2048 bits or more fits, so the "
        f"entry cannot be made, and without it UST stops at start. {_WHOSE}",
        remediation="Keep the key in a file, encrypted, and its passphrase in the keyring; this is what the manual recommends.",
        fails=Example(_JWT, flags=_FLAGS, store="windows"),
        passes=_GOOD,
        needs_environment=True,
        source="The manual, 'Credential Security', on character limits; wincred.h: CRED_MAX_CREDENTIAL_BLOB_SIZE",
    ),
    Rule(
        id="insecure-keyring-backend",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="The keyring in use keeps values in plain text, or not at all",
        why="The keyring library uses the store that it finds, and may fall back on a plain text file that another package "
        "brought along; keyring's null backend forgets everything. Several stores are asked one after the other, so one that "
        "comes second counts too.",
        remediation="Choose the system's own store with `PYTHON_KEYRING_BACKEND` or `keyringrc.cfg`; `keyring --list-backends` shows "
        "what there is. Where there is none, a file that its owner alone can read is no worse, and easier to understand.",
        fails=Example(OAUTH, flags=_FLAGS, store="plaintext"),
        passes=_GOOD,
        needs_environment=True,
        source="keyring: 'Configuring', keyring.backends.null; keyrings.alt: PlaintextKeyring",
    ),
)  # fmt: skip


class Named(Record):
    """A setting that names an entry."""

    path: Path
    user: Path
    """The setting that gives the entry's user name."""
    question: tuple[str, str] = field(repr=False)
    too_long: bool
    """Whether the value is one that Windows Credential Manager cannot hold."""


def entries(context: Context) -> Iterator[FindingBuilder]:
    """Every setting that names an entry, in a section that tells the user name of the entries."""
    named = list(_named(context)) if context.options.keyring else []
    if not named:
        return
    keyring = context.environment.keyring
    keyring.ask(entry.question for entry in named)
    first = named[0].path
    if keyring.problem:
        error = f" ({keyring.error})" if keyring.error else ""
        yield context.draft("keyring-unavailable", first, f"the keyring cannot be asked: {keyring.problem}{error}")
    elif set(keyring.stores) == {"keyring.backends.null.Keyring"}:
        yield context.draft(
            "insecure-keyring-backend", first,
            "the keyring in use is the null backend, which keeps nothing, so UST finds no entry",
            consequence=Consequence.REFUSED,
        )  # fmt: skip
    else:
        plain = ["plaintext" in store.lower() for store in keyring.stores]
        if any(plain):
            what = "is a plain text file" if all(plain) else "falls back on a plain text file"
            yield context.draft("insecure-keyring-backend", first, f"the keyring in use {what}")
        yield from (_missing(context, entry) for entry in named if keyring.exists(entry.question) is False)


def _named(context: Context) -> Iterator[Named]:
    users = {mark.path: mark for mark in context.marks if mark.keyword == "x-keyring-user"}
    for mark in context.marks:
        section = mark.path[:-1]
        user = users.get(section)
        if mark.keyword != "x-keyring-name-of" or user is None or not isinstance(mark.instance, str):
            continue
        account = user.instance.get(user.value) if isinstance(user.instance, dict) else None
        if mark.instance and isinstance(account, str) and account:
            too_long = any("x-private-key" in schema for schema in context.described((*section, mark.value)))
            yield Named(mark.path, (*section, user.value), (mark.instance, account), too_long)


def _missing(context: Context, entry: Named) -> FindingBuilder:
    shown = context.shown(entry.path)
    named = "an entry" if shown == "this value" else f"an entry {shown}"
    if entry.too_long and context.environment.keyring.stores[0].endswith(".WinVaultKeyring"):
        return context.draft(
            "keyring-value-too-long", entry.path,
            f"Windows Credential Manager does not have {named}, and cannot have it: a private key is too long for it",
        )  # fmt: skip
    return context.draft(
        "keyring-entry-missing", entry.path,
        f"the keyring of this machine and user does not have {named} with {context.name(entry.user)} as user name",
    )  # fmt: skip


DOCUMENT_CHECKS = (entries,)
READS = ("x-keyring-user",)
