"""Edits upon edits are told as edits of the first text, and hold nothing but what was put in."""

from __future__ import annotations

import sys
from types import FrameType

from hypothesis import given, settings
from hypothesis import strategies as st

from umapi_lint.edits.apply import applied
from umapi_lint.lsp.compose import one_after_the_other
from umapi_lint.model.finding import Edit


@settings(max_examples=200, deadline=None)
@given(text=st.text("abcdef\n", max_size=20), data=st.data())
def test_they_make_the_same_text_as_the_steps(text: str, data: st.DataObject) -> None:
    now, steps = text, []
    for _ in range(data.draw(st.integers(0, 4))):
        cuts = sorted(data.draw(st.sets(st.integers(0, len(now)), max_size=6)))
        step = [Edit(a, b, data.draw(st.text("XY", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        steps.append(step)
        now = applied(now, step)
    edits = one_after_the_other(len(text), steps)
    assert applied(text, edits) == now
    assert set("".join(edit.replacement for edit in edits)) <= {"X", "Y"}


def test_each_piece_is_looked_at_once_a_step() -> None:
    def looked_at(number: int) -> int:
        calls = 0

        def counted(_frame: FrameType, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        step = [Edit(2 * at, 2 * at + 1, "X") for at in range(number)]
        before = sys.getprofile()
        sys.setprofile(counted)
        try:
            one_after_the_other(2 * number, [step, step])
        finally:
            sys.setprofile(before)
        return calls

    assert looked_at(400) < 4.4 * looked_at(100)


def test_steps_that_do_nothing_are_no_edit() -> None:
    assert one_after_the_other(5, []) == []
    assert one_after_the_other(0, [[]]) == []
    assert one_after_the_other(3, [[Edit(1, 1, "X")], [Edit(1, 2, "")]]) == []


def test_an_edit_at_either_end_is_told() -> None:
    assert one_after_the_other(2, [[Edit(0, 0, "X"), Edit(2, 2, "Y")]]) == [Edit(0, 0, "X"), Edit(2, 2, "Y")]
    assert one_after_the_other(2, [[Edit(0, 2, "")]]) == [Edit(0, 2, "")]
