"""Where entries of a document really begin and end, which the parser's marks tell only nearly."""

from __future__ import annotations

from bisect import bisect_right

from umapi_lint.document.document import LINE_END, Document, Path
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Node
from umapi_lint.text.regex import regex

_COLON = regex(r"[ \t]*:")
_ALIAS = regex(r"[ \t]*:\s*\*[^\s,\[\]{}]+")
_PROPERTIES = regex(r"(?:[&!]\S*\s+)*")


def own_entry(document: Document, path: Path) -> tuple[Mapping, MappingEntry] | None:
    """The mapping and the entry at a path, if the entry is written there and not inherited by ``<<`` or an alias."""
    if not path:
        return None
    node: Node | None = document.root
    for depth, step in enumerate(path):
        if isinstance(node, Mapping):
            entry = node.by_key.get(step)
            if entry is None or not any(entry is own for own in node.entries):
                return None
            if depth == len(path) - 1:
                return node, entry
            if entry.aliased:
                return None
        node = document.node(path[: depth + 1])
    return None


def is_flow(document: Document, node: Node) -> bool:
    """Whether a collection is written in brackets."""
    match = _PROPERTIES.match(document.text, node.start)
    at = match.end() if match is not None else node.start
    return document.text[at : at + 1] in ("{", "[")


def colon_end(document: Document, entry: MappingEntry) -> int | None:
    """Where the colon after a key ends; ``None`` for a key without one."""
    match = _COLON.match(document.text, entry.key.end)
    return None if match is None else match.end()


def entry_end(document: Document, entry: MappingEntry) -> int | None:
    """Where the text of an entry ends, comments and spaces after it left out; ``None`` where that cannot be told."""
    if entry.aliased:
        match = _ALIAS.match(document.text, entry.key.end)
        return None if match is None else match.end()
    colon = colon_end(document, entry)
    least = entry.key.end if colon is None else colon
    if entry.value.start == entry.value.end:
        return least
    return max(least, _back_over_comments(document, entry.value.end))


def _back_over_comments(document: Document, end: int) -> int:
    comments = document.comments
    starts = [comment.start for comment in comments]
    text = document.text
    while True:
        while end > 0 and text[end - 1] in " \t\r\n":
            end -= 1
        index = bisect_right(starts, end - 1) - 1
        if index < 0 or not comments[index].start < end <= comments[index].end:
            return end
        end = comments[index].start


def line_start(document: Document, offset: int) -> int:
    """Where the line of an offset starts; after the byte order mark on the first one."""
    start = document.line_span(document.line_of(offset))[0]
    return start + 1 if start == 0 and document.text.startswith("\ufeff") else start


def next_line(document: Document, offset: int) -> int:
    """Where the line after that of an offset starts, or the end of the text."""
    end = document.line_span(document.line_of(offset))[1]
    match = LINE_END.match(document.text, end)
    return end if match is None else match.end()


def prefix(document: Document, offset: int) -> str:
    """What precedes an offset on its line."""
    return document.text[line_start(document, offset) : offset]


def line_end(document: Document) -> str:
    """How lines end in this file: as the first one does."""
    match = LINE_END.search(document.text)
    return "\n" if match is None else match.group()


def has_comment(document: Document, start: int, end: int) -> bool:
    return any(start <= comment.start < end for comment in document.comments)
