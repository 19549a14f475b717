"""Rules as a user names them on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from umapi_lint.text.format import series
from umapi_lint.text.suggest import nearest


class SelectionError(ValueError):
    """A rule was named that does not exist; ``str()`` says which, and what may have been meant."""


def named(names: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Rules out of names as a user writes them: one each, or several with commas between.

    Raises:
        SelectionError: a name is none of the known rules.
    """
    rules = frozenset(known)
    found = frozenset(part.strip() for name in names for part in name.split(",") if part.strip())
    for name in sorted(found - rules):
        close = nearest(name, sorted(rules))
        hint = f"; did you mean {series(close)}?" if close else "; `umapi-lint rules` lists them"
        raise SelectionError(f"there is no rule {name!r}{hint}")
    return found
