"""Edits of a text: applying them, and making sure that they did what was meant and nothing else.

An edit function returns a :class:`Change`: the edits, and what the file must hold afterwards. A change that the parser
does not confirm is never offered, so whatever odd YAML a file holds, the worst that can happen is that there is no fix.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from umapi_lint.document import yaml_tree
from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.document.syntax_problem import SyntaxProblem
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Node, Scalar, Settings
from umapi_lint.model.finding import Edit
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any

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
        ValueError: an edit is outside the text.
    """
    parts: list[str] = []
    at = 0
    last: Edit | None = None
    for edit in sorted(set(edits), key=lambda e: (e.start, e.end)):
        if not 0 <= edit.start <= edit.end <= len(text):
            raise ValueError("an edit is outside the text")
        if last is not None and conflicts(last, edit):
            raise OverlapError
        parts += [text[at : edit.start], edit.replacement]
        at, last = edit.end, edit
    return "".join([*parts, text[at:]])


def conflicts(one: Edit, other: Edit) -> bool:
    """Whether the outcome of two edits depends on their order: they share characters, or insert at one place."""
    first, second = sorted((one, other), key=lambda e: (e.start, e.end))
    return second.start < first.end or (first.start == second.start and first != second)


def confirmed(text: str, change: Change | None, excerpt: Excerpt | None = None) -> tuple[Edit, ...] | None:
    """The edits of a change if the parser says that they do what was meant, else ``None``; of an excerpt, those of its whole."""
    if change is None:
        return None
    try:
        root = yaml_tree.parse(applied(text, change.edits))
    except (SyntaxProblem, ValueError):
        return None
    if excerpt is not None:
        root = excerpt.placed(root) if isinstance(root, Mapping) and excerpt.may_hold(root) else None
    value = {} if root is None or root.value is None else root.value
    if not same(value, change.expected):
        return None
    return change.edits if excerpt is None else excerpt.in_whole(change.edits)


class Excerpt(Document):
    """The lines of an entry and of those beside it, under the paths of the whole document.

    To confirm each of many edits by parsing all of a large file would take time that grows with the square of its size.
    What is on whole lines, between entries of one mapping, is read alone as it is read among the others.
    """

    def __init__(self, whole: Document, mapping: Mapping, entry: MappingEntry, path: Path) -> None:
        self.mapping, self.path = mapping, path
        entries = mapping.entries
        self.index = bisect_left(entries, entry.key.start, key=lambda own: own.key.start)
        self.first, last = max(0, self.index - 1), min(len(entries), self.index + 2)
        self.start = _line_of(whole, entries[self.first].key.start)
        end = _line_of(whole, entries[last].key.start if last < len(entries) else mapping.end)
        super().__init__(Source(whole.name, whole.text[self.start : end].encode("utf-8", "surrogatepass")))
        self.covered = entries[self.first : last]
        self.own = self.root if isinstance(self.root, Mapping) else Mapping(0, 0, {})
        self.root = self.placed(self.own)

    @classmethod
    def of(cls, document: Document, path: Path) -> Excerpt | None:
        """The lines around the entry at a path; ``None`` where what they mean depends on others."""
        for depth in range(len(path), 0, -1):
            mapping = document.node(path[: depth - 1])
            if not isinstance(mapping, Mapping) or any(isinstance(step, int) for step in path[: depth - 1]):
                continue
            entry = mapping.by_key.get(path[depth - 1])
            if entry is not None and not entry.overwrites:
                excerpt = cls.of_entry(document, mapping, entry, path[: depth - 1])
                if excerpt is not None:
                    return excerpt
        return None

    @classmethod
    def of_entry(cls, document: Document, mapping: Mapping, entry: MappingEntry, path: Path = ()) -> Excerpt | None:
        """The lines around an entry; ``None`` where what they mean depends on others."""
        if mapping.inherits or len(mapping.entries) < 4 or document.text[mapping.start] in "{&!":
            return None
        excerpt = cls(document, mapping, entry, path)
        return excerpt if excerpt.is_whole(document) else None

    @property
    def middle(self) -> MappingEntry:
        return self.own.entries[self.index - self.first]

    def is_whole(self, document: Document) -> bool:
        """Whether the lines hold the entries, nothing else, and no name that other lines define or use."""
        own, text, end = self.own, document.text, self.start + len(self.text)
        after = text[end : end + 1 + self.covered[0].key.start - self.start].lstrip(" ")[:1]
        if own.inherits or "&" in self.text or "*" in self.text:
            return False
        if text[self.start : self.covered[0].key.start].strip(" ") or (after in "#\t\r\n" and end < len(text)):
            return False
        return len(own.entries) == len(self.covered) and all(
            mine.key.start + self.start == theirs.key.start and same(mine.value.value, theirs.value.value)
            for mine, theirs in zip(own.entries, self.covered, strict=True)
        )

    def may_hold(self, changed: Mapping) -> bool:
        """Whether entries that are new here are new in the whole mapping."""
        return not changed.inherits and all(
            key in self.own.by_key or key not in self.mapping.by_key for key in changed.by_key
        )

    def placed(self, root: Node) -> Node:
        """A tree in which the entries are where they are in the whole one."""
        for step in reversed(self.path):
            entry = MappingEntry(Scalar(0, 0, step), root)
            root = Mapping(0, 0, Settings({step: root.value}))
            root.entries, root.by_key = [entry], {step: entry}
        return root

    def in_whole(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        return tuple(Edit(edit.start + self.start, edit.end + self.start, edit.replacement) for edit in edits)


def _line_of(document: Document, offset: int) -> int:
    return document.line_span(document.line_of(offset))[0]


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
