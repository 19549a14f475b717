"""Paths to files worth linting, and the kind of each."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from umapi_lint.document.document import Document
from umapi_lint.document.source import UnreadableError, read_source
from umapi_lint.record import Record
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.schema.schemas import FileKind, Schemas
from umapi_lint.system.paths import resolved
from umapi_lint.text.file_names import nearly

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".mypy_cache"}
)
MAX_SNIFFED = 512 * 1024
"""A file without a telling name is looked into only up to this size."""


class Candidate(Record):
    """A file to lint. ``named``: the user named it, so whatever is wrong with it must be told."""

    path: str
    named: bool
    real: Path
    """Where it is, with symbolic links resolved."""


def candidates(
    paths: Iterable[str], schemas: Schemas, excluded: Callable[[str], bool] | None = None
) -> Iterator[Candidate]:
    """Every file that was named, and every file below a named folder that is one of the kinds, in a stable order.

    Args:
        paths: files and folders.
        schemas: they tell the kinds.
        excluded: whether a file below a folder is left out.
    """
    seen: set[str] = set()
    for path in paths:
        named = not os.path.isdir(path) or kind_by_name(path, schemas) is not None
        for name, real in [(path, resolved(path))] if named else _below(path, schemas, excluded):
            if real not in seen:
                seen.add(real)
                yield Candidate(name, named, Path(real))


def _below(folder: str, schemas: Schemas, excluded: Callable[[str], bool] | None) -> Iterator[tuple[str, str]]:
    """Files as they are to be called, and where each one is with symbolic links resolved."""
    top = resolved(folder)
    ignores: dict[str, GitIgnoreSpec] = {}
    for ancestor in _ancestors_in_repository(Path(folder)):
        _remember_ignores(str(ancestor), ignores)
    unreadable: list[str] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(str(error.filename))):
        if ".gitignore" in files:
            _remember_ignores(here, ignores)
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED_FOLDERS and not _ignored(os.path.join(here, name) + "/", ignores)
        )
        mistaken = [name for name in folders if kind_by_name(name, schemas) is not None]
        for name in sorted([*files, *mistaken]):
            path = os.path.join(here, name)
            shown = os.path.normpath(path) if not path.startswith("./") else path[2:]
            if not name.lower().endswith((".yml", ".yaml", ".txt")) or _ignored(path, ignores):
                continue
            if is_wanted(path, schemas) and not (excluded is not None and excluded(path)):
                # the walk follows no link to a folder, so only the file itself can be one
                straight = os.path.join(top, here[len(folder) :].lstrip(os.sep), name)
                yield shown, resolved(path) if os.path.islink(path) or sys.platform == "darwin" else straight

    yield from ((os.path.normpath(path), resolved(path)) for path in unreadable)


def _ancestors_in_repository(folder: Path) -> Iterator[Path]:
    here = folder.absolute()
    chain = [here, *here.parents]
    top = next((index for index, path in enumerate(chain) if os.path.exists(path / ".git")), None)
    yield from reversed(chain[1 : top + 1] if top else [])


def _remember_ignores(folder: str, ignores: dict[str, GitIgnoreSpec]) -> None:
    try:
        lines = (
            read_source(os.path.join(folder, ".gitignore"), MAX_SNIFFED).data.decode("utf-8", "replace").splitlines()
        )
    except UnreadableError:
        return
    from umapi_lint.policy.path_patterns import gitignore

    ignores[os.path.abspath(folder)] = gitignore(lines)


def _ignored(path: str, ignores: dict[str, GitIgnoreSpec]) -> bool:
    if not ignores:
        return False
    full = os.path.abspath(path) + ("/" if path.endswith("/") else "")
    for folder, spec in ignores.items():
        if full.startswith(folder.rstrip(os.sep) + os.sep):
            relative = full[len(folder.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
            if spec.match_file(relative):
                return True
    return False


def is_wanted(path: str, schemas: Schemas) -> bool:
    """Whether a file below a searched folder is one of the kinds: by its name, else by what is in it."""
    if kind_by_name(path, schemas) is not None or kind_by_near_name(path, schemas) is not None:
        return True
    if path.lower().endswith(".txt"):
        return False
    try:
        source = read_source(path, MAX_SNIFFED)
    except UnreadableError:
        return False
    return may_be_wanted(source.data, schemas) and kind_by_content(Document(source), schemas) is not None


def may_be_wanted(data: bytes, schemas: Schemas) -> bool:
    """Whether it is worth reading a text of which the name tells nothing: most YAML files are somebody else's."""
    sections = [kind.section for kind in schemas.kinds.values() if kind.section]
    names = b"|".join(re.escape(name.encode()) for name in sections)
    looks = re.compile(rb"^[\"'{ ]*(?:" + names + rb")\b", re.MULTILINE)
    return len(data) <= MAX_SNIFFED and looks.search(data) is not None


def roots_in(folder: Path, schemas: Schemas) -> list[Path]:
    """Files in a folder that have a root's name."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    found = [folder / name for name in names if (kind := kind_by_name(name, schemas)) is not None and kind.root]
    return [root for root in found if os.path.isfile(root)]


def kind_by_name(path: str, schemas: Schemas) -> FileKind | None:
    """The kind that a file's name tells."""
    return schemas.named(os.path.basename(path))


def kind_by_near_name(path: str, schemas: Schemas) -> FileKind | None:
    """The kind that a file's name was probably meant to tell, where no file beside it has the right name."""
    kind = next((kind for kind in schemas.kinds.values() if nearly(path, kind.usual_name)), None)
    right = kind is not None and os.path.exists(os.path.join(os.path.dirname(path), kind.usual_name))
    return None if right else kind


def kind_by_content(document: Document, schemas: Schemas) -> FileKind | None:
    """The kind that the content tells: the section of one of the kinds, with something in it that the kind knows."""
    value = document.value
    if not isinstance(value, dict):
        return None
    for kind in schemas.kinds.values():
        inside = value.get(kind.section)
        known = {path[1] for path in schemas.properties(kind) if len(path) == 2 and path[0] == kind.section}
        if isinstance(inside, dict) and known & {key for key in inside if isinstance(key, str)}:
            return kind
    for kind in schemas.kinds.values():
        if any(sign in value for sign in kind.signs):
            return kind
    return None


def kind_of(document: Document, schemas: Schemas) -> FileKind | None:
    """The kind of a file: its name decides, then its content, then the name that was probably meant."""
    by_name = kind_by_name(document.name, schemas)
    return by_name or kind_by_content(document, schemas) or kind_by_near_name(document.name, schemas)
