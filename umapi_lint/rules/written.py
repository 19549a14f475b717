"""How a value is written, where that makes it another value than was meant: quotes, escapes, characters nobody sees, ` #`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from umapi_lint.document.document import Path
from umapi_lint.document.yaml_causes import named_character
from umapi_lint.document.yaml_tree import MappingEntry, Scalar
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Fix, Severity
from umapi_lint.record import replace
from umapi_lint.record.typed import Any
from umapi_lint.secrets.placeholders import is_placeholder, is_variable
from umapi_lint.text.regex import regex

_CURLY = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
_QUOTES = "\"'" + _CURLY
_ESCAPE = regex(r"(?<!\\)(?:\\\\)*\\([0abtnvfre])")
_ESCAPED = {"0": "NUL byte", "a": "bell", "b": "backspace", "t": "tab", "n": "line break", "v": "vertical tab",
            "f": "form feed", "r": "carriage return", "e": "escape"}  # fmt: skip
_GLUED_COMMENT = regex(r"[ \t]+#(?=[^\s#])(?!umapi-lint)")
_EMPTY_COMMENT = regex(r":[ \t]+#(?=[^\s#])(?!umapi-lint)")
_WHOLE_SECRET = regex(r"[ps]8e-[A-Za-z0-9_-]{32}\Z")

_WANTED = frozenset({"x-sensitive", "x-shape", "x-host", "x-keyring-name-of"})
_QUOTE_OR_SPACE = "If `#` and the rest belong to the value, put all of it in quotes; otherwise write a space after `#`."


def is_odd(context: Context, path: Path, value: str) -> bool:
    """Whether a value is reported for how it is written, so that its shape is not worth a word."""
    node = context.document.node(path)
    escaped = isinstance(node, Scalar) and node.style == '"' and not value.isprintable()
    return escaped or value.strip(_QUOTES) != value or _strangers(value) != ""


def as_written(context: Context) -> Iterator[FindingBuilder]:
    """Values that a schema describes as more than a text, and that are not what the person who wrote them sees."""
    if context.kind is None:
        return
    for path, entry, node in context.document.walk(overwritten=False):
        if not isinstance(node, Scalar) or not path:
            continue
        text = node.value if isinstance(node.value, str) else ""
        odd = not text.isascii() or not text.isprintable() or text.strip(_QUOTES) != text
        cut = _cut(context, entry, node)
        if not odd and cut is None:
            continue
        described = [schema for schema in context.described(path) if not _WANTED.isdisjoint(schema)]
        if any("x-private-key" in schema for schema in described):
            continue
        if described and odd and not is_variable(text) and not is_placeholder(text, "", described):
            yield from _text(context, path, node, described)
        if cut is not None and _is_sensitive(described):
            empty = node.start == node.end
            yield context.draft(
                "malformed-value", path, cut, "Put the value in quotes." if empty else _QUOTE_OR_SPACE,
                location=context.at_key(path), severity=Severity.WARNING if empty else Severity.NOTE, accounts_for=(path,),
            )  # fmt: skip


def odd_path(context: Context, path: Path) -> Iterator[FindingBuilder]:
    """Why a path leads nowhere, where how it is written is the reason."""
    node = context.document.node(path)
    if isinstance(node, Scalar) and isinstance(node.value, str):
        yield from _text(context, path, node, [{"x-file": True}])


def _text(
    context: Context, path: Path, node: Scalar, described: Sequence[Mapping[str, Any]]
) -> Iterator[FindingBuilder]:
    name, value = context.name(path), str(node.value)
    strangers = _strangers(value)
    inner = value.strip(_QUOTES)
    curly = next((c for c in value if c in _CURLY), None)
    escape = _ESCAPE.search(context.document.text, node.start, node.end) if node.style == '"' else None
    if strangers:
        stated = f"the value of {name} contains a {named_character(strangers[0])}, which editors do not show and UST treats as part of the value"
        fix = context.without(path, strangers)
        yield _draft(context, path, stated, "Delete it, or type the value again.", fix, described)
    elif inner != value and inner and (value[0] in _QUOTES or not _is_passphrase(described)):
        fix = context.keep(path, len(value) - len(value.lstrip(_QUOTES)), len(value.rstrip(_QUOTES)), "Remove the inner quotes")  # fmt: skip
        if curly:
            stated = f"the value of {name} has a {named_character(curly)}, which is not a quote in YAML: UST treats it as part of the value"
            help, title = 'Replace the curly quotes with straight ones (`"`).', "Remove the curly quotes"
        else:
            stated = f"the value of {name} has quotes within its quotes, which UST treats as part of the value"
            help, title = "Remove one pair of quotes.", "Remove the inner quotes"
            if node.style is None:
                stated = f"the value of {name} has a quote at one end only, which UST treats as part of the value"
                help, title = "Remove the quote.", "Remove the quote"
        safe = not _is_passphrase(described)
        yield _draft(context, path, stated, help, fix and replace(fix, title=title, safe=safe), described)
    elif escape is not None and not value.isprintable():
        called = _ESCAPED[escape[1]]
        if _is_sensitive(described):
            stated = f"double quotes turn a backslash in {name} and the letter after it into one character, a {called}"
        else:
            stated = f"`\\{escape[1]}` in double quotes is a {called}, not a backslash and `{escape[1]}`"
        yield _draft(
            context, path, stated, "Put the value in single quotes, which leave backslashes as they are.",
            context.single_quote(path, safe=not _is_sensitive(described)), described,
        )  # fmt: skip


def _cut(context: Context, entry: MappingEntry | None, node: Scalar) -> str | None:
    """What is wrong where a value may go on after the ` #` at which YAML ends it."""
    text = context.document.text
    if node.style is not None or entry is None or entry.aliased:
        return None
    end = node.start + len(text[node.start : node.end].rstrip())
    if node.start == node.end:
        return "`#` after a space starts a comment, not a value" if _EMPTY_COMMENT.match(text, entry.key.end) else None
    if node.value is None or not _GLUED_COMMENT.match(text, end) or _WHOLE_SECRET.match(text[node.start : end]):
        return None
    return "the value ends before ` #`, which starts a comment"


def _draft(
    context: Context, path: Path, stated: str, help: str, fix: Fix | None, described: Sequence[Mapping[str, Any]]
) -> FindingBuilder:
    return context.draft(
        "malformed-value", path, stated, help, fix=fix,
        consequence=Consequence.REFUSED if any("x-file" in schema for schema in described) else None,
    )  # fmt: skip


def _strangers(value: str) -> str:
    """The characters of a value that nobody sees, and that no value of a setting has; each once."""
    return "".join(dict.fromkeys(c for c in value if c != " " and unicodedata.category(c) in ("Cf", "Zs", "Zl", "Zp")))


def _is_sensitive(described: Sequence[Mapping[str, Any]]) -> bool:
    return any(schema.get("x-sensitive") is True for schema in described)


def _is_passphrase(described: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a person may have made the secret up, with whatever characters."""
    return _is_sensitive(described) and not any("x-shape" in schema for schema in described)


DOCUMENT_CHECKS = (as_written,)
