"""Which known name a misspelt one stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.text.suggest import MAX_LENGTH, distance, nearest

KNOWN = [
    "org_id",
    "client_id",
    "client_secret",
    "secure_client_id_key",
    "secure_client_secret_key",
    "host",
    "auth_host",
]
WORDS = st.text("abcd", max_size=8)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("clientid", "client_id"),
        ("client-id", "client_id"),
        ("Client_ID", "client_id"),
        ("clent_id", "client_id"),
        ("client_sceret", "client_secret"),
        ("secure_client_secret", None),
        ("orgid", "org_id"),
        ("colour", None),
        ("", None),
    ],
)
def test_finds_what_was_meant(word: str, meant: str | None) -> None:
    found = nearest(word, KNOWN)
    if meant is None:
        assert "client_id" not in found
    else:
        assert found[0] == meant


def test_gives_two_at_the_most_and_only_the_closest() -> None:
    assert nearest("ab", ["abcd", "ab"]) == ["ab"]
    assert len(nearest("cat", ["bat", "rat", "hat"])) <= 2


def test_a_word_of_any_length_is_looked_at_no_further() -> None:
    assert nearest("client_id" * 100_000, KNOWN) == []
    assert nearest("x" * (MAX_LENGTH + 1), ["x" * MAX_LENGTH]) == []


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_zero_for_equal_words_only(one: str, other: str) -> None:
    assert distance(one, other, 8) == distance(other, one, 8)
    assert (distance(one, other, 8) == 0) is (one == other)


@pytest.mark.parametrize(
    ("length", "suggestions"), [(1, 0), (2, 0), (3, 1), (6, 1), (7, 2), (13, 2), (14, 3), (20, 3), (21, 3), (40, 3)]
)
def test_allows_about_one_slip_in_five_letters_and_three_at_the_most(length: int, suggestions: int) -> None:
    name = "abcdefghijklmnopqrstuvwxyz"[:26].ljust(length, "z")[:length]
    found = [number for number in range(5) if nearest(name + "0" * number, [name])]
    assert found == list(range(suggestions + 1))
