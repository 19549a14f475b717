"""A unified diff in which every value, name and comment is masked that a report would not show either.

Which lines differ is worked out on the real text; only masked lines are shown. So two lines that differ in what is
masked may look alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.schema.schemas import FileKind
from umapi_lint.secrets.allowlist import reveal

CONTEXT = 3
NO_LINE_END = "\\ No newline at end of file"


def masked_diff(linter: Linter, old: Source, new: Source, kind: FileKind | None = None) -> Iterator[str]:
    """Lines of a unified diff of two contents of one file, without line ends; nothing where they are equal.

    ``kind`` tells what may be shown, where neither name nor content of the file does.
    """
    before, after = _revealed(linter, old, kind), _revealed(linter, new, kind)
    old_lines, new_lines = _lines(before), _lines(after)
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _shown(before, old_lines, " ", old_start, old_end)
                continue
            yield from _shown(before, old_lines, "-", old_start, old_end)
            yield from _shown(after, new_lines, "+", new_start, new_end)


def _revealed(linter: Linter, source: Source, kind: FileKind | None) -> Document:
    context = linter.context(source, kind)
    document = context.document
    document.public_names = linter.schemas.vocabulary.names
    known = context.kind or next(iter(linter.schemas.kinds.values()))
    if isinstance(document.value, dict):
        reveal(document, linter.schemas, known)
    return document


def _lines(document: Document) -> list[str]:
    """The lines with their ends, cut where the document counts them."""
    if not document.text:
        return []
    starts = [document.line_span(line)[0] for line in range(1, document.line_of(len(document.text)) + 1)]
    ends = [*starts[1:], len(document.text)]
    return [document.text[start:end] for start, end in zip(starts, ends, strict=True) if start < end]


def _shown(document: Document, lines: list[str], sign: str, start: int, end: int) -> Iterator[str]:
    for index in range(start, end):
        yield f"{sign}{document.masked_line(index + 1).text}"
        if not lines[index].endswith(("\n", "\r")):
            yield NO_LINE_END


def _range(start: int, end: int) -> str:
    count = end - start
    return str(start + 1) if count == 1 else f"{start + 1 if count else start},{count}"
