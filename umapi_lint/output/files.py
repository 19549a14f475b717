"""The reports of one run: one to the terminal, others to files, all written while the run goes on."""

from __future__ import annotations

import ntpath
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from umapi_lint import output
from umapi_lint.document.atomic_write import WriteError, Writing
from umapi_lint.model.result import FileResult, Summary, listed
from umapi_lint.output import Report, Style
from umapi_lint.record.typed import TextIO
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
            OutputError: a format does not exist, or a path is missing or is twice.
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
        result = listed(result)
        for form, to in self._reports:
            if text := form.file(result):
                to.write(text)

    def end(self, summary: Summary) -> None:
        for form, to in self._reports:
            to.write(form.end(summary))


class ReportFile:
    """A file that is either complete or not there: written beside its place, and moved there at the end.

    What is no regular file, such as a pipe or ``/dev/null``, is written to directly.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = Path(os.path.abspath(name))
        self._writing: Writing | None = None
        self._stream: TextIO | None = None

    def open(self) -> None:
        """Open it for writing.

        Raises:
            OutputError: it is a symbolic link, or the system refuses it.
        """
        try:
            if self._is_device():
                self._stream = self.path.open("w", encoding="utf-8", errors="replace", newline="\n")
                return
            self._writing = Writing(self.path, for_others=True)
            self._stream = os.fdopen(
                self._writing.descriptor, "w", encoding="utf-8", errors="replace", newline="\n", closefd=False
            )
        except (OSError, WriteError) as error:
            raise self._failure(error) from None

    def _is_device(self) -> bool:
        """Whether it is something that is written to directly: a pipe, a device, or a name that the system keeps for one."""
        kept = str(self.path).startswith(("/dev/", "/proc/")) or ntpath.basename(self.name).upper() in _DEVICES
        return kept or (self.path.exists() and not (self.path.is_file() or self.path.is_dir()))

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
            if self._writing is not None:
                self._writing.finish()
        except OSError as error:
            raise self._failure(error) from None
        self._stream = None

    def discard(self) -> None:
        """Remove what was written, unless it is finished."""
        if self._stream is None:
            return
        with suppress(OSError):  # what was to be written does not matter any more
            self._stream.close()
        if self._writing is not None:
            self._writing.discard()
        self._stream = None

    def _failure(self, error: OSError | WriteError) -> OutputError:
        reason = (error.strerror or "unknown").lower() if isinstance(error, OSError) else str(error)
        return OutputError(f"{self.name}: the report cannot be written: {reason}")


_DEVICES = frozenset({"NUL", "CON", "CONOUT$"}) if os.name == "nt" else frozenset()
