"""The comment that silences a rule, read as text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from umapi_lint.policy.directive import Directive, Malformed, parse

NAMES = st.lists(st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8}){0,2}", fullmatch=True), min_size=1, max_size=4)
REASONS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


def read(comment: str) -> Directive:
    output = parse(comment)
    assert output is not None
    return output


def test_reads_every_part() -> None:
    comment = "# umapi-lint: ignore[plaintext-secret, unknown-key] until=2027-01-31 -- moves to the vault in January"
    output = read(comment)
    assert [name.text for name in output.names] == ["plaintext-secret", "unknown-key"]
    assert [comment[name.start : name.end] for name in output.names] == ["plaintext-secret", "unknown-key"]
    assert output.until == date(2027, 1, 31)
    assert output.has_reason
    assert not output.whole_file


def test_reads_the_form_for_the_whole_file_and_the_shortest_form() -> None:
    assert read("# umapi-lint: ignore-file[a]").whole_file
    output = read("#umapi-lint:ignore[a]")
    assert (output.until, output.has_reason, output.start) == (None, False, 0)


def test_finds_itself_behind_other_words() -> None:
    comment = "# agreed with Kim # umapi-lint: ignore[a]"
    assert read(comment).start == comment.rindex("#")


@pytest.mark.parametrize("comment", ["# a comment", "#", "# see umapi-lint: ignore", "# my-umapi-lint: ignore[a]", ""])
def test_leaves_other_comments_alone(comment: str) -> None:
    assert parse(comment) is None


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# umapi-lint: ignore", "names no rule"),
        ("# umapi-lint: ignore[]", "names no rule"),
        ("# umapi-lint: ignore[ , ]", "names no rule"),
        ("# umapi-lint: ingore[a]", "must be followed by `ignore"),
        ("# umapi-lint:", "must be followed by `ignore"),
        ("# umapi-lint: disable[a]", "must be followed by `ignore"),
        ("# umapi-lint ignore[a]", "colon is missing"),
        ("# umapi-lint: ignore[a] until=2027-02-30", "day that exists"),
        ("# umapi-lint: ignore[a] until=tomorrow", "day that exists"),
        ("# umapi-lint: ignore[a] until=\u0662\u0660\u0662\u0667-\u0660\u0661-\u0663\u0661", "day that exists"),
        ("# umapi-lint: ignore[a] until=", "day that exists"),
        ("# umapi-lint: ignore[a] because I say so", "after the rules"),
        ("# umapi-lint: ignore[a]-- glued", "after the rules"),
        ("# umapi-lint: ignore[a] until=2027-01-31 until=2027-01-31", "after the rules"),
        ("# umapi-lint: ignore[a", "names no rule"),
    ],
)
def test_says_what_is_wrong_with_a_malformed_one(comment: str, words: str) -> None:
    with pytest.raises(Malformed, match="^.*" + words.replace("[", r"\[")) as caught:
        parse(comment)
    assert 0 <= caught.value.start <= caught.value.end <= len(comment)


def test_a_reason_of_blanks_is_none() -> None:
    assert not read("# umapi-lint: ignore[a] --   ").has_reason
    assert not read("# umapi-lint: ignore[a] --").has_reason


@given(NAMES, st.booleans(), st.none() | st.dates(), st.none() | REASONS)
def test_reads_what_was_written(names: list[str], whole_file: bool, until: date | None, reason: str | None) -> None:
    comment = f"# umapi-lint: {'ignore-file' if whole_file else 'ignore'}[{', '.join(names)}]"
    comment += f" until={until}" if until else ""
    comment += f" -- {reason}" if reason is not None else ""
    output = read(comment)
    assert [name.text for name in output.names] == names
    assert (output.whole_file, output.until) == (whole_file, until)
    assert output.has_reason == bool(reason is not None and reason.strip())


@given(st.text(max_size=60) | st.text("# umapi-lint:ignorefl[],=2027-", max_size=60))
@settings(max_examples=300)
def test_never_crashes_and_never_quotes(rest: str) -> None:
    for comment in (rest, "# umapi-lint: " + rest, "# umapi-lint: ignore[a] " + rest):
        output = problem_of(comment)
        assert len(rest.strip()) < 12 or rest.strip() not in output


def problem_of(comment: str) -> str:
    try:
        parse(comment)
    except Malformed as problem:
        return str(problem)
    return ""
