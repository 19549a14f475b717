"""The pass for ajv's strict mode changes nothing of what a schema means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from umapi_lint.schema.editor.ajv_strict import strict


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"type": "object", "required": ["a"]}, {"type": "object", "required": ["a"], "properties": {"a": True}}),
        ({"pattern": "a"}, {"allOf": [{"if": {"type": "string"}, "then": {"type": "string", "pattern": "a"}}]}),
        ({"type": "integer", "not": {"type": "boolean"}}, {"type": "integer", "not": False}),
        ({"type": "string", "if": {"type": ["string", "null"]}}, {"type": "string", "if": {"type": ["string"]}}),
    ],
)
def test_says_what_strict_mode_wants_to_see(before: Any, after: Any) -> None:
    assert strict(before) == after


KEYWORDS: dict[str, Any] = {
    "type": st.sampled_from(
        ["object", "string", "integer", "boolean", "null", ["string", "null"], ["array", "object"]]
    ),
    "required": st.lists(st.sampled_from("ab"), min_size=1, max_size=2, unique=True),
    "additionalProperties": st.booleans(),
    "pattern": st.just("^x"),
    "minItems": st.just(1),
    "maximum": st.just(3),
    "enum": st.just([1, "x", None]),
}


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    parts = {"properties": st.dictionaries(st.sampled_from("ab"), inner, max_size=2), "items": inner, "not": inner,
             "if": inner, "then": inner, "else": inner, "allOf": st.lists(inner, min_size=1, max_size=2),
             "anyOf": st.lists(inner, min_size=1, max_size=2)}  # fmt: skip
    return st.fixed_dictionaries({}, optional={**KEYWORDS, **parts}) | st.fixed_dictionaries({}, optional=parts)


schemas = st.recursive(st.booleans() | st.fixed_dictionaries({}, optional=KEYWORDS), nested, max_leaves=8)
values = st.recursive(
    st.sampled_from([None, True, 0, 5, "x", "y"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(schema=schemas, value=values)
def test_the_same_values_are_valid_as_before(schema: Any, value: Any) -> None:
    assert Draft7Validator(strict(schema)).is_valid(value) == Draft7Validator(schema).is_valid(value)
