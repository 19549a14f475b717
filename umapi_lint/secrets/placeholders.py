"""Texts that stand for a value which somebody, or something, was to write there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from umapi_lint.record.typed import Any
from umapi_lint.text.regex import regex

_PLACEHOLDER = regex(
    r"goes[ _-]here|hier[ _-](?:\S+[ _-])?einf(?:ü|ue)gen|^aqu[íi][ _-]va\b|^indiquez[\s_-]|ここに入力|^\W*(?:your|my)\b[\w\s-]*\b(?:id|key|secret|account|acct|password|passphrase|org\w*)\b|^\[.*\]$|^<.*>$"
    r"|^(?:path[ /_]to\b|/path/to/)|^(?:change[-_ ]?me|todo|fixme|tbd|redacted|replace[-_ ]?(?:me|this)?|placeholder|dummy|example)$"
    r"|^x{3,}@[\w.]+$|^(?:x{3,}|\*{2,}|\.{3,}|-{2,}|\?+|0{8,})$",
    re.IGNORECASE,
)
_IN_BRACKETS = regex(r"[<\[][ps]8e-[A-Za-z0-9_-]{32}[>\]]\Z")
"""A real secret that was pasted between the brackets of a template."""
_VARIABLE = regex(
    r"\$\{[^}]{0,200}\}|\{\{.{0,200}\}\}|^\$[A-Za-z_]\w*$|^%[A-Za-z_]\w*%$|^<%.*%>$|^\$env:\w+$|^@@\w+@@$|^#\{.*\}#?$"
)


def is_placeholder(value: str, name: str, described: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a text is one that a template, the manual or a person put there to be replaced.

    Args:
        value: the text.
        name: the key's own name; a value that repeats it is a placeholder.
        described: the schemas that describe the value; they list placeholders, and say what a real one looks like.
    """
    text = value.strip()
    if not text or _IN_BRACKETS.match(text):
        return False
    plain = re.sub(r"[\s_-]+", "", text).lower()
    own = re.sub(r"[\s_-]+", "", name).lower()
    return (
        _PLACEHOLDER.search(text) is not None
        or any(text in schema.get("x-placeholders", ()) or _is_prose(text, schema) for schema in described)
        or (bool(own) and plain in (own, "your" + own, "my" + own, "the" + own))
    )


def _is_prose(text: str, schema: Mapping[str, Any]) -> bool:
    """Whether words are where an id or an address belongs: the manual asks for one in seven languages."""
    shape = schema.get("x-shape")
    if shape is None or any(character.isdigit() for character in text):
        return False
    foreign = any(character.isalpha() and not character.isascii() for character in text)
    fits = re.search(shape["pattern"], text) is not None
    return (foreign and schema.get("x-sensitive") is True) or (not fits and (foreign or len(text.split()) > 2))


def is_real(value: str, name: str, described: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a text is a value of its own: not blank, no placeholder by any of the schemas that describe it, no variable."""
    return bool(value.strip()) and not is_placeholder(value, name, described) and not is_variable(value)


def is_variable(value: str) -> bool:
    """Whether a text has a variable in it that a shell or a template engine was to replace."""
    return _VARIABLE.search(value) is not None
