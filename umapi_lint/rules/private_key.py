"""The private key that a connector names or holds: whether UST can use it, and how it is kept."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.document.document import Path
from umapi_lint.document.source import Source
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Location, Related, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record import Record
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.rules._examples import GOOD, JWT
from umapi_lint.rules._key_files import PRIVATE_KEY, key_file
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets.placeholders import is_placeholder, is_variable

if TYPE_CHECKING:
    from umapi_lint.system.private_key import Fault, PrivateKey

_NAMED = JWT + "  priv_key_path: private.key\n"

RULES = (
    Rule(
        id="unusable-private-key",
        severity=Severity.ERROR,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="User Sync Tool cannot use the private key",
        why="UST looks at the key only when it signs in, so a damaged, encrypted or wrong key does not keep it from "
        "starting. With a passphrase it opens the key at once, and does not start if it cannot. What only opening the key "
        "shows, such as a damaged key or one of another kind than RSA, is checked where the package cryptography is "
        "installed, as with `pip install 'umapi-lint[crypto]'`.",
        remediation="Name an RSA private key in PEM form. Better: move to oauth, which needs no key.",
        fails=Example(JWT + "  priv_key_data: >\n    {pem}\n"),
        passes=GOOD,
        source="UST 2.10: umapi_util.py; measured with cryptography 38.0.4, PyJWT 2.4.0 and PyCryptodome 3.7 to 3.23",
        needs_environment=True,
    ),
    Rule(
        id="wrong-passphrase",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="The passphrase does not open the private key",
        why="UST opens the key when it starts. This is checked only for a passphrase in the file, and only "
        "where the package cryptography is installed, as with `pip install 'umapi-lint[crypto]'`.",
        remediation="Write the passphrase with which the key was encrypted, or name the right key.",
        fails=Example(_NAMED + "  priv_key_pass: wrong\n", files={"private.key": "{sealed}"}),
        passes=GOOD,
        source="UST 2.10: 'Error decrypting private key, either the password is wrong or …'",
        needs_environment=True,
    ),
    Rule(
        id="passphrase-beside-key",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="The passphrase is stored in plain text in the file that names the key it opens",
        why="Anyone who can read both files can use the key, so encrypting it does not help.",
        remediation="Keep the passphrase in the keyring; `umapi-lint secure` moves it there. Better: move to oauth.",
        fails=Example(_NAMED + '  priv_key_pass: "{passphrase}"\n', files={"private.key": "{sealed}"}),
        passes=GOOD,
        source="The manual, 'Credential Security'",
        needs_environment=True,
    ),
    Rule(
        id="unused-passphrase",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="A passphrase is given for a private key that is not encrypted",
        why="UST ignores it. The key looks protected, and is not.",
        remediation="Encrypt the key with `user-sync encrypt`, or remove the passphrase.",
        fails=Example(_NAMED + "  secure_priv_key_pass_key: umapi_passphrase\n", files={"private.key": "{rsa}"}),
        passes=GOOD,
        source="UST 2.10: umapi_util.py; measured",
        needs_environment=True,
    ),
    Rule(
        id="unencrypted-private-key",
        severity=Severity.NOTE,
        consequence=Consequence.EXPOSED,
        summary="The private key file is not encrypted",
        why="Then a copy of the file is the key. The manual recommends encrypting it and keeping the passphrase in the "
        "keyring.",
        remediation="Encrypt it with `user-sync encrypt`, and store the passphrase in the keyring. Better: move to oauth, which needs no key.",
        fails=Example(_NAMED, files={"private.key": "{rsa}"}),
        passes=GOOD,
        source="The manual, 'Private Key Settings' and 'Credential Security'",
        needs_environment=True,
    ),
)  # fmt: skip


class Passphrase(Record):
    """Where a passphrase is given, or the name of the keyring entry that holds it."""

    path: Path
    text: str | None
    """The passphrase itself, where it is in the file."""


class Subject(Record):
    """A private key of a document."""

    key: PrivateKey
    place: Path
    location: Location
    what: str
    """How a message calls it."""
    in_file: bool


def check_keys(context: Context) -> Iterator[FindingBuilder]:
    """Each private key that the chosen method reads, with the passphrase that is beside it."""
    phrases = {mark.path[:-1]: phrase for mark in reversed(context.marks) if (phrase := passphrase(mark)) is not None}
    for mark in context.marks:
        phrase = phrases.get(mark.path[:-1])
        subject = named(context, mark) or held(context, mark, phrase)
        if subject is not None:
            yield from judge(context, subject, phrase)


def passphrase(mark: KeywordMatch) -> Passphrase | None:
    """The passphrase, or the name of the one, that a mark speaks of; an empty one counts as absent."""
    if mark.keyword != "x-passphrase" or not isinstance(mark.instance, str) or mark.instance == "":
        return None
    return Passphrase(mark.path, mark.instance if mark.schema.get("x-sensitive") else None)


def named(context: Context, mark: KeywordMatch) -> Subject | None:
    """The key in a file that a setting names. What cannot be read is told elsewhere."""
    if mark.keyword != "x-file" or mark.value != PRIVATE_KEY or not isinstance(mark.instance, str):
        return None
    source = key_file(context, mark.path, mark.instance)
    if not isinstance(source, Source):
        return None
    from umapi_lint.system.private_key import read_bytes

    what = f"the private key file that {context.name(mark.path)} names"
    location = context.at_value(mark.path)
    return Subject(read_bytes(source.data), mark.path, location, what, in_file=True)


def held(context: Context, mark: KeywordMatch, phrase: Passphrase | None) -> Subject | None:
    """The key that is in the file itself. A placeholder is told as such, unless UST tries to open it."""
    text = mark.instance
    if mark.keyword != "x-private-key" or not isinstance(text, str) or text == "":
        return None
    if phrase is None and (is_placeholder(text, str(mark.path[-1]), [mark.schema]) or is_variable(text)):
        return None
    from umapi_lint.system.private_key import read_text

    what = f"the private key in {context.name(mark.path)}"
    return Subject(read_text(text), mark.path, context.at_key(mark.path), what, in_file=False)


def judge(context: Context, subject: Subject, phrase: Passphrase | None) -> Iterator[FindingBuilder]:
    """What there is to say about a key and the passphrase beside it."""
    from umapi_lint.system.private_key import SEALED

    key = subject.key
    fault = key.signs if phrase is None else key.opens
    if key.reads is not None:
        yield _unusable(context, subject, key.reads, consequence=Consequence.REFUSED)
    elif fault is not None:
        yield _unusable(context, subject, fault, phrase)
    elif key.encrypted and phrase is None:
        yield _unusable(context, subject, SEALED)
    elif key.encrypted:
        yield from _with_passphrase(context, subject, phrase)
    elif key.public and key.signs is not None:  # opens with any passphrase, and cannot sign
        yield _unusable(context, subject, key.signs)
    else:
        yield from _not_encrypted(context, subject, phrase)


def _not_encrypted(context: Context, subject: Subject, phrase: Passphrase | None) -> Iterator[FindingBuilder]:
    from umapi_lint.system.open_key import Tried, try_open
    from umapi_lint.system.private_key import DAMAGED, OTHER_KIND

    tried = try_open(subject.key, None)
    if tried in (Tried.FAILS, Tried.OTHER_KIND):
        yield _unusable(context, subject, DAMAGED if tried is Tried.FAILS else OTHER_KIND, phrase)
    elif phrase is not None and not subject.key.openssh:  # of OpenSSH's own format UST makes a PEM key when it opens it
        yield context.draft(
            "unused-passphrase", phrase.path, f"{subject.what} is not encrypted, so UST ignores this passphrase",
            location=context.at_key(phrase.path), related=(Related("the key", subject.location),),
        )  # fmt: skip
    elif phrase is None and subject.in_file:
        yield context.draft("unencrypted-private-key", subject.place, f"{subject.what} is not encrypted")


def _with_passphrase(context: Context, subject: Subject, phrase: Passphrase | None) -> Iterator[FindingBuilder]:
    """What a passphrase that is in the file makes of an encrypted key."""
    if phrase is None or phrase.text is None:
        return
    from umapi_lint.system.open_key import Tried, try_open
    from umapi_lint.system.private_key import OTHER_KIND

    tried = try_open(subject.key, phrase.text)
    where, related = context.at_key(phrase.path), (Related("the key", subject.location),)
    if tried is Tried.FAILS:
        yield context.draft(
            "wrong-passphrase", phrase.path, f"{context.name(phrase.path)} does not open {subject.what}",
            location=where, related=related, supersedes=frozenset({"placeholder-value", "unexpanded-variable", "malformed-value"}),
        )  # fmt: skip
        return
    if tried is Tried.OTHER_KIND:
        yield _unusable(context, subject, OTHER_KIND, phrase)
        return
    help_text = context.registry.rules["passphrase-beside-key"].remediation
    if tried is Tried.NO_LIBRARY:
        help_text += " Whether it opens the key was not tried: that needs `pip install 'umapi-lint[crypto]'`."
    elif tried is Tried.NOT_TRIED:
        help_text += " Whether it opens the key was not tried: keys of this form, or as costly to open, are left alone."
    yield context.draft(
        "passphrase-beside-key", phrase.path, f"{context.name(phrase.path)} is stored in plain text next to the key that it opens; anyone with both can use the key",
        help_text, location=where, related=related, supersedes=frozenset({"plaintext-secret"}),
    )  # fmt: skip


def _unusable(
    context: Context,
    subject: Subject,
    fault: Fault,
    phrase: Passphrase | None = None,
    consequence: Consequence | None = None,
) -> FindingBuilder:
    """A key that UST cannot use: with a passphrase that is a reason not to start."""
    related = () if phrase is None else (Related("a passphrase is given here", context.at_key(phrase.path)),)
    return context.draft(
        "unusable-private-key", subject.place, f"{subject.what} {fault.clause}", fault.help, location=subject.location,
        consequence=Consequence.REFUSED if phrase is not None else consequence, related=related,
        supersedes=frozenset({"placeholder-value", "unexpanded-variable"}),
    )  # fmt: skip


DOCUMENT_CHECKS = (check_keys,)
READS = ("x-passphrase", "x-private-key")
