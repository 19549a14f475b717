"""The words that the schemas are made of: none of them can be somebody's secret."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from umapi_lint.record import Record
from umapi_lint.record.typed import Any
from umapi_lint.text.regex import regex
from umapi_lint.text.suggest import nearest

_WORD = regex(r"[A-Za-z0-9]+")
_TELLING = regex(r"[a-z]{5,}\Z")
_PLAIN = regex(r"[A-Za-z]{1,7}\Z")
_NAME = regex(r"[A-Za-z][A-Za-z0-9_. -]{0,63}\Z")


class Vocabulary(Record):
    """The names and words of all schemas; none of them can be somebody's secret."""

    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, properties: Iterable[tuple[tuple[str, ...], Iterable[Mapping[str, Any]]]]) -> Vocabulary:
        """The vocabulary of properties: each a path of names and the subschemas that describe it."""
        names: set[str] = set()
        texts: set[str] = set()
        for path, described in properties:
            names.update(path)
            for schema in described:
                names.update(schema.get("x-unknown", ()), schema.get("x-other-names", ()))
                texts.update(listed(schema), schema.get("x-kind", {}).get("files", ()))
        words = {word.lower() for text in names | texts for word in _WORD.findall(text)}
        return cls(frozenset(names), frozenset(words))

    def is_made_of_words(self, text: str) -> bool:
        """Whether a text is made of known words, a telling one among them, and at most two short ones more."""
        if len(text) > 100 or not text.isascii() or "\n" in text:
            return False
        parts = [part.lower() for part in _WORD.findall(text)]
        others = [part for part in parts if part not in self.words]
        telling = any(part in self.words and _TELLING.match(part) for part in parts)
        return telling and len(others) <= 2 and all(len(part) <= 5 for part in others)

    def may_be_shown(self, name: Any) -> bool:
        """Whether a name is a known one, or a few short or known words, as names of settings are, and as no secret is."""
        if not isinstance(name, str) or name in self.names:
            return isinstance(name, str)
        parts = re.split("[_-]", name)
        return len(parts) <= 5 and all(_PLAIN.match(part) or part.lower() in self.words for part in parts)

    def is_slip(self, name: str) -> bool:
        """Whether a name is a known one with a typing slip or two, which tells nothing but the slip."""
        return is_slip_of(name, self.names)


def types(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema allows, of which it may name one or several; none where it names none."""
    value = schema.get("type", ())
    return [value] if isinstance(value, str) else list(value)


def listed(schema: Mapping[str, Any]) -> Iterator[str]:
    """Texts that a schema itself names as values."""
    for keyword in ("enum", "x-choices", "examples", "default", "const"):
        value = schema.get(keyword)
        yield from (text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))


def is_slip_of(text: str, words: Iterable[str]) -> bool:
    """Whether a text is one of some words with a typing slip or two."""
    if _NAME.match(text) is None:
        return False
    close = nearest(text, words, 1)
    return bool(close) and len(text) <= len(close[0]) + 3
