"""The diff says what changes, also that a line end is missing."""

from support import KEYRING_OAUTH

from umapi_lint.mend.diff import NO_LINE_END, masked_diff
from umapi_lint.runner import Linter
from umapi_lint.source import Source


def diff(old: str, new: str) -> list[str]:
    name = "connector-umapi.yml"
    return list(masked_diff(Linter(), Source(name, old.encode()), Source(name, new.encode())))


def test_says_where_a_line_end_is_missing_and_only_there() -> None:
    lines = diff(KEYRING_OAUTH + "server:\n  timeout: 60", KEYRING_OAUTH + "server:\n  timeout: 70\n")
    assert lines[-3:] == ["-  timeout: 60", NO_LINE_END, "+  timeout: 70"]
    assert lines.count(NO_LINE_END) == 1


def test_equal_contents_have_no_diff() -> None:
    assert diff(KEYRING_OAUTH, KEYRING_OAUTH) == []
