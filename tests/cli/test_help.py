"""The help of every command can be read, and its examples are right."""

from __future__ import annotations

import importlib
import re
import shlex

import pytest

from umapi_lint.cli.catalogue import COMMANDS
from umapi_lint.cli.commands import check
from umapi_lint.cli.help import parser_of
from umapi_lint.cli.main import main


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in COMMANDS)], ids=" ".join)
def test_no_line_is_wider_than_a_hundred_columns(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert main(arguments) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_every_example_is_a_call_of_its_command(name: str) -> None:
    examples: str = importlib.import_module(f"umapi_lint.cli.commands.{name}").EXAMPLES
    calls = re.findall(r"umapi-lint( .*)?", examples.partition("\n")[2])
    assert calls
    for call in calls:
        words = shlex.split(re.split(r"  +|[<>|)]", call)[0])
        parser_of(name).parse_args(words[1:] if words[:1] == [name] else words)


def test_paths_alone_mean_what_the_parser_says() -> None:
    for paths in ([], ["a.yml", "b"]):
        assert vars(check.options_of(paths)) == vars(parser_of("check").parse_args(paths))
