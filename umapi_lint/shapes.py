"""What a secret looks like, for places where the schema does not say that one stands there.

Shapes are those seen in Adobe's console: ``p8e-`` (stage ``s8e-``) and 32 of ``A-Z a-z 0-9 _ -``, before 2018 a
lower-case UUID; a private key is PEM. Public scanners' rule for ``p8e-`` lacks ``-`` and ``_`` and finds about a
third of them.
"""

from __future__ import annotations

import re

_NOT_IN_WORD = r"(?<![A-Za-z0-9_-])"
SECRET = re.compile(_NOT_IN_WORD + r"[ps]8e-[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")
UUID = re.compile(_NOT_IN_WORD + r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![A-Za-z0-9_@-])")
PEM = re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----")

_GIVEN_NAME = re.compile(
    r"(?:[A-Za-z]?[a-z]{0,15}|[A-Z]{1,8})[0-9]{0,4}(?:[ _.-](?:[A-Za-z]?[a-z]{0,15}|[A-Z]{1,8})[0-9]{0,4}){0,4}\Z"
)


def kind_of_secret(text: str) -> str | None:
    """What kind of credential stands somewhere in a text, in words; ``None`` when nothing has such a shape."""
    if SECRET.search(text):
        return "a client secret"
    if PEM.search(text):
        return "a private key"
    if UUID.search(text):
        return "a client secret of the old form"
    return None


def reads_like_name(text: str) -> bool:
    """Whether a text reads like a name that a person gave: words, with a number behind a word at the most."""
    return len(text) <= 64 and _GIVEN_NAME.match(text) is not None


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of a schema fits, read as JSON Schema reads it: anywhere, ``$`` only at the very end."""
    if pattern.endswith("$"):
        pattern = pattern[:-1] + r"\Z"
    return re.search(pattern, text) is not None


def spans_of_secrets(text: str) -> list[tuple[int, int]]:
    """Where credentials of an unmistakable shape stand in a text; the old form is a UUID as any other, so not it."""
    found = [match.span() for pattern in (SECRET, PEM) for match in pattern.finditer(text)]
    return sorted(found)
