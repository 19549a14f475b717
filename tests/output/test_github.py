"""Workflow commands: one a line, and none that a file brought along."""

from __future__ import annotations

import re

from hypothesis import given
from support.results import ANY_TEXT, RESULTS, count, printed

from umapi_lint.model.finding import Consequence, Finding, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output.github import command, data_of, property_of

COMMAND = re.compile(r"::(error|warning|notice) (\w+=[^:,]*)(,\w+=[^:,]*)*::.*")
FINDING = Finding(
    "null-value", Severity.NOTE, Consequence.IGNORED, "is it?", "Do it.", Location("a,b:c.yml", 2, 3, 2, 7), "org2"
)


def decoded(text: str) -> str:
    """What GitHub makes of an encoded text."""
    for code, character in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_is_the_command_that_github_documents() -> None:
    assert command(FINDING) == (
        "::notice file=a%2Cb%3Ac.yml,line=2,col=3,endLine=2,endColumn=6,title=null-value (silently ignored)"
        "::is it? (target org2). Do it.\n"
    )


def test_gives_no_end_column_for_a_place_over_several_lines() -> None:
    place = Location("a.yml", 2, 3, 4, 1)
    assert "line=2,col=3,endLine=4,title=" in command(
        Finding("null-value", Severity.ERROR, Consequence.REFUSED, "m", "h", place)
    )


def test_annotates_what_could_not_be_read() -> None:
    text = printed("github", [FileResult("a.yml", error="no such file")])
    assert text == "::error file=a.yml,title=umapi-lint::cannot be read: no such file\n"


@given(RESULTS)
def test_every_line_is_one_command_of_ours(results: list[FileResult]) -> None:
    lines = printed("github", results).split("\n")
    assert lines.pop() == ""
    assert len(lines) == count(results) + sum(result.error is not None for result in results)
    assert all(COMMAND.fullmatch(line) and line.isprintable() for line in lines)


@given(ANY_TEXT)
def test_github_decodes_what_was_encoded(text: str) -> None:
    if "##" not in text and text.replace("\r", "").replace("\n", "").isprintable():
        assert decoded(property_of(text)) == text
        assert decoded(data_of(text)) == text
