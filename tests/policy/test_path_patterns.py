"""Patterns of paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from umapi_lint.policy.path_patterns import PatternError, Patterns, gitignore


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("connector-umapi.yml", "connector-umapi.yml"),
        ("connector-umapi.yml", "a/b/connector-umapi.yml"),
        ("test/", "test/a/x.yml"),
        ("test/", "a/test/x.yml"),
        ("a/*.yml", "a/x.yml"),
        ("a/**", "a/b/c.yml"),
        ("**/old/*.yml", "a/old/x.yml"),
        ("./x.yml", "x.yml"),
        ("#odd.yml", "#odd.yml"),
        ("x?.yml", "x1.yml"),
    ],
)
def test_matches_as_in_a_gitignore(pattern: str, path: str, tmp_path: Path) -> None:
    assert Patterns.of([pattern], tmp_path).match(str(tmp_path / path))


@pytest.mark.parametrize(
    ("pattern", "path"), [("./x.yml", "a/x.yml"), ("a/*.yml", "a/b/x.yml"), ("test/", "test"), ("x.yml", "xx.yml")]
)
def test_does_not_match_more(pattern: str, path: str, tmp_path: Path) -> None:
    assert not Patterns.of([pattern], tmp_path).match(str(tmp_path / path))


def test_a_later_pattern_takes_back(tmp_path: Path) -> None:
    patterns = Patterns.of(["*.yml", "!keep.yml"], tmp_path)
    assert patterns.match(str(tmp_path / "x.yml"))
    assert not patterns.match(str(tmp_path / "keep.yml"))


def test_is_relative_to_its_folder_wherever_it_is_asked_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns = Patterns.of(["a/x.yml"], tmp_path)
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    assert patterns.match("x.yml")


def test_a_name_matches_outside_of_its_folder_too(tmp_path: Path) -> None:
    assert Patterns.of(["x.yml"], tmp_path / "a").match(str(tmp_path / "b" / "x.yml"))


@pytest.mark.parametrize(
    "pattern",
    ["/etc/x.yml", "../x.yml", "a/../../x", "C:/x.yml", "c:\\x.yml", "a\\x.yml", "~/x", "", "  ", "!", "x\n", "*" * 4, "**/" * 4, "a" * 501, "[1-0].yml"],
)  # fmt: skip
def test_refuses_what_leaves_the_folder_or_means_nothing(pattern: str, tmp_path: Path) -> None:
    with pytest.raises(PatternError):
        Patterns.of([pattern], tmp_path)


def test_refuses_more_than_anybody_writes(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="more than 1000"):
        Patterns.of([f"{number}.yml" for number in range(1001)], tmp_path)


def test_refuses_to_take_back_where_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    with pytest.raises(PatternError):
        Patterns.of(["!x.yml"], tmp_path, negation=False)


@given(st.text(max_size=20) | st.text("*?[]!#/.a-", max_size=20), st.text("ab/.", max_size=20))
@example("[1-0]", "")
def test_takes_or_refuses_any_pattern_without_a_crash(pattern: str, path: str) -> None:
    try:
        patterns = Patterns.of([pattern], Path())
    except PatternError:
        return
    patterns.match(path)


@pytest.mark.parametrize("line", ["[1-0].yml", "[[a]--b]", "!", "\\", "*a" * 20 + "b", "**/" * 9 + "b", "x" * 501])
@pytest.mark.filterwarnings("error")
def test_a_line_that_is_no_pattern_spoils_no_gitignore(line: str) -> None:
    spec = gitignore(["old.yml", line, "new/"])
    assert spec.match_file("a/old.yml")
    assert spec.match_file("new/x.yml")
    assert not spec.match_file("a" * 200)
