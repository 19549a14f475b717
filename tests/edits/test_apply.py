import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.edits.apply import (
    Change,
    OverlapError,
    applied,
    confirmed,
    conflicts,
    renamed,
    same,
    with_value,
    without,
)
from umapi_lint.model.finding import Edit


def test_applies_edits_whatever_their_order():
    assert applied("abcdef", [Edit(4, 5, "E"), Edit(0, 1, ""), Edit(2, 2, "+")]) == "b+cdEf"


def test_the_same_edit_twice_is_one():
    assert applied("abc", [Edit(1, 2, ""), Edit(1, 2, "")]) == "ac"


@pytest.mark.parametrize(
    "edits",
    [(Edit(0, 2, ""), Edit(1, 3, "")), (Edit(1, 1, "x"), Edit(1, 1, "y")), (Edit(0, 3, ""), Edit(1, 1, "x"))],
)
def test_refuses_edits_of_one_place(edits):
    assert conflicts(*edits)
    assert conflicts(*reversed(edits))
    with pytest.raises(OverlapError):
        applied("abcdef", edits)


def test_edits_side_by_side_do_not_conflict():
    assert not conflicts(Edit(0, 2, ""), Edit(2, 3, "x"))
    assert applied("abcdef", [Edit(2, 3, "x"), Edit(0, 2, "")]) == "xdef"


def test_refuses_an_edit_outside_the_text():
    with pytest.raises(ValueError, match=r"^an edit is outside the text$"):
        applied("abc", [Edit(2, 9, "")])


def test_a_change_that_the_parser_does_not_confirm_is_no_change():
    assert confirmed("a: 1\n", Change((Edit(0, 1, "b"),), {"b": 1})) == (Edit(0, 1, "b"),)
    assert confirmed("a: 1\n", Change((Edit(0, 1, "b"),), {"c": 1})) is None
    assert confirmed("a: 1\n", Change((Edit(0, 1, "["),), {"b": 1})) is None
    assert confirmed("a: 1\n", None) is None


def test_tells_true_from_one():
    assert not same({"a": True}, {"a": 1})
    assert not same([1.0], [1])


def test_one_difference_anywhere_is_one():
    assert not same([1, 2], [3, 2])
    assert not same([1], {"a": 1})
    assert not same({"a": 1}, {"b": 1})
    one, other = ["shared"], ["shared"]
    assert not same([1, one, one], [2, other, other])
    assert same([1, one, one], [1, other, other])


def bomb(levels=60):
    value = ["x"]
    for _ in range(levels):
        value = [value, value]
    return value


def test_compares_an_alias_bomb_in_no_time():
    assert same(bomb(), bomb())
    assert not same(bomb(), bomb(61))


def test_compares_values_that_hold_themselves():
    one, other = [], []
    one.append(one)
    other.append(other)
    assert same(one, other)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_every_value_is_the_same_as_itself(value):
    assert same(value, value)


def test_what_is_expected_leaves_the_old_value_alone():
    shared = {"x": 1}
    value = {"a": shared, "b": shared}
    assert without(value, ("a", "x")) == {"a": {}, "b": {"x": 1}}
    assert with_value(value, ("a", "x"), 2) == {"a": {"x": 2}, "b": {"x": 1}}
    assert with_value(value, ("c", "y"), 2) == {"a": {"x": 1}, "b": {"x": 1}, "c": {"y": 2}}
    assert renamed(value, ("b", "x"), "z") == {"a": {"x": 1}, "b": {"z": 1}}
    assert with_value({"l": [{"x": 1, "y": 2}]}, ("l", 0, "x"), 3) == {"l": [{"x": 3, "y": 2}]}
    assert with_value({"l": [1, 2]}, ("l", 1), 3) == {"l": [1, 3]}
    assert value == {"a": {"x": 1}, "b": {"x": 1}}
