"""YAML text to a tree of values that know where they stand.

The tree is built from PyYAML's *events*, one loop and no recursion, so neither depth nor aliases can hurt: an
alias is the same node again, never a copy. Scalars get their value from PyYAML's own resolver and constructor,
because the User Sync Tool loads its files with ``yaml.safe_load`` and a linter has to see what it sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

MAX_DEPTH = 240
"""``safe_load`` recurses about four frames a level and Python stops it at 1,000 frames."""

_MERGE = "tag:yaml.org,2002:merge"
_MAP = "tag:yaml.org,2002:map"
_SEQ = "tag:yaml.org,2002:seq"
_ODD_MAPPINGS = ("tag:yaml.org,2002:set",)
_ODD_SEQUENCES = ("tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs")

# libyaml takes some texts that PyYAML's own parser (the tool's) refuses, tabs after a colon above all. The fast
# parser is used only where both are known to agree; tests/test_yamltree.py compares them on random text.
_PLAIN_ENOUGH = re.compile(r"[\n -~]*\Z")
_WHERE_THEY_DIFFER = re.compile(r"^%|\?(?=\s|$)|[\[{!]|[|>][^\s#]*#", re.MULTILINE)
"""Directives, complex keys, flow style, tags, and a ``#`` glued to a block header."""


class Settings(dict[Any, Any]):
    """The value of a mapping. Libraries quote what they look at in their messages: this one shows nothing of itself,
    be it a secret, or aliases of aliases that would unfold to billions of entries."""

    def __repr__(self) -> str:
        return "{…}"


class Items(list[Any]):
    """The value of a list; as silent as :class:`Settings`."""

    def __repr__(self) -> str:
        return "[…]"


@dataclass(slots=True, eq=False)
class Node:
    """A value of the document; ``start`` and ``end`` are character offsets into the text."""

    start: int
    end: int
    value: Any
    anchored: bool = False


@dataclass(slots=True, eq=False)
class Scalar(Node):
    style: str | None = None
    """``None`` plain, ``'`` or ``"`` quoted, ``|`` or ``>`` block."""


@dataclass(slots=True, eq=False)
class Sequence(Node):
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Entry:
    """One ``key: value``. ``overwritten``: a later entry of the mapping has the same key, and wins."""

    key: Node
    value: Node
    aliased: bool = False
    merged: bool = False
    overwritten: bool = False


@dataclass(slots=True, eq=False)
class Mapping(Node):
    entries: list[Entry] = field(default_factory=list)
    by_key: dict[Any, Entry] = field(default_factory=dict)


