import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.edits import values
from umapi_lint.edits.apply import applied, confirmed


def outcome(text, make, *arguments):
    edits = confirmed(text, make(Document(Source("a.yml", text.encode())), ("a",), *arguments))
    return None if edits is None else applied(text, edits)


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: 123  # c\n", 'a: "123"  # c\n'),
        ("a: 0123\n", 'a: "0123"\n'),
        ("a: 1_000\r\n", 'a: "1_000"\r\n'),
        ("a: 2024-01-01\n", 'a: "2024-01-01"\n'),
        ("a: yes\n", 'a: "yes"\n'),
        ("{a: 1.5, b: 2}", '{a: "1.5", b: 2}'),
        ("a: 1", 'a: "1"'),
        ("a:\n  12:30:45\nb: 1\n", 'a:\n  "12:30:45"\nb: 1\n'),
        ("a: !!int 3\n", None),
        ("a: &x 3\n", None),
        ("b: &x 3\na: *x\n", None),
        ("a:\n", None),
        ("a: ~\n", None),
        ("a: text\n", None),
        ("a: [1]\n", None),
        ("b: &b {a: 1}\n<<: *b\n", None),
    ],
)
def test_quotes_what_yaml_does_not_read_as_text(text, after):
    assert outcome(text, values.quote) == after


def test_quotes_an_item_of_a_list():
    text = "a:\n  - 1\n  - 2\n"
    change = values.quote(Document(Source("a.yml", text.encode())), ("a", 1))
    assert applied(text, confirmed(text, change)) == 'a:\n  - 1\n  - "2"\n'


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("- 1\n- 2\n", (0,), '- "1"\n- 2\n'),
        ("[1]", (0,), '["1"]'),
        ("- - 1\n  - 2\n", (0, 1), '- - 1\n  - "2"\n'),
        ("a: [1, [2, 3]]", ("a", 1, 0), 'a: [1, ["2", 3]]'),
        ("s:\n  a:\n    - 1  # c\n", ("s", "a", 0), 's:\n  a:\n    - "1"  # c\n'),
        ("b: &b [1]\na: *b\n", ("a", 0), None),
        ("b: &b [2]\na: [1, *b]", ("a", 1, 0), None),
    ],
)
def test_quotes_items_wherever_they_are_written_and_nowhere_else(text, path, after):
    document = Document(Source("a.yml", text.encode()))
    edits = confirmed(text, values.quote(document, path))
    assert (None if edits is None else applied(text, edits)) == after


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("b: &b\n  a: [1]\n<<: *b\n", ("a", 0)),
        ("b: &b {l: [1]}\ns:\n  t: *b\n", ("s", "t", "l", 0)),
        ("b: &x 1\na: [*x]\n", ("a", 0)),
        ("b:\n  - &x 1\na:\n  - *x\n", ("a", 0)),
        ("b: &x 1\na: *x\n", ("a",)),
        ("b: &b {a: 1}\n<<: *b\n", ("a",)),
    ],
)
def test_what_is_inherited_or_an_alias_is_not_written_there(text, path):
    document = Document(Source("a.yml", text.encode()))
    assert document.node(path).value == 1
    assert values.own_scalar(document, path) is None


def test_an_edit_that_quotes_holds_no_value():
    change = values.quote(Document(Source("a.yml", b"a: 9876\n")), ("a",))
    assert [edit.replacement for edit in change.edits] == ['"', '"']


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: ' x '\n", "a: 'x'\n"),
        ('a: " x y\t"  # c\n', 'a: "x y"  # c\n'),
        ('a: "\\tx\\n"\n', 'a: "x"\n'),
        ('a: "x\\\\ "\n', 'a: "x\\\\"\n'),
        ('a: "x\\ "\n', 'a: "x"\n'),
        ('a: "\\x20x\\u00a0"\n', 'a: "x"\n'),
        ('{"a": "x ", "b": 1}', '{"a": "x", "b": 1}'),
        ("a: |\n  x\nb: 1\n", "a: |-\n  x\nb: 1\n"),
        ("a: >+  # c\n  x\n\nb: 1\n", "a: >-  # c\n  x\n\nb: 1\n"),
        ("a: |2\n  x\n", "a: |2-\n  x\n"),
        ("a: |2\n   x\n", None),
        ("a: '  '\n", "a: ''\n"),
        ("a: x\n", None),
    ],
)
def test_takes_the_blanks_from_a_text(text, after):
    assert outcome(text, values.strip) == after


@given(st.text(max_size=12), st.sampled_from(["'", '"']))
def test_stripping_a_quoted_text_gives_the_stripped_text(value, style):
    text = yaml.safe_dump({"a": value, "b": 1}, default_style=style, allow_unicode=False, width=9999)
    document = Document(Source("a.yml", text.encode()))
    wanted = value.strip() != value and isinstance(document.value.get("a"), str)
    change = values.strip(document, ("a",))
    if wanted and change is not None and (edits := confirmed(text, change)) is not None:
        assert yaml.safe_load(applied(text, edits)) == {"a": value.strip(), "b": 1}
    else:
        assert not wanted or "\n" in text.strip("\n").split("\n'b'")[0]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: OAuth  # c\n", "a: oauth  # c\n"),
        ("a: 'OAuth '\n", "a: 'oauth'\n"),
        ('{"a": "x"}', '{"a": "oauth"}'),
        ("a: |\n  x\n", None),
        ("a: &x y\n", None),
        ("b: &x y\na: *x\n", None),
    ],
)
def test_replaces_a_value_in_its_quotes(text, after):
    assert outcome(text, values.replace, "oauth") == after


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("a: https://x.y/\n", "a: x.y\n"),
        ("a: 'https://x.y/'  # c\n", "a: 'x.y'  # c\n"),
        ('{"a": "https://x.y/"}', '{"a": "x.y"}'),
        ('a: "https:\\x2f/x.y/"\n', None),
        ("a: &h https://x.y/\n", None),
    ],
)
def test_keeps_a_part_of_a_text(text, after):
    assert outcome(text, values.keep, 8, 11) == after
