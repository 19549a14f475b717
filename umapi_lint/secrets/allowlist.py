"""What of a file may be shown: the one rule of every frame, message, diff and redacted copy. SECURITY.md states it.

A value is harmless because of its place: where a schema names it (a default, an example, a choice), where it is made of the
words that the schemas are made of, such as ``umapi_client_secret_prod``, where a schema wants a number or true and false, and
where it names a group or a target. That it merely does not look like a secret is not enough: a password is often a word, and
a passphrase a number. A key is harmless if a schema knows it, and if it is a short plain word.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Schema

from umapi_lint.document.document import Document
from umapi_lint.document.yaml_tree import Mapping, Scalar
from umapi_lint.record.typed import Any
from umapi_lint.schema.schemas import FileKind, Schemas, general
from umapi_lint.schema.terms import Vocabulary, is_slip_of, listed, types
from umapi_lint.secrets.patterns import reads_like_name
from umapi_lint.text.regex import regex

_WORD = regex(r"[A-Za-z]{1,12}\Z")
MAX_DEPTH = 12
"""No schema describes anything deeper."""
MAX_SLIPS = 200
"""So many unknown keys of a file are compared with the known ones; in a file with more no name helps anybody."""


def reveal(document: Document, schemas: Schemas, kind: FileKind) -> None:
    """Tell a document which of its keys and values may be shown."""
    vocabulary = schemas.vocabulary
    known = schemas.properties(kind)
    keys: set[int] = set()
    values: set[int] = set()
    suggestions = 0
    naming = schemas.saying(kind, "x-targets")
    for path, _, node in document.walk():
        if len(path) > MAX_DEPTH:
            continue
        here = general(path)
        described = known.get(here, ())
        names_targets = any(here[: len(place)] == place for place in naming)
        # a value that is not there begins where the next key does
        if (
            isinstance(node, Scalar)
            and node.start < node.end
            and (
                is_known_text(node.value, described, vocabulary)
                or _is_file(document, node, described)
                or (names_targets and _reads_like_file(node.value))
            )
        ):
            values.add(node.start)
        for entry in node.entries if isinstance(node, Mapping) else ():
            name = entry.key.value
            if not isinstance(name, str):
                continue
            target = names_targets and reads_like_name(name)
            if target or (*here, name) in known or entry.merged or vocabulary.may_be_shown(name):
                keys.add(entry.key.start)
            elif suggestions < MAX_SLIPS:
                suggestions += 1
                if vocabulary.is_slip(name):
                    keys.add(entry.key.start)
    document.reveal(keys, values)


def is_known_text(value: Any, described: Iterable[Schema[str, Any]], vocabulary: Vocabulary) -> bool:
    """Whether a value may be shown at a place that these subschemas describe."""
    if value is None or value == "":
        return True
    described = list(described)
    if any(schema.get("x-sensitive") for schema in described):
        return False
    if isinstance(value, bool):
        return True
    if wants_number(described):
        return is_small(value) if not isinstance(value, str) else _WORD.match(value) is not None
    public = {schema["x-public"] for schema in described if "x-public" in schema}
    if not public or not isinstance(value, str):
        return False
    return (
        ("names" in public and reads_like_name(value))
        or any(value in listed(schema) for schema in described)
        or vocabulary.is_made_of_words(value)
        or any(is_slip_of(value, map(str, schema.get("x-choices", schema.get("enum", ())))) for schema in described)
    )


def wants_number(described: Iterable[Schema[str, Any]]) -> bool:
    """Whether a schema says that a number, or true and false, is at a place: a number elsewhere may be a passphrase."""
    wanted = {"integer", "number", "boolean"}
    return any(not wanted.isdisjoint(types(schema)) for schema in described)


def is_small(value: Any) -> bool:
    """Whether a value is a number that may be shown where one is wanted."""
    return isinstance(value, (int, float)) and -100_000 < value < 100_000


def _reads_like_file(value: Any) -> bool:
    """Whether a value reads like the path of a connector file, where one belongs."""
    if not isinstance(value, str) or not value.endswith((".yml", ".yaml")):
        return False
    return all(part in ("", "..") or reads_like_name(part) for part in value.replace("\\", "/").split("/"))


def _is_file(document: Document, node: Scalar, described: Iterable[Schema[str, Any]]) -> bool:
    """Whether a value that should name a file does: what is in the folder under this name is nobody's password."""
    if not isinstance(node.value, str) or not any("x-file" in schema for schema in described):
        return False
    folder = document.folder_of(node)
    if folder is None:
        return False
    try:
        return (folder / node.value).is_file()
    except (OSError, ValueError):
        return False
