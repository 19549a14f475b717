"""The official JSON Schema test suite (draft-07): what the vocabulary admits is judged right, the rest is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.linting import write

from umapi_lint.linting.load import load_schemas
from umapi_lint.rules._registry import registry
from umapi_lint.schema.evaluator import Evaluator
from umapi_lint.schema.files import SchemaError

SUITE = Path(sys.prefix) / "json-schema-test-suite" / "tests" / "draft7"
"""`tests/run` takes it out of the source distribution of jsonschema."""

HEARD = {word for word in registry().keywords if not word.startswith("x-")} - {"deprecated"}
NAME = "case.schema.json"

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason="`tests/run` fetches the suite")


def groups() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(SUITE.rglob("*.json")):
        for group in json.loads(path.read_bytes()):
            yield path.relative_to(SUITE).with_suffix("").as_posix(), group


def within(schema: Any, pointer: str) -> Any:
    """A schema as a part of a file: its references start there."""
    if isinstance(schema, list):
        return [within(item, pointer) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: value if key in ("enum", "const") else pointer + value[1:] if key == "$ref" and isinstance(value, str) and value.startswith("#") else within(value, pointer)
        for key, value in schema.items()
        if key != "$schema"  # which belongs to the root of a file
    }  # fmt: skip


def differs_on_purpose(file: str, schema: Any, value: Any) -> bool:
    """UST is written in Python: true is an integer, 5.0 is none, and a pattern is one of Python's."""
    if isinstance(value, (list, dict)):
        inner = value.values() if isinstance(value, dict) else value
        return any(differs_on_purpose(file, schema, item) for item in inner)
    if file == "optional/ecmascript-regex":
        return True
    return "integer" in json.dumps(schema) and (
        isinstance(value, bool) or (isinstance(value, float) and value % 1 == 0)
    )


def evaluator(folder: Path, content: Any) -> Evaluator:
    write(folder, json.dumps(content), NAME)
    schemas = load_schemas(folder)
    return Evaluator(schemas.files, schemas.resolve, HEARD)


@pytest.mark.parametrize(("as_condition", "admitted"), [(False, 380), (True, 590)], ids=["schema", "condition"])
def test_what_is_admitted_is_judged_right_and_the_rest_refused(
    tmp_path: Path, as_condition: bool, admitted: int
) -> None:
    right, wrong, refusals = 0, [], []
    for file, group in groups():
        schema = group["schema"]
        content = {"if": within(schema, "#/if"), "then": {}} if as_condition else schema
        try:
            judge = evaluator(tmp_path, content)
        except SchemaError as error:
            refusals.append(str(error))
            continue
        for case in group["tests"]:
            value = case["data"]
            valid = judge.holds(content["if"], NAME, value) if as_condition else not judge.marks(NAME, value)
            if valid == case["valid"]:
                right += 1
            elif not differs_on_purpose(file, schema, value):
                wrong.append(f"{file}: {group['description']}: {case['description']}")
    assert wrong == []
    assert all(NAME in refusal and "\n" not in refusal for refusal in refusals)
    assert right >= admitted
