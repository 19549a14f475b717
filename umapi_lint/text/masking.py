"""Source lines fit to be shown: only what is known to be harmless is in them, and the mask for all the rest.

The rule is a list of what may be shown, never of what may not: whatever YAML can hide in a line (an anchor's name, a
tag, the rest of a text that began three lines above) is masked because nobody vouched for it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from umapi_lint.record import Record
from umapi_lint.text.regex import regex

MASK = "***"
"""What stands for any value that is not known to be harmless: the same for every value, whatever its length."""

Span = tuple[int, int]

_KEY_LIKE = regex(
    r"\s*(?:-\s+)*[\"']?(?P<key>[A-Za-z_][A-Za-z0-9_-]*)[\"']?\s*[:=\uff1a]\s*(?:[|>][-+]?(?=\s*$)|[\"'](?=.))?"
)
_UNVOUCHED = regex(
    r"(?P<header>[|>][-+]?[1-9]?[-+]?(?=\s|$))"  # how a block text is folded
    r"|[&*!%][^\s,\[\]{}]+"  # anchors, aliases, tags, directives
    r"|[^\s,\[\]{}:?#|>&*!%'\"-][^\s,\[\]{}:'\"]*"
)


class MaskedLine(Record):
    """A source line fit to be shown, and where its columns went."""

    text: str
    segments: tuple[tuple[int, int, int, int], ...] = ()
    """(start, end) in the original line and (start, end) in ``text`` of every masked span; 0-based."""

    def column(self, original: int) -> int:
        """The 1-based column of ``text`` that shows the 1-based column of the original line."""
        wanted, shift = original - 1, 0
        for start, end, shown_start, shown_end in self.segments:
            if wanted < start:
                break
            if wanted < end:
                return shown_start + 1
            shift = shown_end - end
        return wanted + shift + 1

    def end_column(self, original: int) -> int:
        """The same for an exclusive end: a place that ends within a masked span ends where the mask ends."""
        wanted = original - 1
        for start, end, _, shown_end in self.segments:
            if start < wanted <= end:
                return shown_end + 1
        return self.column(original)


def masked(text: str, spans: Iterable[Span]) -> MaskedLine:
    """A line with each of the spans (which may overlap) replaced by the mask."""
    shown: list[str] = []
    segments: list[tuple[int, int, int, int]] = []
    at = length = 0
    for start, end in sorted(spans):
        start = max(start, at)
        if end <= start:
            continue
        shown.append(text[at:start])
        length += start - at
        shown.append(MASK)
        segments.append((start, end, length, length + len(MASK)))
        length += len(MASK)
        at = end
    shown.append(text[at:])
    return MaskedLine(printable("".join(shown)), tuple(segments))


def unvouched(text: str, vouched: Iterable[Span]) -> Iterator[Span]:
    """Spans of a line that are neither among the vouched ones nor YAML's own punctuation."""
    at = 0
    for start, end in [*sorted(vouched), (len(text), len(text))]:
        for match in _UNVOUCHED.finditer(text, at, max(start, at)):
            if match.group("header") is None:
                yield match.start(), match.end()
        at = max(at, end)


def masked_by_guess(text: str, public_names: Container[str]) -> MaskedLine:
    """A line of a file that has no tree: its indentation, a key that a schema knows, and how its value begins are shown."""
    match = _KEY_LIKE.match(text)
    known = match is not None and match["key"] in public_names
    keep = match.end() if match is not None and known else len(text) - len(text.lstrip())
    rest = text[keep:]
    if not rest.strip():
        return MaskedLine(printable(text.rstrip()))
    return masked(text, [(keep, len(text.rstrip()))])


def printable(text: str) -> str:
    """One cell for each character, so that carets stay in place and nothing steers the terminal."""
    return "".join(c if c.isprintable() else (" " if c == "\t" else "\N{REPLACEMENT CHARACTER}") for c in text)
