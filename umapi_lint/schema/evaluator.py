"""Runs a value through a schema: which keywords it meets, and which of them it violates.

The schemas are draft-07, of which ``schemas/vocabulary.schema.json`` admits what is evaluated here and nothing else.
That is so little that it is done by hand: to load a validator for all of draft-07 takes longer than to lint a file,
and its messages quote the values that must not be told. ``tests/test_evaluation.py`` compares the two on random schemas
and values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from umapi_lint.record.typed import Any
from umapi_lint.schema.python_texts import bad_line, is_date_format, is_format, is_regex

Schema = Mapping[str, Any]
Path = tuple[Any, ...]


class KeywordMatch:
    """A keyword that a value meets."""

    __slots__ = ("chosen_by", "instance", "keyword", "lifted_by", "path", "property", "schema", "value")

    def __init__(
        self, keyword: str, value: Any, instance: Any, schema: Schema, path: Path, property: Any = None
    ) -> None:
        self.keyword = keyword
        self.value = value
        """What the schema says after the keyword."""
        self.instance = instance
        self.schema = schema
        """The schema that the keyword is in."""
        self.path = path
        """Keys and indexes from the root to the instance."""
        self.property = property
        """The property that the keyword speaks of, where it is not the instance itself."""
        self.chosen_by: str | None = None
        """The property whose value chose the branch of the schema that this mark comes from."""
        self.lifted_by: tuple[str, ...] = ()
        """Options of User Sync Tool that would replace what this mark speaks of."""


class Evaluator:
    """Evaluates schemas that are in several files.

    Args:
        files: every schema by the name of its file.
        resolve: follows a ``$ref`` of a schema in a file to a schema and its file.
        keywords: those that are told: a keyword of draft-07 where it is violated, one of umapi-lint's own wherever it is met.
    """

    def __init__(
        self,
        files: Mapping[str, Schema],
        resolve: Callable[[Schema, str], tuple[Schema, str]],
        keywords: Collection[str],
    ) -> None:
        self.files = files
        self.resolve = resolve
        self.keywords = frozenset(keywords) - _OF_OBJECTS

    def marks(
        self, file: str, instance: Any, as_run: Any = None, asked: Iterable[tuple[Schema, str]] = ()
    ) -> list[KeywordMatch]:
        """Every mark that a schema leaves on a value, in the order of the schema.

        Args:
            as_run: the value as it counts in a run, for the parts of the schema that speak of that (`x-as-run`).
            asked: further schemas that the value is held to, and the files they are written in.
        """
        found: list[KeywordMatch] = []
        schema = self.files[file]
        self._collect(schema, file, instance, (), found)
        for part in schema.get("allOf", ()):
            if part.get("x-as-run") and as_run is not None:
                self._collect(part, file, as_run, (), found)
        for further, base in asked:
            self._collect(further, base, instance, (), found)
        return found

    def _collect(self, schema: Any, base: str, instance: Any, path: Path, found: list[KeywordMatch]) -> None:
        if not isinstance(schema, Mapping):
            return
        schema, base = self.resolve(schema, base)
        before = len(found)
        for keyword, value in schema.items():
            if keyword in self.keywords:
                if keyword not in _VIOLATED or _VIOLATED[keyword](value, instance):
                    found.append(KeywordMatch(keyword, value, instance, schema, path))
            elif keyword == "if":
                self._collect_branch(schema, base, instance, path, found)
            elif keyword == "allOf":
                for part in value:
                    if not part.get("x-for-editors") and not part.get("x-as-run"):
                        self._collect(part, base, instance, path, found)
            elif isinstance(instance, dict):
                self._collect_object(keyword, schema, base, instance, path, found)
            elif keyword == "items" and isinstance(instance, list):
                for index, item in enumerate(instance):
                    self._collect(value, base, item, (*path, index), found)
        if "x-lifted-by" in schema:
            for mark in found[before:]:
                mark.lifted_by = mark.lifted_by or tuple(schema["x-lifted-by"])

    def _collect_object(
        self, keyword: str, schema: Schema, base: str, instance: dict[Any, Any], path: Path, found: list[KeywordMatch]
    ) -> None:
        value = schema[keyword]
        if keyword == "properties":
            for name, inner in value.items():
                if name in instance:
                    self._collect(inner, base, instance[name], (*path, name), found)
        elif keyword == "required":
            found.extend(
                KeywordMatch(keyword, value, instance, schema, path, key) for key in value if key not in instance
            )
        elif keyword == "patternProperties":
            for key, inner in _matching(value, instance):
                self._collect(inner, base, instance[key], (*path, key), found)
        elif keyword == "additionalProperties":
            for key in _additional(schema, instance):
                if value is False:
                    found.append(KeywordMatch(keyword, value, instance, schema, path, key))
                else:
                    self._collect(value, base, instance[key], (*path, key), found)

    def _collect_branch(self, schema: Schema, base: str, instance: Any, path: Path, found: list[KeywordMatch]) -> None:
        branch = schema.get("then" if self.holds(schema["if"], base, instance) else "else")
        before = len(found)
        self._collect(branch, base, instance, path, found)
        for mark in found[before:]:
            mark.chosen_by = mark.chosen_by or schema.get("x-because")

    # --- conditions, in which umapi-lint's own keywords say nothing

    def holds(self, schema: Any, base: str, instance: Any) -> bool:
        """Whether a value is as a schema says, by the plain rules of draft-07."""
        if not isinstance(schema, Mapping):
            return schema is not False
        schema, base = self.resolve(schema, base)
        for keyword, value in schema.items():
            violated = _VIOLATED.get(keyword)
            if violated is not None and violated(value, instance):
                return False
            if not self._holds_within(keyword, schema, base, instance):
                return False
        return True

    def _holds_within(self, keyword: str, schema: Schema, base: str, instance: Any) -> bool:
        value = schema[keyword]
        if keyword == "allOf":
            return all(self.holds(part, base, instance) for part in value)
        if keyword == "anyOf":
            return any(self.holds(part, base, instance) for part in value)
        if keyword == "oneOf":
            return sum(self.holds(part, base, instance) for part in value) == 1
        if keyword == "not":
            return not self.holds(value, base, instance)
        if keyword == "if":
            branch = "then" if self.holds(value, base, instance) else "else"
            return self.holds(schema.get(branch, True), base, instance)
        if keyword == "items" and isinstance(instance, list):
            parts = value if isinstance(value, list) else [value] * len(instance)
            return all(self.holds(part, base, item) for part, item in zip(parts, instance, strict=False))
        return not isinstance(instance, dict) or self._holds_of_object(keyword, schema, base, instance)

    def _holds_of_object(self, keyword: str, schema: Schema, base: str, instance: dict[Any, Any]) -> bool:
        value = schema[keyword]
        if keyword == "required":
            return all(key in instance for key in value)
        if keyword == "properties":
            return all(self.holds(inner, base, instance[name]) for name, inner in value.items() if name in instance)
        if keyword == "patternProperties":
            return all(self.holds(inner, base, instance[key]) for key, inner in _matching(value, instance))
        if keyword == "additionalProperties":
            return all(self.holds(value, base, instance[key]) for key in _additional(schema, instance))
        if keyword == "propertyNames":
            return all(self.holds(value, base, key) for key in instance)
        return True


def _matching(patterns: Mapping[str, Any], instance: Mapping[Any, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for pattern, inner in patterns.items():
        found.extend((key, inner) for key in instance if isinstance(key, str) and re.search(pattern, key))
    return found


def _additional(schema: Schema, instance: Mapping[Any, Any]) -> list[Any]:
    known = schema.get("properties", {})
    taken = {key for key, _ in _matching(schema.get("patternProperties", {}), instance)}
    return [key for key in instance if key not in known and key not in taken]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int),  # a bool too, as in UST; 5.0 not
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}


def _is_of_other_type(stated: Any, value: Any) -> bool:
    return not any(_TYPES[name](value) for name in (stated if isinstance(stated, list) else [stated]))


def _equals(one: Any, other: Any) -> bool:
    """Equality as in JSON: ``true`` is not 1. ``one`` comes from a schema, so it is finite."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equals, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equals(inner, other[key]) for key, inner in one.items())
    return bool(one == other)


