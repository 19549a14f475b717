"""Formats of services, read by readers of those services."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from support.linting import KEYRING_OAUTH, write
from support.results import ANY_TEXT, RESULTS, count, printed
from teamcity.messages import escape_value

from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output.fingerprint import relative
from umapi_lint.output.messages import in_one
from umapi_lint.output.teamcity import message
from umapi_lint.text.format import printable
from umapi_lint.text.masking import MaskedLine

EDITORS = Path(__file__).parents[1] / "editors"


def read(form: str, results: list[FileResult]) -> Any:
    done = subprocess.run(
        ["node", "readers.mjs", form],
        cwd=EDITORS,
        input=printed(form, results),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def found(folder: Path) -> list[FileResult]:
    write(folder, KEYRING_OAUTH.replace("enterprise", "enterprize") + "x: [%0D; ##vso[task.complete]]\n")
    write(folder, "host: dc1\nuser_email_format: 50%\n", "connector-ldap.yml")
    missing = FileResult("no;such]%0Afile.yml", error="no such file")
    return [*Linter().lint_paths([str(folder)]), missing]


def test_azure_reads_every_finding(tmp_path: Path) -> None:
    results = found(tmp_path)
    commands = read("azure", results)
    findings = [finding for result in results for finding in result.findings]
    assert {command["command"] for command in commands} == {"task.logissue"}
    assert len(commands) == len(findings) + 1
    for finding, command in zip(findings, commands, strict=False):
        assert command["message"] == printable(in_one(finding))
        assert command["properties"] == {
            "type": "error" if finding.severity.value == "error" else "warning",
            "sourcepath": relative(finding.location.file),
            "linenumber": str(finding.location.line),
            "columnnumber": str(finding.location.column),
            "code": finding.rule,
        }
    assert commands[-1]["properties"]["sourcepath"] == "no;such]%0Afile.yml"


def test_reviewdogs_format_is_valid(tmp_path: Path) -> None:
    results = found(tmp_path)
    answer = read("rdjson", results)
    assert answer["valid"], answer["errors"]
    diagnostics = json.loads(printed("rdjson", results))["diagnostics"]
    assert len(diagnostics) == count(results) + 1
    assert diagnostics[0]["location"]["range"]["start"]["column"] == 1


@pytest.mark.parametrize(("line", "start"), [("é: x", {"line": 1}), ("e: x", {"line": 1, "column": 4})])
def test_reviewdog_gets_no_column_where_its_bytes_are_not_our_characters(line: str, start: dict[str, int]) -> None:
    place = Location("a.yml", 1, 4, 1, 5)
    finding = Finding("null-value", Severity.ERROR, Consequence.REFUSED, "m", "h", place)
    result = FileResult("a.yml", (finding,), {("a.yml", 1): MaskedLine(line)})
    (diagnostic,) = json.loads(printed("rdjson", [result]))["diagnostics"]
    assert diagnostic["location"]["range"]["start"] == start


@given(RESULTS)
def test_reviewdogs_format_has_every_finding(results: list[FileResult]) -> None:
    diagnostics = json.loads(printed("rdjson", results))["diagnostics"]
    assert len(diagnostics) == count(results) + sum(result.error is not None for result in results)


@given(RESULTS)
def test_checkstyle_is_well_formed_and_has_every_finding(results: list[FileResult]) -> None:
    root = ElementTree.fromstring(printed("checkstyle", results).encode())  # noqa: S314 (our own text)
    assert [file.get("name") for file in root] == [printable(relative(result.name)) for result in results]
    errors = [error for file in root for error in file]
    assert len(errors) == count(results) + sum(result.error is not None for result in results)
    assert {error.get("severity") for error in errors} <= {"error", "warning", "info"}
    assert all(error.get("line") and error.get("message") and error.get("source") for error in errors)


@settings(max_examples=300)
@given(ANY_TEXT)
def test_teamcity_gets_texts_as_its_own_package_writes_them(text: str) -> None:
    assert message("m", text=text) == f"##teamcity[m text='{escape_value(printable(text))}']\n"


def test_teamcity_hears_of_each_rule_before_its_first_finding(tmp_path: Path) -> None:
    results = found(tmp_path)
    lines = printed("teamcity", results).splitlines()
    assert sum(line.startswith("##teamcity[inspection ") for line in lines) == count(results)
    declared: set[str] = set()
    for line in lines:
        name, _, rest = line.removeprefix("##teamcity[").partition(" ")
        rule = rest.partition("='")[2].partition("'")[0]
        if name == "inspectionType":
            assert rule not in declared
            declared.add(rule)
        elif name == "inspection":
            assert rule in declared
    assert lines[-1].startswith("##teamcity[message ")
