"""Files merged into one: UST's merge, with every place still in its own file."""

from __future__ import annotations

import copy
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import Source

NAMES = st.sampled_from(["a", "b", "c"])
LEAVES = st.one_of(st.none(), st.integers(0, 9), st.text("xyz", max_size=3), st.lists(st.integers(0, 9), max_size=2))
SECTIONS = st.dictionaries(NAMES, st.one_of(LEAVES, st.dictionaries(NAMES, LEAVES, max_size=2)), max_size=3)
FILES = st.lists(st.dictionaries(NAMES, st.one_of(LEAVES, SECTIONS), max_size=3), min_size=1, max_size=4)


def merged(files: list[dict[str, Any]]) -> dict[str, Any]:
    """One level deep, later files win: a mapping joins a mapping, and anything else takes its place."""
    result: dict[str, Any] = {}
    for file in copy.deepcopy(files):
        for key, value in file.items():
            if isinstance(result.get(key), dict) and isinstance(value, dict):
                result[key].update(value)
            else:
                result[key] = value
    return result


def overlay(*texts: str) -> Overlay:
    return Overlay([Source(f"{index}.yml", text.encode()) for index, text in enumerate(texts)])


@settings(max_examples=150, deadline=None)
@given(FILES)
def test_merges_as_the_tool_does(files: list[dict[str, Any]]) -> None:
    assert overlay(*map(yaml.safe_dump, files)).value == merged(files)


def test_a_place_is_that_of_the_file_which_wins() -> None:
    made = overlay("a:\n  b: 1\n  c: 2\n", "# x\na:\n  c: 3\nd: 4\n")
    for path, file, line in ((("a", "b"), "0.yml", 2), (("a", "c"), "1.yml", 3), (("d",), "1.yml", 4)):
        entry = made.entry(path)
        assert entry is not None
        here = made.place(entry.key.start, entry.key.end)
        assert (here.file, here.line) == (file, line)


def test_a_section_that_is_replaced_is_gone_with_all_that_stood_in_it() -> None:
    assert overlay("a:\n  b: 1\n", "a: 2\n", "a:\n  c: 3\n").value == {"a": {"c": 3}}
    assert overlay("a:\n  b: 1\n", "a:\n").value == {"a": None}


def test_a_byte_order_mark_in_a_later_file_moves_nothing() -> None:
    made = overlay("a: 1\n", "\ufeffb: 2\n")
    entry = made.entry(("b",))
    assert entry is not None
    here = made.place(entry.value.start, entry.value.end)
    assert (here.file, here.line, here.column, here.end_column) == ("1.yml", 1, 4, 5)


def test_a_line_is_shown_of_the_file_it_stands_in() -> None:
    made = overlay("a: 1\nb: 2\n", "c: 3\n\nd: 4\n")
    assert made.masked_lines("1.yml", 2).text == ""
    assert made.masked_lines("1.yml", 3).text.endswith("***")
