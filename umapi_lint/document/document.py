"""A file as text, as values, and as places: the only thing that ever shows source text, and shows it masked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path as FilePath

from umapi_lint.document import yaml_tree
from umapi_lint.document.source import Source
from umapi_lint.document.syntax_problem import SyntaxProblem
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Node, Scalar, Sequence
from umapi_lint.model.finding import Location
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.text.masking import MASK, MaskedLine, masked, masked_by_guess, unvouched
from umapi_lint.text.regex import regex

LINE_END = regex(r"\r\n|\n|\r")
_BEFORE_COMMENT = regex(r"(?:^|(?<=[\s\ufeff]))#[^\r\n]*", re.MULTILINE)
_COMMENT = regex(r"#[^\r\n]*")
_PLAIN_VALUE = regex(r"(?:[A-Za-z]{1,5}|~|[-+]?[0-9]{1,5})?\Z")

Path = tuple[Any, ...]
"""Keys and indexes from the root to a value."""


class Comment(Record):
    """A comment from its ``#`` to the end of its line; ``text`` must not leave the rule that looks at it."""

    start: int
    end: int
    text: str = field(repr=False)


class Document:
    """One file: its text, its tree, and the places of both. Knows no schema and no rule."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.name = source.name
        self.text = ""
        self.root: Node | None = None
        self.roots: tuple[Node, ...] = ()
        """Of several texts the root of each, of one its own."""
        self.problem: SyntaxProblem | None = None
        """What keeps UST from loading the file at all; then there is no tree."""
        self._public_keys: set[int] = set()
        self._public_values: set[int] = set()
        self._hidden_from: dict[int, int] = {}
        """Line to the offset of the first text in it that is masked."""
        self._masked: dict[int, MaskedLine] = {}
        self.public_names: frozenset[str] = frozenset()
        """Key names that may be shown where there is no tree to tell a key from a value."""
        self._read()

    def _read(self) -> None:
        encoding = self.source.encoding
        try:
            self.text = self.source.data.decode(encoding)
        except UnicodeDecodeError as error:
            from umapi_lint.document.yaml_errors import encoding_message

            self.text = self.source.data.decode("utf-8", "replace")
            self.problem = SyntaxProblem(encoding_message(self.source.data, encoding), 0, "encoding")
            self.problem.offset = len(self.source.data[: error.start].decode("utf-8", "replace"))
            return
        except (LookupError, UnicodeError):  # no such encoding, or none of texts
            self.text = self.source.data.decode("utf-8", "replace")
            self.problem = SyntaxProblem("there is no encoding of texts of the name that was given", 0, "encoding")
            return
        try:
            self.root = yaml_tree.parse(self.text)
        except SyntaxProblem as problem:
            self.problem = problem
        self.roots = () if self.root is None else (self.root,)

    @property
    def value(self) -> Any:
        """What ``yaml.safe_load`` gives; an empty file is an empty mapping, as in UST."""
        return {} if self.root is None or self.root.value is None else self.root.value

    # --- places

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in LINE_END.finditer(self.text))]

    def line_of(self, offset: int) -> int:
        """The 1-based line of a character offset."""
        return bisect_right(self._line_starts, offset)

    def line_span(self, line: int) -> tuple[int, int]:
        """Offsets of a 1-based line, without its line end."""
        starts = self._line_starts
        start = starts[line - 1]
        end = starts[line] if line < len(starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return start, end

    def location(self, start: int, end: int, pointer: str = "") -> Location:
        """The place of a span of the text, as it may be told: what follows a text that may be a secret, or ends
        with it, would tell its length, so it is where that text begins. Every place that leaves the program is made here.
        """
        start, end = self._told(start), self._told(end, 1)
        return self.place(start, max(start, end), pointer)

    def place(self, start: int, end: int, pointer: str = "") -> Location:
        """The exact place of a span; a BOM at the start of the file has no column of its own."""
        size = len(self.text)
        start = min(start, size)
        end = max(start, min(end, size))
        line, end_line = self.line_of(start), self.line_of(end)
        return Location(self.name, line, self._column(line, start), end_line, self._column(end_line, end), pointer)

    def _told(self, offset: int, extent: int = 0) -> int:
        """An offset, or the first character (and ``extent`` more) of the first masked text of its line before it."""
        line = self.line_of(offset)
        if line not in self._hidden_from:
            start, end = self.line_span(line)
            bom = 1 if line == 1 and self.text.startswith("\ufeff") else 0
            segments = self.masked_line(line).segments
            self._hidden_from[line] = start + bom + segments[0][0] if segments else end
        return min(offset, max(self._hidden_from[line] + extent, 0))

    def _column(self, line: int, offset: int) -> int:
        bom = 1 if line == 1 and self.text.startswith("\ufeff") and offset else 0
        return offset - self._line_starts[line - 1] + 1 - bom

    def offset_of(self, place: Location) -> int:
        """Where a place of :meth:`location` begins."""
        bom = 1 if place.line == 1 and self.text.startswith("\ufeff") else 0
        return self._line_starts[place.line - 1] + place.column - 1 + bom

    # --- the tree

    def entry(self, path: Path) -> MappingEntry | None:
        """The ``key: value`` at a path; ``None`` for the root, for list items, and where nothing is."""
        parent = self.node(path[:-1]) if path else None
        return parent.by_key.get(path[-1]) if isinstance(parent, Mapping) else None

    def folder_of(self, node: Node | None) -> FilePath | None:
        """The folder that UST resolves a path against which is at a node."""
        return self.source.folder

    def part_of(self, start: int) -> Document:
        """The document of the one file that an offset is in, with offsets of its own."""
        return self

    def masked_lines(self, file: str, line: int) -> MaskedLine:
        """A line of one of the files that make up the document, masked."""
        return self.masked_line(line)

    def node(self, path: Path) -> Node | None:
        """The value at a path, ``None`` where nothing is."""
        node = self.root
        for step in path:
            if isinstance(node, Mapping):
                entry = node.by_key.get(step)
                node = entry.value if entry is not None else None
            elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
                node = node.items[step]
            else:
                return None
        return node

    def walk(self, *, overwritten: bool = True) -> Iterator[tuple[Path, MappingEntry | None, Node]]:
        """Every node once, in the order of the text, with one path that leads to it; aliases are not followed.

        Args:
            overwritten: also what is below a key that a later one of the same mapping overwrites.
        """
        return iter(self._nodes if overwritten else self._nodes_that_count)

    # most rules walk through the document, each for itself

    @cached_property
    def _nodes(self) -> list[tuple[Path, MappingEntry | None, Node]]:
        return list(_walk(() if self.root is None else (self.root,), True))

    @cached_property
    def _nodes_that_count(self) -> list[tuple[Path, MappingEntry | None, Node]]:
        if not any(entry is not None and entry.overwritten for _, entry, _ in self._nodes):
            return self._nodes
        return list(_walk(() if self.root is None else (self.root,), False))

    @cached_property
    def comments(self) -> list[Comment]:
        """All comments, in order. Without a tree, whatever looks like one."""
        if "#" not in self.text:
            return []
        covered = sorted((node.start, self._content_start(node), node.end) for node in self._scalars)
        found: list[Comment] = []
        at = 0
        for start, content, end in [*covered, (len(self.text), len(self.text), len(self.text))]:
            found.extend(self._comments_between(at, max(start, at)))
            if content > start:  # the header line of a block text may carry a comment too
                found.extend(self._comments_between(start, content))
            at = max(at, end)
        return found

    def _comments_between(self, start: int, end: int) -> Iterator[Comment]:
        if self.root is not None:  # between scalars every `#` begins one, also right after a quote or a bracket
            for match in _COMMENT.finditer(self.text, start, end):
                yield Comment(match.start(), match.end(), match.group())
            return
        for match in _BEFORE_COMMENT.finditer(self.text, start, end):
            if match.start() > start or start == 0 or self.text[start - 1] in " \t\r\n":
                yield Comment(match.start(), match.end(), match.group())

    def _content_start(self, node: Scalar) -> int:
        if node.style not in ("|", ">"):
            return node.start
        return min(self.line_span(self.line_of(node.start))[1], node.end)

    @cached_property
    def _scalars(self) -> list[Scalar]:
        """Every key and every other scalar of the text, those included that a merge of files left behind."""
        found: list[Scalar] = []
        for _, _, node in self._nodes if self.roots == (self.root,) else _walk(self.roots, True):
            if isinstance(node, Scalar):
                found.append(node)
            elif isinstance(node, Mapping):  # not by way of the values: one that is an alias is not met again
                found.extend([entry.key for entry in node.entries if isinstance(entry.key, Scalar)])
        return found

    # --- what may be shown

    def reveal(self, keys: set[int], values: set[int]) -> None:
        """Name the nodes, by ``start`` offset, whose text may be shown: keys the schema knows, harmless values."""
        self._public_keys |= keys
        self._public_values |= values
        self._hidden_from.clear()
        self._masked.clear()
        for name in ("_hidden_spans", "_shown_spans"):
            self.__dict__.pop(name, None)

    def is_public_key(self, key: Node) -> bool:
        return key.start in self._public_keys

    def is_public_value(self, node: Node) -> bool:
        return node.start in self._public_values

    def name_of(self, key: Any) -> str:
        """A step of a pointer, or the mask where the name itself might be a secret."""
        if isinstance(key, int) and not isinstance(key, bool):
            return str(key)
        return key if isinstance(key, str) and key in self.public_names else MASK

    def pointer(self, path: Path) -> str:
        """The JSON pointer of a path, with every name that is not known to be harmless masked."""
        steps = []
        for depth, step in enumerate(path):
            entry = self.entry(path[: depth + 1])
            public = entry is not None and self.is_public_key(entry.key)
            steps.append(str(step) if public and isinstance(step, str) else self.name_of(step))
        return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)

    def masked_line(self, line: int) -> MaskedLine:
        """A source line with every value, name and comment masked that is not known to be harmless."""
        if line not in self._masked:
            self._masked[line] = self._mask(line)
        return self._masked[line]

    def _mask(self, line: int) -> MaskedLine:
        start, end = self.line_span(line)
        if line == 1 and self.text.startswith("\ufeff"):
            start += 1  # it has no column, see location()
        text = self.text[start:end]
        if self.root is None:
            return masked_by_guess(text, self.public_names)
        hidden = [(a - start, b - start) for a, b in _clipped(self._hidden_spans, start, end)]
        shown = [(a - start, b - start) for a, b in _clipped(self._shown_spans, start, end)]
        return masked(text, [*hidden, *unvouched(text, hidden + shown)])

    def tells_length(self, offset: int) -> bool:
        """Whether the column of an offset tells how long a masked text is: one that precedes it in its line."""
        return self._told(offset) < offset

    @cached_property
    def _hidden_spans(self) -> list[tuple[int, int]]:
        spans: list[tuple[int, int]] = []
        for comment in self.comments:
            body = comment.text.lstrip("#").strip()
            if body:
                offset = comment.text.index(body)
                spans.append((comment.start + offset, comment.start + offset + len(body)))
        for node in self._scalars:
            if self._shown_span(node) is None:
                spans.extend(self._value_spans(node))
        return sorted(spans)

    @cached_property
    def _shown_spans(self) -> list[tuple[int, int]]:
        return sorted(span for span in map(self._shown_span, self._scalars) if span is not None)

    def _shown_span(self, node: Scalar) -> tuple[int, int] | None:
        """Where the text of a public scalar is to the letter: an anchor, a tag or an escape is no part of it."""
        if node.start not in self._public_keys and node.start not in self._public_values:
            return None
        text = self.text[node.start : node.end].rstrip()
        end = node.start + len(text)
        if node.style in ("'", '"'):
            end -= 1
            text = text[:-1]
        if not isinstance(node.value, str):
            return (node.start, end) if _PLAIN_VALUE.match(text) else None
        start = end - len(node.value)
        exact = start >= node.start and text.endswith(node.value)
        return (start, end) if exact and (not node.style or self.text[start - 1] == node.style) else None

    def _value_spans(self, node: Scalar) -> Iterator[tuple[int, int]]:
        if node.style in ("|", ">"):
            at = self._content_start(node)
            for line in range(self.line_of(at) + 1, self.line_of(max(at, node.end - 1)) + 1):
                start, end = self.line_span(line)
                yield start + len(self.text[start:end]) - len(self.text[start:end].lstrip()), end
        elif node.style in ("'", '"'):
            yield node.start + 1, max(node.start + 1, node.end - 1)
        else:
            yield node.start, node.end


def _walk(roots: tuple[Node, ...], overwritten: bool) -> Iterator[tuple[Path, MappingEntry | None, Node]]:
    seen: set[int] = set()
    stack: list[tuple[Path, MappingEntry | None, Node]] = [((), None, root) for root in reversed(roots)]
    while stack:
        path, entry, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield path, entry, node
        if isinstance(node, Mapping):
            entries = [e for e in reversed(node.entries) if overwritten or not e.overwritten]
            stack.extend([((*path, e.key.value), e, e.value) for e in entries])
        elif isinstance(node, Sequence):
            stack.extend([((*path, i), None, item) for i, item in reversed(list(enumerate(node.items)))])


def _clipped(spans: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of sorted spans, of which no two overlap, that are in a range."""
    for index in range(max(0, bisect_right(spans, (start, start)) - 1), len(spans)):
        a, b = spans[index]
        if a >= end:
            return
        if b > start:
            yield max(a, start), min(b, end)
