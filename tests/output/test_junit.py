"""JUnit's XML is well-formed whatever the names are, and its counts are right."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from support.results import RESULTS, printed

from umapi_lint.model.finding import Consequence, Finding, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.text.format import printable


def suites(results: list[FileResult]) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(printed("junit", results).encode()))  # noqa: S314 (our own text)


def finding(rule: str, severity: Severity, line: int = 1) -> Finding:
    return Finding(rule, severity, Consequence.IGNORED, "a<b", "Help.", Location("a.yml", line, 1, line, 2))


def test_has_a_case_for_each_rule_of_a_file() -> None:
    found = (
        finding("null-value", Severity.ERROR),
        finding("null-value", Severity.WARNING, 2),
        finding("x", Severity.NOTE),
    )
    (suite,) = suites([FileResult("a.yml", found)])
    assert suite.attrib == {"name": "a.yml", "tests": "2", "failures": "1", "errors": "0"}
    failed, passed = suite
    assert failed.attrib == {"classname": "a.yml", "file": "a.yml", "name": "null-value"}
    assert failed[0].tag == "failure"
    assert failed[0].attrib == {"type": "error", "message": "a<b"}
    assert failed[0].text == (
        "line 1, column 1: a<b. Help. (silently ignored)\nline 2, column 1: a<b. Help. (silently ignored)"
    )
    assert passed[0].tag == "system-out"


def test_a_file_without_findings_is_a_case_that_passed() -> None:
    (suite,) = suites([FileResult("a.yml")])
    assert [len(case) for case in suite] == [0]


def test_what_cannot_be_read_is_an_error() -> None:
    (suite,) = suites([FileResult("a.yml", error="no such file")])
    assert suite.attrib["errors"] == "1"
    assert suite[0][0].attrib == {"message": "no such file"}


@given(RESULTS)
def test_is_well_formed_and_counts_right(results: list[FileResult]) -> None:
    found = suites(results)
    assert [suite.attrib["name"] for suite in found] == [printable(result.name) for result in results]
    for suite in found:
        assert int(suite.attrib["tests"]) == len(suite)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["errors"]) == len(suite.findall("testcase/error"))
