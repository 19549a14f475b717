"""YAML text to a tree of values that know where they stand.

The tree is built from PyYAML's *events*, one loop and no recursion, so neither depth nor aliases can hurt: an
alias is the same node again, never a copy. Scalars get their value from PyYAML's own resolver and constructor,
because User Sync Tool loads its files with ``yaml.safe_load`` and a linter has to see what it sees.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from umapi_lint.document import fast_parser
from umapi_lint.document.syntax_problem import SyntaxProblem
from umapi_lint.record.typed import Any

MAX_DEPTH = 240
"""``safe_load`` recurses about four frames a level and Python stops it at 1,000 frames."""

_MERGE = "tag:yaml.org,2002:merge"
_MAP = "tag:yaml.org,2002:map"
_SEQ = "tag:yaml.org,2002:seq"
_ODD_MAPPINGS = ("tag:yaml.org,2002:set",)
_ODD_SEQUENCES = ("tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs")


class Settings(dict[Any, Any]):
    """The value of a mapping. Libraries quote what they look at in their messages: this one shows nothing of itself,
    be it a secret, or aliases of aliases that would unfold to billions of entries."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "{…}"


class Items(list[Any]):
    """The value of a list; as silent as :class:`Settings`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[…]"


class Node:
    """A value of the document; ``start`` and ``end`` are character offsets into the text.

    Classes with slots and no :class:`~umapi_lint.record.Record`: a large file has a hundred thousand of them.
    """

    __slots__ = ("anchored", "end", "start", "value")

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start, self.end, self.value, self.anchored = start, end, value, False


class Scalar(Node):
    """``style`` is ``None`` for a plain one, ``'`` or ``"`` for a quoted, ``|`` or ``>`` for a block."""

    __slots__ = ("style",)

    def __init__(self, start: int, end: int, value: Any, style: str | None = None) -> None:
        self.start, self.end, self.value, self.anchored, self.style = start, end, value, False, style


class Sequence(Node):
    __slots__ = ("items",)

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start, self.end, self.value, self.anchored = start, end, value, False
        self.items: list[Node] = []


class MappingEntry:
    """One ``key: value``. ``overwritten``: a later entry of the mapping has the same key, and wins; that one ``overwrites``."""

    __slots__ = ("aliased", "key", "merged", "overwrites", "overwritten", "value")

    def __init__(self, key: Node, value: Node, aliased: bool = False) -> None:
        self.key, self.value, self.aliased = key, value, aliased
        self.merged = self.overwritten = self.overwrites = False


class Mapping(Node):
    """``inherits``: it has entries of other mappings, by ``<<``."""

    __slots__ = ("by_key", "entries", "inherits")

    def __init__(self, start: int, end: int, value: Any) -> None:
        self.start, self.end, self.value, self.anchored = start, end, value, False
        self.entries: list[MappingEntry] = []
        self.by_key: dict[Any, MappingEntry] = {}
        self.inherits = False


class _Values(SafeConstructor, yaml.resolver.Resolver):
    """PyYAML's own idea of what a scalar means, without its reader, parser and composer."""

    def __init__(self) -> None:
        SafeConstructor.__init__(self)
        yaml.resolver.Resolver.__init__(self)


def parse(text: str) -> Node | None:
    """The tree of a text with at most one document; ``None`` for a text without any.

    Raises:
        SyntaxProblem: whatever ``yaml.safe_load`` refuses or crashes on, with the offset of the fault.
    """
    if fast_parser.agrees(text):
        try:
            return _build(text, yaml.CSafeLoader)
        except (yaml.reader.ReaderError, yaml.MarkedYAMLError, SyntaxProblem) as error:
            # else UST's own parser decides, which has the better words
            if fast_parser.is_needed(text):
                raise _explained(error, text) from None
    try:
        return _build(text, yaml.SafeLoader)
    except (yaml.reader.ReaderError, yaml.MarkedYAMLError) as error:
        raise _explained(error, text) from None


def _explained(error: yaml.reader.ReaderError | yaml.MarkedYAMLError | SyntaxProblem, text: str) -> SyntaxProblem:
    from umapi_lint.document.yaml_errors import explained, unprintable  # most files need none of it

    if isinstance(error, yaml.MarkedYAMLError):
        return explained(error, text)
    return error if isinstance(error, SyntaxProblem) else unprintable(error)


def _build(text: str, loader: type) -> Node | None:
    return _Builder().run(yaml.parse(text, Loader=loader))


