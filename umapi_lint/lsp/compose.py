"""Edits upon edits, told as edits of the first text.

Fixing goes by rounds, and an editor wants one answer. A difference between the first and the last text would do, if it did
not have to guess: it may take out a line with a credential and put it in again. What is put together from the edits
themselves holds nothing but what they put in.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from umapi_lint.document.source import Source, UnreadableError, read_source
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.model.finding import Edit
from umapi_lint.record import Record, field
from umapi_lint.system.paths import resolved


class Recorded(FileBuffers, frozen=False):
    """Pending texts, some of them from an editor, that remember by which edits each came to be."""

    open: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Real path to the name and text of a document of the editor that nobody has asked for yet."""
    made: dict[tuple[str, bytes], tuple[bytes, tuple[Edit, ...]]] = field(default_factory=dict)
    """Real path and text to the text before, and the edits between the two."""

    def source(self, path: str) -> Source:
        key = resolved(path)
        if key in self.open:
            name, text = self.open.pop(key)
            try:
                self.read[key] = read_source(name)
            except UnreadableError:
                self.read[key] = Source(name, b"", path=Path(key) if os.path.isabs(name) else None)
            with suppress(UnicodeDecodeError):  # else the editor shows what UST will never see
                self.read[key].data.decode("utf-8")
                self.changed[key] = text.encode("utf-8", "surrogatepass")
        return super().source(path)

    def edit(self, path: str, edits: Iterable[Edit]) -> None:
        edits = tuple(edits)
        before = self.source(path).data
        super().edit(path, edits)
        key = (resolved(path), self.source(path).data)
        if key[1] != before:
            self.made.setdefault(key, (before, edits))

    def since(self, path: str, first: bytes) -> list[Edit]:
        """Edits that make the first text the one that is pending now."""
        steps: list[tuple[Edit, ...]] = []
        text = self.source(path).data
        while text != first:
            text, edits = self.made[resolved(path), text]
            steps.append(edits)
        if not steps:
            return []  # nor is it known whether the text can be decoded
        return one_after_the_other(len(first.decode("utf-8")), reversed(steps))


def one_after_the_other(length: int, steps: Iterable[Iterable[Edit]]) -> list[Edit]:
    """Edits of a text of this length that do what the steps do, each of which is an edit of the text that the last one left."""
    pieces = [_Piece(0, length)]
    for step in steps:
        pieces = list(_edited(pieces, sorted(set(step), key=lambda e: (e.start, e.end))))
    return list(_told(pieces, length))


class _Piece(Record):
    """A span of the first text, or, where it has one, a text that was put in."""

    start: int
    end: int
    text: str = ""

    @property
    def size(self) -> int:
        return len(self.text) or self.end - self.start

    def cut(self, start: int, end: int) -> _Piece:
        if self.text:
            return _Piece(0, 0, self.text[start:end])
        return _Piece(self.start + start, self.start + end)


def _edited(pieces: Iterable[_Piece], edits: Iterable[Edit]) -> Iterator[_Piece]:
    """What edits, in the order of the text, make of the pieces, of which each is looked at once."""
    left, at = deque(pieces), 0

    def taken(size: int) -> Iterator[_Piece]:
        while size > 0:
            piece = left.popleft()
            if piece.size > size:
                left.appendleft(piece.cut(size, piece.size))
                piece = piece.cut(0, size)
            size -= piece.size
            yield piece

    for edit in edits:
        yield from taken(edit.start - at)
        yield _Piece(0, 0, edit.replacement)
        at = edit.end
        deque(taken(edit.end - edit.start), maxlen=0)
    yield from left


def _told(pieces: Iterable[_Piece], length: int) -> Iterator[Edit]:
    at, text = 0, ""
    for piece in (*pieces, _Piece(length, length)):
        if piece.text:
            text += piece.text
        elif piece.size or piece.start == length:
            if piece.start > at or text:
                yield Edit(at, piece.start, text)
            at, text = piece.end, ""
