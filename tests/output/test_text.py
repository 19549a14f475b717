"""The report for people: what it shows, and that nothing in it can steer a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, fake_secret, write
from support.results import ANY_TEXT, printed

from umapi_lint import output
from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Edit, Finding, Fix, Location, Related, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.model.rule import address_of
from umapi_lint.output import Style
from umapi_lint.output.messages import HINT, closing
from umapi_lint.output.text import WIDEST, span
from umapi_lint.record import replace
from umapi_lint.text.format import printable
from umapi_lint.text.masking import MaskedLine

PLACE = Location("connector-umapi.yml", 2, 3, 2, 7, "/enterprise/abcd")
FINDING = Finding(
    "unknown-key", Severity.ERROR, Consequence.REFUSED, "UST does not know `abcd`", "Remove the line.", PLACE
)
SHOWN = {("connector-umapi.yml", 2): MaskedLine("  abcd: ***", ((8, 20, 8, 11),))}


def shown(finding: Finding, style: Style = Style(), excerpts: dict[tuple[str, int], MaskedLine] = SHOWN) -> str:  # noqa: B008
    return output.create("text", style).file(FileResult(finding.location.file, (finding,), excerpts))


def test_shows_message_consequence_place_masked_line_and_help() -> None:
    assert shown(FINDING) == (
        "error[unknown-key]: UST does not know `abcd` (UST refuses to start)\n"
        " --> connector-umapi.yml:2:3\n"
        "  |\n"
        "2 |   abcd: ***\n"
        "  |   ^^^^\n"
        "  |\n"
        "  = help: Remove the line.\n"
        "\n"
    )


def test_says_what_would_fix_a_finding_and_by_which_option() -> None:
    moved = Fix("Move it to `server`", safe=False)
    assert "  = fix: remove the line (--fix)\n\n" in shown(replace(FINDING, fix=Fix("Remove the line")))
    assert "  = fix: move it to `server` (--unsafe-fixes)\n" in shown(replace(FINDING, fix=moved))


def test_shows_advice_that_repeats_itself_once() -> None:
    other = replace(FINDING, help="Rename the key.")
    report = output.create("text", Style()).file(FileResult("connector-umapi.yml", (FINDING, FINDING, other), SHOWN))
    assert re.findall(r"= help: (.*)", report) == ["Remove the line.", "Rename the key."]


def test_leads_to_the_page_of_a_rule_once_in_a_pipeline_and_to_explain_elsewhere() -> None:
    both = FileResult("connector-umapi.yml", (FINDING, FINDING), SHOWN)
    assert output.create("text", Style(pages=True)).file(both).count(f"= see: {address_of('unknown-key')}\n") == 1
    summary = Summary()
    summary.add(both)
    assert output.create("text", Style(hint=True)).end(summary).endswith(f".\n{HINT}")
    assert HINT not in output.create("text", Style(hint=True)).end(Summary(files=1))
    assert HINT not in output.create("text", Style(hint=True, quiet=True)).end(summary)


def test_names_the_target() -> None:
    assert " --> connector-umapi.yml:2:3 (target org2)\n" in shown(replace(FINDING, target="org2"))


def test_marks_the_whole_mask_of_a_hidden_value() -> None:
    value = replace(FINDING, location=replace(PLACE, column=9, end_column=21))
    assert "\n2 |   abcd: ***\n  |         ^^^\n" in shown(value)


def test_marks_a_place_without_width_once() -> None:
    assert "\n  |   ^\n" in shown(replace(FINDING, location=replace(PLACE, end_column=3)))


def test_marks_the_first_line_of_a_place_over_several_lines_to_its_end() -> None:
    assert "\n  |   ^^^^^^^^^\n" in shown(replace(FINDING, location=replace(PLACE, end_line=9, end_column=1)))


def test_shows_related_places_of_the_same_file_with_what_they_mean() -> None:
    why = Related("chooses the method here", Location("connector-umapi.yml", 11, 1, 11, 5))
    lines = {**SHOWN, ("connector-umapi.yml", 11): MaskedLine("auth: oauth")}
    text = shown(replace(FINDING, related=(why,)), excerpts=lines)
    assert "\n   |\n11 | auth: oauth\n   | ---- chooses the method here\n   |\n   = help:" in text
    assert "\n 2 |   abcd: ***\n" in text


def test_shows_the_address_of_related_places_of_another_file() -> None:
    other = Related("of target `org2`", Location("org2.yml", 1, 1, 1, 5))
    text = shown(replace(FINDING, related=(other,)), excerpts={**SHOWN, ("org2.yml", 1): MaskedLine("auth: oauth")})
    assert "\n  |\n --> org2.yml:1:1\n1 | auth: oauth\n  | ---- of target `org2`\n" in text


def test_names_the_file_of_a_related_place_without_a_line_to_show() -> None:
    other = Related("merged with this file", Location("org2.yml", 1, 1, 1, 1))
    assert "\n  = note: merged with this file: org2.yml\n" in shown(replace(FINDING, related=(other,)))


def test_links_the_rule_where_the_terminal_understands_it() -> None:
    address = "https://umapi-lint.github.io/umapi-lint/rules/unknown-key/"
    assert f"[\x1b]8;;{address}\x1b\\unknown-key\x1b]8;;\x1b\\]" in shown(FINDING, Style(links=True))


def test_uses_no_escape_sequence_without_being_asked() -> None:
    assert "\x1b" not in shown(FINDING)
    assert "\x1b[1;31merror[unknown-key]\x1b[0m" in shown(FINDING, Style(color=True))


def test_colour_changes_nothing_of_the_text() -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown(FINDING, Style(color=True))) == shown(FINDING)


def test_cuts_a_long_line_to_the_part_around_the_place() -> None:
    line = MaskedLine("a" * 500 + "KEY" + "b" * 500)
    text, start, width = span(line, Location("f", 1, 501, 1, 504))
    assert text[start : start + width] == "KEY"
    assert len(text) == WIDEST + 2


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_file_name_message_or_target_can_steer_the_terminal(name: str, message: str, target: str) -> None:
    finding = replace(FINDING, location=replace(PLACE, file=name), message=message, help=message, target=target)
    text = shown(replace(finding, related=(Related(message, replace(PLACE, file=name, line=3)),)))
    assert len(text.split("\n")) == 6
    assert text.replace("\n", "").isprintable()


@given(ANY_TEXT)
def test_printable_leaves_harmless_names_alone_and_no_other(name: str) -> None:
    assert printable(name).isprintable()
    assert (printable(name) == name) == name.isprintable()


@given(st.integers(1, 40), st.integers(0, 40), st.text("ab ", max_size=30), st.integers(0, 400))
def test_marks_stay_within_the_line(column: int, width: int, text: str, repeat: int) -> None:
    text = text * (repeat // 10)
    cut, start, marks = span(MaskedLine(text), Location("f", 1, column, 1, column + width))
    assert marks >= 1
    assert 0 <= start <= len(cut)
    assert start + marks <= len(cut) + 1


def test_columns_fit_in_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + KEYRING_OAUTH.replace("authentication_method", "enterprises").encode()
    result = Linter().lint(read_source(write(tmp_path, text)))
    assert "1 | enterprises: ***\n  | ^^^^^^^^^^^\n" in shown(result.findings[0], excerpts=dict(result.excerpts))


def test_a_secret_in_the_file_is_not_in_the_report(tmp_path: Path) -> None:
    secret = fake_secret()
    path = write(tmp_path, KEYRING_OAUTH + f"  client_secret: {secret}\n  {secret}: x # {secret}\n")
    result = Linter().lint(read_source(path))
    text = output.create("text", Style()).file(result)
    assert len(result.findings) > 1
    assert secret not in text


@pytest.mark.parametrize(
    ("summary", "sentence"),
    [
        (Summary(files=1), "No problems found in 1 file.\n"),
        (Summary(files=2), "No problems found in 2 files.\n"),
        (
            Summary(files=1, affected=1, errors=1),
            "Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.\n",
        ),
        (
            Summary(files=2, affected=2, errors=3, warnings=1, notes=2, fixable=4),
            "Found 3 errors, 1 warning, 2 notes in 2 files (4 fixable with --fix). Checked against User Sync Tool (UST) 2.10.\n",
        ),
        (
            Summary(files=1, affected=1, errors=1, unsafely_fixable=1),
            "Found 1 error in 1 file (1 fixable with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.\n",
        ),
        (
            Summary(files=5, affected=1, notes=1),
            "Found 1 note in 1 of 5 files. Checked against User Sync Tool (UST) 2.10.\n",
        ),
        (Summary(files=1, unreadable=1), "No problems found in 1 file. 1 input could not be read.\n"),
        (Summary(unreadable=1), ""),
        (Summary(), ""),
    ],
)
def test_closes_with_a_sentence(summary: Summary, sentence: str) -> None:
    assert closing(summary) == sentence


def test_counts_safe_and_unsafe_fixes_apart() -> None:
    summary = Summary()
    safe = replace(FINDING, fix=Fix("x", (Edit(0, 1, ""),)))
    summary.add(FileResult("f", (safe, replace(FINDING, fix=Fix("x", safe=False)), FINDING)))
    assert (
        closing(summary)
        == "Found 3 errors in 1 file (1 fixable with --fix, 1 more with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.\n"
    )


def test_quiet_leaves_out_the_summary() -> None:
    assert output.create("text", Style(quiet=True)).end(Summary(files=1)) == ""


def test_statistics_count_the_findings_of_each_rule() -> None:
    two = (FINDING, FINDING, replace(FINDING, rule="null-value"))
    text = printed("text", [FileResult("f", two)], Style(statistics=True))
    assert text.endswith(
        "\n\n2  unknown-key\n1  null-value\n\nFound 3 errors in 1 file. Checked against User Sync Tool (UST) 2.10.\n"
    )
    assert printed("text", [FileResult("f")], Style(statistics=True)) == "No problems found in 1 file.\n"
