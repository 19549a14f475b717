"""Reports: one module per format. A report turns results into text and opens no file.

A module of this package defines ``create(style) -> Report``; the name of the module is the name of the format. Source
text reaches a report only as the masked lines of a :class:`umapi_lint.model.result.FileResult`.
"""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from umapi_lint.model.result import FileResult, Summary
from umapi_lint.record import Record

FORMATS = (
    "text", "concise", "html", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown", "rdjson", "checkstyle",
    "teamcity", "azure",
)  # fmt: skip


class Style(Record):
    """How a report should look, where its format leaves a choice."""

    color: bool = False
    links: bool = False
    """Whether the terminal understands hyperlinks."""
    quiet: bool = False
    """No summary, and nothing about files without findings."""
    statistics: bool = False
    """How often each rule spoke; in reports for people."""


class Report(Protocol):
    """A report in the making. The three texts, one behind the other, are the whole report."""

    def begin(self) -> str: ...
    def file(self, result: FileResult) -> str: ...
    def end(self, summary: Summary) -> str: ...


def create(name: str, style: Style) -> Report:
    """The report of a format.

    Raises:
        KeyError: there is no such format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    return cast(Report, importlib.import_module(f"{__name__}.{name}").create(style))
