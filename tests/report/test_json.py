"""The report for machines always parses, and is what its schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from support import KEYRING_OAUTH, fake_secret, run, write

from umapi_lint import report
from umapi_lint.finding import Consequence, Finding, Fix, Location, Related, Severity
from umapi_lint.report import Style
from umapi_lint.result import FileResult, Summary
from umapi_lint.schema import schema_folder

SCHEMA = json.loads((schema_folder() / "findings.schema.json").read_text("utf-8"))
PLACES = st.builds(Location, st.text(), *[st.integers(1, 10**6)] * 4, st.text())
FINDINGS = st.builds(
    Finding,
    st.just("null-value"),
    st.sampled_from(Severity),
    st.sampled_from(Consequence),
    st.text(min_size=1),
    st.text(),
    PLACES,
    st.none() | st.text(),
    st.lists(st.builds(Related, st.text(), PLACES), max_size=2).map(tuple),
    st.none() | st.just(Fix("Remove the line")),
)
RESULTS = st.lists(
    st.builds(FileResult, st.text(), st.lists(FINDINGS, max_size=3).map(tuple))
    | st.builds(FileResult, st.text(), error=st.text(min_size=1)),
    max_size=4,
)


def printed(results: list[FileResult]) -> str:
    """The whole report of a run."""
    out, summary = report.create("json", Style()), Summary()
    text = out.begin()
    for result in results:
        summary.add(result)
        text += out.file(result)
    return text + out.end(summary)


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
    content = valid(printed(results))
    assert len(content["findings"]) == sum(len(result.findings) for result in results if result.error is None)
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
    out = report.create("json", Style())
    out.begin()
    place = Location("a.yml", 1, 1, 1, 1)
    finding = Finding("null-value", Severity.ERROR, Consequence.REFUSED, "no value", "", place)
    first = out.file(FileResult("a.yml", (finding,)))
    kept = vars(out).copy()
    assert out.file(FileResult("a.yml", (finding,))).removeprefix(",") == first
    assert vars(out) == kept
