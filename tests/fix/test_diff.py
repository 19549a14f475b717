"""The diff says what changes, also that a line end is missing."""

from difflib import unified_diff

from hypothesis import given
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret

from umapi_lint.document.source import Source
from umapi_lint.fix.diff import NO_LINE_END, masked_diff
from umapi_lint.linting.linter import Linter

LINES = st.lists(st.sampled_from(["a: 1\n", "b: 2\n", "c:\n", "# d\r", "\n"]), max_size=25).map("".join)


def diff(old: str, new: str, name: str = "connector-umapi.yml", kind: str | None = None) -> list[str]:
    linter = Linter()
    known = linter.schemas.kinds[kind] if kind else None
    return list(masked_diff(linter, Source(name, old.encode()), Source(name, new.encode()), known))


def test_says_where_a_line_end_is_missing_and_only_there() -> None:
    lines = diff(KEYRING_OAUTH + "server:\n  timeout: 60", KEYRING_OAUTH + "server:\n  timeout: 70\n")
    assert lines[-3:] == ["-  timeout: 60", NO_LINE_END, "+  timeout: 70"]
    assert lines.count(NO_LINE_END) == 1


def test_equal_contents_have_no_diff() -> None:
    assert diff(KEYRING_OAUTH, KEYRING_OAUTH) == []


@given(LINES, LINES)
def test_has_the_hunks_and_signs_of_any_unified_diff(old: str, new: str) -> None:
    expected = list(unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True)))[2:]
    made = [line for line in diff(old, new) if line != NO_LINE_END]
    assert [line.rstrip("\n") if line[0] == "@" else line[0] for line in expected] == [
        line if line[0] == "@" else line[0] for line in made
    ]


def test_a_long_file_of_like_lines_shows_the_line_that_changes_alone() -> None:
    before = "\n" * 300
    assert [line for line in diff(KEYRING_OAUTH + before, before + KEYRING_OAUTH) if line[0] == "-"] == [
        f"-{line}" for line in KEYRING_OAUTH.splitlines()
    ]


def test_shows_what_a_file_of_that_kind_may_show_whatever_its_name() -> None:
    old = KEYRING_OAUTH.replace("oauth", "jwt") + f"  client_secret: {fake_secret()}\n"
    assert diff(old, old.replace("jwt", "oauth"), "new.yml", "connector-umapi") == [
        "@@ -1,4 +1,4 @@",
        "-authentication_method: jwt",
        "+authentication_method: oauth",
        " enterprise:",
        f"   org_id: {ORG_ID}",  # the schemas' own example
        "   secure_client_id_key: umapi_client_id",
    ]
