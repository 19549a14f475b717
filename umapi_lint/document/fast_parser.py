"""What libyaml may read in place of PyYAML's own parser, which is ten times as slow, and what takes too long for either.

libyaml takes some texts that PyYAML's own parser (UST's) refuses, tabs after a colon above all. It is used only where both are
known to agree; ``tests/document/test_yaml_tree.py`` compares them on random text.
"""

from __future__ import annotations

import re

from umapi_lint.text.regex import regex

MAX_PARTS = 200_000
"""Keys, items and comments of a text: each takes time, whether it is a letter or a line."""
MAX_SLOW_PARTS = 60_000
"""As many of a text that PyYAML's own parser has to read."""

_PART = regex(r"[:?-](?=\s)|[#,\[{]")
_ODD = regex(r"[^\n\r -~]|\r(?!\n)")
_ODD_BEYOND_ASCII = regex("[\0-\t\v\f\x0e-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)")
_WHERE_THEY_DIFFER = regex(r"^%|(?<!\w)[?!]|:\s*[,\]}]|[|>][-+0-9]*#|[&*][\w-]*\?", re.MULTILINE)
"""Directives, complex keys, tags, an empty value in flow style (which libyaml puts elsewhere), a ``#`` glued to a block header,
and a ``?`` glued to an anchor."""
_WHERE_THEY_DIFFER_IN_FLOW = regex(r"\?|:\s*#")
"""A ``?`` in a text, and a comment in place of a value."""


def agrees(text: str) -> bool:
    """Whether libyaml is there and is known to read this text exactly as PyYAML's own parser does."""
    import yaml  # whoever only reads a file needs none of it

    if not yaml.__with_libyaml__:
        return False
    odd = _ODD if text.isascii() else _ODD_BEYOND_ASCII
    if odd.search(text) is not None or _WHERE_THEY_DIFFER.search(text) is not None:
        return False
    return ("[" not in text and "{" not in text) or _WHERE_THEY_DIFFER_IN_FLOW.search(text) is None


def is_needed(text: str) -> bool:
    """Whether PyYAML's own parser would take too long."""
    return len(text) > MAX_SLOW_PARTS and _parts(text) > MAX_SLOW_PARTS


def too_dense(text: str, share: int = 1) -> str:
    """Why a text that is not too long takes too long all the same; nothing where it does not.

    Args:
        text: what is to be read.
        share: into how many parts the time is divided that it may take.
    """
    most, slow = MAX_PARTS // share, MAX_SLOW_PARTS // share
    found = _parts(text) if len(text) > slow else 0
    if found > most:
        return f"has more than {most:,} keys and items"
    if found > slow and not agrees(text):
        return f"has more than {slow:,} keys and items, and tabs, tags or other things that take too long to read"
    return ""


def _parts(text: str) -> int:
    """At least as many as there are keys, items and comments in a text."""
    return sum(1 for _ in _PART.finditer(text))
