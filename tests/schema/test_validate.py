"""The meta-schema: it holds for our schemas, and says in a sentence what is wrong with somebody else's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from support.linting import write

from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.rules._registry import registry
from umapi_lint.schema.editor import bundle
from umapi_lint.schema.files import OF_NO_FILE, SchemaError
from umapi_lint.schema.schemas import Schemas
from umapi_lint.schema.validate import validate, vocabulary

SCHEMAS = load_schemas()
KEYWORDS = vocabulary()["definitions"]["schema"]["properties"]
OURS = {name for name in KEYWORDS if name.startswith("x-")}


def load(folder: Path, content: Any) -> Schemas:
    """The schemas with one more, of a folder that the user named."""
    text = content if isinstance(content, str) else json.dumps(content)
    write(folder, text, "own.schema.json")
    return load_schemas(folder)


def complaint(folder: Path, content: Any) -> str:
    with pytest.raises(SchemaError) as caught:
        load(folder, content)
    output = str(caught.value)
    assert "\n" not in output
    return output


# --- the meta-schema itself


def test_it_is_a_valid_schema_and_no_schema_of_a_file() -> None:
    Draft7Validator.check_schema(vocabulary())
    assert not set(OF_NO_FILE) & set(SCHEMAS.files)


def test_our_schemas_hold_to_it_with_all_their_texts_for_people() -> None:
    validate(SCHEMAS, SCHEMAS.files, registry().rules, documented=True)


def test_every_keyword_of_ours_says_what_it_means() -> None:
    assert {name for name in vocabulary()["definitions"]["keyword"]["enum"] if name.startswith("x-")} == OURS
    for name in OURS:
        assert KEYWORDS[name]["title"], name
        assert KEYWORDS[name]["description"].endswith("."), name


def test_every_keyword_that_the_rules_hear_of_is_in_it() -> None:
    assert {word for word in registry().keywords if word.startswith("x-")} <= set(KEYWORDS)


def test_no_keyword_is_in_it_that_no_schema_uses() -> None:
    used: set[str] = set()
    stack: list[Any] = list(SCHEMAS.files.values())
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            used.update(value)
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    assert used >= OURS


@pytest.mark.parametrize("kind", sorted(SCHEMAS.kinds))
def test_every_key_of_every_kind_is_described_to_people(kind: str) -> None:
    for path, described in SCHEMAS.properties(SCHEMAS.kinds[kind]).items():
        if path[-1] != "*" and path != ("integration", "priv_key_path"):
            for text in ("title", "description"):
                assert any(text in schema for schema in described), (path, text)


# --- schemas of other folders


@pytest.mark.parametrize(
    ("content", "output"),
    [
        ({"x-hosst": 1}, "own.schema.json: at /: there is no keyword `x-hosst`; did you mean `x-host`?"),
        ({"x-frobnicate": 1}, "own.schema.json: at /: there is no keyword `x-frobnicate`"),
        ({"properties": {"a": {"x-sensitive": "yes"}}}, "/properties/a/x-sensitive: does not hold to `const` true; `x-sensitive`: The value is a credential"),
        ({"properties": {"a": {"x-file": "key"}}}, "/properties/a/x-file: does not hold to `enum`"),
        ({"x-shape": {"pattern": "("}}, "`message`, `help` must be there; `x-shape`"),
        ({"x-shape": {"pattern": "(", "message": "a", "help": "b"}}, "/x-shape/pattern: is not a regular expression"),
        ({"pattern": "["}, "/pattern: is not a regular expression"),
        ({"x-host": {"sufixes": []}}, "x-host"),
        ({"type": "text"}, "at /type: "),
        ({"properties": []}, "at /properties: does not hold to `type`"),
        ({"oneOf": [{}]}, "at /oneOf: `oneOf` is not evaluated here; use `pattern`, or `if` and `then`"),
        ({"properties": {"a": {"format": "email"}}}, "at /properties/a/format: `format` is not evaluated here"),
        ({"contentEncoding": "base64"}, "at /contentEncoding: `contentEncoding` is not evaluated here"),
        ({"if": {"contentMediaType": "text/plain"}}, "at /if/contentMediaType: `contentMediaType` is not evaluated"),
        ({"if": {"minLenght": 1}}, "at /if: there is no keyword `minLenght`; did you mean `minLength`?"),
        ({"patternProperties": {"[": {}}}, "at /patternProperties: is not a regular expression"),
        ({"if": {"x-sensitive": True}, "then": {}}, "at /if/x-sensitive: a condition is only asked"),
        ({"x-finding": {"rule": "no-such", "message": "a", "help": "b"}}, "there is no rule `no-such`"),
        ({"x-targets": "no-such"}, "there is no kind `no-such`"),
        ({"x-other-methods": ["no.schema.json"]}, "there is no schema no.schema.json"),
    ],
)  # fmt: skip
def test_says_which_keyword_is_wrong(tmp_path: Path, content: Any, output: str) -> None:
    assert output in complaint(tmp_path, content)


@pytest.mark.parametrize(
    "reference",
    [
        "nowhere.schema.json",
        "#/definitions/none",
        "server.schema.json#/definitions/none",
        "#/title",
        "\n",
    ],
)
def test_a_reference_must_lead_to_a_schema(tmp_path: Path, reference: str) -> None:
    content = {"title": "a", "properties": {"a": {"$ref": reference}}}
    assert "leads to no schema" in complaint(tmp_path, content)


@pytest.mark.parametrize(
    "reference", ["http://127.0.0.1:9/a.schema.json", "https://example.com/a.schema.json#/a", "file:///etc/passwd"]
)
def test_nothing_is_fetched(tmp_path: Path, reference: str) -> None:
    assert "own.schema.json: at /properties/a/$ref: does not hold" in complaint(
        tmp_path, {"properties": {"a": {"$ref": reference}}}
    )


@pytest.mark.parametrize(
    "content",
    [
        {"$ref": "#"},
        {"properties": {"a": {"$ref": "own.schema.json"}}},
        {
            "properties": {"a": {"$ref": "#/definitions/a"}},
            "definitions": {"a": {"items": {"$ref": "#/definitions/a"}}},
        },
    ],
)
def test_a_schema_that_leads_back_to_itself_is_refused(tmp_path: Path, content: Any) -> None:
    assert "leads back to itself" in complaint(tmp_path, content)


def test_a_schema_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    steps = {f"d{n}": {"properties": {k: {"$ref": f"#/definitions/d{n + 1}"} for k in "abcdefgh"}} for n in range(20)}
    content = {"properties": {"a": {"$ref": "#/definitions/d0"}}, "definitions": {**steps, "d20": {}}}
    assert "unfold to more than 100000 parts" in complaint(tmp_path, content)


@pytest.mark.parametrize("depth", [100, 20_000, 2_000_000])
def test_deep_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    assert "nested" in complaint(tmp_path, '{"not":' * depth + "{}" + "}" * depth)


@pytest.mark.parametrize("text", ["", "[]", "1", "{", '"a"', "null", "\0", "{'a': 1}"])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    assert "is not" in complaint(tmp_path, text)


def test_a_folder_without_schemas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"no file named \*\.schema\.json"):
        load_schemas(tmp_path)


def test_a_schema_may_go_without_texts_for_people(tmp_path: Path) -> None:
    content = {"x-kind": {"name": "own"}, "properties": {"a": {"type": "string"}}}
    assert "own" in load(tmp_path, content).kinds


VALUES: dict[str, Any] = {
    "type": st.sampled_from(["object", "string", "integer", "null", "array", "boolean", ["string", "null"], "no"]),
    "required": st.lists(st.sampled_from("ab"), max_size=2, unique=True),
    "enum": st.just(["a", 1]),
    "pattern": st.sampled_from(["^a", "("]),
    "additionalProperties": st.booleans(),
    "deprecated": st.booleans(),
    "deprecationMessage": st.just("Old."),
    "x-for-editors": st.booleans(),
    "x-choices": st.just(["a"]),
    "x-consequence": st.sampled_from(["refused", "ignored", {"type": "ignored"}, "no"]),
    "x-require-one": st.just([["a", "b"]]),
    "x-refused-with": st.just(["b"]),
    "x-keyring-name-of": st.just("a"),
    "x-replaced-by": st.just("b"),
    "x-other-methods": st.sampled_from([["oauth.schema.json"], ["own.schema.json"]]),
    "x-unknown": st.just({"c": {"message": "is wrong", "help": "Do not.", "means": "a"}}),
    "x-ignored": st.just({"message": "is never read", "help": "Remove it."}),
    "x-finding": st.sampled_from(
        [{"rule": "unknown-key", "message": "a", "help": "b", **more} for more in ({}, {"at": ["a"]}, {"key": "a"})]
    ),
    "$ref": st.sampled_from(["#/definitions/a", "server.schema.json#/definitions/host", "#"]),
}
"""What may follow a keyword, right and wrong."""


def schemas_of(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas with schemas in them."""
    named = st.dictionaries(st.sampled_from("ab"), inner, max_size=2)
    parts = {
        "properties": named, "definitions": named, "items": inner, "allOf": st.lists(inner, max_size=2),
        "if": inner, "then": inner, "else": inner,
    }  # fmt: skip
    return st.fixed_dictionaries({}, optional={**VALUES, **parts}) | st.fixed_dictionaries({}, optional=parts)


