"""Text that is no setting: comments, and lines of a file that is not YAML. What of it can go into a support ticket.

Words stay, whatever has the make of an id, a key or a password goes, and so does everything after the name of a
setting that holds one. A password that is a plain word of prose cannot be told from prose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from umapi_lint.record import Record
from umapi_lint.schema.schemas import Schemas
from umapi_lint.text.masking import MASK
from umapi_lint.text.regex import regex

_TOKEN = regex(r"\S+")
_PART = regex(r"[^\W_]+")
_NUMBERED = regex(r"(?:[^\W\d_]{1,6}[0-9]{1,3}|[0-9]{1,2}[^\W\d_]{1,3})\Z")
_VOWEL = regex(r"[aeiouyäöüéèáàåøæ]", re.IGNORECASE)
_CONSONANTS = regex(r"[bcdfghjklmnpqrstvwxz]{6}", re.IGNORECASE)
_RISES = regex(r"[a-z](?=[A-Z])")
_SETTING = regex(r"(?P<before>\s*(?:-\s+)*)(?P<quote>[\"']?)(?P<name>[A-Za-z_][A-Za-z0-9_-]*)(?P=quote)\s*:(?=\s|$)")
_COMMENT = regex(r"([^#'\"]*?\s)(#.*)\Z")
_PUNCTUATION = regex(r"[\[\]{},-]{1,3}\Z|\.\.\.\Z")

SHORTEST = 4
"""A secret shorter than this is not looked for in comments: it would be found in every word."""


class TextRedactor(Record, frozen=False):
    """Masks prose. ``keeps(name, value)`` says of a known setting whether its value may stay."""

    schemas: Schemas
    keeps: Callable[[str, str], bool]
    secrets: Iterable[str] = ()
    """Values that are masked elsewhere in the file, and must not be repeated in a comment."""

    @cached_property
    def _introduces(self) -> re.Pattern[str]:
        """What precedes a value in prose: the name of a setting, and a colon or a verb."""
        words = {
            word
            for seen in self.schemas.sensitive.values()
            for schema in seen
            for word in schema.get("x-also-called", ())
        }
        names = [
            "[ _-]?".join(map(re.escape, name.split("_"))) for name in {*self.schemas.sensitive, *self.schemas.redacted}
        ]
        either = "|".join(sorted([*names, *map(re.escape, words)], key=len, reverse=True))
        return re.compile(
            rf"(?<![A-Za-z0-9])(?:secure[ _-])?(?:{either})(?:[ _-]key)?[\"']?\s*(?:[:=]|\bis\b|\bwas\b)\s*(?=\S)", re.IGNORECASE
        )  # fmt: skip

    def comment(self, text: str) -> str:
        """A comment, from its ``#`` on, without what may be a credential, an id or a key."""
        body = text.lstrip("#")
        return text[: len(text) - len(body)] + self._body(body)

    def _body(self, text: str) -> str:
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        setting = _SETTING.match(text)
        if setting is not None:
            value = text[setting.end() :].strip()
            if self.keeps(setting["name"], value):
                return text
        match = self._introduces.search(text)
        if match is not None:
            return self.words(text[: match.end()]) + MASK
        return self.words(text)

    def words(self, text: str) -> str:
        return _TOKEN.sub(lambda match: match[0] if self.is_word(match[0]) else MASK, text)

    def is_word(self, token: str) -> bool:
        """Whether a word of a text has nothing in it that looks made up by a machine, or like a password."""
        parts = _PART.findall(token)
        if "@" in token or len(token) > 120:
            return False
        if self.schemas.vocabulary.is_made_of_words(token):
            return True
        numbered = sum(_NUMBERED.match(part) is not None for part in parts)
        return numbered <= 1 and all(_is_plain(part) for part in parts) and _few_digits(parts)

    def lines(self, text: str) -> str:
        """A text that is no YAML, line by line: comments, settings whose value may stay, names of known settings."""
        self.secrets = sorted({*self.secrets, *self._values(text)}, key=len, reverse=True)
        out: list[str] = []
        last = ""
        for line in text.splitlines(keepends=True):
            body = line.rstrip("\r\n")
            shown = self._line(body)
            if shown.strip() == MASK and shown == last:
                continue  # the rest of what was masked, as many lines as there may be
            last = shown
            out.append(shown + line[len(body) :])
        return "".join(
            c if c.isprintable() or c in "\t\r\n\ufeff" else "\N{REPLACEMENT CHARACTER}" for c in "".join(out)
        )

    def _values(self, text: str) -> Iterator[str]:
        """What follows the name of a setting that holds a credential or an id, as far as a line tells it."""
        for line in text.splitlines():
            setting = _SETTING.match(line.lstrip("\ufeff"))
            if setting is not None and (
                setting["name"] in self.schemas.sensitive or setting["name"] in self.schemas.redacted
            ):
                value = _split(setting.string[setting.end() :])[0].strip().strip("\"'")
                if len(value) >= SHORTEST:
                    yield value

    def _line(self, text: str) -> str:
        stripped = text.strip().lstrip("\ufeff")
        indent = text[: len(text) - len(text.lstrip())]
        if not stripped or _PUNCTUATION.match(stripped):
            return text
        if stripped.startswith("#"):
            return indent + self.comment(stripped)
        setting = _SETTING.match(text)
        if setting is None or setting["name"] not in self.schemas.vocabulary.names:
            return indent + MASK
        rest, comment = _split(text[setting.end() :])
        value = rest.strip()
        if not value or value in ("|", ">", "|-", ">-", "|+", ">+") or self.keeps(setting["name"], value):
            return text[: setting.end()] + rest + (self.comment(comment) if comment else "")
        return f"{setting[0]} {MASK}"  # what looks like a comment may be part of a value that no quote ends


def _split(rest: str) -> tuple[str, str]:
    """What follows a colon, and the comment after that; a comment after a quote may be within it."""
    match = _COMMENT.match(rest)
    return (rest, "") if match is None else (match[1], match[2])


def _is_plain(part: str) -> bool:
    if part.isdigit():
        return part.isascii() and len(part) <= 4
    if not part.isalpha():
        return _NUMBERED.match(part) is not None
    if len(part) <= 5:
        return True
    return (
        len(part) <= 24 and _VOWEL.search(part) is not None and _CONSONANTS.search(part) is None
        and len(_RISES.findall(part)) <= (2 if part[0].isupper() else 1)
    )  # fmt: skip


def _few_digits(parts: list[str]) -> bool:
    """A date has eight digits, a number of a ticket fewer: more are an id."""
    return sum(len(part) for part in parts if part.isdigit()) <= 8
