"""What holds for every file, whatever is wrong with it."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from support.mutations import some_file
from support.verdicts import FILE_NAMES

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.document.yaml_tree import Mapping, Node, Scalar, Sequence
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding, Location

SEEDS = st.integers(0, 2**32)
LINTER = Linter()
ELSEWHERE = ("secret-in-comment",)
"""Rules that point at neither a key nor a value."""


def lint(connector: str, text: str) -> list[Finding]:
    result = LINTER.lint(Source(FILE_NAMES[connector], text.encode("utf-8", "surrogatepass")))
    assert result.error is None
    return list(result.findings)


def refused(findings: list[Finding]) -> bool:
    return any(finding.consequence is Consequence.REFUSED for finding in findings)


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_every_place_lies_inside_the_file(seed: int) -> None:
    connector, text = some_file(seed)
    document = Document(Source("x", text.encode("utf-8", "surrogatepass")))
    lines = re.split(r"\r\n|\n|\r", document.text.removeprefix("\ufeff"))
    for finding in lint(connector, text):
        for place in (finding.location, *(related.location for related in finding.related)):
            assert (1, 1) <= (place.line, place.column) <= (place.end_line, place.end_column)
            assert place.end_line <= len(lines)
            assert place.column <= len(lines[place.line - 1]) + 1
            assert place.end_column <= len(lines[place.end_line - 1]) + 1


def end_of(document: Document, node: Node) -> int | None:
    """Where a value ends: without the spaces after it, a section with the last thing in it. ``None``: with an alias."""
    text = document.text[node.start : node.end].rstrip()
    if isinstance(node, Scalar) or text.endswith(("]", "}")):
        return node.start + len(text)
    if "*" in text:
        return None
    assert isinstance(node, Mapping | Sequence)
    return end_of(document, node.items[-1] if isinstance(node, Sequence) else node.entries[-1].value)


@settings(max_examples=250, deadline=None)
@given(SEEDS)
def test_a_place_begins_with_the_key_or_the_value_that_the_pointer_names_or_before_it_on_its_line(seed: int) -> None:
    connector, text = some_file(seed)
    document = Document(Source(FILE_NAMES[connector], text.encode("utf-8", "surrogatepass")))
    places: dict[str, list[Location]] = {}
    for path, entry, node in document.walk():
        if entry is not None and all(isinstance(step, str) for step in path):
            assert (
                document.text[entry.key.start : entry.key.end].strip("\"' ") == path[-1]
                or entry.key.start != node.start
            )
            for begin in (entry.key.start, node.start):
                places.setdefault("/" + "/".join(path), []).append(document.place(begin, begin))
    for finding in lint(connector, text):
        here = finding.location
        if here.pointer in places and finding.rule not in ELSEWHERE:
            at = [place.column for place in places[here.pointer] if place.line == here.line]
            assert here.column in at or here.column < max(at), finding


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_findings_are_sorted_and_the_same_every_time(seed: int) -> None:
    connector, text = some_file(seed)
    findings = lint(connector, text)
    assert findings == sorted(findings, key=Finding.sort_key)
    assert findings == lint(connector, text)
    assert len(set(findings)) == len(findings)


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_comments_and_line_ends_refuse_nothing_and_fix_nothing(seed: int) -> None:
    connector, text = some_file(seed)
    before = refused(lint(connector, text))
    if "\r" not in text and "\\\n" not in text:
        assert refused(lint(connector, text.replace("\n", "\r\n"))) is before
    if not text.startswith(("\ufeff", "%")):
        assert refused(lint(connector, "# a comment\n\n" + text)) is before
        assert refused(lint(connector, "\ufeff" + text)) is before


@settings(max_examples=150, deadline=None)
@given(SEEDS)
def test_quoting_a_text_changes_nothing(seed: int) -> None:
    connector, text = some_file(seed)
    document = Document(Source("x", text.encode("utf-8", "surrogatepass")))
    before = refused(lint(connector, text))
    for _, entry, node in document.walk():
        plain = document.text[node.start : node.end]
        if (
            entry is None
            or entry.aliased
            or not isinstance(node.value, str)
            or not re.fullmatch(r"[A-Za-z0-9_.@/-]+", plain)
        ):
            continue
        if node.anchored or document.text[: node.start].endswith(("! ", "!!str ")):
            continue
        quoted = f'{document.text[: node.start]}"{plain}"{document.text[node.end :]}'
        assert refused(lint(connector, quoted)) is before


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_at_all_give_findings_and_no_failure(data: bytes) -> None:
    for name in FILE_NAMES.values():
        result = LINTER.lint(Source(name, data))
        assert result.error is None
        assert all(finding.location.line >= 1 for finding in result.findings)
