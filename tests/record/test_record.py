from __future__ import annotations

import pickle

import pytest

from umapi_lint.record import Record, field, replace


class Point(Record):
    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)


class Basket(Record, frozen=False):
    items: list[int] = field(default_factory=list)


class NamedBasket(Basket, frozen=False):
    name: str = "basket"


def test_a_record_is_compared_ordered_and_hashed_by_its_fields():
    assert Point(1) == Point(1, 0, "other") != Point(2)
    assert hash(Point(1)) == hash(Point(1, note="other"))
    assert sorted([Point(2), Point(1, 5), Point(1)]) == [Point(1), Point(1, 5), Point(2)]


def test_a_record_cannot_be_changed_but_copied_with_a_change():
    with pytest.raises(AttributeError, match="immutable"):
        Point(1).x = 2
    assert replace(Point(1, 2), x=3) == Point(3, 2)


def test_a_field_that_must_not_be_shown_is_not_in_the_repr():
    assert repr(Point(1, note="hidden")) == "Point(x=1, y=0)"


def test_a_mutable_record_is_equal_only_to_itself_and_shares_no_default():
    one, other = Basket(), Basket()
    one.items.append(1)
    assert other.items == []
    assert one != replace(one)
    assert one == one


def test_fields_are_inherited():
    assert NamedBasket([1], "mine").items == [1]
    assert NamedBasket().name == "basket"


@pytest.mark.parametrize("arguments", [{}, {"x": 1, "z": 2}, {"y": 1}])
def test_refuses_missing_and_unknown_fields(arguments):
    with pytest.raises(TypeError):
        Point(**arguments)


def test_refuses_a_field_given_twice():
    with pytest.raises(TypeError):
        Point(1, x=1)


def test_survives_a_process_boundary():
    assert pickle.loads(pickle.dumps(Point(1, 2))) == Point(1, 2)  # noqa: S301
