"""Paths as the system resolves them: one text for all names of one file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_RANDOM = 6
"""Random bytes in the name of a file beside another one: nobody can plant anything under it."""


def resolved(path: str | os.PathLike[str]) -> str:
    """A path with its symbolic links resolved as far as they lead; a loop of links is no error here.

    Windows cannot resolve what is on some RAM disks, or (before its version 1607) under a path of more than 260
    characters; such a path is only made absolute. macOS finds a file under either Unicode form of its name, so the
    composed form (NFC) stands for both where it leads to the file.
    """
    real = os.path.abspath(path)
    with suppress(OSError):
        real = os.path.realpath(path)
    return composed(real) if sys.platform == "darwin" else real


def beside(path: Path, ending: str) -> Path:
    """A new name in the same folder, for a file that is to take the place of another one or has given it up."""
    return path.with_name(f".{path.name[:100]}.{os.urandom(_RANDOM).hex()}{ending}")


def left_beside(names: Iterable[str], of: str) -> list[str]:
    """Of the names of a folder's entries those that ``beside`` gave for the file ``of``, left behind by a killed process."""
    begin = f".{of[:100]}."
    size = len(begin) + 2 * _RANDOM + len(".tmp")
    return [n for n in names if len(n) == size and n.startswith(begin) and n.endswith((".tmp", ".old"))]


def composed(path: str) -> str:
    """A path in NFC, if there is something under that name."""
    import unicodedata

    normal = unicodedata.normalize("NFC", path)
    return normal if normal == path or os.path.lexists(normal) else path
