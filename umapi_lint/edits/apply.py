"""Edits of a text: applying them, and making sure that they did what was meant and nothing else.

An edit function returns a :class:`Change`: the edits, and what the file must hold afterwards. A change that the parser
does not confirm is never offered, so whatever odd YAML a file holds, the worst that can happen is that there is no fix.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from umapi_lint.document import yaml_tree
from umapi_lint.document.yaml_errors import SyntaxProblem
from umapi_lint.model.finding import Edit
from umapi_lint.record import Record, field

Path = tuple[Any, ...]


class OverlapError(ValueError):
    """Two edits want the same place."""


class Change(Record):
    """Edits, and the value that the whole text must have once they are made."""

    edits: tuple[Edit, ...]
    expected: Any = field(repr=False)


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits.

    Raises:
        OverlapError: two edits share characters, or insert at one place.
        ValueError: an edit lies outside the text.
    """
    parts: list[str] = []
    at = 0
    last: Edit | None = None
    for edit in sorted(set(edits), key=lambda e: (e.start, e.end)):
        if not 0 <= edit.start <= edit.end <= len(text):
            raise ValueError("an edit lies outside the text")
        if last is not None and conflicts(last, edit):
            raise OverlapError
        parts += [text[at : edit.start], edit.replacement]
        at, last = edit.end, edit
    return "".join([*parts, text[at:]])


def conflicts(one: Edit, other: Edit) -> bool:
    """Whether the outcome of two edits depends on their order: they share characters, or insert at one place."""
    first, second = sorted((one, other), key=lambda e: (e.start, e.end))
    return second.start < first.end or (first.start == second.start and first != second)


def confirmed(text: str, change: Change | None) -> tuple[Edit, ...] | None:
    """The edits of a change if the parser says that they do what was meant, else ``None``."""
    if change is None:
        return None
    try:
        root = yaml_tree.parse(applied(text, change.edits))
    except (SyntaxProblem, ValueError):
        return None
    value = {} if root is None or root.value is None else root.value
    return change.edits if same(value, change.expected) else None


def same(one: Any, other: Any) -> bool:
    """Whether two loaded values are equal, type for type.

    Every pair of containers is looked at once, so that neither an alias bomb nor a value that holds itself costs more
    than the text that wrote it.
    """
    seen: set[tuple[int, int]] = set()
    stack = [(one, other)]
    while stack:
        a, b = stack.pop()
        kind = next((kind for kind in (dict, list) if isinstance(a, kind)), None)
        if kind is None:
            if type(a) is not type(b) or a != b:
                return False
            continue
        if not isinstance(b, kind):
            return False
        if (id(a), id(b)) in seen:
            continue
        seen.add((id(a), id(b)))
        if len(a) != len(b):
            return False
        if isinstance(a, list):
            stack.extend(zip(a, b, strict=True))
            continue
        for key, value in a.items():
            if key not in b:
                return False
            stack.append((value, b[key]))
    return True


# --- what is expected: copies along one path, so that a value shared by an alias keeps its old content elsewhere


def without(value: Any, path: Path) -> Any:
    """The value without the key at a path."""
    if len(path) > 1:
        return _stepped(value, path[0], without(value[path[0]], path[1:]))
    return {key: inner for key, inner in value.items() if key != path[0]}


def with_value(value: Any, path: Path, new: Any) -> Any:
    """The value with another one at a path; sections on the way that are missing or null are made."""
    if not path:
        return new
    inside = value.get(path[0]) if isinstance(value, dict) else value[path[0]] if isinstance(value, list) else None
    return _stepped({} if value is None else value, path[0], with_value(inside, path[1:], new))


def renamed(value: Any, path: Path, name: str) -> Any:
    """The value with the key at a path under another name."""
    if len(path) > 1:
        return _stepped(value, path[0], renamed(value[path[0]], path[1:], name))
    return {(name if key == path[0] else key): inner for key, inner in value.items()}


def _stepped(value: Any, step: Any, inner: Any) -> Any:
    if isinstance(value, list):
        return [*value[:step], inner, *value[step + 1 :]]
    return {**value, step: inner}
