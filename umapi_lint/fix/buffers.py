"""Text that is not written yet: what a linter reads in place of the disk while fixes are tried."""

from __future__ import annotations

from collections.abc import Iterable

from umapi_lint.document.source import Source, read_source
from umapi_lint.edits.apply import applied
from umapi_lint.model.finding import Edit
from umapi_lint.record import Record, field, replace
from umapi_lint.system.paths import resolved


class FileBuffers(Record, frozen=False):
    """The files of a run as they were read, and the new content of those that will change. Keyed by real path."""

    read: dict[str, Source] = field(default_factory=dict)
    changed: dict[str, bytes] = field(default_factory=dict)

    def source(self, path: str) -> Source:
        """What a linter shall read: each file is read once, and its new content is given where there is one.

        Raises:
            UnreadableError: see :func:`umapi_lint.document.source.read_source`.
        """
        key = resolved(path)
        if key not in self.read:
            self.read[key] = read_source(path)
        source = replace(self.read[key], name=str(path))
        return replace(source, data=self.changed[key]) if key in self.changed else source

    def edit(self, path: str, edits: Iterable[Edit]) -> None:
        """Apply edits to the text that a file will have.

        Raises:
            ValueError: the edits do not fit the text or each other.
        """
        source = self.source(path)
        self.changed[resolved(path)] = applied(source.data.decode("utf-8"), edits).encode("utf-8")

    def forget(self, path: str) -> None:
        """Read a file from the disk again, as it is there now."""
        key = resolved(path)
        self.changed.pop(key, None)
        self.read.pop(key, None)
