"""The reports of one run: one to the terminal, others to files, all written while the run goes on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from umapi_lint import output
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Report, Style
from umapi_lint.text.suggest import nearest


class OutputError(Exception):
    """A report cannot be written; ``str()`` is one sentence that says which and why."""


class Outputs:
    """Reports and where each goes. As a context: files get their names only if nothing failed."""

    def __init__(self, to: TextIO, shown: Report) -> None:
        self._reports: list[tuple[Report, TextIO | ReportFile]] = [(shown, to)]
        self._files: list[ReportFile] = []

    @classmethod
    def of(cls, to: TextIO, shown: str, style: Style, wanted: Iterable[str]) -> Outputs:
        """Reports as the command line names them: the format for ``to``, and ``FORMAT:PATH`` for each file.

        Raises:
            OutputError: a format does not exist, or a path is missing or stands twice.
        """
        outputs = cls(to, output.create(shown, style))
        seen: set[str] = set()
        for name in wanted:
            form, _, path = name.partition(":")
            if form not in output.FORMATS:
                close = nearest(form, output.FORMATS)
                hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(output.FORMATS)}"
                raise OutputError(f"there is no format {form!r}; {hint}")
            if not path:
                raise OutputError(f"--output {form}: names no file; write {form}:PATH")
            file = ReportFile(path)
            if str(file.path) in seen:
                raise OutputError(f"{path}: two reports cannot go to one file")
            seen.add(str(file.path))
            plain = Style(quiet=style.quiet, statistics=style.statistics)
            outputs._files.append(file)
            outputs._reports.append((output.create(form, plain), file))
        return outputs

    def __enter__(self) -> Outputs:
        try:
            for file in self._files:
                file.open()
        except OutputError:
            self._discard()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                for file in self._files:
                    file.finish()
        finally:
            self._discard()

    def _discard(self) -> None:
        for file in self._files:
            file.discard()

    def begin(self) -> None:
        for form, to in self._reports:
            to.write(form.begin())

    def file(self, result: FileResult) -> None:
        for form, to in self._reports:
            to.write(form.file(result))

    def end(self, summary: Summary) -> None:
        for form, to in self._reports:
            to.write(form.end(summary))


class ReportFile:
    """A file that is either complete or not there: written beside its place, and moved there at the end.

    What is no regular file, such as a pipe or ``/dev/null``, is written to directly.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = Path(os.path.realpath(name))
        self._direct = os.path.exists(self.path) and not os.path.isfile(self.path)
        self._beside = self.path.with_name(f".{self.path.name}.{os.getpid()}.tmp")
        self._stream: TextIO | None = None

    def open(self) -> None:
        """Open it for writing.

        Raises:
            OutputError: the system refuses it.
        """
        try:
            path = self.path if self._direct else self._beside
            self._stream = path.open("w", encoding="utf-8", errors="replace", newline="\n")
        except OSError as error:
            raise self._failure(error) from None

    def write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text)
        except OSError as error:
            raise self._failure(error) from None

    def finish(self) -> None:
        """Give it its name."""
        if self._stream is None:
            return
        try:
            self._stream.close()
            if not self._direct:
                self._beside.replace(self.path)
        except OSError as error:
            raise self._failure(error) from None
        self._stream = None

    def discard(self) -> None:
        """Remove what was written, unless it is finished."""
        if self._stream is None:
            return
        with suppress(OSError):  # what was to be written does not matter any more
            self._stream.close()
        if not self._direct:
            self._beside.unlink(missing_ok=True)
        self._stream = None

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"{self.name}: the report cannot be written: {(error.strerror or 'unknown').lower()}")
