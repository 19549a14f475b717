"""Did-you-mean: which known names a misspelt one may stand for.

Names are compared folded: case, hyphens, underscores and spaces do not count, so that ``Client-ID`` *is* ``client_id``.
What is left is the number of typing slips: letters missing, added, replaced, or two of them swapped.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from umapi_lint.text.regex import regex

MAX_LENGTH = 64
"""A longer word is no slip of any key; looking would cost time for nothing."""

_SEPARATORS = regex(r"[\s_.-]+")


def nearest(word: str, known: Iterable[str], most: int = 2) -> list[str]:
    """Known names that ``word`` may stand for, the closest first; empty when none is close.

    Of several names that are close only those as close as the closest are given, ``most`` at the most.
    """
    if len(word) > MAX_LENGTH:
        return []
    folded = _fold(word)
    letters = frozenset(folded)
    found: list[tuple[int, str]] = []
    for name in known:
        target, theirs, bound = _folded(name)
        if len(letters - theirs) > bound or len(theirs - letters) > bound:
            continue  # a slip brings or takes one letter at the most
        suggestions = 0 if target == folded else distance(folded, target, bound)
        if suggestions <= bound:
            found.append((suggestions, name))
    best = min((suggestions for suggestions, _ in found), default=0)
    return [name for suggestions, name in found if suggestions == best][:most]


def _fold(name: str) -> str:
    return _SEPARATORS.sub("", name).casefold()


@lru_cache(maxsize=1024)
def _folded(name: str) -> tuple[str, frozenset[str], int]:
    """A known name folded, its letters, and how many slips it may have."""
    folded = _fold(name)
    return folded, frozenset(folded), _slips_allowed(folded)


def _slips_allowed(name: str) -> int:
    """One slip in a short name, two in a longer one, three in a long one: about one in five letters."""
    return 0 if len(name) < 3 else min(3, 1 + len(name) // 7)


def distance(one: str, other: str, bound: int) -> int:
    """Slips between two words (Damerau, adjacent swaps only); ``bound + 1`` as soon as there are more than ``bound``."""
    if abs(len(one) - len(other)) > bound:
        return bound + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i, *([0] * len(other))]
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if last and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > bound:
            return bound + 1
    return min(row[-1], bound + 1)
