"""The comment for editors: it is put there once, and nothing else changes by a byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.edits.modeline import with_modeline

LINE = "# yaml-language-server: $schema=./a.json"


def marked(text: str, address: str = "./a.json") -> str:
    return with_modeline(Document(Source("connector-umapi.yml", text.encode())), address)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"{LINE}\n"),
        ("a: b", f"{LINE}\na: b"),
        ("a: b\n", f"{LINE}\na: b\n"),
        ("a: b\r\n", f"{LINE}\r\na: b\r\n"),
        ("\ufeffa: b\n", f"\ufeff{LINE}\na: b\n"),
        ("# note\n---\na: b\n", f"{LINE}\n# note\n---\na: b\n"),
        ("%YAML 1.1\n---\na: b\n", f"{LINE}\n%YAML 1.1\n---\na: b\n"),
        ("a: [\n", f"{LINE}\na: [\n"),
    ],
    ids=["empty", "no line end", "line", "crlf", "bom", "comment first", "directive", "does not parse"],
)
def test_it_becomes_the_first_line(before: str, after: str) -> None:
    assert marked(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# yaml-language-server: $schema=https://x/y\na: b\n", f"{LINE}\na: b\n"),
        ("a: b\n  # yaml-language-server: $schema=old # x\n", f"a: b\n  {LINE}\n"),
        ("a: b  # yaml-language-server: $schema=old\nc: d\n", f"a: b  {LINE}\nc: d\n"),
        ("#  yaml-language-server : $schema=1\r\na: b\r\n# yaml-language-server: $schema=2\r\n", f"{LINE}\r\na: b\r\n"),
        (f"{LINE}\na: b # yaml-language-server: $schema=2", f"{LINE}\na: b"),
    ],
    ids=["first line", "own line", "behind a value", "two lines", "second behind a value"],
)
def test_an_older_one_is_replaced_where_it_stands(before: str, after: str) -> None:
    assert marked(before) == after


def test_text_that_only_looks_like_one_is_no_comment() -> None:
    text = "a: |\n  # yaml-language-server: $schema=old\n"
    assert marked(text) == f"{LINE}\n{text}"


@pytest.mark.parametrize("address", ["", "a b", "a\nb", "a\tb", "\x00"])
def test_an_address_that_cannot_stand_there_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"^the address in a modeline must not be empty or contain a space$"):
        marked("a: b\n", address)


line = st.sampled_from(
    ["a: b", "# note", "", "b: |", "  # yaml-language-server: $schema=x", "# yaml-language-server: $schema=y z",
     "c: 'd'  # yaml-language-server: $schema=q", "é: ü", "---", "\t"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(line, max_size=6), end=st.sampled_from(["\n", "\r\n"]), last=st.booleans(), bom=st.booleans())
def test_a_second_time_changes_nothing(lines: list[str], end: str, last: bool, bom: bool) -> None:
    text = ("\ufeff" if bom else "") + end.join(lines) + (end if last else "")
    once = marked(text)
    assert marked(once) == once
    assert once.count(LINE) == 1
    if "yaml-language-server" not in text:
        assert once.replace(LINE + ("\n" if end == "\n" or end not in text else "\r\n"), "", 1) == text


def test_the_values_of_a_file_stay_what_they_are() -> None:
    assert (
        Document(Source("a", marked(KEYRING_OAUTH).encode())).value
        == Document(Source("a", KEYRING_OAUTH.encode())).value
    )
