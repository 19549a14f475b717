"""What a secret looks like, for places where the schema does not say that one is there.

Shapes are those seen in Adobe's console: ``p8e-`` (stage ``s8e-``) and 32 of ``A-Z a-z 0-9 _ -``, before 2018 a
lower-case UUID; a private key is PEM. Public scanners' rule for ``p8e-`` lacks ``-`` and ``_`` and finds about a
third of them.
"""

from __future__ import annotations

import re

from umapi_lint.text.regex import regex

MAX_KEY = 20_000
"""Characters after which a private key has ended, whether it says so or not: RSA with 16,384 bits has 13,000."""

SECRET = regex(r"(?<![A-Za-z0-9])[ps]8e-[A-Za-z0-9_-]{20,}")
UUID = regex(r"(?<![A-Za-z0-9_-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![A-Za-z0-9_@-])")
CLIENT_ID = regex(r"(?<![A-Za-z0-9])[0-9a-f]{32}(?![A-Za-z0-9])")

_PEM_MARK = regex(r"-----(?P<which>BEGIN|END) (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY-----")
_PEM_HEADER = regex(r"(?:Proc-Type|DEK-Info): *[A-Za-z0-9,-]+")
_BETWEEN = regex(r"\\[nr]|[#\s\"'|>+,\\]")
_BODY = regex(r"[A-Za-z0-9+/=]{16,}")
_SAMPLE = regex(r"go(?:es)?here|example|placeholder|yourkey|\.\.|x{8}", re.IGNORECASE)
_GIVEN_NAME = regex(
    r"(?:[A-Za-z]?[a-z]{0,15}|[A-Z]{1,8})[0-9]{0,4}(?:[ _.-](?:[A-Za-z]?[a-z]{0,15}|[A-Z]{1,8})[0-9]{0,4}){0,4}\Z"
)


def classify(text: str) -> str | None:
    """What kind of credential is somewhere in a text, in words; ``None`` when nothing has such a shape."""
    if SECRET.search(text):
        return "a client secret"
    if private_keys(text):
        return "a private key"
    if UUID.search(text):
        return "a client secret of the old form"
    return None


def looks_like_credential(text: str) -> bool:
    """Whether a client secret, a private key or a client id is somewhere in a text."""
    return CLIENT_ID.search(text) is not None or classify(text) is not None


def private_keys(text: str) -> list[tuple[int, int]]:
    """Where private keys in PEM stand: each from its first line to its last, whatever starts the lines between.

    An armour with nothing in it, or with a text that says it is a sample, is no key.
    """
    found: list[tuple[int, int]] = []
    marks = list(_PEM_MARK.finditer(text))
    for index, mark in enumerate(marks):
        if mark["which"] != "BEGIN":
            continue
        following = marks[index + 1] if index + 1 < len(marks) else None
        closed = following is not None and following["which"] == "END"
        body = text[mark.end() : following.start() if following is not None else mark.end() + MAX_KEY]
        plain = _BETWEEN.sub("", _PEM_HEADER.sub("", body[:MAX_KEY]))
        if _BODY.match(plain) and not _SAMPLE.search(plain):
            found.append((mark.start(), following.end() if following is not None and closed else mark.end()))
    return found


def reads_like_name(text: str) -> bool:
    """Whether a text reads like a name that a person gave: words, with a number after a word at the most."""
    return len(text) <= 64 and _GIVEN_NAME.match(text) is not None


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of a schema fits, read as JSON Schema reads it: anywhere, ``$`` only at the very end."""
    if pattern.endswith("$"):
        pattern = pattern[:-1] + r"\Z"
    return re.search(pattern, text) is not None


def find_spans(text: str) -> list[tuple[int, int]]:
    """Where credentials of an unmistakable shape are in a text; the old form is a UUID as any other, so not it."""
    return sorted([*(match.span() for match in SECRET.finditer(text)), *private_keys(text)])
