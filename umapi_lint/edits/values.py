"""Edits that change how a value is written, or put another one in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from umapi_lint.document.document import Document, Path
from umapi_lint.document.yaml_tree import Scalar, Sequence
from umapi_lint.edits import spans
from umapi_lint.edits.apply import Change, with_value
from umapi_lint.model.finding import Edit
from umapi_lint.text.regex import regex

_TOKEN = regex(r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\(?:\r\n|.)|.", re.DOTALL)
_BLANK_ESCAPES = frozenset(f"\\{c}" for c in "tnr vfNLP_")
_HEADER = regex(r"[|>](?:[1-9]?[+-]?|[+-][1-9])(?=[ \t]*(?:#|\r|\n|\Z))")


def own_scalar(document: Document, path: Path) -> Scalar | None:
    """The scalar that is written at a path: not inherited, no alias, without anchor and tag."""
    node = document.node(path)
    if not isinstance(node, Scalar) or node.start == node.end or document.text[node.start] in "&!*":
        return None
    if path and isinstance(path[-1], int):
        return node if _own_item(document, path, node) else None
    found = spans.own_entry(document, path)
    return node if found is not None and not found[1].aliased else None


def _own_item(document: Document, path: Path, node: Scalar) -> bool:
    parent = document.node(path[:-1])
    if not isinstance(parent, Sequence) or not parent.start <= node.start < parent.end:
        return False
    return len(path) == 1 or isinstance(path[-2], int) or spans.own_entry(document, path[:-1]) is not None


def quote(document: Document, path: Path) -> Change | None:
    """Quotes around a value that YAML would otherwise read as a number, a date, or true and false."""
    node = own_scalar(document, path)
    if node is None or node.style or node.value is None or isinstance(node.value, str):
        return None
    text = document.text[node.start : node.end].rstrip()
    if "\n" in text or "\r" in text:
        return None
    mark = "'" if '"' in text or "\\" in text else '"'
    end = node.start + len(text)
    # the text itself is left where it is, so that no edit holds a value
    edits = (Edit(node.start, node.start, mark), Edit(end, end, mark))
    return Change(edits, with_value(document.value, path, text))


def unquote(document: Document, path: Path, value: object) -> Change | None:
    """No quotes around a string that YAML then reads as a value of another type."""
    node = own_scalar(document, path)
    if node is None or node.style not in ("'", '"'):
        return None
    edits = (Edit(node.start, node.start + 1, ""), Edit(node.end - 1, node.end, ""))
    return Change(edits, with_value(document.value, path, value))


def single_quote(document: Document, path: Path) -> Change | None:
    """Single quotes in place of double ones around a value, so that its backslashes are backslashes."""
    node = own_scalar(document, path)
    if node is None or node.style != '"':
        return None
    inner = document.text[node.start + 1 : node.end - 1]
    if any(part in inner for part in ("'", '\\"', "\\\\", "\n", "\r")):
        return None
    edits = (Edit(node.start, node.start + 1, "'"), Edit(node.end - 1, node.end, "'"))
    return Change(edits, with_value(document.value, path, inner))


def without(document: Document, path: Path, characters: str) -> Change | None:
    """A value without certain characters, and without the spaces that are then at its ends."""
    node = own_scalar(document, path)
    if node is None or not isinstance(node.value, str):
        return None
    text = document.text[node.start : node.end]
    start = node.start + (1 if node.style in ("'", '"') else 0)
    end = node.start + len(text.rstrip(" \t\r\n")) - (1 if node.style in ("'", '"') else 0)
    if document.text[start:end] != node.value:
        return None  # not written to the letter
    kept = [at for at in range(start, end) if document.text[at] not in characters + " "]
    if not kept:
        return None
    edits = [Edit(at, at + 1, "") for at in range(kept[0], kept[-1]) if document.text[at] in characters]
    edits += [Edit(a, b, "") for a, b in ((start, kept[0]), (kept[-1] + 1, end)) if a < b]
    value = "".join(c for c in node.value if c not in characters).strip()
    return Change(tuple(edits), with_value(document.value, path, value))


def unlist(document: Document, path: Path) -> Change | None:
    """One mapping in place of a list of mappings: spaces where the dashes are."""
    node = document.node(path)
    if not isinstance(node, Sequence) or document.text[node.start] != "-":
        return None
    edits: list[Edit] = []
    merged: dict[object, object] = {}
    for item in node.items:
        dash = document.text.rfind("-", node.start, item.start)
        if not isinstance(item.value, dict) or dash < 0 or not merged.keys().isdisjoint(item.value):
            return None
        merged.update(item.value)
        edits.append(Edit(dash, dash + 1, " "))
    return Change(tuple(edits), with_value(document.value, path, merged))


def replace(document: Document, path: Path, literal: str) -> Change | None:
    """Another text in place of a value, in the quotes that it has."""
    node = own_scalar(document, path)
    if node is None:
        return _filled(document, path, literal)
    if node.style in ("|", ">"):
        return None
    mark = node.style or ""
    length = len(document.text[node.start : node.end].rstrip())
    edit = Edit(node.start, node.start + length, f"{mark}{literal}{mark}")
    return Change((edit,), with_value(document.value, path, literal))


def _filled(document: Document, path: Path, literal: str) -> Change | None:
    """A text after a colon that has nothing after it."""
    found = spans.own_entry(document, path)
    colon = None if found is None or found[1].aliased else spans.colon_end(document, found[1])
    if found is None or colon is None or found[1].value.start != found[1].value.end:
        return None
    return Change((Edit(colon, colon, f" {literal}"),), with_value(document.value, path, literal))


def strip(document: Document, path: Path) -> Change | None:
    """Take the spaces from both ends of a text."""
    node = own_scalar(document, path)
    if node is None or not isinstance(node.value, str) or node.value == node.value.strip():
        return None
    if node.style in ("'", '"'):
        edits = tuple(_inner_blanks(document, node))
    elif node.style in ("|", ">"):
        edits = tuple(_chomped(document, node))
    else:
        return None
    return Change(edits, with_value(document.value, path, node.value.strip()))


def keep(document: Document, path: Path, start: int, end: int) -> Change | None:
    """Remove a text but for the part between two offsets of its own; only where it is written to the letter."""
    node = own_scalar(document, path)
    if node is None or not isinstance(node.value, str):
        return None
    first = node.start + (1 if node.style in ("'", '"') else 0)
    last = first + len(node.value)
    if document.text[first:last] != node.value:
        return None
    edits = (Edit(first, first + start, ""), Edit(first + end, last, ""))
    return Change(
        tuple(edit for edit in edits if edit.start < edit.end), with_value(document.value, path, node.value[start:end])
    )


def _inner_blanks(document: Document, node: Scalar) -> Iterator[Edit]:
    start, end = node.start + 1, node.end - 1
    body = document.text[start:end]
    tokens = _TOKEN.findall(body) if node.style == '"' else list(body)
    leading = sum(len(token) for token in _while_blank(tokens))
    trailing = sum(len(token) for token in _while_blank(tokens[::-1]))
    if leading:
        yield Edit(start, start + leading, "")
    if trailing and leading < len(body):
        yield Edit(end - trailing, end, "")


def _while_blank(tokens: list[str]) -> Iterator[str]:
    for token in tokens:
        if not (token.isspace() or token in _BLANK_ESCAPES or _is_coded_blank(token)):
            return
        yield token


def _is_coded_blank(token: str) -> bool:
    return token[:2] in ("\\x", "\\u", "\\U") and len(token) > 2 and chr(int(token[2:], 16)).isspace()


def _chomped(document: Document, node: Scalar) -> Iterator[Edit]:
    """Let the header of a block text say that the line end after it does not count."""
    match = _HEADER.match(document.text, node.start)
    if match is not None:
        digits = "".join(c for c in match.group() if c.isdigit())
        yield Edit(match.start(), match.end(), f"{match.group()[0]}{digits}-")
