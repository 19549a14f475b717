"""Errors in umapi-lint itself: reported without quoting the file."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator

import pytest
from support.linting import fake_secret

from umapi_lint.cli import crash, main
from umapi_lint.document.source import Source
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.linting.linter import Linter
from umapi_lint.record import replace
from umapi_lint.rules._registry import registry

SECRET = fake_secret()


def broken(context: Context) -> Iterator[FindingBuilder]:
    """A rule that fails as a library would: with the file's text in the message, and in that of what led to it."""
    text = context.document.text
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"{text} is not valid") from error
    yield


def error_of_a_rule() -> Exception:
    known = registry()
    linter = Linter(registry=replace(known, document_checks=[*known.document_checks, broken]))
    with pytest.raises(ValueError, match="is not valid") as raised:
        linter.lint(Source("connector-umapi.yml", f"enterprise: {SECRET}\n".encode()))
    return raised.value


def test_one_sentence_says_what_and_where() -> None:
    output = crash.sentence(error_of_a_rule())
    assert output.startswith("an error of umapi-lint itself: ValueError at umapi_lint/engine/context.py:")
    assert SECRET[-8:] not in output


def test_the_trace_has_lines_of_code_and_no_values() -> None:
    trace = crash.trace(error_of_a_rule())
    assert "KeyError" in trace
    assert "umapi_lint/linting/file_linter.py" in trace
    assert "raise KeyError(text)" in trace
    assert SECRET[-8:] not in trace
    assert "is not valid" not in trace.replace('raise ValueError(f"{text} is not valid")', "")


def test_an_error_that_led_to_itself_has_an_end() -> None:
    error = ValueError(SECRET)
    error.__cause__ = error
    assert crash.trace(error).count("ValueError") == 1


@pytest.fixture
def failing_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is there as any other, and fails."""

    def run(_: object) -> int:
        raise error_of_a_rule()

    module = types.ModuleType("umapi_lint.cli.commands.failing")
    module.configure = lambda _: None  # type: ignore[attr-defined]
    module.EXAMPLES = ""  # type: ignore[attr-defined]
    module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(main.COMMANDS, "failing", "fail")


@pytest.mark.usefixtures("failing_command")
def test_the_command_line_tells_it_and_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["failing"]) == main.USAGE
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "ValueError" in printed.err
    assert SECRET[-8:] not in printed.err


@pytest.mark.usefixtures("failing_command")
@pytest.mark.parametrize("by", ["option", "environment"])
def test_debug_adds_where_it_happened(
    by: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if by == "environment":
        monkeypatch.setenv("UMAPI_LINT_DEBUG", "1")
    assert main.main(["failing", *(["--debug"] if by == "option" else [])]) == main.USAGE
    printed = capsys.readouterr().err
    assert "in broken" in printed
    assert SECRET[-8:] not in printed


def test_debug_is_a_file_name_behind_two_hyphens(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["check", "--", "--debug"]) == main.USAGE
    assert "--debug: no such file" in capsys.readouterr().err
