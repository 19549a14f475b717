"""What a rule has found: plain data, with no behaviour but ordering.

Nothing in here ever holds a value of the linted file. A finding says where something is; anyone who shows
source text asks the :class:`umapi_lint.document.document.Document` for the masked line.
"""

from __future__ import annotations

import enum

from umapi_lint.record import Record, field, replace


class Severity(enum.Enum):
    """How loud a finding is; ``rank`` grows with loudness."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        return ("note", "warning", "error").index(self.value)


class Consequence(enum.Enum):
    """What User Sync Tool does if nobody fixes the file."""

    REFUSED = "refused"
    """It does not start."""
    SIGN_IN_FAILS = "sign-in-fails"
    """It starts; then Adobe, or TLS, refuses it."""
    IGNORED = "ignored"
    """It never reads this."""
    EXPOSED = "exposed"
    """Others can read or change a secret."""
    DEPRECATED = "deprecated"
    """It works, and was replaced by something else."""

    @property
    def rank(self) -> int:
        """Grows with gravity: what stops UST outranks what it puts up with."""
        return ("deprecated", "ignored", "exposed", "sign-in-fails", "refused").index(self.value)


class Location(Record):
    """A span of a file. Lines and columns count from 1, in characters; the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    pointer: str = ""
    """JSON pointer (RFC 6901) of the key or value; names that may hold a secret stand as ``***``."""


class Related(Record):
    """A second place that helps to understand a finding, such as the line that chose the method."""

    message: str
    location: Location


class Edit(Record):
    """Replace ``text[start:end]`` by ``replacement``; offsets count characters of the decoded text, BOM included.

    A replacement is made of key names, punctuation and literals such as ``true``; it never holds a secret.
    """

    start: int
    end: int
    replacement: str


class Fix(Record):
    """Edits that fix a finding. ``safe``: UST will do what it did before, or what was plainly meant.

    The edits are of the file that the finding's location names, also where several files are linted as one.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    safe: bool = True
    restrict_mode: bool = False
    """Fix by taking the permissions of group and others from the file instead of by editing it."""
    places: tuple[Location, ...] = ()
    """Where the edits are made, in their order: for those who do not have the text. Empty if that would tell the
    length of a secret."""


class Finding(Record):
    """One cause, at one place."""

    rule: str
    severity: Severity
    consequence: Consequence
    message: str
    help: str
    location: Location
    target: str | None = None
    """Name of the target in a deployment (``primary``, ``org2`` …), ``None`` outside one."""
    related: tuple[Related, ...] = ()
    fix: Fix | None = field(default=None, compare=False)

    @property
    def fixable(self) -> bool:
        return self.fix is not None

    def sort_key(self) -> tuple[str, int, int, int, str, str]:
        """Order within a report: by file, then place, the loudest first, then rule and message."""
        here = self.location
        return (here.file, here.line, here.column, -self.severity.rank, self.rule, self.message)

    def with_target(self, target: str | None) -> Finding:
        return replace(self, target=target)