_OF_OBJECTS = {"required", "additionalProperties"}
"""Keywords that are told of each key, and always."""

_VIOLATED: dict[str, Callable[[Any, Any], bool]] = {
    "type": _is_of_other_type,
    "enum": lambda said, value: not any(_equals(each, value) for each in said),
    "const": lambda said, value: not _equals(said, value),
    "pattern": lambda said, value: isinstance(value, str) and re.search(said, value) is None,
    "minLength": lambda said, value: isinstance(value, str) and len(value) < said,
    "maxLength": lambda said, value: isinstance(value, str) and len(value) > said,
    "minItems": lambda said, value: isinstance(value, list) and len(value) < said,
    "maxItems": lambda said, value: isinstance(value, list) and len(value) > said,
    "minProperties": lambda said, value: isinstance(value, dict) and len(value) < said,
    "maxProperties": lambda said, value: isinstance(value, dict) and len(value) > said,
    "minimum": lambda said, value: _is_number(value) and value < said,
    "maximum": lambda said, value: _is_number(value) and value > said,
    "exclusiveMinimum": lambda said, value: _is_number(value) and value <= said,
    "exclusiveMaximum": lambda said, value: _is_number(value) and value >= said,
    "x-python-regex": lambda said, value: isinstance(value, str) and not is_regex(value, whole=said == "whole"),
    "x-python-code": lambda _, value: isinstance(value, str) and bad_line(value) is not None,
    "x-date-format": lambda said, value: isinstance(value, str) and not is_date_format(value),
    "x-python-format": lambda said, value: isinstance(value, str) and not is_format(value),
}
"""Keywords that look at a value without going into it, and whether it violates them."""
