"""umapi-lint: lints the connector files of Adobe's User Sync Tool before UST reads them.

The four functions here are the Python interface. They print nothing, write nothing and keep no state; what they
need is imported when they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, fspath

from umapi_lint.record.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from umapi_lint.model.finding import Finding
    from umapi_lint.model.result import FileResult

__version__ = "0.2.0"
UST_VERSION = "2.10"
"""Version of User Sync Tool that the schemas and rules describe."""
__all__ = ["__version__", "lint_file", "lint_paths", "lint_results", "lint_text"]


def lint_text(text: str | bytes, *, name: str = "connector-umapi.yml", kind: str | None = None) -> list[Finding]:
    """Findings of a text, in the order of the text.

    Args:
        text: content of a connector file.
        name: what the findings call the file; it tells the kind where ``kind`` is not given. The text was not read
            from a file, so neither permissions nor files that it names are looked at.
        kind: one of those that ``umapi-lint schema`` lists, such as ``connector-umapi``.

    Raises:
        ValueError: there is no such kind, or neither name nor content tells one.
    """
    from umapi_lint.document.source import Source
    from umapi_lint.linting.linter import Linter

    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return list(_findings(Linter.of_kind(kind).lint(Source(name, data)), ValueError))


def lint_file(path: str | PathLike[str], *, kind: str | None = None) -> list[Finding]:
    """Findings of one file for itself, its permissions and the files that it names included.

    Raises:
        OSError: the file cannot be read.
        ValueError: there is no such kind, or neither name nor content tells one.
    """
    from umapi_lint.document.source import UnreadableError, read_source
    from umapi_lint.linting.linter import Linter

    linter = Linter.of_kind(kind)
    try:
        source = read_source(fspath(path))
    except UnreadableError as error:
        raise OSError(f"{fspath(path)}: {error}") from None
    return list(_findings(linter.lint(source), ValueError))


def lint_paths(paths: Iterable[str | PathLike[str]], *, kind: str | None = None) -> list[Finding]:
    """Findings of files and of what is found below folders; deployments are followed.

    Raises:
        OSError: a file cannot be read. :func:`lint_results` goes on to the others.
        ValueError: there is no such kind.
    """
    return [finding for result in lint_results(paths, kind=kind) for finding in _findings(result, OSError)]


def lint_results(paths: Iterable[str | PathLike[str]], *, kind: str | None = None) -> Iterator[FileResult]:
    """Results of files and of what is found below folders, one file at a time; deployments are followed.

    A file that cannot be read is a result with an ``error``, not an exception.

    Raises:
        ValueError: there is no such kind.
    """
    from umapi_lint.linting.linter import Linter

    return Linter.of_kind(kind).lint_paths([fspath(path) for path in paths])


def _findings(result: FileResult, failure: type[Exception]) -> tuple[Finding, ...]:
    if result.error is not None:
        raise failure(f"{result.name}: {result.error}")
    return result.findings
