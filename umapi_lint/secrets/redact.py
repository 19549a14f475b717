"""A copy of a file that can go into a support ticket: comments and layout as they are, credentials, ids and keys masked.

A value stays only if the schemas vouch for it: a method, a host, a path, a number that they know. Everything else goes,
names of unknown keys and of anchors included. What comes out of valid YAML is valid YAML of the same structure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from umapi_lint.document import yaml_tree
from umapi_lint.document.document import Document, Path
from umapi_lint.document.syntax_problem import SyntaxProblem
from umapi_lint.document.yaml_tree import Mapping, MappingEntry, Node, Scalar
from umapi_lint.edits.apply import applied
from umapi_lint.model.finding import Edit
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.schema.schemas import FileKind, Schemas
from umapi_lint.secrets.allowlist import is_known_text, is_small, wants_number
from umapi_lint.secrets.patterns import private_keys
from umapi_lint.secrets.redact_text import SHORTEST, TextRedactor
from umapi_lint.text.format import no_command
from umapi_lint.text.masking import MASK
from umapi_lint.text.regex import regex

_TAG = "tag:yaml.org,2002:"
_TAGS = frozenset(
    [
        "str",
        "int",
        "float",
        "bool",
        "null",
        "binary",
        "timestamp",
        "map",
        "seq",
        "set",
        "omap",
        "pairs",
        "merge",
        "value",
    ]
)
_SMALL = regex(r"[-+]?[0-9]{1,5}\Z|(?:true|false|yes|no|on|off|null)\Z|~\Z", re.IGNORECASE)


def redacted(document: Document, kind: FileKind | None, schemas: Schemas, *, comments: bool = True) -> str:
    """The text of a document without what must not be published.

    Args:
        comments: keep the comments, but for what looks like a credential or an id; else they are masked as a whole.
    """
    return no_command(_redacted(_Redaction(document, kind, schemas, comments)))


def _redacted(work: _Redaction) -> str:
    document = work.document
    if document.root is None:
        return work.prose.lines(document.text)
    text = applied(document.text, work.edits())
    try:
        again = yaml_tree.parse(text)
    except SyntaxProblem:
        again = None
    return text if again is not None and _outline(again) == _outline(document.root) else work.prose.lines(document.text)


class _Redaction(Record, frozen=False):
    document: Document
    kind: FileKind | None
    schemas: Schemas
    comments: bool
    names: dict[Any, str] = field(default_factory=dict)
    """Masked names of keys, numbered: two different keys must stay two."""
    anchors: dict[str, str] = field(default_factory=dict)

    def __init__(self, document: Document, kind: FileKind | None, schemas: Schemas, comments: bool) -> None:
        super().__init__(document, kind, schemas, comments)
        self.kept: dict[int, bool] = {}
        secrets: set[str] = set()
        for path, node in _scalars(self.document):
            stays = self.stays(path, node.value)
            self.kept[node.start] = self.kept.get(node.start, True) and stays
            if not stays and isinstance(node.value, str) and len(node.value) >= SHORTEST and self.is_secret(path):
                secrets.add(node.value)
        self.prose = TextRedactor(self.schemas, self.stays_by_name, sorted(secrets, key=len, reverse=True))

    # --- what stays

    def described(self, path: Path) -> list[Any]:
        """What the schema of the file's own kind says of a path; where it says nothing, what any does of the name."""
        name = next((step for step in reversed(path) if isinstance(step, str)), "")
        return self.schemas.described(self.kind, path) or list(self.schemas.described_by_name.get(name, ()))

    def is_secret(self, path: Path) -> bool:
        return any(schema.get("x-sensitive") or schema.get("x-redact") for schema in self.described(path))

    def stays(self, path: Path, value: Any) -> bool:
        if value is None or value == "" or isinstance(value, bool):
            return True
        described = self.described(path)
        if any(schema.get("x-sensitive") or schema.get("x-redact") for schema in described):
            return False
        if not isinstance(value, str):
            return wants_number(described) and is_small(value)
        if value in self.schemas.vocabulary.names or is_known_text(
            value, [{**schema, "x-public": True} for schema in described], self.schemas.vocabulary
        ):
            return True
        place = {"x-host", "x-file", "x-targets"} | ({"x-shape"} if value.startswith("/") else set())
        if not any(place & set(schema) for schema in [*described, *self._targets(path)]):
            return False
        return any(c in value for c in "./\\") and not re.search(r"\s", value) and self.prose_word(value)

    def _targets(self, path: Path) -> Iterator[Any]:
        for depth in range(1, len(path)):
            yield from (schema for schema in self.described(path[:depth]) if "x-targets" in schema)

    def prose_word(self, value: str) -> bool:
        return TextRedactor(self.schemas, self.stays_by_name).is_word(value)

    def stays_by_name(self, name: str, value: str) -> bool:
        """Whether the value of a setting may stay in a comment, or where there is no tree."""
        if name not in self.schemas.vocabulary.names:
            return False
        plain = value.strip("'\"")
        if any(c in plain for c in "'\"\\&*!#"):
            return False
        shown: Any = plain
        if _SMALL.match(plain) and not self.is_secret((name,)):
            shown = int(plain) if plain[-1].isdigit() else None
        return self.stays((name,), shown)

    # --- what changes

    def edits(self) -> list[Edit]:
        edits = list(self.of_comments())
        tokens: list[Any] = list(yaml.scan(self.document.text, Loader=yaml.SafeLoader))
        keys = {e.key.start: e for _, _, n in self.document.walk() if isinstance(n, Mapping) for e in n.entries}
        tag: Any = None
        start: int | None = None
        for token in tokens:
            begin, end = token.start_mark.index, token.end_mark.index
            if isinstance(token, (yaml.AnchorToken, yaml.TagToken)):
                start = begin if start is None else start
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                # `&1:1` is an anchor and a value: the mask of the value would become part of the name
                apart = " " if self.document.text[end : end + 1] == ":" else ""
                edits.append(Edit(begin + 1, end, self.anchor(token.value) + apart))
            elif isinstance(token, yaml.TagToken):
                tag = token
            elif isinstance(token, yaml.DirectiveToken) and token.name != "YAML":
                edits.append(Edit(begin, self.line_end(begin), f"# {MASK}"))
            else:
                changed = isinstance(token, yaml.ScalarToken) and self.of_scalar(
                    token, begin if start is None else start, keys
                )
                if changed:
                    edits.append(changed)
                if tag is not None:
                    edits.append(self.of_tag(tag, bool(changed)))
                tag = start = None
        return edits

    def of_scalar(self, token: Any, start: int, keys: dict[int, MappingEntry]) -> Edit | None:
        begin, end = token.start_mark.index, token.end_mark.index
        if start in keys:
            entry = keys[start]
            name = entry.key.value
            if entry.merged or name is None or isinstance(name, bool) or self.schemas.vocabulary.may_be_shown(name):
                return None
            return Edit(begin, end, f'"{self.names.setdefault(name, f"{MASK} {len(self.names) + 1}")}"')
        if self.kept.get(start, False):
            return None
        if token.style in ("|", ">"):
            first = self.line_end(begin)
            content = self.document.text[first:end].rstrip()
            indent = min(
                (len(line) - len(line.lstrip(" ")) for line in content.splitlines() if line.strip()), default=0
            )
            return Edit(first + len(content) - len(content.lstrip("\r\n")), first + len(content), " " * indent + MASK) if content else None  # fmt: skip
        return Edit(begin, end, f'"{MASK}"' if token.style == '"' else f"'{MASK}'")

    def of_tag(self, token: Any, dropped: bool) -> Edit:
        begin, end = token.start_mark.index, token.end_mark.index
        handle, suffix = token.value
        name = (suffix or "").removeprefix(_TAG)
        if dropped:
            return Edit(begin, end, "")
        if name in _TAGS:
            return Edit(begin, end, f"!!{name}")
        return Edit(begin, end, "!" if handle is None and suffix == "!" else f"!{MASK}")

    def of_comments(self) -> Iterator[Edit]:
        text = self.document.text
        keys = list(_keys_in_comments(self.document))
        for start, end in keys:
            yield Edit(start, end, MASK)
        for comment in self.document.comments:
            if any(start < comment.end and end > comment.start for start, end in keys):
                continue
            body = comment.text.lstrip("#! ").strip()
            shown = self.prose.comment(comment.text) if self.comments else f"# {MASK}" if body else comment.text
            if shown != text[comment.start : comment.end]:
                yield Edit(comment.start, comment.end, shown)

    def anchor(self, name: str) -> str:
        if self.schemas.vocabulary.is_made_of_words(name):
            return name
        return self.anchors.setdefault(name, f"a{len(self.anchors) + 1}")

    def line_end(self, offset: int) -> int:
        return self.document.line_span(self.document.line_of(offset))[1]


