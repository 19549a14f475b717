"""Credentials in comments: a setting that was commented out, a secret that was noted, a private key.

Comments are prose, and full of ids and of templates that nobody filled in. So a text there is a credential only by its
shape, or because it follows the name of a setting that holds one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from umapi_lint.document.document import Comment, Document
from umapi_lint.record import Record
from umapi_lint.record.typed import Any
from umapi_lint.schema.schemas import Schemas
from umapi_lint.secrets import patterns
from umapi_lint.secrets.placeholders import is_placeholder, is_variable
from umapi_lint.text.regex import regex

_PROSE = frozenset(
    [
        "required",
        "optional",
        "mandatory",
        "deprecated",
        "sensitive",
        "removed",
        "replaced",
        "unused",
        "unset",
        "empty",
        "none",
        "null",
        "true",
        "false",
        "yes",
        "no",
        "string",
        "text",
        "value",
        "secret",
        "key",
        "password",
        "passphrase",
        "see",
        "use",
        "from",
        "the",
        "this",
        "that",
        "your",
        "keyring",
        "here",
        "below",
        "above",
        "old",
        "new",
        "todo",
        "tbd",
        "n/a",
        "required.",
        "optional.",
    ]
)
_RANDOM = regex(r"(?=[^\s]*[0-9])(?=[^\s]*[A-Za-z])[^\s\"'/@:,;()<>\[\]{}]{8,}\Z")
_QUOTED = regex(r"([\"'])(.*?)\1")
_NEAR = 60
"""Characters within which a word and a UUID belong together."""


class CommentedCredential(Record):
    """A credential in a comment, in character offsets of the document's text."""

    start: int
    end: int
    what: str
    """In words, with an article."""


def find_in_comments(document: Document, schemas: Schemas) -> Iterator[CommentedCredential]:
    """Every credential in the comments of a document, in order; at the most one a line, and one for a whole key."""
    if not document.comments:
        return  # most files: the patterns below take longer to compile than such a file takes to lint
    words = _Words.of(schemas)
    for start, comments in _blocks(document):
        keys = [(start + a, start + b) for a, b in patterns.private_keys(document.text[start : comments[-1].end])]
        yield from (CommentedCredential(a, b, "a private key") for a, b in keys)
        for comment in comments:
            if any(a < comment.end and b > comment.start for a, b in keys):
                continue
            found = _in_line(document, comment, words, schemas)
            if found is not None:
                yield found


def _blocks(document: Document) -> Iterator[tuple[int, list[Comment]]]:
    """Comments that stand below each other with nothing between them."""
    block: list[Comment] = []
    for comment in document.comments:
        if block and document.text[block[-1].end : comment.start].strip():
            yield block[0].start, block
            block = []
        block.append(comment)
    if block:
        yield block[0].start, block


class _Words(Record):
    settings: re.Pattern[str]
    """A setting that holds a credential, its colon, and what follows."""
    called: re.Pattern[str]
    """A word for a credential, a colon or the like, and what follows."""
    near: re.Pattern[str]
    """Any of both."""

    @classmethod
    def of(cls, schemas: Schemas) -> _Words:
        names = [_loose(name) for name in schemas.sensitive]
        called = {
            word for seen in schemas.sensitive.values() for schema in seen for word in schema.get("x-also-called", ())
        }
        words = [re.escape(word) for word in sorted(called)]
        either = "|".join(sorted([*names, *words], key=len, reverse=True))
        return cls(
            re.compile(rf"(?<![A-Za-z0-9_])({'|'.join(names)})[\"']?\s*[:=]\s*(.*)", re.IGNORECASE),
            re.compile(rf"(?<![A-Za-z])(?:{'|'.join([*words, *names])})[\"']?(?:\s*[:=]\s*|\s+(?:is|was)\s+)(.*)", re.IGNORECASE),
            re.compile(rf"(?<![A-Za-z])(?:{either})(?![A-Za-z])", re.IGNORECASE),
        )  # fmt: skip


def _loose(name: str) -> str:
    return "[ _-]?".join(re.escape(part) for part in name.split("_"))


def _in_line(document: Document, comment: Comment, words: _Words, schemas: Schemas) -> CommentedCredential | None:
    text, base = comment.text, comment.start
    match = patterns.SECRET.search(text)
    if match is not None:
        return CommentedCredential(base + match.start(), base + match.end(), "a client secret")
    line = document.line_span(document.line_of(comment.start))[0]
    before = max(line, base - 200)
    for match in patterns.UUID.finditer(text):
        around = document.text[max(before, base + match.start() - _NEAR) : base + match.start()]
        after = text[match.end() : match.end() + _NEAR // 2]
        if words.near.search(around) or words.near.search(after):
            return CommentedCredential(base + match.start(), base + match.end(), "a client secret of the old form")
    match = words.settings.search(text)
    if match is not None:
        value, offset = _value(match[2])
        if value and _is_real(value, match[1], schemas):
            at = base + match.start(2) + offset
            return CommentedCredential(at, at + len(value), f"the value of `{_name(match[1], schemas)}`")
    match = words.called.search(text)
    if match is not None:
        value, offset = _value(match[1])
        if _RANDOM.match(value) and not _is_listed(value, schemas) and not schemas.vocabulary.is_made_of_words(value):
            at = base + match.start(1) + offset
            return CommentedCredential(at, at + len(value), "a secret")
    return None


def _value(rest: str) -> tuple[str, int]:
    """The value that a commented-out setting has, and where in the rest of the line it is; none if prose follows."""
    quoted = _QUOTED.match(rest)
    if quoted is not None:
        return quoted[2], quoted.start(2)
    plain = re.split(r"\s#", rest, maxsplit=1)[0].rstrip(" \t,;.")
    return ("", 0) if re.search(r"\s", plain) else (plain, 0)


def _is_real(value: str, name: str, schemas: Schemas) -> bool:
    text = value.strip()
    if len(text) < 4 or text.lower() in _PROSE or not (text[0].isalnum() or " " not in text):
        return False
    if text[0] in "<[({|>&*-" or "://" in text or text.endswith(("...", "\u2026")):
        return False
    own = _name(name, schemas)
    if is_placeholder(text, own, []) or is_variable(text) or _is_listed(text, schemas):
        return False
    return text not in schemas.vocabulary.names and not schemas.vocabulary.is_made_of_words(text)


def _is_listed(text: str, schemas: Schemas) -> bool:
    every: list[Any] = [schema for seen in schemas.sensitive.values() for schema in seen]
    return any(text in [*schema.get("x-placeholders", ()), *schema.get("examples", ())] for schema in every)


def _name(written: str, schemas: Schemas) -> str:
    """The setting's own name, however the comment spells it."""
    plain = re.sub(r"[ _-]", "", written).lower()
    return next((name for name in schemas.sensitive if name.replace("_", "") == plain), "")
