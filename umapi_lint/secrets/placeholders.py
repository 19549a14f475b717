"""Texts that stand for a value which somebody, or something, was to write there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PLACEHOLDER = re.compile(
    r"goes here|^\W*(?:your|my)\b[\w\s-]*\b(?:id|key|secret|account|acct|password|passphrase|org\w*)\b|^\[.*\]$|^<.*>$"
    r"|^(?:path[ /_]to\b|/path/to/)|^(?:change[-_ ]?me|todo|fixme|tbd|redacted|replace[-_ ]?(?:me|this)?|placeholder|dummy|example)$"
    r"|^(?:x{3,}|\*{2,}|\.{3,}|-{2,}|\?+|0{8,})$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(
    r"\$\{[^}]*\}|\{\{.*\}\}|^\$[A-Za-z_]\w*$|^%[A-Za-z_]\w*%$|^<%.*%>$|^\$env:\w+$|^@@\w+@@$|^#\{.*\}#?$"
)


def is_placeholder(value: str, name: str, listed: list[str]) -> bool:
    """Whether a text is one that a template, the manual or a person put there to be replaced.

    ``name`` is the key's own name (a value that repeats it is a placeholder), ``listed`` are the schema's.
    """
    text = value.strip()
    if not text:
        return False
    plain = re.sub(r"[\s_-]+", "", text).lower()
    own = re.sub(r"[\s_-]+", "", name).lower()
    return (
        text in listed
        or _PLACEHOLDER.search(text) is not None
        or (bool(own) and plain in (own, "your" + own, "my" + own, "the" + own))
    )


def is_real(value: str, name: str, described: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a text is a value of its own: not blank, no placeholder by any of the schemas that describe it, no variable."""
    listed = [example for schema in described for example in schema.get("x-placeholders", ())]
    return bool(value.strip()) and not is_placeholder(value, name, listed) and not is_variable(value)


def is_variable(value: str) -> bool:
    """Whether a text has a variable in it that a shell or a template engine was to replace."""
    return _VARIABLE.search(value) is not None
