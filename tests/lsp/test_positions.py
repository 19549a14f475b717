"""Positions as editors count them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from umapi_lint.lsp.positions import Places
from umapi_lint.model.finding import Location

TEXT = "a: 😀é\r\nbä: x\n\u2028c\rd"


@pytest.mark.parametrize(("encoding", "column"), [("utf-16", 5), ("utf-8", 7), ("utf-32", 4)])
def test_columns_count_the_units_of_the_encoding(encoding: str, column: int) -> None:
    assert Places(TEXT, encoding).position(TEXT.index("é")) == (0, column)


def test_only_the_three_line_ends_of_the_protocol_end_a_line() -> None:
    places = Places(TEXT)
    assert [places.position(TEXT.index(letter))[0] for letter in "abcd"] == [0, 1, 2, 3]


def test_a_column_behind_the_end_of_a_line_is_its_end() -> None:
    places = Places("ab\r\ncd")
    assert places.offset(0, 99) == 2
    assert places.offset(1, 99) == 6
    assert places.offset(7, 0) == 6


def test_a_location_of_a_finding_leaves_the_bom_out_and_an_editor_counts_it() -> None:
    location = Location("f", 1, 1, 1, 3)
    assert Places("ab: c").span(location) == ((0, 0), (0, 2))
    assert Places("\ufeffab: c").span(location) == ((0, 1), (0, 3))


@settings(max_examples=100, deadline=None)
@given(
    text=st.text(st.sampled_from("ab😀é\r\n\u2028\x85\ufeff\ud800"), max_size=30),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-32"]),
    data=st.data(),
)
def test_position_and_offset_undo_each_other(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] == "\r\n":
        return  # between the two characters of a line end there is no position
    places = Places(text, encoding)
    assert places.offset(*places.position(offset)) == offset
