"""The report for machines always parses, and is what its schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from jsonschema import Draft7Validator
from support.linting import KEYRING_OAUTH, fake_secret, run, write
from support.results import RESULTS, count, printed

from umapi_lint import output
from umapi_lint.model.finding import Consequence, Finding, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output import Style
from umapi_lint.schema.files import schema_folder

SCHEMA = json.loads((schema_folder() / "findings.schema.json").read_text("utf-8"))


def valid(text: str) -> Any:
    content = json.loads(text)
    Draft7Validator(SCHEMA).validate(content)
    return content


def test_the_schema_is_valid_and_describes_every_property() -> None:
    Draft7Validator.check_schema(SCHEMA)
    for part in (SCHEMA, SCHEMA["definitions"]["finding"], SCHEMA["properties"]["summary"]):
        assert set(part["required"]) == set(part["properties"])
        for name, described in part["properties"].items():
            assert "$ref" in described or "description" in described, name


@given(RESULTS)
def test_always_parses_and_fits_the_schema(results: list[FileResult]) -> None:
    content = valid(printed("json", results))
    assert len(content["findings"]) == count(results)
    assert [entry["file"] for entry in content["unreadable"]] == [r.name for r in results if r.error is not None]
    assert content["summary"]["files"] + len(content["unreadable"]) == len(results)


def test_a_run_of_the_command_line_fits_the_schema(tmp_path: Path) -> None:
    secret = fake_secret()
    write(tmp_path, KEYRING_OAUTH + f"  client_secret: {secret}\n")
    done = run("--output-format", "json", "connector-umapi.yml", "missing.yml", cwd=tmp_path)
    content = valid(done.stdout)
    assert done.returncode == 2
    assert {"conflicting-keys", "plaintext-secret"} <= {finding["rule"] for finding in content["findings"]}
    assert {finding["file"] for finding in content["findings"]} == {"connector-umapi.yml"}
    assert content["unreadable"] == [{"file": "missing.yml", "message": "no such file"}]
    assert content["summary"]["files"] == 1
    assert secret not in done.stdout


def test_keeps_nothing_of_a_file_whose_findings_are_written() -> None:
    out = output.create("json", Style())
    out.begin()
    place = Location("a.yml", 1, 1, 1, 1)
    finding = Finding("null-value", Severity.ERROR, Consequence.REFUSED, "no value", "", place)
    first = out.file(FileResult("a.yml", (finding,)))
    kept = vars(out).copy()
    assert out.file(FileResult("a.yml", (finding,))).removeprefix(",") == first
    assert vars(out) == kept
