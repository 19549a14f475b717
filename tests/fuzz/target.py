"""What is tried on bytes of any kind, and what must hold for all of them.

No exception; every place is inside the file; no credential, nor a long piece of one, is in any report; and what the
redacted copy shows is no credential either. ``tests/fuzz/test_target.py`` tries some, ``tests/fuzz/run.py`` for hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from support.verdicts import filled, rows

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.model.finding import Location
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import FORMATS, Style, create
from umapi_lint.rules._registry import registry
from umapi_lint.secrets.redact import redacted

MAX_BYTES = 20_000
"""Longer ones are tried by ``tests/test_linear.py``; here they would only cost time."""
PIECE = 12
"""So many characters of a credential in a row are a leak."""

SCHEMAS = load_schemas()
LINTERS = [Linter.of_kind(kind, SCHEMAS) for kind in SCHEMAS.kinds]
_CREDENTIAL = re.compile(r"\b[ps]8e-[A-Za-z0-9_-]{32}\b")


def corpus() -> Iterator[bytes]:
    """Files to begin with: those that UST judged, and the examples of all rules."""
    for row in rows("ust-verdicts.jsonl"):
        yield filled(row["text"]).encode()
    for row in rows("ust-deployments.jsonl"):
        yield from (filled(text).encode() for text in row["files"].values())
    for rule in registry().rules.values():
        yield from (example.text.encode("utf-8", "surrogateescape") for example in (rule.fails, rule.passes))


def try_bytes(data: bytes) -> None:
    """Lint bytes as a file of every kind, print every report, and look whether all holds.

    Raises:
        AssertionError: something does not hold.
    """
    data = data[:MAX_BYTES]
    text = data.decode("utf-8", "replace")
    secrets = {found[at : at + PIECE] for found in _CREDENTIAL.findall(text) for at in range(len(found) - PIECE + 1)}
    for linter in LINTERS:
        source = Source("connector.yml", data)
        result = linter.lint(source)
        assert result.error is None, "a text of a given kind was refused"
        document = Document(source)
        assert all(_is_inside(document, place) for place in _places(result)), "a place lies outside of the file"
        reported = "".join(_reports(result)) + redacted(document, linter.kind, SCHEMAS)
        assert not any(piece in reported for piece in secrets), "a credential was told"


def _places(result: FileResult) -> Iterator[Location]:
    for finding in result.findings:
        yield finding.location
        yield from (related.location for related in finding.related)


def _is_inside(document: Document, place: Location) -> bool:
    start = document.offset_of(place)
    end = document.offset_of(Location(place.file, place.end_line, place.end_column, 0, 0))
    return 0 <= start <= end <= len(document.text)


def _reports(result: FileResult) -> Iterator[str]:
    summary = Summary()
    summary.add(result)
    for name in FORMATS:
        report = create(name, Style())
        yield report.begin() + report.file(result) + report.end(summary)
