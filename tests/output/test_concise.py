"""One line a finding, whatever the names are."""

from __future__ import annotations

import pytest
from hypothesis import given
from support.results import ANY_TEXT

from umapi_lint import output
from umapi_lint.model.finding import Consequence, Finding, Fix, Location, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Style
from umapi_lint.record import replace

FINDING = Finding("null-value", Severity.ERROR, Consequence.REFUSED, "no value", "Help.", Location("a.yml", 2, 3, 2, 7))


def lines(*findings: Finding) -> str:
    return output.create("concise", Style()).file(FileResult("a.yml", findings))


def test_gives_each_finding_a_line() -> None:
    assert lines(FINDING, FINDING) == "a.yml:2:3: error null-value no value\n" * 2


def test_ends_a_line_with_the_option_that_fixes() -> None:
    assert lines(replace(FINDING, fix=Fix("x"))) == "a.yml:2:3: error null-value no value [--fix]\n"
    assert (
        lines(replace(FINDING, fix=Fix("x", safe=False))) == "a.yml:2:3: error null-value no value [--unsafe-fixes]\n"
    )


def test_names_the_target() -> None:
    assert lines(replace(FINDING, target="org2")) == "a.yml:2:3: error null-value no value (target org2)\n"


def test_closes_with_the_summary_unless_it_is_to_be_quiet() -> None:
    assert output.create("concise", Style()).end(Summary(files=3)) == "No problems found in 3 files.\n"
    assert output.create("concise", Style(quiet=True)).end(Summary(files=3)) == ""


@given(ANY_TEXT, ANY_TEXT)
def test_no_name_can_forge_a_second_line(name: str, target: str) -> None:
    text = lines(replace(FINDING, location=replace(FINDING.location, file=name), target=target))
    assert text.removesuffix("\n").isprintable()


@pytest.mark.parametrize("start", ["##vso[", "##VSO[", "##[", "###["])
def test_no_name_can_start_a_command_of_a_pipeline(start: str) -> None:
    text = lines(
        replace(FINDING, location=replace(FINDING.location, file=f"{start}task.complete]x"), target=f"{start}x]")
    )
    assert "x]" in text
    assert "##[" not in text
    assert "##vso[" not in text.lower()
