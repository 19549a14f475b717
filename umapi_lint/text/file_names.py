"""Names of files that are nearly the right one: what Windows, mail programs and templates make of it."""

from __future__ import annotations

import os
import re

from umapi_lint.text.regex import regex
from umapi_lint.text.suggest import distance

_ADDED = regex(r"^(?:copy of |\d+[ ._-]+)+|(?: ?\(\d+\)| - copy)+$")
"""What is put before or after a name: a number of the old templates, a copy or a second download of Windows."""
_ENDINGS = (".txt", ".yml", ".yaml")


def words(name: str) -> list[str]:
    """The words of a file's name without its endings and what copying adds, in alphabetical order.

    ``1 User-Sync-Config (2).yml.txt`` gives ``config``, ``sync`` and ``user``.
    """
    name, shorter = name.lower(), ""
    while name != shorter:
        shorter = name
        name = _ADDED.sub("", name)
        for ending in _ENDINGS:
            name = name.removesuffix(ending)
    return sorted(filter(None, re.split(r"[\s_.-]+", name)))


def nearly(name: str, wanted: str) -> bool:
    """Whether a file's name is another one than ``wanted``, and was probably meant to be it."""
    name, wanted = os.path.basename(name), os.path.basename(wanted)
    if name == wanted:
        return False
    one, other = "".join(words(name)), "".join(words(wanted))
    return bool(one) and distance(one, other, 1) <= 1
