"""The credentials that are in a document itself: the ground for every rule that asks where the file is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from umapi_lint.document.document import Document, Path
from umapi_lint.document.yaml_tree import Scalar
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.schema.schemas import FileKind, Schemas
from umapi_lint.secrets import patterns
from umapi_lint.secrets.comments import CommentedCredential, find_in_comments
from umapi_lint.secrets.placeholders import is_real

_Described = Iterable[Mapping[str, Any]]


class Credential(Record):
    """The place of one credential, in character offsets of the text."""

    start: int
    end: int
    text: str = field(repr=False)
    """The credential itself, to be compared and never shown."""
    path: Path | None = None
    """Keys that lead to it; ``None`` in a comment, and in a file that has no tree."""


def find_credentials(
    document: Document, kind: FileKind | None, schemas: Schemas, commented: Iterable[CommentedCredential] | None = None
) -> list[Credential]:
    """Every credential of a document, in the order of the text.

    One is whatever is at a position that the schema calls sensitive, under whichever method, also where a later
    key of the same name wins; a text under the name of such a setting where the schema knows no key; and whatever has the
    unmistakable shape of one, wherever it is. Empty values, placeholders, variables and names of keyring entries are
    none.

    Args:
        document: where to look.
        kind: what it is.
        schemas: of all kinds.
        commented: those in its comments, where they are known.
    """
    if document.root is None:
        return list(_shaped(document.text, 0))
    found = [
        Credential(node.start, node.end, str(node.value), path) for path, node in _scalars(document, kind, schemas)
    ]
    for note in find_in_comments(document, schemas) if commented is None else commented:
        found.append(Credential(note.start, note.end, document.text[note.start : note.end]))
    return sorted(found, key=lambda place: place.start)


def _shaped(text: str, base: int) -> Iterator[Credential]:
    for start, end in patterns.find_spans(text):
        yield Credential(base + start, base + end, text[start:end])


def _scalars(document: Document, kind: FileKind | None, schemas: Schemas) -> Iterator[tuple[Path, Scalar]]:
    known = {} if kind is None else schemas.properties(kind)
    # by a merge key or an alias
    settings = [path for path in known if "*" not in path] if "*" in document.text else []
    brought = [(path, document.node(path)) for path in settings]
    seen = set()
    for path, node in [*((path, node) for path, _, node in document.walk()), *brought]:
        if not isinstance(node, Scalar) or node.value in (None, "") or isinstance(node.value, bool) or id(node) in seen:
            continue
        described = schemas.described(kind, path)
        if not described and known and path and isinstance(node.value, str):
            described = schemas.sensitive.get(path[-1], [])
        if _is_sensitive(node, path, described) or patterns.find_spans(_text(node)):
            seen.add(id(node))
            yield path, node


def _is_sensitive(node: Scalar, path: Path, described: _Described) -> bool:
    text = _text(node)
    if not any(schema.get("x-sensitive") is True for schema in described):
        return False
    return not text or is_real(text, str(path[-1]), described)


def _text(node: Scalar) -> str:
    return node.value if isinstance(node.value, str) else ""