class _Builder:
    def __init__(self) -> None:
        self.values = _Values()
        self.anchors: dict[str, Node] = {}
        self.unfinished: set[int] = set()
        self.stack: list[tuple[Mapping | Sequence, str]] = []
        self.pending: list[tuple[Node, bool] | None] = []
        self.root: Node | None = None

    def run(self, events: Iterator[Any]) -> Node | None:
        documents = 0
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.add(self.scalar(event), event)
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.open(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.close(event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise SyntaxProblem(
                        "a second YAML document starts here; UST accepts exactly one",
                        event.start_mark.index,
                        "multiple-documents",
                    )
        return self.root

    def scalar(self, event: Any) -> Scalar:
        tag = event.tag
        if tag is None or tag == "!":
            tag = self.values.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        start, end = event.start_mark.index, event.end_mark.index
        if tag == "tag:yaml.org,2002:str":
            value: Any = event.value
        elif tag == "tag:yaml.org,2002:null":
            value = None
        elif tag == "tag:yaml.org,2002:int" and _is_plain_number(event.value):
            value = int(event.value)
        elif tag == _MERGE and not self.is_key_next():
            raise SyntaxProblem("`<<` can only be a key", start)
        elif tag == _MERGE:
            value = _Merge
        else:
            value = self.construct(tag, event)
        node = Scalar(start, end, value, event.style or None)
        self.remember(event.anchor, node)
        return node

    def is_key_next(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], Mapping) and self.pending[-1] is None

    def construct(self, tag: str, event: Any) -> Any:
        if tag == "tag:yaml.org,2002:value" and self.is_key_next():
            return event.value
        make = SafeConstructor.yaml_constructors.get(tag)
        offset = event.start_mark.index
        if make is None or tag in (_MAP, _SEQ, *_ODD_MAPPINGS, *_ODD_SEQUENCES):
            raise SyntaxProblem("unknown tag (`!…`), which UST refuses", offset)
        try:
            return make(self.values, yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
        except (ValueError, TypeError, OverflowError, IndexError, KeyError, AttributeError, ConstructorError):
            # safe_load crashes on the same exception, for instance on the date 2024-13-45
            raise SyntaxProblem(
                "YAML reads this as a number or a date, but it is not a valid one; put it in quotes", offset
            ) from None

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            raise yaml.composer.ComposerError(None, None, "found undefined alias", event.start_mark)
        self.add(node, event, aliased=True)

    def remember(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            if anchor in self.anchors:
                raise SyntaxProblem("duplicate anchor (`&…`), which UST refuses", node.start)
            node.anchored = True
            self.anchors[anchor] = node

    def open(self, event: Any) -> None:
        mapping = type(event) is yaml.MappingStartEvent
        default = _MAP if mapping else _SEQ
        tag = default if event.tag in (None, "!") else event.tag
        start = event.start_mark.index
        if tag != default and tag not in (_ODD_MAPPINGS if mapping else _ODD_SEQUENCES):
            raise SyntaxProblem("unknown tag (`!…`), which UST refuses", start)
        if len(self.stack) >= MAX_DEPTH:
            raise SyntaxProblem(f"nested more than {MAX_DEPTH} levels deep, which overflows UST's stack", start)
        node: Mapping | Sequence = Mapping(start, start, Settings()) if mapping else Sequence(start, start, Items())
        if self.is_key_next():
            raise SyntaxProblem(
                "a list or mapping cannot be a key; put a value that begins with `{` or `[` in quotes", start
            )
        self.remember(event.anchor, node)
        self.unfinished.add(id(node))
        self.stack.append((node, tag))
        self.pending.append(None)

    def close(self, event: Any) -> None:
        node, tag = self.stack.pop()
        self.pending.pop()
        node.end = event.end_mark.index
        self.unfinished.discard(id(node))
        if isinstance(node, Mapping):
            _fill(node, self.unfinished)
        else:
            node.value.extend(item.value for item in node.items)
        if tag in _ODD_MAPPINGS:
            node.value = set(node.value)
        elif tag in _ODD_SEQUENCES:
            node.value[:] = _pairs(node)
        self.add(node, event)

    def add(self, node: Node, event: Any, aliased: bool = False) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1][0]
        if not isinstance(parent, Mapping):
            parent.items.append(node)
            return
        key = self.pending[-1]
        if key is not None:
            parent.entries.append(MappingEntry(key[0], node, aliased=aliased))
            self.pending[-1] = None
        elif not isinstance(node, Scalar):
            raise SyntaxProblem(
                "a list or mapping cannot be a key; put a value that begins with `{` or `[` in quotes",
                event.start_mark.index,
            )
        else:
            if aliased:
                node = Scalar(event.start_mark.index, event.end_mark.index, node.value)
            self.pending[-1] = (node, aliased)


def _pairs(node: Node) -> list[tuple[Any, Any]]:
    """What ``!!omap`` and ``!!pairs`` give: a list of pairs, each written as a mapping with one key."""
    pairs = []
    for item in node.items if isinstance(node, Sequence) else ():
        if not isinstance(item, Mapping) or len(item.entries) != 1:
            raise SyntaxProblem("each item of `!!omap` and `!!pairs` must be one `key: value`", item.start)
        pairs.append((item.entries[0].key.value, item.entries[0].value.value))
    return pairs


def _is_plain_number(text: str) -> bool:
    """Whether a number is written as Python writes it, with neither base nor underscores."""
    return text.isdecimal() and text.isascii() and text[0] != "0" and len(text) < 18


class _Merge:
    """Stands for the key ``<<`` until its mapping is complete."""


def _fill(mapping: Mapping, unfinished: set[int]) -> None:
    """Work out what a mapping holds: merged entries first, then its own, of which the last one wins."""
    merged: dict[Any, MappingEntry] = {}
    for entry in mapping.entries:
        if entry.key.value is not _Merge:
            continue
        entry.key.value = "<<"
        entry.merged = mapping.inherits = True
        sources = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        for source in reversed(sources):  # of a list the first one wins, of several `<<` the last
            if not isinstance(source, Mapping) or id(source) in unfinished:
                raise SyntaxProblem("`<<` needs a mapping, or a list of mappings, to merge", entry.value.start)
            merged.update(source.by_key)
    own: dict[Any, MappingEntry] = {}
    for entry in mapping.entries:
        if entry.merged:
            continue
        if entry.key.value in own:
            own.pop(entry.key.value).overwritten = entry.overwrites = True
        own[entry.key.value] = entry
    mapping.by_key = {**merged, **own}
    mapping.value.update({key: entry.value.value for key, entry in mapping.by_key.items()})
