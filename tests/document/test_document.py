"""Places of a text, its comments, and its lines without a secret."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.document.document import MASK, Document
from umapi_lint.document.source import Source


def document(text: str | bytes) -> Document:
    return Document(Source("x.yml", text.encode() if isinstance(text, str) else text))


def place(text: str, name: str) -> tuple[int, int, int, int]:
    made = document(text)
    entry = made.entry((name,))
    assert entry is not None
    here = made.place(entry.value.start, entry.value.end)
    return here.line, here.column, here.end_line, here.end_column


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: bc\n", (1, 4, 1, 6)),
        ("\ufeffa: bc\n", (1, 4, 1, 6)),
        ("x: y\r\na: bc\r\n", (2, 4, 2, 6)),
        ("x: y\ra: bc\r", (2, 4, 2, 6)),
        ('x: "😀é"\na: bc', (2, 4, 2, 6)),
        ("😀: y\na: bc", (2, 4, 2, 6)),
        ("{😀: é, a: bc}", (1, 11, 1, 13)),
        ("x: |\n  1\n  2\na:   'b'  # c\n", (4, 6, 4, 9)),
        ("a: 'b\n  c'\n", (1, 4, 2, 5)),
    ],
)  # fmt: skip
def test_lines_and_columns_count_characters_from_one(text: str, wanted: tuple[int, int, int, int]) -> None:
    assert place(text, "a") == wanted


def test_finds_comments_and_nothing_that_looks_like_one() -> None:
    text = "# one\na: b  # two\nc: 'd # e'\nf: g#h\ni: |  # three\n  # text\n# four\nj: \"k\" # five"
    assert [comment.text for comment in document(text).comments] == ["# one", "# two", "# three", "# four", "# five"]


def test_without_a_tree_whatever_looks_like_a_comment_is_one() -> None:
    assert [comment.text for comment in document("a: 'b # c\n# d\n").comments] == ["# c", "# d"]


def test_a_path_leads_to_its_node_and_nowhere_else() -> None:
    made = document("a:\n  - b: c\n    1: d\n")
    assert made.node(("a", 0, "b")) is not None
    for path in (("a", 1), ("a", "0"), ("a", 0, "b", "c"), ("a", -1), ("z",)):
        assert made.node(path) is None
    assert made.node(()) is made.root


def test_an_empty_file_is_an_empty_mapping() -> None:
    assert document("").value == {}
    assert document("# nothing\n").value == {}


def test_says_in_words_what_is_wrong_with_the_encoding() -> None:
    assert "UTF-16" in str(document("a: b".encode("utf-16")).problem)
    assert "not a text file" in str(document(b"\x7fELF\0\xff").problem)
    assert "not UTF-8" in str(document(b"a: \xe9").problem)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=40))
def test_no_text_that_nobody_vouched_for_is_shown(value: str) -> None:
    quoted = "'" + value.replace("'", "''") + "'"
    made = document(f"a: {quoted}\n# {value}\n{quoted}: b\n")
    shown = "\n".join(made.masked_line(line).text for line in range(1, 4))
    for word in re.findall(r"\w{3,}", value):
        assert word not in shown
    assert MASK in shown or not value.strip()
