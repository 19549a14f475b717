"""The tree holds what ``yaml.safe_load`` gives, and knows where each value is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from umapi_lint.document import fast_parser
from umapi_lint.document.fast_parser import MAX_SLOW_PARTS
from umapi_lint.document.syntax_problem import SyntaxProblem
from umapi_lint.document.yaml_tree import MAX_DEPTH, Mapping, Node, Scalar, Sequence, parse

FRAGMENTS = [
    *"ab:#?-!&*|>'\"%@`,[]{}<~0 \n\t\\.",
    "- ", "a: ", "b: ", "? ", ": ", "\n  ", "\n- ", "\na: ", "&a ", "*a", "! ", "|\n  ", ">-\n  ", "[a, b]", "{a: b}",
    '"x"', "'x'", " #c", "#c", "---\n", "...\n", "<<: ", "<<: *a\n", "\\n", "|2", "|+", "a:\n  ", "a: &a\n  b: c\n",
    "1", "1.5", "0x1F", "1e5", "1_0", "190:20:30", "2024-01-01", "2024-13-45", "true", "No", "null", ".nan", ".inf",
    "!!str ", "!!int ", "!!null ", "!!set ", "!!omap ", "!!pairs ", "!!binary ", "!!bool ", "!!float ", "!!timestamp ",
    "!!map ", "!!seq ", "!x ", "!!python/none ", "%YAML 1.1\n---\n", "\r\n", "\r", "\x85", "\u2028", "\ufeff", "é", "😀", "\0",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)

REFUSED = object()


def loaded(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except Exception:  # safe_load lets out whatever a constructor raises, and UST crashes on all of it alike
        return REFUSED


def ours(text: str) -> Any:
    try:
        root = parse(text)
    except SyntaxProblem:
        return REFUSED
    return None if root is None else root.value


def same(one: Any, other: Any, depth: int = 0) -> bool:
    """Equal and of one type, all the way down; NaN equals NaN, and what holds itself is equal from some depth on.

    The tree's own mappings and lists are kinds of ``dict`` and ``list`` that show nothing when they are printed.
    """
    if depth > 30:
        return True
    if not isinstance(other, type(one)):
        return False
    if isinstance(one, dict):
        return len(one) == len(other) and all(_twin(k, v, other, depth) for k, v in one.items())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same(a, b, depth + 1) for a, b in zip(one, other, strict=True))
    return bool(type(one) is type(other) and one == other) or (
        isinstance(one, float) and math.isnan(one) and math.isnan(other)
    )


def _twin(key: Any, value: Any, other: dict[Any, Any], depth: int) -> bool:
    if key in other:
        return same(value, other[key], depth + 1)
    return isinstance(key, float) and math.isnan(key)


@settings(max_examples=600)
@given(TEXTS)
@example("a: &d {x: y}\na: &d {x: y}\n")
@example("a: &x {k: 1}\nc:\n  k: 3\n  <<: *x\n  z: 1\n")
@example("a: !!pairs [b: 1, b: 2]\n")
@example("a: !!omap {b: 1}\n")
@example("? !!omap [a: 1]\n: b\n")
@example("a: |#c\n  b\n")
@example("a: {<<: {b: 1}, b: 2}\n")
@example("!!set {a, b}\n")
@example("=: x\n")
@example("x: =\n")
def test_values_are_those_of_safe_load(text: str) -> None:
    assume(not ("<<" in text and "!" in text))  # what is merged loses its tag unseen, however wrong the tag is
    assert (loaded(text) is REFUSED) == (ours(text) is REFUSED)
    if text.count("<<") < 2:  # which of several merged values wins depends on the version of PyYAML
        assert same(loaded(text), ours(text))


PLAIN = st.lists(st.sampled_from([f for f in FRAGMENTS if not set(f) & set("\0\t\x85\u2028\ufeff") and f != "\r"] + ["b?", "? #", "ß: ü\r\n"]), max_size=14)  # fmt: skip


@settings(max_examples=600)
@given(PLAIN.map("".join).filter(fast_parser.agrees))
@example("a: |2\n   b\n")
@example("? a\n: b\n")
@example("{a: }")
@example("[a?]")
@example("[! ]")
@example('{"a":1, b: [c,\n d]}')
def test_the_fast_parser_reads_as_the_slow_one_does(text: str) -> None:
    if yaml.__with_libyaml__ and fast_parser.agrees(text):
        quick = events(text, yaml.CSafeLoader)
        assert quick is None or quick == events(text, yaml.SafeLoader)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="libyaml is not there")
@pytest.mark.parametrize(
    "text",
    ["groups: [a, b]\n", '{"a": {"b": [1, 2]}}', "- directory_group: 'Wow!'\n", "# really?\na: b\n", "a: 'x [y]'\r\n"],
)
def test_what_files_are_made_of_is_read_by_the_fast_parser(text: str) -> None:
    assert fast_parser.agrees(text)


@pytest.mark.skipif(not yaml.__with_libyaml__, reason="libyaml is not there")
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("b: c: d\n", "this value contains `: `"),
        (' b: "c\n', "unclosed quote"),
        ("b: [c\n", "unclosed bracket"),
        ('b: "c" d\n', "unexpected text after the end of a value"),
        ("  b: c\n", "inconsistent indentation"),
    ],
)
def test_a_fault_at_the_end_of_a_large_text_is_explained_without_the_slow_parser(line: str, words: str) -> None:
    text = "a:\n" * MAX_SLOW_PARTS + "c: 1\n" + line
    with pytest.raises(SyntaxProblem, match=words) as caught:
        parse(text)
    assert len(text) - 40 < caught.value.offset <= len(text)


def events(text: str, loader: type) -> list[tuple[Any, ...]] | None:
    try:
        return [
            (
                type(event), getattr(event, "value", None), getattr(event, "anchor", None), getattr(event, "tag", None),
                getattr(event, "style", None) or None, event.start_mark.index, event.end_mark.index,
            )
            if isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent))
            else (type(event), event.start_mark.index)
            for event in yaml.parse(text, Loader=loader)
        ]  # fmt: skip
    except yaml.YAMLError:
        return None


def nodes(root: Node) -> Iterator[Node]:
    stack, seen = [root], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Mapping):
            stack.extend(part for entry in node.entries for part in (entry.key, entry.value))
        elif isinstance(node, Sequence):
            stack.extend(node.items)


@settings(max_examples=300)
@given(TEXTS)
def test_a_problem_stands_inside_the_text(text: str) -> None:
    if ours(text) is REFUSED:
        with pytest.raises(SyntaxProblem) as caught:
            parse(text)
        assert 0 <= caught.value.offset <= len(text)


@settings(max_examples=300)
@given(TEXTS)
def test_a_plain_scalar_stands_where_its_offsets_say(text: str) -> None:
    try:
        root = parse(text)
    except SyntaxProblem:
        return
    for node in nodes(root) if root is not None else ():
        assert 0 <= node.start <= node.end <= len(text)
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.style is None and "\n" not in node.value:
            shown = text[node.start : node.end].strip()
            assert shown.endswith(node.value) or node.value in ("", "<<") or len(shown.splitlines()) > 1


def tree(text: str) -> Mapping:
    root = parse(text)
    assert isinstance(root, Mapping)
    return root


def test_the_last_of_two_equal_keys_wins_and_the_first_is_marked() -> None:
    root = tree("a: 1\nb: 2\na: 3\n")
    assert root.value == {"a": 3, "b": 2}
    assert [entry.overwritten for entry in root.entries] == [True, False, False]


def test_an_alias_is_the_same_node_again() -> None:
    root = tree("a: &x {k: 1}\nb: *x\n")
    assert root.by_key["b"].value is root.by_key["a"].value
    assert root.by_key["b"].aliased
    assert root.by_key["a"].value.anchored


def test_of_merged_mappings_the_first_of_a_list_wins_and_own_keys_win_over_all() -> None:
    root = tree("a: &x {k: 1, m: 1}\nb: &y {k: 2}\nc:\n  <<: [*x, *y]\n  m: 3\n")
    assert root.value["c"] == {"k": 1, "m": 3}


def test_a_billion_laughs_cost_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert len(list(nodes(tree("\n".join(lines))))) < 500


@pytest.mark.parametrize(
    "text", ["[" * 2000, "- " * 2000, "{a: " * 2000, "a:\n" + "".join(" " * n + "a:\n" for n in range(1, 400))]
)
def test_depth_is_refused_and_overflows_nothing(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        parse(text)


def test_the_greatest_depth_is_taken() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH) is not None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: b\n\tc: d\n", 2, "tab character used for indentation"),
        ("a: 'b\n", 1, "unclosed quote on line 1"),
        ("a: b: c\n", 1, "contains `: `"),
        ("a: @b\n", 1, "a value cannot start with this character"),
        ("a: *b\n", 1, "starts the name of an alias"),
        ("a: &x b\nc: &x d\n", 2, "duplicate anchor"),
        ("a: !x b\n", 1, "unknown tag"),
        ("a: b\n---\nc: d\n", 2, "a second YAML document"),
        ("a: 2024-13-45\n", 1, "not a valid one"),
        ("a: b\x07\n", 1, "U+0007"),
        ("a: b\0\n", 1, "NUL byte"),
        ("{a: b}: c\n", 1, "cannot be a key"),
        ("<<: x\n", 1, "needs a mapping"),
        ('a: "\\q"\n', 1, "a backslash"),
        ("aa:\n  bb: c\n  dd:e\n\nff:\n  gg: h\n", 3, "missing space after `:`"),
        ("aa:\n  bb:c\n  # dd\n  ee:f\n  gg: h\n", 2, "missing space after `:`"),
        ("aa:\n  bb:c\n\n  ee:f\n  gg: h\n", 2, "missing space after `:`"),
        ("aa:b\n\n# cc\ndd: e\n", 1, "missing space after `:`"),
        ("aa=b\r\ncc:\r\n  dd: e\r\n", 1, "expected `:`, found `=`"),
        ("aa = b\ncc: d\n", 1, "expected `:`, found `=`"),
        ("aa: b\ncc\n", 2, "missing `:` after this key"),
        ("aa: b\ncc\n\ndd: e\n", 2, "missing `:` after this key"),
        ("aa:\n  https://b\n  cc: d\n", 3, "unexpected `:`"),
        ("a: !!omap [b]\n", 1, "each item"),
        ("aa:\n  bb: c\n   dd: e\n", 3, "3 spaces here, 2 on line 2"),
        ("aa:\n  bb: c\n dd: e\n", 3, "1 space here, 2 on line 2"),
        (" aa: b\ncc: d\n", 2, "0 spaces here, 1 on line 1"),
        ("aa: 'b\ncc: 'd'\n", 1, "unclosed quote on line 1"),
        ("aa b\ncc: d\n", 1, "missing `:` on this line"),
        ("aa:\u00a0b\ncc: d\n", 1, "no-break space .U.00A0. after this colon"),
        ("aa: b\n\u200bcc: d\n\u200bee\n", 3, "zero width space"),
        ("aa\uff1a b\ncc: d\n", 1, "full-width colon"),
        ("aa: \u201cb: c\u201d\n", 1, "curly quote"),
        ("<configuration>a: b</configuration>\n\tc: d\n", 1, "XML"),
        ('{"a": "b"\n', 1, "this file is JSON"),
    ],
)  # fmt: skip
def test_a_problem_says_what_and_where_in_our_own_words(text: str, line: int, words: str) -> None:
    with pytest.raises(SyntaxProblem, match=words.replace("+", "[+]")) as caught:
        parse(text)
    assert text.count("\n", 0, caught.value.offset) + 1 == line


@pytest.mark.parametrize(("text", "character"), [("aa: b\ncc:d\nee: f\n", ":"), ("aa =b\ncc: d\n", "=")])
def test_a_line_that_only_looks_like_a_setting_is_marked_at_the_very_character(text: str, character: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert text[caught.value.offset] == character
    assert "space" in caught.value.help


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "~\n"])
def test_a_text_without_a_value_has_none(text: str) -> None:
    root = parse(text)
    assert root is None or root.value is None