class SyntaxProblem(Exception):
    """The text is not what ``safe_load`` takes. ``str()`` is our own words, never a quotation of the text."""

    def __init__(self, message: str, offset: int, rule: str = "yaml-syntax", help: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
        self.help = help


class _Values(SafeConstructor, yaml.resolver.Resolver):
    """PyYAML's own idea of what a scalar means, without its reader, parser and composer."""

    def __init__(self) -> None:
        SafeConstructor.__init__(self)
        yaml.resolver.Resolver.__init__(self)


def parse(text: str) -> Node | None:
    """The tree of a text with at most one document; ``None`` for a text without any.

    Raises:
        SyntaxProblem: whatever ``yaml.safe_load`` refuses or dies of, with the offset of the fault.
    """
    if fast_parser_agrees(text):
        try:
            return _build(text, yaml.CSafeLoader)
        except (yaml.YAMLError, SyntaxProblem):
            pass  # the tool's own parser decides, and has the better words
    try:
        return _build(text, yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        raise _unprintable(error) from None
    except yaml.MarkedYAMLError as error:
        raise _explained(error, len(text)) from None


def fast_parser_agrees(text: str) -> bool:
    """Whether libyaml is there and is known to read this text exactly as PyYAML's own parser does."""
    if not yaml.__with_libyaml__:
        return False
    return _PLAIN_ENOUGH.match(text) is not None and _WHERE_THEY_DIFFER.search(text) is None


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
                        "a second YAML document starts here; the tool takes exactly one",
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
        elif tag == _MERGE and not self.is_key_next():
            raise SyntaxProblem("`<<` can only be a key", start)
        elif tag == _MERGE:
            value = _Merge
        else:
            value = self.construct(tag, event)
        node = Scalar(start, end, value, style=event.style or None)
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
            raise SyntaxProblem("this tag (`!…`) is none that the tool knows, and stops it", offset)
        try:
            return make(self.values, yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
        except (ValueError, TypeError, OverflowError, IndexError, KeyError, AttributeError, ConstructorError):
            # safe_load dies of the same exception, for instance on the date 2024-13-45
            raise SyntaxProblem("YAML reads this as a number or a date, and it is not a valid one", offset) from None

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            raise SyntaxProblem(
                "this alias (`*…`) names an anchor that is not defined above it", event.start_mark.index
            )
        self.add(node, event, aliased=True)

    def remember(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            if anchor in self.anchors:
                raise SyntaxProblem("this anchor (`&…`) is defined a second time, which the tool refuses", node.start)
            node.anchored = True
            self.anchors[anchor] = node

    def open(self, event: Any) -> None:
        mapping = type(event) is yaml.MappingStartEvent
        default = _MAP if mapping else _SEQ
        tag = default if event.tag in (None, "!") else event.tag
        start = event.start_mark.index
        if tag != default and tag not in (_ODD_MAPPINGS if mapping else _ODD_SEQUENCES):
            raise SyntaxProblem("this tag (`!…`) is none that the tool knows, and stops it", start)
        if len(self.stack) >= MAX_DEPTH:
            raise SyntaxProblem(f"nested more than {MAX_DEPTH} levels deep, which overflows the tool's stack", start)
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
            parent.entries.append(Entry(key[0], node, aliased=aliased))
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


class _Merge:
    """Stands for the key ``<<`` until its mapping is complete."""


def _fill(mapping: Mapping, unfinished: set[int]) -> None:
    """Work out what a mapping holds: merged entries first, then its own, of which the last one wins."""
    merged: dict[Any, Entry] = {}
    for entry in mapping.entries:
        if entry.key.value is not _Merge:
            continue
        entry.key.value = "<<"
        entry.merged = True
        sources = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        for source in reversed(sources):  # of a list the first one wins, of several `<<` the last
            if not isinstance(source, Mapping) or id(source) in unfinished:
                raise SyntaxProblem("`<<` needs a mapping, or a list of mappings, to merge", entry.value.start)
            merged.update(source.by_key)
    own: dict[Any, Entry] = {}
    for entry in mapping.entries:
        if entry.merged:
            continue
        if entry.key.value in own:
            own[entry.key.value].overwritten = True
            del own[entry.key.value]
        own[entry.key.value] = entry
    mapping.by_key = {**merged, **own}
    mapping.value.update({key: entry.value.value for key, entry in mapping.by_key.items()})


_WORDS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "a colon stands where no key can be: the line is indented too far, or a value with a colon and a blank in it lacks its quotes"),
    ("mapping keys are not allowed", "a `?` stands where no key can be; put the value in quotes"),
    ("sequence entries are not allowed", "a `-` stands where no list can begin; put a list on the lines below its key, or the value in quotes"),
    ("that cannot start any token", "this character cannot start a value; put the value in quotes"),
    ("found unexpected end of stream", "a quote is opened here and never closed"),
    ("found unexpected document separator", "a quote is opened here and not closed before the document ends"),
    ("could not find expected ':'", "a key without a colon, or with no blank after the colon"),
    ("expected ',' or", "a bracket is opened and not closed, or a comma is missing in between"),
    ("expected the node content", "a value is missing here, or a character stands in its place that cannot start one"),
    ("expected <block end>, but found '-'", "a list item is not indented like the items above"),
    ("expected <block end>, but found '<scalar>'", "something follows a value that has already ended; put the whole value in quotes"),
    ("expected <block end>, but found '<anchor>'", "something follows a value that has already ended; put the whole value in quotes"),
    ("expected <block end>, but found ']'", "a bracket is closed here that was never opened; put the value in quotes"),
    ("expected <block end>, but found '}'", "a bracket is closed here that was never opened; put the value in quotes"),
    ("expected <block end>, but found ','", "a comma stands behind a value that has already ended; put the whole value in quotes"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("expected '<document start>'", "the structure ends above this line: the indentation does not fit, or a `}` or `]` is too many"),
    ("unknown escape character", "a backslash in double quotes starts an escape that YAML does not know; use single quotes"),
    ("escape sequence", "a backslash in double quotes starts an escape that is not complete; use single quotes"),
    ("found undefined tag handle", "this tag (`!…`) is none that the tool knows, and stops it"),
    ("expected chomping or indentation indicators", "the text must begin on the line below the `|` or `>`"),
    ("expected indentation indicator", "the text must begin on the line below the `|` or `>`"),
    ("expected a comment or a line break", "the text must begin on the line below the `|` or `>`"),
    ("expected alphabetic or numeric character", "an anchor (`&`) or alias (`*`) has no name; put a value that begins with `&` or `*` in quotes"),
    ("found incompatible YAML document", "this YAML version is not supported; remove the `%YAML` line"),
    ("duplicate", "this is defined twice"),
)  # fmt: skip
"""Parts of PyYAML's problems, and what they mean to somebody who does not know its grammar."""


def _explained(error: yaml.MarkedYAMLError, length: int) -> SyntaxProblem:
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, length) if mark is not None else 0
    problem = error.problem or ""
    opened = error.context_mark
    if opened is not None and ("end of stream" in problem or "<stream end>" in problem):
        offset = min(opened.index, length)
        if "flow" in (error.context or ""):
            return SyntaxProblem("a bracket is opened here and never closed", offset)
    if "directive" in (error.context or ""):
        return SyntaxProblem("this directive (`%…`) is not valid; remove the line", offset)
    if "'\\t'" in problem:
        return SyntaxProblem("a tab stands where YAML takes only blanks", offset)
    return SyntaxProblem(next((words for part, words in _WORDS if part in problem), "this is not valid YAML"), offset)


def _unprintable(error: yaml.reader.ReaderError) -> SyntaxProblem:
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    what = "a NUL byte" if code == 0 else f"the control character U+{code:04X}"
    return SyntaxProblem(f"{what} stands in the file; the tool crashes on it", error.position)
