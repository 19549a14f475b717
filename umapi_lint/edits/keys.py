"""Edits that rename, remove, add and move keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from umapi_lint.document.document import Document, Path
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Scalar
from umapi_lint.edits import spans
from umapi_lint.edits.apply import Change, renamed, with_value, without
from umapi_lint.model.finding import Edit
from umapi_lint.record.typed import Any
from umapi_lint.text.regex import regex

_BARE = regex(r"[A-Za-z][A-Za-z0-9_.-]*\Z")
_DASHES = regex(r"[ \t]*(?:-[ \t]+)+\Z")
_COMMA = regex(r"\s*(?:#[^\r\n]*[\r\n]\s*)*,")
_BLANKS = regex(r"[ \t]*")


def rename(document: Document, path: Path, name: str) -> Change | None:
    """Another name for a key, in the quotes that it has."""
    found = spans.own_entry(document, path)
    if found is None or name in found[0].by_key:
        return None
    key = found[1].key
    text = document.text[key.start : key.end].rstrip(" \t\r\n")  # a no-break space is a part of the key
    if not isinstance(key, Scalar) or text[:1] in ("&", "!", "*"):
        return None
    quote = key.style if key.style in ("'", '"') else ""
    edit = Edit(key.start, key.start + len(text), f"{quote}{name}{quote}")
    return Change((edit,), renamed(document.value, path, name))


def substitute(document: Document, path: Path, name: str, value: str) -> Change | None:
    """Another name for a key and, as one change, another text for its value; ``value`` is plain or quoted as it must be.

    There is no change where a comment is in the header of a block text: it would be lost.
    """
    change = rename(document, path, name)
    found = spans.own_entry(document, path)
    if change is None or found is None or found[1].aliased or not isinstance(found[1].value, Scalar):
        return None
    start, end = found[1].value.start, spans.entry_end(document, found[1])
    if end is None or end <= start or spans.has_comment(document, start, end):
        return None
    plain = _BARE.match(value) and document.text[found[1].key.start] not in ("'", '"')
    written = value if plain else json.dumps(value)
    edits = (*change.edits, Edit(start, end, written))
    return Change(edits, with_value(change.expected, (*path[:-1], name), value))


def remove(document: Document, path: Path, must_stay: Callable[[Path], bool]) -> Change | None:
    """Take a key and its value out, with the comment after them, and no other comment.

    A section that would be left empty goes too; where ``must_stay`` forbids that there is no change.
    """
    found = spans.own_entry(document, path)
    if found is None:
        return None
    mapping, entry = found
    flow = spans.is_flow(document, mapping)
    if len(mapping.entries) == 1 and len(path) > 1:
        if isinstance(path[-2], str) and not must_stay(path[:-1]):
            return remove(document, path[:-1], must_stay)
        if not flow:
            return None
    edits = _flow_removal(document, mapping, entry) if flow else _block_removal(document, mapping, entry)
    return None if edits is None else Change(edits, without(document.value, path))


def drop(document: Document, mapping: Mapping, entry: MappingEntry) -> Change | None:
    """Take out an entry that does not count, so that nothing changes for anyone who loads the text."""
    flow = spans.is_flow(document, mapping)
    edits = _flow_removal(document, mapping, entry) if flow else _block_removal(document, mapping, entry)
    if edits is None:
        return None
    if entry.overwritten:
        return Change(edits, document.value)
    left = {own.key.value: own.value.value for own in mapping.entries if own is not entry}
    return Change(edits, left)  # of an excerpt in which the one that counts does not stand


def merge(document: Document, path: Path, mapping: Mapping, entry: MappingEntry) -> Change | None:
    """Move the settings of a section that a later one overwrites into that one; only where no key is in both."""
    later = mapping.by_key[entry.key.value]
    one, other = entry.value, later.value
    if not (isinstance(one, Mapping) and isinstance(other, Mapping) and one.entries and other.entries):
        return None
    if (
        entry.aliased
        or later.aliased
        or one.inherits
        or other.inherits
        or not one.by_key.keys().isdisjoint(other.by_key)
    ):
        return None
    header, body = spans.line_start(document, entry.key.start), spans.next_line(document, entry.key.end)
    end, at = spans.entry_end(document, entry), spans.line_start(document, other.entries[0].key.start)
    indents = {spans.prefix(document, section.entries[0].key.start) for section in (one, other)}
    if end is None or len(indents) > 1 or indents.pop().strip() or spans.prefix(document, entry.key.start).strip():
        return None
    if one.start < body or at <= later.key.start or spans.has_comment(document, header, body):
        return None
    stop = spans.next_line(document, end)
    moved = document.text[body:stop]
    edits = (Edit(header, stop, ""), Edit(at, at, moved if moved[-1:] in "\r\n" else moved + spans.line_end(document)))
    return Change(edits, with_value(document.value, path, {**one.value, **other.value}))


def _block_removal(document: Document, mapping: Mapping, entry: MappingEntry) -> tuple[Edit, ...] | None:
    end = spans.entry_end(document, entry)
    if end is None:
        return None
    before = spans.prefix(document, entry.key.start)
    if not before.strip():
        return tuple(_without_lines(document, spans.line_start(document, entry.key.start), end))
    index = next(i for i, own in enumerate(mapping.entries) if own is entry)
    if _DASHES.match(before) is None or index + 1 == len(mapping.entries):
        return None
    # the first key after a dash: the next one takes its place
    follower = mapping.entries[index + 1].key.start
    if spans.has_comment(document, spans.next_line(document, end), follower):
        return None
    return (Edit(entry.key.start, follower, ""),)


def _without_lines(document: Document, start: int, end: int) -> Iterator[Edit]:
    """Remove whole lines from one that starts at ``start`` to the one that holds ``end``, but no line of comment."""
    stop = spans.next_line(document, end)
    for comment in document.comments:
        if start <= comment.start < end and not spans.prefix(document, comment.start).strip():
            own = spans.line_start(document, comment.start)
            if own > start:
                yield Edit(start, own, "")
            start = spans.next_line(document, comment.start)
    yield Edit(start, stop, "")


def _flow_removal(document: Document, mapping: Mapping, entry: MappingEntry) -> tuple[Edit, ...] | None:
    index = next(i for i, own in enumerate(mapping.entries) if own is entry)
    last = index + 1 == len(mapping.entries)
    start, end = entry.key.start, spans.entry_end(document, entry)
    if end is None:
        return None
    comma = _COMMA.match(document.text, end)
    if comma is not None:
        end = comma.end()
    elif not last:
        return None
    edits: list[Edit] = []
    if last and comma is None and index > 0:
        before = spans.entry_end(document, mapping.entries[index - 1])
        separator = None if before is None else _COMMA.match(document.text, before)
        if separator is None:
            return None
        edits.append(Edit(separator.end() - 1, separator.end(), ""))
    alone = not spans.prefix(document, start).strip() and _rest_is_blank(document, end)
    if alone:
        return (*edits, *_without_lines(document, spans.line_start(document, start), end))
    if comma is not None:
        blanks = _BLANKS.match(document.text, end)
        end = end if blanks is None else blanks.end()
    elif edits:
        start = edits.pop().start
    if spans.has_comment(document, start, end):
        return None
    return (*edits, Edit(start, end, ""))


def _rest_is_blank(document: Document, offset: int) -> bool:
    """Whether nothing but a comment follows an offset on its line."""
    rest = document.text[offset : document.line_span(document.line_of(offset))[1]].lstrip()
    return rest[:1] in ("", "#")


def insert(document: Document, path: Path, literal: str, value: Any) -> Change | None:
    """Add a key in front of the first one of its section, written as that one is.

    ``literal`` is how ``value`` is written plain. There is no change where the section is not there or is empty.
    """
    section = document.node(path[:-1])
    if not isinstance(section, Mapping) or not section.entries or path[-1] in section.by_key:
        return None
    if len(path) > 1 and ((found := spans.own_entry(document, path[:-1])) is None or found[1].aliased):
        return None
    first = section.entries[0].key
    expected = with_value(document.value, path, value)
    before = spans.prefix(document, first.start)
    if spans.is_flow(document, section):
        quote = first.style if isinstance(first, Scalar) and first.style in ("'", '"') else ""
        written = literal if not isinstance(value, str) else f"{quote}{literal}{quote}"
        gap = " " if before.strip() else spans.line_end(document) + before
        return Change((Edit(first.start, first.start, f"{quote}{path[-1]}{quote}: {written},{gap}"),), expected)
    if before.strip():
        return None
    at = _above_comments(document, spans.line_start(document, first.start))
    return Change((Edit(at, at, f"{before}{path[-1]}: {literal}{spans.line_end(document)}"),), expected)


def _above_comments(document: Document, start: int) -> int:
    """Above the comment that belongs to a line, unless that comment heads the file."""
    at = start
    lines = {
        spans.line_start(document, c.start) for c in document.comments if not spans.prefix(document, c.start).strip()
    }
    while at > 0 and (above := spans.line_start(document, at - 1)) in lines and above < at:
        at = above
    head = document.text[:at].strip("\ufeff \t\r\n")
    return at if head else start
