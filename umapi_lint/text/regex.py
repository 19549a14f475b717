"""Regular expressions that are compiled when they are first used: a clean file needs few of them, and each takes time."""

from __future__ import annotations

import re

from umapi_lint.record.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from umapi_lint.record.typed import AnyStr


class _Regex:
    """Becomes a compiled pattern, method by method."""

    def __init__(self, text: Any, flags: int) -> None:
        self._arguments = text, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found


def regex(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives, later."""
    return _Regex(text, flags)  # type: ignore[return-value]
