"""Paths as the system resolves them: one text for all names of one file."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def resolved(path: str | os.PathLike[str]) -> str:
    """A path with its symbolic links resolved as far as they lead; a loop of links is no error here.

    Windows cannot resolve what lies on some RAM disks, or (before its version 1607) under a path of more than 260
    characters; such a path is only made absolute. macOS finds a file under either Unicode form of its name, so the
    composed form (NFC) stands for both where it leads to the file.
    """
    real = os.path.abspath(path)
    with suppress(OSError):
        real = os.path.realpath(path)
    return composed(real) if sys.platform == "darwin" else real


def composed(path: str) -> str:
    """A path in NFC, if there is something under that name."""
    import unicodedata

    normal = unicodedata.normalize("NFC", path)
    return normal if normal == path or os.path.lexists(normal) else path