any_schema = st.recursive(st.booleans() | st.fixed_dictionaries({}, optional=VALUES), schemas_of, max_leaves=6)
instances = st.sampled_from([{}, {"a": 1}, {"a": None, "b": ""}, {"a": {"b": "x"}, "c": True}, {"b": ["a", 5]}])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(content=any_schema, value=instances)
def test_whatever_a_schema_holds_it_is_taken_and_works_or_refused_in_a_sentence(
    tmp_path_factory: Any, content: Any, value: Any
) -> None:
    folder = tmp_path_factory.mktemp("schemas")
    if isinstance(content, dict):
        content["x-kind"] = {"name": "own", "section": "a"}
    try:
        schemas = load(folder, content)
    except SchemaError:
        complaint(folder, content)
        return
    schemas.properties(schemas.kinds["own"])
    Draft7Validator.check_schema(bundle(schemas, "own", registry().rules))
    Linter.of_kind("own", schemas).lint(Source("own.yml", json.dumps(value).encode()))


@settings(max_examples=60, deadline=None)
@given(keyword=st.sampled_from(sorted(KEYWORDS)), value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2), max_leaves=5,
))  # fmt: skip
def test_whatever_stands_behind_a_keyword_it_is_taken_or_refused_in_a_sentence(
    tmp_path_factory: Any, keyword: str, value: Any
) -> None:
    folder = tmp_path_factory.mktemp("schemas")
    content = {"properties": {"a": {keyword: value}}}
    try:
        load(folder, content)
    except SchemaError:
        complaint(folder, content)
