"""Texts that User Sync Tool hands to Python: code, regular expressions, formats of dates and of attributes.

It is built on Python 3.9, which reads some of them otherwise than the Python that runs umapi-lint.
"""

from __future__ import annotations

import re
import warnings

from umapi_lint.text.regex import regex

_TOKEN = regex(
    r"(?P<escape>\\[\s\S])|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|(?P<new>\(\?>|(?:[*+?]|\{(?:[0-9]+(?:,[0-9]*)?|,[0-9]*)\})\+)|[\s\S]"
)
_FLAGS = regex(r"\(\?([aiLmsux]+)\)")


def is_regex(text: str, *, whole: bool) -> bool:
    """Whether Python 3.9 compiles a text.

    Args:
        whole: User Sync Tool puts an anchor before and after it, and takes small letters for large ones.
    """
    if any(m["new"] or m["escape"] == r"\z" for m in _TOKEN.finditer(text)):
        return False  # newer than 3.9
    flags = re.UNICODE | re.IGNORECASE if whole else re.UNICODE
    # Python 3.11 wants global flags at the start, 3.9 takes them anywhere
    for match in _FLAGS.finditer(text):
        for letter in match[1]:
            flags |= getattr(re, letter.upper())
    text = _FLAGS.sub("", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(rf"\A{text}\Z" if whole else text, flags)
    except (re.error, ValueError, OverflowError):
        return False
    except (RecursionError, MemoryError):
        return True  # how deep is too deep differs
    return True


def is_date_format(text: str) -> bool:
    """Whether ``text.format(date)`` works. It is not run: what it would run is written by anybody."""
    from datetime import datetime
    from string import Formatter

    numbered = automatic = False
    try:
        for _, name, _, conversion in Formatter().parse(text):
            if name is None:
                continue
            first, _, attribute = name.partition(".")
            automatic, numbered = automatic or first == "", numbered or first == "0"
            known = attribute.isidentifier() and hasattr(datetime, attribute)
            if first not in ("", "0") or (attribute and not known) or conversion not in (None, "r", "s", "a"):
                return False
            if (automatic and numbered) or name.endswith("."):
                return False
    except ValueError:
        return False
    return len([part for part in Formatter().parse(text) if part[1] == ""]) <= 1


def is_format(text: str) -> bool:
    """Whether Python can take a format apart. What its fields stand for is found out much later."""
    from string import Formatter

    try:
        list(Formatter().parse(text))
    except ValueError:
        return False
    return True


def bad_line(code: str) -> int | None:
    """The line of a text, from 1 on, that Python 3.9 does not compile; ``None`` where all is well. Nothing is run."""
    import ast

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(code, feature_version=(3, 9))
            compile(code, "", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1
    except ValueError:
        return code[: code.find("\0")].count("\n") + 1
    except (RecursionError, MemoryError):
        return None  # how deep is too deep differs
    return None
