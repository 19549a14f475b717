"""What a rule is: its page, and the function that turns a keyword of the schema into findings."""

from __future__ import annotations

from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.record import Record, field

DOCS = "https://umapi-lint.github.io/umapi-lint/rules/"
"""Where the rule pages live; the address of a rule is this and its id."""

PRIVATE = 0o600
"""The mode of a file that its owner alone can read: that of an example which does not speak of modes."""

_STORES = {
    "filled": "with both entries in the keyring",
    "empty": "with an empty keyring",
    "none": "without a keyring",
    "windows": "with Windows Credential Manager",
    "plaintext": "with a plain text store",
}
_PLACEHOLDERS = {
    "{secret}": "<your secret>", "{uuid}": "<your secret>", "{pem}": "<your private key>", "{rsa}": "<your private key>",
    "{sealed}": "<your private key, encrypted>", "{passphrase}": "<its passphrase>",
}  # fmt: skip


def address_of(rule: str) -> str:
    """The address of a rule's page, by the rule's id."""
    return f"{DOCS}{rule}/"


def shown(text: str) -> str:
    """A text of an example for a page: plain words where a credential would stand, and nothing that is not UTF-8."""
    for placeholder, words in _PLACEHOLDERS.items():
        text = text.replace(placeholder, words)
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class Example(Record):
    """A file for a rule's page, run by the tests.

    ``text`` may hold ``{secret}``, ``{uuid}`` and ``{pem}``, filled in with made-up credentials when it is run,
    so that no file of this project holds anything that looks like one; and ``{rsa}``, ``{sealed}`` and ``{passphrase}``:
    a private key that works, an encrypted one, and what opens it.
    """

    text: str
    name: str = "connector-umapi.yml"
    files: dict[str, str] = field(default_factory=dict)
    """Other files that are beside it: name to content."""
    mode: int = PRIVATE
    git: bool = False
    """Whether the files were added to a git repository."""
    earlier: str = ""
    """What the file held in an earlier commit; then the text was committed after it."""
    store: str = ""
    """The keyring that it is linted with, one of ``_STORES``."""
    flags: tuple[str, ...] = ()
    """Options of ``umapi-lint check`` without which the rule does not speak."""
    folder_mode: int | None = None
    """Mode of the folder that the files are in, where the example speaks of it."""
    file_system: str = ""
    """What kind of file system the files lie on, by its name in Linux, where the example speaks of it."""

    @property
    def shown(self) -> str:
        """The text as a page shows it."""
        return shown(self.text)

    @property
    def around(self) -> tuple[str, ...]:
        """What makes the difference in addition to the text, in words."""
        value = [f"mode {self.mode:04o}"] if self.mode != PRIVATE else []
        if self.folder_mode is not None:
            value.append(f"in a folder of mode {self.folder_mode:04o}")
        if self.file_system:
            value.append(f"on {self.file_system}")
        if self.git:
            value.append("in git after a version with a credential" if self.earlier else "in git")
        if self.store:
            value.append(_STORES[self.store])
        return (*self.flags, *value)


class Rule(Record):
    """One rule's page. Everything that is ever said of a rule in general is said here, once."""

    id: str
    """Kebab-case, a name that a person can say aloud."""
    severity: Severity
    consequence: Consequence
    """The usual ones; a finding may carry others where the schema says so."""
    summary: str
    """One line, without a full stop."""
    why: str
    remediation: str
    fails: Example
    passes: Example
    source: str
    """Where the fact comes from."""
    per_file: bool = False
    """Whether it holds for each file of an overlay, whatever the others say."""
    needs_environment: bool = False
    """Whether it looks at more than the text of its file, such as other files, modes, git or the keyring. Then its silence
    proves nothing, and a comment that ignores it is never called unused."""
    fix: str = ""
    """What ``--fix`` does about it, as a sentence; empty where it does nothing."""

    @property
    def usual_severity(self) -> Severity:
        """The severity of a finding with the usual consequence: what UST refuses is an error."""
        return Severity.ERROR if self.consequence is Consequence.REFUSED else self.severity

    @property
    def address(self) -> str:
        return address_of(self.id)
