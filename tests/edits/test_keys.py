"""Each case: a text, and what it is after the change. ``None``: there is no change, since none would be right."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.edits import keys
from umapi_lint.edits.apply import applied, confirmed


def document(text):
    return Document(Source("a.yml", text.encode()))


def outcome(text, change):
    edits = confirmed(text, change)
    return None if edits is None else applied(text, edits)


def removed(text, *path, must_stay=lambda _: False):
    return outcome(text, keys.remove(document(text), path, must_stay))


def renamed(text, *path, name="n"):
    return outcome(text, keys.rename(document(text), path, name))


def substituted(text, *path):
    return outcome(text, keys.substitute(document(text), path, "n", "v"))


def dropped(text, *path):
    """After the first entry of the mapping at a path is dropped."""
    mapping = document(text).node(path)
    return outcome(text, keys.drop(document(text), mapping, mapping.entries[0]))


def inserted(text, name="n", value="oauth"):
    return outcome(text, keys.insert(document(text), (name,), value, value))


BLOCK = {
    "whole line, with the comment behind it": ("a: 1\nb: 2  # gone\n# stays\nc: 3\n", "b", "a: 1\n# stays\nc: 3\n"),
    "first": ("# head\na: 1\nb: 2\n", "a", "# head\nb: 2\n"),
    "last without a line end": ("a: 1\nb: 2", "b", "a: 1\n"),
    "only key of the file": ("# head\na: 1\n", "a", "# head\n"),
    "CRLF": ("a: 1\r\nb: 2\r\nc: 3\r\n", "b", "a: 1\r\nc: 3\r\n"),
    "lone CR": ("a: 1\rb: 2\rc: 3\r", "b", "a: 1\rc: 3\r"),
    "BOM": ("\ufeffa: 1\nb: 2\n", "a", "\ufeffb: 2\n"),
    "blank lines stay": ("a: 1\n\nb: 2\n\nc: 3\n", "b", "a: 1\n\n\nc: 3\n"),
    "block text": ("a: |\n  x\n  y # no comment\n\nb: 2\n", "a", "\nb: 2\n"),
    "block text with a comment in its header": ("a: |  # gone\n  x\nb: 2\n", "a", "b: 2\n"),
    "block text at the end": ("b: 2\na: |+\n  x\n\n", "a", "b: 2\n\n"),
    "plain text over several lines": ("a: x\n  y\n  z\nb: 2\n", "a", "b: 2\n"),
    "quoted text over several lines": ('a: "x\n\n  y"\nb: 2\n', "a", "b: 2\n"),
    "list": ("a:\n- 1\n- 2\nb: 2\n", "a", "b: 2\n"),
    "section, its comments stay": ("a:\n  # why\n  x: 1\n  # more\nb: 2\n", "a", "  # why\n  # more\nb: 2\n"),
    "section, the only comment and the blank line above it stay": (
        "a:\n  x: 1\n\n  # stays\nb: 2\n",
        "a",
        "\n  # stays\nb: 2\n",
    ),
    "anchor alone, with a comment": ("b: 1\na: &x # gone\n# stays\nc: 2\n", "a", "b: 1\n# stays\nc: 2\n"),
    "text that ends like a comment": ("a: x#\n#\n#\nb: 1\n", "a", "#\n#\nb: 1\n"),
    "block text that ends in an X": ("a: |\n  X\n\n# stays\nb: 1\n", "a", "\n# stays\nb: 1\n"),
    "list in brackets": ("a: [1, 2] #\n\nb: 1\n", "a", "\nb: 1\n"),
    "comments at the margin": ("a:\n  # 1\n# 2\n# 3\n  x: 1\n#4\nb: 2\n", "a", "  # 1\n# 2\n# 3\n#4\nb: 2\n"),
    "flow over several lines": ("a: {x: 1,\n  y: 2}  # gone\nb: 2\n", "a", "b: 2\n"),
    "empty value": ("a:\nb: 2\n", "a", "b: 2\n"),
    "empty value with a comment": ("a:  # gone\n# stays\nb: 2\n", "a", "# stays\nb: 2\n"),
    "alias": ("a: &x 1\nb: *x\nc: 3\n", "b", "a: &x 1\nc: 3\n"),
    "anchor that is used": ("a: &x 1\nb: *x\n", "a", None),
    "anchor that nothing uses": ("a: &x 1\nb: 2\n", "a", "b: 2\n"),
    "twice": ("a: 1\na: 2\n", "a", None),
    "quoted key": ('"a": 1\nb: 2\n', "a", "b: 2\n"),
    "explicit key": ("? a\n: 1\nb: 2\n", "a", None),
    "document marker": ("---\na: 1\nb: 2\n", "a", "---\nb: 2\n"),
    "end marker": ("b: 2\na: 1\n...\n", "a", "b: 2\n...\n"),
    "wider than ASCII": ("a: \u00e9\nb: \U0001f511\n", "a", "b: \U0001f511\n"),
}


@pytest.mark.parametrize(("text", "key", "after"), BLOCK.values(), ids=BLOCK)
def test_removes_a_key(text, key, after):
    assert removed(text, key) == after


FLOW = {
    "first": ("{a: 1, b: 2}", "a", "{b: 2}"),
    "middle": ("{x: 1, a: 1, b: 2}", "a", "{x: 1, b: 2}"),
    "last": ("{x: 1, a: 1}", "a", "{x: 1}"),
    "only": ("{a: 1}\n", "a", "{}\n"),
    "with a comma behind": ("{x: 1, a: 1,}", "a", "{x: 1, }"),
    "JSON on lines, first": ('{\n  "a": 1,\n  "b": 2\n}\n', "a", '{\n  "b": 2\n}\n'),
    "JSON on lines, last": ('{\n  "b": 2,\n  "a": 1\n}\n', "a", '{\n  "b": 2\n}\n'),
    "JSON, a section": ('{"x": 1, "a": {"p": [1, 2]}, "b": 2}', "a", '{"x": 1, "b": 2}'),
    "lines with comments": ("{\n  x: 1,  # of x\n  a: 1  # gone\n}\n", "a", "{\n  x: 1  # of x\n}\n"),
    "no value": ("{x: 1, a, b: 2}", "a", "{x: 1, b: 2}"),
    "last behind a line": ("{x: 1,\n a: 1}\n", "a", "{x: 1}\n"),
    "lines with comments of their own": (
        "{\n  a: {  # gone\n    # stays\n# too\n    x: 1\n  },  # gone\n  b: 2\n}\n",
        "a",
        "{\n    # stays\n# too\n  b: 2\n}\n",
    ),
    "colon without a value": ("{a: , b: 2}", "a", "{b: 2}"),
    "JSON, colon without a value": ('{"a":, "b": 2}', "a", '{"b": 2}'),
    "comment behind a later key": ("{\n  a: 1, b: 2  # of b\n}\n", "a", "{\n  b: 2  # of b\n}\n"),
    "comma in a comment before the comma": ("{\n  a: 1  # gone, too\n  ,\n  b: 2\n}\n", "a", "{\n  b: 2\n}\n"),
    "comment before the comma": ("{\n  a: 1  # gone\n  # stays\n  ,\n  b: 2\n}\n", "a", "{\n  # stays\n  b: 2\n}\n"),
    "comment between": ("{x: 1, a: 1, # of b\n b: 2}\n", "a", "{x: 1, # of b\n b: 2}\n"),
}


@pytest.mark.parametrize(("text", "key", "after"), FLOW.values(), ids=FLOW)
def test_removes_a_key_in_brackets(text, key, after):
    assert removed(text, key) == after


def test_a_section_left_empty_goes_too():
    assert removed("a: 1\ns:\n  # why\n  x: 1\nb: 2\n", "s", "x") == "a: 1\n  # why\nb: 2\n"
    assert removed("a: 1\ns: {x: 1}\nb: 2\n", "s", "x") == "a: 1\nb: 2\n"


def test_of_nested_sections_only_the_one_left_empty_goes():
    assert removed("a:\n  b:\n    c: 1\n  d: 2\n", "a", "b", "c") == "a:\n  d: 2\n"
    asked = []
    assert removed("a: {b: {c: 1}}\n", "a", "b", "c", must_stay=lambda path: asked.append(path) or path == ("a",)) == (
        "a: {}\n"
    )
    assert asked == [("a", "b"), ("a",)]


def test_removes_a_key_in_brackets_behind_an_anchor_or_a_tag():
    assert removed("a: &m {x: 1, y: 2}\nb: 2\n", "a", "x") == "a: &m {y: 2}\nb: 2\n"
    assert removed("a: !!map {x: 1, y: 2}\nb: 2\n", "a", "x") == "a: !!map {y: 2}\nb: 2\n"


def test_every_edit_of_a_removal_removes_something():
    text = "a:\n# 1\n# 2\n  x: 1\nb: 2\n"
    assert all(edit.start < edit.end for edit in keys.remove(document(text), ("a",), lambda _: False).edits)


def test_a_section_that_must_stay_is_never_left_null():
    assert removed("s:\n  x: 1\n", "s", "x", must_stay=lambda path: path == ("s",)) is None
    assert removed("s: {x: 1}\n", "s", "x", must_stay=lambda path: path == ("s",)) == "s: {}\n"


def test_inherited_keys_are_left_alone():
    text = "base: &b\n  x: 1\n  y: 2\ns:\n  <<: *b\n  z: 3\nt: *b\n"
    assert removed(text, "s", "x") is None
    assert removed(text, "t", "x") is None
    assert removed(text, "base", "x") is None
    assert removed(text, "s", "z") == "base: &b\n  x: 1\n  y: 2\ns:\n  <<: *b\nt: *b\n"
    assert renamed(text, "s", "x") is None


def test_removes_a_key_behind_a_dash():
    assert removed("l:\n  - a: 1\n    b: 2\n  - c: 3\n", "l", 0, "a") == "l:\n  - b: 2\n  - c: 3\n"
    assert removed("l:\n  - a: 1\n    b: 2\n", "l", 0, "b") == "l:\n  - a: 1\n"
    assert removed("l:\n  - a: 1\n  - c: 3\n", "l", 0, "a") is None
    assert removed("l:\n  - a: 1\n    # of b\n    b: 2\n", "l", 0, "a") is None


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a: 1\nb: 2\na: 3\n", (), "b: 2\na: 3\n"),
        ("{a: 1, b: 2, a: 3}\n", (), "{b: 2, a: 3}\n"),
        ("l:\n  - a: 1\n    b: 2\n    a: 3\n", ("l", 0), "l:\n  - b: 2\n    a: 3\n"),
        ("l:\n  - a: 1\n", ("l", 0), None),
        ("a: &x 1\na: *x\n", (), None),
        ("a:\n  # why\n# stays\n  x: 1\na: 2\n", (), "  # why\n# stays\na: 2\n"),
    ],
)
def test_drops_an_entry_that_does_not_count(text, path, after):
    assert dropped(text, *path) == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: x  # c\nb: 1\n", "n: v  # c\nb: 1\n"),
        ("a: |\n  x\n  # y\n# stays\nb: 1\n", "n: v\n# stays\nb: 1\n"),
        ("a:\n  # stays\n  x\n", "n:\n  # stays\n  v\n"),
        ("'a': x\n", "'n': \"v\"\n"),
        ('{"a": ""}', '{"n": "v"}'),
        ("a: |  # would be lost\n  x\nb: 1\n", None),
        ('{"a":}', None),
        ("a:\n", None),
        ("a: [1]\n", None),
        ("b: &x 3\na: *x\n", None),
        ("a: &x 3\nb: *x\n", None),
    ],
)
def test_substitutes_a_key_and_its_value(text, after):
    assert substituted(text, "a") == after


def test_an_alias_is_never_substituted_where_it_was_anchored():
    assert keys.substitute(document("b: &x 3\na: *x\n"), ("a",), "n", "v") is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: 1  # c\n", "n: 1  # c\n"),
        ("'a' : 1\n", "'n' : 1\n"),
        ('{"a": 1}', '{"n": 1}'),
        ("{a: 1}", "{n: 1}"),
        ("\ufeffa: 1\r\n", "\ufeffn: 1\r\n"),
        ("a:\n  - 1\n", "n:\n  - 1\n"),
        ("&k a: 1\n", None),
        ("!!str a: 1\n", None),
        ("a: 1\nn: 2\n", None),
        ("a: 1\na: 2\n", None),
        ("? a\n: 1\n", "? n\n: 1\n"),
    ],
)
def test_renames_a_key_in_its_own_quotes(text, after):
    assert renamed(text, "a") == after


def test_renames_a_key_that_is_a_block_text_and_none_that_is_an_alias():
    assert renamed("? |\n  a\n: 1\n", "a\n") == "? n\n: 1\n"
    assert renamed("b: &x a\n*x : 1\n", "a") is None


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("e:\n  x: 1\n", "n: oauth\ne:\n  x: 1\n"),
        ("# head of the file\ne: 1\n", "# head of the file\nn: oauth\ne: 1\n"),
        ("# head\n\n# of e\ne: 1\n", "# head\n\nn: oauth\n# of e\ne: 1\n"),
        ("\ufeffe: 1\r\n", "\ufeffn: oauth\r\ne: 1\r\n"),
        ("  e: 1\n  f: 2\n", "  n: oauth\n  e: 1\n  f: 2\n"),
        ('{"e": {"x": 1}}', '{"n": "oauth", "e": {"x": 1}}'),
        ('{\n  "e": 1\n}\n', '{\n  "n": "oauth",\n  "e": 1\n}\n'),
        ("e: 1", "n: oauth\ne: 1"),
        ("---\ne: 1\n", "---\nn: oauth\ne: 1\n"),
        ("{'e': 1}", "{'n': 'oauth', 'e': 1}"),
        ("\ufeff# head\ne: 1\n", "\ufeff# head\nn: oauth\ne: 1\n"),
        ("\ufeff# head\n\n# of e\ne: 1\n", "\ufeff# head\n\nn: oauth\n# of e\ne: 1\n"),
        ("\n# of e\n# more\ne: 1\n", "\n# of e\n# more\nn: oauth\ne: 1\n"),
        ("{}\n", None),
        ("n: 1\n", None),
        ("", None),
        ("- 1\n", None),
    ],
)
def test_adds_a_key(text, after):
    assert inserted(text) == after


def test_adds_no_key_to_a_section_that_is_shared():
    text = "b: &b\n  x: 1\ns: *b\nd:\n  e: *b\n"
    assert keys.insert(document(text), ("s", "n"), "1", 1) is None
    assert keys.insert(document(text), ("d", "e", "n"), "1", 1) is None
    assert keys.insert(document(text), ("b", "n"), "1", 1) is not None


# --- in general

SCALARS = st.sampled_from(
    ["1", "x", "'q # q'", '"d: d"', "", "|\n    block\n    # text", "[1, 2]", "{p: 1, q: 2}", ">-\n    f\n\n    g"]
)
COMMENTS = st.sampled_from(["", "", "  # trailing"])
BETWEEN = st.sampled_from(["", "", "\n", "# own line\n", "# one\n# two\n", "  # indented\n", "\n# after blank\n"])


@st.composite
def texts(draw):
    """A mapping of the top level with a section in it, in all the ways in which people write them."""
    lines = [draw(BETWEEN)]
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)):
        if draw(st.booleans()):
            lines.append(f"{name}:{draw(COMMENTS)}\n")
            lines.append(draw(BETWEEN))
            for inner in draw(st.lists(st.sampled_from("xyz"), min_size=1, max_size=3, unique=True)):
                lines += [f"  {inner}: {draw(SCALARS)}\n", draw(BETWEEN)]
        else:
            lines += [f"{name}: {draw(SCALARS)}\n", draw(BETWEEN)]
    text = "".join(lines)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "\ufeff"])) + (text.rstrip("\r\n") if draw(st.booleans()) else text)


def full_line_comments(text):
    return [
        line
        for line in text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
        if line.lstrip().startswith("#") and line.strip() != "# text"
    ]


@given(texts(), st.data())
def test_removing_any_key_leaves_everything_else(text, data):
    doc = document(text)
    paths = [path for path, entry, _ in doc.walk() if entry is not None]
    path = data.draw(st.sampled_from(paths))
    after = removed(text, *path)
    assert after is not None
    kept = iter(after)
    before = yaml.safe_load(text.lstrip("\ufeff"))
    assert full_line_comments(after) == full_line_comments(text)
    assert after.startswith("\ufeff") == text.startswith("\ufeff")
    node = text
    for character in kept:  # nothing is written that was not there
        at = node.find(character)
        assert at >= 0
        node = node[at + 1 :]
    remaining = yaml.safe_load(after.lstrip("\ufeff")) or {}
    for key, value in before.items():
        if key != path[0]:
            assert remaining[key] == value


@given(texts(), st.data())
def test_renaming_any_key_changes_its_name_alone(text, data):
    doc = document(text)
    path = data.draw(st.sampled_from([path for path, entry, _ in doc.walk() if entry is not None]))
    entry = doc.entry(path)
    after = renamed(text, *path, name="new_name")
    assert after == text[: entry.key.start] + "new_name" + text[entry.key.start + 1 :]


# --- two sections of one name

MERGED = {
    "above the settings of the later": ("s:\n  a: 1\nx: 1\ns:\n  b: 2\n", "x: 1\ns:\n  a: 1\n  b: 2\n"),
    "with its comments": ("s:\n  # why\n  a: 1  # so\ns:\n  b: 2\n", "s:\n  # why\n  a: 1  # so\n  b: 2\n"),
    "block text": ("s:\n  a: |\n    x\n    y\ns:\n  b: 2\n", "s:\n  a: |\n    x\n    y\n  b: 2\n"),
    "a key in both": ("s:\n  a: 1\ns:\n  a: 2\n  b: 2\n", None),
    "other indentation": ("s:\n  a: 1\ns:\n    b: 2\n", None),
    "brackets": ("s: {a: 1}\ns: {b: 2}\n", None),
    "comment behind the name": ("s:  # why\n  a: 1\ns:\n  b: 2\n", None),
    "nothing later": ("s:\n  a: 1\ns:\n", None),
    "anchor": ("s: &x\n  a: 1\nt: *x\ns:\n  b: 2\n", None),
}


@pytest.mark.parametrize(("text", "expected"), MERGED.values(), ids=MERGED.keys())
def test_an_overwritten_section_moves_into_the_later_one(text, expected):
    whole = document(text)
    mapping = whole.root
    assert outcome(text, keys.merge(whole, ("s",), mapping, mapping.entries[0])) == expected
