"""The schemas for editors: self-contained, current, and at one with the linter and with the real tool."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, ValidationError
from support import verdicts

from umapi_lint.cli.commands.schema import text
from umapi_lint.linting.load import load_schemas
from umapi_lint.rules._registry import registry
from umapi_lint.schema.editor import ADDRESS, bundle, file_name
from umapi_lint.schema.files import schema_folder

SCHEMAS = load_schemas()
KINDS = sorted(SCHEMAS.kinds)
VALIDATORS = {kind: Draft7Validator(bundle(SCHEMAS, kind, registry().rules)) for kind in KINDS}
ROWS = verdicts.rows("ust-verdicts.jsonl")
OAUTH = {
    "authentication_method": "oauth",
    "enterprise": {"org_id": "1@AdobeOrg", "secure_client_id_key": "a", "secure_client_secret_key": "b"},
}


KIND_AND_STRANGER = {
    "umapi": ("connector-umapi", "integration"),
    "console": ("connector-adobe-console", "enterprise"),
}
"""What the connectors of the data are called, and the section that belongs to the other one."""


def parts(value: Any) -> list[dict[str, Any]]:
    """Every mapping in a schema."""
    found: list[dict[str, Any]] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            found.append(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return found


def changed(**section: Any) -> dict[str, Any]:
    """The good file with other keys in its section; ``None`` takes a key away."""
    kept = {key: value for key, value in {**OAUTH["enterprise"], **section}.items() if value is not None}  # type: ignore[dict-item]
    return {**OAUTH, "enterprise": kept}


def message(error: ValidationError, schema: Any) -> str:
    """What an editor says of an error: a key that must not be there is told by the schema that lists it."""
    way = [schema]
    for step in error.absolute_schema_path:  # without references, and without the key that must not be there
        while "$ref" in way[-1]:
            way[-1] = schema["definitions"][way[-1]["$ref"].rpartition("/")[2]]
        way.append(way[-1][step])
    return str(way[-2].get("errorMessage", error.validator))


def messages(value: Any, kind: str = "connector-umapi") -> set[str]:
    """The editors' messages of what is wrong with a value."""
    return {message(error, VALIDATORS[kind].schema) for error in VALIDATORS[kind].iter_errors(value)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_in_the_repository_are_current(kind: str) -> None:
    kept = (schema_folder() / "bundled" / file_name(kind)).read_text(encoding="utf-8")
    assert kept == text(SCHEMAS, kind), "run `umapi-lint schema --write schemas/bundled`"


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_is_a_valid_schema_that_refers_to_itself_only(kind: str) -> None:
    made = bundle(SCHEMAS, kind, registry().rules)
    Draft7Validator.check_schema(made)
    assert made["$id"] == f"{ADDRESS}{kind}.schema.json"
    references = {part["$ref"] for part in parts(made) if isinstance(part.get("$ref"), str)}
    assert references <= {f"#/definitions/{name}" for name in made["definitions"]}
    assert {f"#/definitions/{name}" for name in made["definitions"]} <= references


@pytest.mark.parametrize("kind", KINDS)
def test_none_of_our_own_keywords_is_left(kind: str) -> None:
    assert [
        key for part in parts(bundle(SCHEMAS, kind, registry().rules)) for key in part if key.startswith("x-")
    ] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_message_is_a_whole_sentence(kind: str) -> None:
    for part in parts(bundle(SCHEMAS, kind, registry().rules)):
        for keyword in ("errorMessage", "deprecationMessage"):
            output = part.get(keyword)
            if isinstance(output, str):
                assert output.endswith("."), output
                assert output[0] == "`" or output[0].isupper(), output
                assert "{value}" not in output, output


def nobody_means(value: Any, stranger: str) -> bool:
    """What UST accepts and editors should not: a misspelt method, `true` for a number, the other's section."""
    server = value.get("server") or {}
    return (
        value.get("authentication_method", "jwt") not in ("oauth", "jwt")
        or any(isinstance(server.get(name), bool) for name in ("timeout", "retries"))
        or stranger in value
    )


@pytest.mark.parametrize("connector", KIND_AND_STRANGER)
def test_what_the_tool_accepts_is_valid(connector: str) -> None:
    kind, stranger = KIND_AND_STRANGER[connector]
    validator = VALIDATORS[kind]
    cases = [row for row in ROWS if row["connector"] == connector and "accepted" in row]
    assert len(cases) > 50
    for row in cases:
        value = yaml.safe_load(verdicts.filled(row["text"])) or {}
        if nobody_means(value, stranger):
            continue
        errors = [(row["case"], list(e.absolute_path), e.validator) for e in validator.iter_errors(value)]
        assert errors == []


def test_a_missing_pair_is_one_message_that_names_both() -> None:
    (output,) = messages(changed(secure_client_id_key=None))
    assert output.startswith("`client_id` or `secure_client_id_key` is missing here.")


def test_a_credential_that_is_empty_is_told_at_its_key() -> None:
    value = changed(secure_client_secret_key="")
    (error,) = VALIDATORS["connector-umapi"].iter_errors(value)
    assert list(error.absolute_path) == ["enterprise", "secure_client_secret_key"]
    assert error.schema["errorMessage"].startswith("`secure_client_secret_key` has no value")


def test_a_pair_that_is_given_twice_is_refused_and_an_empty_half_of_it_is_not() -> None:
    assert messages(changed(client_id="a")) == {
        "`secure_client_id_key` and `client_id` exclude each other. Remove one of the two."
    }
    assert messages(changed(client_id="")) == set()


def test_a_key_of_the_other_method_is_told_as_one() -> None:
    assert messages(changed(tech_acct_id="x")) == {"This belongs to JWT; with oauth UST refuses it. Remove the line."}


def test_a_forgotten_method_is_one_message_where_the_section_is_one_of_oauth() -> None:
    (output,) = messages({"enterprise": OAUTH["enterprise"]})
    assert output.startswith("`authentication_method` is missing, so UST assumes JWT")


def test_an_unknown_key_may_be_the_missing_one_and_is_told_alone() -> None:
    value = changed(secure_client_id_key=None, clientid="a")
    (error,) = VALIDATORS["connector-umapi"].iter_errors(value)
    assert error.validator == "additionalProperties"


def test_a_holder_of_anchors_at_the_top_level_is_left_alone_and_a_text_is_not() -> None:
    assert messages({**OAUTH, "defaults": {"a": 1}}) == set()
    assert messages({**OAUTH, "x-common": "text"}) == set()
    (reported,) = [
        part
        for part in parts(bundle(SCHEMAS, "connector-umapi", registry().rules))
        if "^(?:x-|\\.)" in part.get("patternProperties", {}) and part.get("additionalProperties")
    ]
    assert reported["additionalProperties"]["then"]["deprecationMessage"].startswith("Unknown key here")


def test_a_misspelt_section_is_told_whatever_it_holds() -> None:
    (output,) = messages({"authentication_method": "oauth", "enterprize": OAUTH["enterprise"]})
    assert output.startswith("Unknown key here")


def test_an_old_name_is_deprecated_and_beside_the_new_one_refused() -> None:
    old = bundle(SCHEMAS, "connector-umapi", registry().rules)["definitions"]["credentials.api_key"]
    assert old["doNotSuggest"] is True
    assert messages(changed(secure_client_id_key=None, api_key="a")) == set()
    assert messages(changed(api_key="a")) == {
        "`api_key` and `secure_client_id_key` exclude each other. Remove one of the two."
    }


def test_the_bundled_files_have_no_blank_in_their_names() -> None:
    assert sorted(path.name for path in (schema_folder() / "bundled").iterdir()) == sorted(
        file_name(kind) for kind in KINDS
    )
    assert json.loads(text(SCHEMAS, KINDS[0]))["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert isinstance(schema_folder(), Path)
