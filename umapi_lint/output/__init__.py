"""Reports: one module per format. A report turns results into text and opens no file.

A module of this package defines one kind of :class:`Report`; the name of the module is the name of the format. Source
text reaches a report only as the masked lines of a :class:`umapi_lint.model.result.FileResult`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from umapi_lint.model.result import FileResult, Summary
from umapi_lint.record import Record
from umapi_lint.record.typed import ClassVar

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
    pages: bool = False
    """Whether the address of a rule's page follows its first finding: in the log of a pipeline, where nobody runs `explain`."""
    hint: bool = False
    """Whether the report ends by naming `explain`: outside a pipeline, where rules are no links."""
    statistics: bool = False
    """How often each rule spoke; in reports for people."""


class Report:
    """A report in the making. The three texts, one behind the other, are the whole report."""

    formats: ClassVar[dict[str, type[Report]]] = {}

    def __init_subclass__(cls) -> None:
        Report.formats[cls.__module__.rpartition(".")[2]] = cls

    def __init__(self, style: Style) -> None:
        self.style = style
        self.separator = "\n"

    def begin(self) -> str:
        return ""

    def file(self, result: FileResult) -> str:
        raise NotImplementedError

    def end(self, summary: Summary) -> str:
        return ""

    def items(self, values: Iterable[object]) -> str:
        """Values as members of the one list of a JSON report, which several files fill."""
        import json

        text = ""
        for value in values:
            text += self.separator + json.dumps(value)
            self.separator = ",\n"
        return text


def create(name: str, style: Style) -> Report:
    """The report of a format.

    Raises:
        KeyError: there is no such format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    importlib.import_module(f"{__name__}.{name}")
    return Report.formats[name](style)
