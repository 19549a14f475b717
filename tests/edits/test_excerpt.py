"""A change that is confirmed by an excerpt is confirmed by the whole text too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.document.yaml_tree import Mapping
from umapi_lint.edits import keys, values
from umapi_lint.edits.apply import Change, Excerpt, confirmed

ENTRIES = (
    "{k}: 1\n", "{k}:\n", "{k}: 'a'\n", '{k}: " b "\n', "{k}: |+\n  text\n\n", "{k}: |\n  text\n# under it\n",
    "{k}: >-\n  text\n", "{k}: a\n  b\n", "{k}:\n  c: 1\n  d: 2\n", "{k}:\n- 1\n- 2\n", "{k}: [1,\n  2]\n", "{k}: {{e: 1}}\n",
    "# about it\n{k}: no # why\n", "\n{k}: 2024-01-01\n\n", "{k}: &a x\n", "{k}: *a\n", "'{k}': 1\n", "{k}: !!str 1\n",
    "<<: {{m: 1}}\n", "? {k}\n: 1\n", "{k}: 'a\n  b'\n", "...\n", "---\n", "{k}: # a comment\n  1\n", "\t\n",
)  # fmt: skip
NAMES = st.sampled_from(["timeout", "retries", "one", "two", "three", "m"])
ENTRY = st.builds(lambda form, key: form.format(k=key), st.sampled_from(ENTRIES), NAMES)


def document_of(text: str) -> Document:
    return Document(Source("a.yml", text.encode()))


@given(st.lists(ENTRY, min_size=4, max_size=8), st.sampled_from(["", "outer:\n", "x: 1\nouter:\n", "- "]), st.data())
def test_what_an_excerpt_confirms_the_whole_text_confirms(entries: list[str], head: str, data: st.DataObject) -> None:
    inner = "".join(entries)
    if head:
        inner = "".join("  " + line if line.strip() else line for line in inner.splitlines(keepends=True))
        inner = (
            head + (inner[2:] if head == "- " else inner) + data.draw(st.sampled_from(["", "\n# end\n", "last: 1\n"]))
        )
        inner = inner if head != "- " else inner.replace("last: 1\n", "- 1\n")
    document = document_of(inner)
    for path, _, node in document.walk(overwritten=False):
        if not isinstance(node, Mapping):
            continue
        for entry in node.entries:
            own = (*path, entry.key.value)
            changes = [
                lambda d, own=own: keys.rename(d, own, "two"),
                lambda d, own=own: keys.remove(d, own, lambda _: False),
                lambda d, own=own: values.quote(d, own),
                lambda d, own=own: values.strip(d, own),
                lambda d, own=own: values.replace(d, own, "new"),
            ]
            for change in changes:
                part = Excerpt.of(document, own)
                if part is not None and (edits := confirmed(part.text, change(part), part)) is not None:
                    expected = change(document)
                    assert expected is not None
                    assert confirmed(document.text, Change(edits, expected.expected)) == edits
            if entry.overwritten:
                part = Excerpt.of_entry(document, node, entry)
                if part is not None and (edits := confirmed(part.text, keys.drop(part, part.own, part.middle), part)):
                    assert confirmed(document.text, Change(edits, document.value)) == edits


def test_an_excerpt_holds_the_entry_and_its_neighbours() -> None:
    document = document_of("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n")
    part = Excerpt.of(document, ("c",))
    assert part is not None
    assert part.text == "b: 2\nc: 3\nd: 4\n"


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: &x 2\nc: 3\nd: *x\n",
        "{a: 1, b: 2, c: 3, d: 4}",
        "<<: {a: 1}\nb: 2\nc: 3\nd: 4\n",
        "a: 1\nb: 2\nc: 1\nc: 2\n",
    ],
)
def test_there_is_none_where_other_lines_have_a_say(text: str) -> None:
    assert Excerpt.of(document_of(text), ("c",)) is None
