"""The evaluator against `jsonschema`: on random schemas of the admitted keywords the two agree on every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, validators
from referencing import Registry
from referencing.jsonschema import DRAFT7
from support import verdicts

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.linting.discovery import kind_of
from umapi_lint.linting.load import load_schemas
from umapi_lint.rules._registry import registry
from umapi_lint.schema.evaluator import Evaluator, KeywordMatch
from umapi_lint.schema.schemas import Schemas

TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"]
# as UST sees it, true is a whole number, and 5.0 is none
REFERENCE = validators.extend(
    Draft7Validator, {}, type_checker=Draft7Validator.TYPE_CHECKER.redefine("integer", lambda _, v: isinstance(v, int))
)
KEYS = st.sampled_from(["a", "b", "ab", "c"])
ATOMS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0, -2.0]) | KEYS | st.just("")
VALUES = st.recursive(
    ATOMS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
SIZES = st.integers(0, 3)
PATTERNS = st.sampled_from(["^a", "b$", "c", "^$"])


def keywords(inner: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    """What each keyword that a condition may have can say."""
    return {
        "type": st.sampled_from(TYPES) | st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "pattern": PATTERNS,
        **dict.fromkeys(["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"], SIZES),
        **dict.fromkeys(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], st.integers(-2, 2)),
        "required": st.lists(KEYS, min_size=1, max_size=2, unique=True),
        "properties": st.dictionaries(KEYS, inner, min_size=1, max_size=3),
        "patternProperties": st.dictionaries(PATTERNS, inner, min_size=1, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "items": inner | st.lists(inner, min_size=1, max_size=2),
        **dict.fromkeys(["allOf", "anyOf", "oneOf"], st.lists(inner, min_size=1, max_size=2)),
        **dict.fromkeys(["not", "if", "then", "else"], inner),
        "title": st.just("an annotation"),
    }


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keywords(inner))


SIMPLE = (
    st.booleans() | st.fixed_dictionaries({"type": st.sampled_from(TYPES)}) | st.fixed_dictionaries({"const": ATOMS})
)
CONDITIONS = st.recursive(SIMPLE, schemas, max_leaves=5)
PARTNERS = {
    "if": ("then", "else"), "then": ("if",), "else": ("if",), "additionalProperties": ("properties", "patternProperties"),
}  # fmt: skip
LIKELY = {"items": st.lists(ATOMS, min_size=1, max_size=3), "propertyNames": st.dictionaries(KEYS, ATOMS, min_size=1)}


def evaluator(files: Mapping[str, Any]) -> Evaluator:
    loaded = Schemas(dict(files))
    return Evaluator(loaded.files, loaded.resolve, registry().keywords)


@pytest.mark.parametrize("keyword", keywords(SIMPLE))
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_judges_every_keyword_as_jsonschema_does(keyword: str, data: st.DataObject) -> None:
    output = keywords(SIMPLE)
    partners = {name: output[name] for name in PARTNERS.get(keyword, ())}
    condition = data.draw(st.fixed_dictionaries({keyword: output[keyword], **partners}))
    value = data.draw(VALUES | LIKELY.get(keyword, st.dictionaries(KEYS, ATOMS, min_size=1, max_size=3)))
    assert evaluator({}).holds(condition, "", value) == REFERENCE(condition).is_valid(value)


@given(CONDITIONS, VALUES)
@settings(max_examples=100, deadline=None)
def test_judges_a_condition_as_jsonschema_does(condition: Any, value: Any) -> None:
    assert evaluator({}).holds(condition, "", value) == REFERENCE(condition).is_valid(value)


@given(CONDITIONS, VALUES)
@settings(max_examples=100, deadline=None)
def test_follows_references_as_jsonschema_does(condition: Any, value: Any) -> None:
    files = {
        "one.schema.json": {"definitions": {"here": {"anyOf": [{"$ref": "two.schema.json#/definitions/there"}]}}},
        "two.schema.json": {"definitions": {"there": {"allOf": [condition], "properties": {"a": {"$ref": "#"}}}}},
    }
    registry: Registry[Any] = Registry().with_resources((n, DRAFT7.create_resource(c)) for n, c in files.items())
    reference = {"$ref": "one.schema.json#/definitions/here"}
    expected = REFERENCE(reference, registry=registry).is_valid(value)
    assert evaluator(files).holds(reference, "one.schema.json", value) == expected


# --- marks: the same evaluation, done with jsonschema's own means


def by_jsonschema(files: Mapping[str, Any], name: str, value: Any) -> set[tuple[str, tuple[Any, ...], str]]:
    """Violations of all schemas: keyword, place, and the property it speaks of."""
    registry: Registry[Any] = Registry().with_resources((n, DRAFT7.create_resource(c)) for n, c in files.items())

    def without_editors(validator: Any, parts: Any, instance: Any, schema: Any) -> Iterator[Any]:
        reported = [part for part in parts if not part.get("x-for-editors")]
        yield from Draft7Validator.VALIDATORS["allOf"](validator, reported, instance, schema)

    extended = validators.extend(REFERENCE, {"allOf": without_editors})
    found = set()
    for error in extended(files[name], registry=registry).iter_errors(value):
        keys = [""]
        if error.validator == "required":
            keys = [key for key in error.validator_value if key not in error.instance]
        elif error.validator == "additionalProperties":
            keys = [key for key in error.instance if key not in error.schema.get("properties", {})]
        found.update((str(error.validator), tuple(error.absolute_path), key) for key in keys)
    return found


def violations(marks: list[KeywordMatch]) -> set[tuple[str, tuple[Any, ...], str]]:
    reported = {word for word in registry().keywords if not word.startswith("x-")} - {"deprecated"}
    return {(mark.keyword, mark.path, mark.property or "") for mark in marks if mark.keyword in reported}


def test_finds_the_violations_that_jsonschema_finds_in_every_case_of_the_record() -> None:
    schemas = load_schemas()
    for row in verdicts.rows("ust-verdicts.jsonl"):
        document = Document(Source(verdicts.FILE_NAMES[row["connector"]], verdicts.filled(row["text"]).encode()))
        kind, value = kind_of(document, schemas), document.value
        assert kind is not None
        found = violations(schemas.evaluate(kind, value, registry().keywords))
        assert found == by_jsonschema(schemas.files, kind.schema, value), verdicts.case_of(row)


def test_tells_annotations_in_the_order_of_the_schema_and_why_a_branch_was_taken() -> None:
    files = {
        "a.schema.json": {
            "x-because": "kind",
            "if": {"properties": {"kind": {"const": 1}}},
            "then": {"properties": {"b": {"x-host": True}, "a": {"$ref": "#/definitions/file", "x-shape": "never"}}},
            "definitions": {"file": {"x-file": "key", "type": "string"}},
        }
    }
    marks = evaluator(files).marks("a.schema.json", {"kind": 1, "a": 2, "b": 3})
    assert [(m.keyword, m.path, m.chosen_by) for m in marks] == [
        ("x-host", ("b",), "kind"), ("x-file", ("a",), "kind"), ("type", ("a",), "kind"),
    ]  # fmt: skip


def test_takes_keys_of_any_type() -> None:
    files = {"a.schema.json": {"patternProperties": {"^x-": {}}, "additionalProperties": False}}
    marks = evaluator(files).marks("a.schema.json", {1: 1, None: 2, "x-y": 3})
    assert [mark.property for mark in marks] == [1, None]


def test_goes_wherever_a_schema_goes_and_tells_what_stands_there() -> None:
    noted = {"x-host": "said"}
    inner = {"items": {"required": ["c"], "additionalProperties": noted, "patternProperties": {"^p": noted}}}
    files = {
        "a.schema.json": {"properties": {"list": {"$ref": "b.schema.json#/definitions/d"}}},
        "b.schema.json": {"definitions": {"d": inner}},
    }
    marks = evaluator(files).marks("a.schema.json", {"list": ["x", {"p1": 1, "other": 2}]})
    assert [(m.keyword, m.path, m.value, m.instance, m.property) for m in marks] == [
        ("required", ("list", 1), ["c"], {"p1": 1, "other": 2}, "c"),
        ("x-host", ("list", 1, "other"), "said", 2, None),
        ("x-host", ("list", 1, "p1"), "said", 1, None),
    ]
    assert [mark.schema for mark in marks] == [inner["items"], noted, noted]


def test_finds_what_a_condition_refers_to_in_its_own_file() -> None:
    files = {"a.schema.json": {"definitions": {"d": {"oneOf": [{"$ref": "#/definitions/e"}], "anyOf": [{"$ref": "#/definitions/e"}]},
                                               "e": {"const": 1}}}}  # fmt: skip
    assert [evaluator(files).holds({"$ref": "#/definitions/d"}, "a.schema.json", value) for value in (1, 2)] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True), (1, True, False), (0, False, False), (True, True, True), (None, False, False), ("1", 1, False),
        ([1, [2]], [1, [2]], True), ([1], [1, 2], False), ([1], [True], False), ({"a": [1]}, {"a": [1]}, True),
        ({"a": 1}, {"a": True}, False), ({"a": 1}, {"b": 1}, False), ({"a": 1}, {"a": 1, "b": 2}, False), ({}, [], False),
    ],
)  # fmt: skip
def test_compares_as_json_does(one: Any, other: Any, same: bool) -> None:
    assert [evaluator({}).holds({"const": a}, "", b) for a, b in ((one, other), (other, one))] == [same, same]
    assert REFERENCE({"const": one}).is_valid(other) is same


def test_finds_what_the_names_of_a_section_must_be_in_its_own_file() -> None:
    files = {"a.schema.json": {"propertyNames": {"$ref": "#/definitions/d"}, "definitions": {"d": {"const": "a"}}}}
    assert [evaluator(files).holds({"$ref": "a.schema.json"}, "", {key: 1}) for key in "ab"] == [True, False]
