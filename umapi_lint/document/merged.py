"""Several files that UST merges into one: read as a single document whose places are in several files.

UST merges one level deep, later files win: a section of two files is the union of their keys, any other value
is replaced. The texts are laid one after the other, so that an offset still names one place of one file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence as Items
from pathlib import Path

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Node, Sequence, Settings
from umapi_lint.model.finding import Location
from umapi_lint.text.masking import MaskedLine


class Overlay(Document):
    """The merge of documents that can each be loaded and are mappings."""

    def __init__(self, sources: Items[Source]) -> None:
        self.parts = [Document(source) for source in sources]
        self.bases: list[int] = []
        self._alone: dict[int, Document] = {}
        super().__init__(sources[-1])

    def _read(self) -> None:
        texts: list[str] = []
        roots: list[Mapping] = []
        length = 0
        for part in self.parts:
            self.bases.append(length)
            texts.append(part.text + "\n")
            if isinstance(part.root, Mapping):
                _shift(part.root, length)
                roots.append(part.root)
            length += len(part.text) + 1
        self.text = "".join(texts)
        self.root = _merge(roots)
        self.roots = tuple(roots)

    def _part(self, offset: int) -> int:
        return max(0, bisect_right(self.bases, offset) - 1)

    def place(self, start: int, end: int, pointer: str = "") -> Location:
        index = self._part(start)
        base = self.bases[index]
        return self.parts[index].place(start - base, end - base, pointer)

    def offset_of(self, place: Location) -> int:
        index = next(i for i, part in enumerate(self.parts) if part.name == place.file)
        return self.bases[index] + self.parts[index].offset_of(place)

    def folder_of(self, node: Node | None) -> Path | None:
        index = self._part(node.start) if node is not None else len(self.parts) - 1
        return self.parts[index].source.folder

    def part_of(self, start: int) -> Document:
        """The file that an offset is in, read anew: the trees of the parts became part of the merge."""
        index = self._part(start)
        if index not in self._alone:
            self._alone[index] = Document(self.parts[index].source)
        return self._alone[index]

    def masked_lines(self, file: str, line: int) -> MaskedLine:
        """A line of one of the files, masked; ``line`` counts from 1 in that file."""
        index = next(i for i, part in enumerate(self.parts) if part.name == file)
        start = self.bases[index] + self.parts[index].line_span(line)[0]
        return self.masked_line(self.line_of(start))


def _shift(root: Node, by: int) -> None:
    seen: set[int] = set()
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        node.start += by
        node.end += by
        if isinstance(node, Mapping):
            for entry in node.entries:
                stack.extend((entry.key, entry.value))
        elif isinstance(node, Sequence):
            stack.extend(node.items)


def _merge(roots: Items[Mapping]) -> Mapping:
    merged = Mapping(0, roots[-1].end if roots else 0, Settings())
    for root in roots:
        for key, entry in root.by_key.items():
            before = merged.by_key.get(key)
            if before is not None and isinstance(before.value, Mapping) and isinstance(entry.value, Mapping):
                entry = MappingEntry(entry.key, _union(before.value, entry.value), aliased=entry.aliased)
            merged.by_key[key] = entry
    merged.entries = list(merged.by_key.values())
    merged.value.update((key, entry.value.value) for key, entry in merged.by_key.items())
    return merged


def _union(before: Mapping, after: Mapping) -> Mapping:
    union = Mapping(after.start, after.end, Settings())
    union.anchored = before.anchored or after.anchored
    union.by_key = {**before.by_key, **after.by_key}
    union.entries = list(union.by_key.values())
    union.value.update((key, entry.value.value) for key, entry in union.by_key.items())
    return union
