"""The key files that a document names: each opened once, so that what is said of mode and content belongs together."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path as FilePath

from umapi_lint.document.document import Path
from umapi_lint.document.source import Source, UnreadableError, read_source
from umapi_lint.document.yaml_tree import Scalar
from umapi_lint.engine.context import Context
from umapi_lint.schema.schemas import FileKind, general

PRIVATE_KEY = "private-key"
"""What the schema's ``x-file`` says of a setting that names a private key."""
MAX_KEY_BYTES = 64 * 1024
"""An RSA key of 16384 bits has 13 KiB."""


def key_files(context: Context) -> Iterator[tuple[Path, Source | UnreadableError]]:
    """The settings of a document that name an existing private key file, under whichever method, and each file.

    In place of a file that cannot be read is the reason. A file that does not exist is another rule's matter.
    """
    if not context.options.check_files or context.kind is None:
        return
    for path, text in _named(context, context.kind):
        found = key_file(context, path, text)
        if found is not None:
            yield path, found


def _named(context: Context, kind: FileKind) -> Iterator[tuple[Path, str]]:
    """The settings that name a private key file, and what they say: where they stand, and where an alias brings them."""
    document, seen = context.document, set()
    settings = context.schemas.saying(kind, "x-file", PRIVATE_KEY)
    for path, entry, node in document.walk() if settings else ():
        if entry is None or entry.overwritten or general(path) not in settings:
            continue
        if isinstance(node, Scalar) and isinstance(node.value, str):
            seen.add(id(node))
            yield path, node.value
    for setting in settings if "*" in document.text else ():
        brought = document.node(setting) if "*" not in setting else None
        if isinstance(brought, Scalar) and isinstance(brought.value, str) and id(brought) not in seen:
            yield setting, brought.value


def key_file(context: Context, path: Path, text: str) -> Source | UnreadableError | None:
    """The file that a setting names; ``None`` where there is none. A second question gets the first answer."""
    folder = context.document.folder_of(context.document.node(path))
    if not context.options.check_files or folder is None:
        return None
    asked: dict[FilePath, Source | UnreadableError | None] = context.cache.setdefault("key-files", {})
    target = FilePath(os.path.abspath(folder / text))  # by its text, as UST does it
    if target not in asked:
        asked[target] = _read(target)
    return asked[target]


def _read(target: FilePath) -> Source | UnreadableError | None:
    try:
        if not target.is_file():
            return None
        return read_source(target, MAX_KEY_BYTES)
    except UnreadableError as error:
        return error
    except (OSError, ValueError):  # nothing that can be a path, or below a folder that is closed to us
        return None