def _keys_in_comments(document: Document) -> Iterator[tuple[int, int]]:
    """Private keys that are in comments, each with everything up to its last line."""
    block: list[Any] = []
    for comment in [*document.comments, None]:
        if block and (comment is None or document.text[block[-1].end : comment.start].strip()):
            start = block[0].start
            yield from ((start + a, start + b) for a, b in private_keys(document.text[start : block[-1].end]))
            block = []
        block.append(comment)


def _scalars(document: Document) -> Iterator[tuple[Path, Scalar]]:
    """Every scalar value with every path that leads to it by way of a mapping or list that is met once."""
    for path, _, node in document.walk():
        if isinstance(node, Mapping):
            for entry in node.entries:
                if isinstance(entry.value, Scalar):
                    yield (*path, entry.key.value), entry.value
        elif isinstance(node, yaml_tree.Sequence):
            for index, item in enumerate(node.items):
                if isinstance(item, Scalar):
                    yield (*path, index), item
    if isinstance(document.root, Scalar):
        yield (), document.root


def _outline(root: Node) -> Sequence[Any]:
    """The structure of a tree, without any name or value: how many of what, in which order."""
    found: list[Any] = []
    seen: dict[int, int] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            found.append(seen[id(node)])
            continue
        seen[id(node)] = len(seen)
        if isinstance(node, Mapping):
            found.append((Mapping, len(node.entries), len(node.by_key)))
            stack.extend(entry.value for entry in reversed(node.entries))
        elif isinstance(node, yaml_tree.Sequence):
            found.append((yaml_tree.Sequence, len(node.items)))
            stack.extend(reversed(node.items))
        else:
            found.append(Scalar)
    return found
