"""Places in a text as editors count them: lines from 0, and columns in units of the encoding that was agreed upon."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from umapi_lint.document.document import LINE_END
from umapi_lint.model.finding import Location
from umapi_lint.record import Record

BOM = "\ufeff"
_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Places(Record, frozen=False):
    """The places of one text; ``encoding`` is ``utf-8``, ``utf-16`` (what editors use) or ``utf-32``."""

    text: str
    encoding: str = "utf-16"

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in LINE_END.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, which counts characters."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset) - 1
        return line, self._units(self.text[self._starts[line] : offset])

    def offset(self, line: int, column: int) -> int:
        """The offset of a position; one after the end of a line is its end, as the protocol wants it."""
        if line >= len(self._starts):
            return len(self.text)
        start = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        at = start
        while at < end and self.text[at] not in "\r\n" and column > 0:
            column -= self._units(self.text[at])
            at += 1
        return at

    def span(self, location: Location) -> tuple[tuple[int, int], tuple[int, int]]:
        """Begin and end of a finding's location, which counts from 1 and leaves a BOM out."""
        return (
            self.position(self._at(location.line, location.column)),
            self.position(self._at(location.end_line, location.end_column)),
        )

    def _at(self, line: int, column: int) -> int:
        start = self._starts[min(line, len(self._starts)) - 1]
        bom = 1 if line == 1 and self.text.startswith(BOM) else 0
        return start + column - 1 + bom

    def _units(self, text: str) -> int:
        size = _BYTES[self.encoding]
        return len(text.encode("utf-8" if size == 1 else f"{self.encoding}-le", "surrogatepass")) // size
