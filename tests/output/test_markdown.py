"""The table stays a table, and shows names and sentences as they are."""

from __future__ import annotations

import html
import re

from hypothesis import given
from support.results import ANY_TEXT, RESULTS, count, printed

from umapi_lint.model.finding import Consequence, Finding, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.output import Style
from umapi_lint.output.markdown import escaped, prose
from umapi_lint.text.format import printable

FINDING = Finding(
    "null-value", Severity.ERROR, Consequence.REFUSED, "`org_id` has no value", "Set it.", Location("a.yml", 2, 3, 2, 7)
)


def test_is_a_table_with_a_row_a_finding() -> None:
    assert printed("markdown", [FileResult("b.yml"), FileResult("a.yml", (FINDING,))]) == (
        "## umapi-lint\n\n"
        "| severity | rule | place | what is wrong | what to do |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| error | [null-value](https://umapi-lint.github.io/umapi-lint/rules/null-value/) "
        "| <code>a.yml&#58;2&#58;3</code> | <code>org&#95;id</code> has no value (UST refuses to start) | Set it. |\n"
        "\nFound 1 error in 1 of 2 files. Checked against User Sync Tool (UST) 2.10.\n"
    )


def test_has_no_table_without_findings() -> None:
    assert printed("markdown", [FileResult("a.yml")]) == "## umapi-lint\n\nNo problems found in 1 file.\n"


def test_shows_statistics_as_a_block() -> None:
    text = printed("markdown", [FileResult("a.yml", (FINDING,))], Style(statistics=True))
    assert "\n```\n1  null-value\n```\n\nFound" in text


@given(RESULTS)
def test_every_finding_is_one_row_of_five_cells(results: list[FileResult]) -> None:
    rows = [line for line in printed("markdown", results).split("\n") if line.startswith("|")]
    wanted = count(results) + sum(result.error is not None for result in results)
    assert len(rows) == (wanted + 2 if wanted else 0)
    assert all(row.count("|") == 6 and row.isprintable() for row in rows)
    for row in rows:
        assert set(re.findall(r"<[^>]*>?", row)) <= {"<code>", "</code>"}


@given(ANY_TEXT)
def test_shows_a_text_as_it_is(text: str) -> None:
    assert html.unescape(escaped(text)) == printable(text)
    assert html.unescape(re.sub("</?code>", "`", prose(text))) == printable(text)
    assert not set(escaped(text)) & set("\n\r`|<>*_[]\\")
