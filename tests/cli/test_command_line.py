"""What people type by habit: another tool's command, a misspelt option, a folder; and where nobody can answer a question."""

from __future__ import annotations

import io
import sys

import pytest
from support.linting import KEYRING_OAUTH
from support.printed import Printed

from umapi_lint.cli.console import agrees
from umapi_lint.cli.help import parser_of
from umapi_lint.cli.main import main

JWT = KEYRING_OAUTH.replace("oauth", "jwt")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("fix", "did you mean `umapi-lint check --fix`?"),
        ("lint", "did you mean `umapi-lint check`?"),
        ("migrat", "did you mean `umapi-lint migrate`?"),
        ("zebra", "`umapi-lint --help` lists the commands"),
    ],
)
def test_a_word_that_is_no_command_and_no_file_is_told_what_was_meant(word: str, hint: str, printed: Printed) -> None:
    reported = printed({}, word, ".")
    assert reported == f"umapi-lint: there is no command, file or folder '{word}'; {hint}\n[2]\n"


@pytest.mark.parametrize(
    ("command", "option", "hint"),
    [
        ("check", "--outputformat", "did you mean --output-format?"),
        ("secure", "--overwrit", None),  # an abbreviation
        ("migrate", "--bakcup", "did you mean --backup?"),
        ("check", "--zebra", "`umapi-lint check --help` lists the options"),
    ],
)
def test_an_unknown_option_is_one_line_with_the_one_that_was_meant(
    command: str, option: str, hint: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    if hint is None:
        assert parser_of(command).parse_args([option, "x"]).overwrite
        return
    assert main([command, option, "x"]) == 2
    assert capsys.readouterr().err == f"umapi-lint {command}: unrecognized arguments: {option}; {hint}\n"


def test_takes_the_name_of_an_option_that_others_have(printed: Printed) -> None:
    assert printed(KEYRING_OAUTH, "--format", "json") == printed(KEYRING_OAUTH, "--output-format", "json")


def test_a_name_for_standard_input_means_standard_input(printed: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a: 1\n")))
    reported = printed({}, "--stdin-filename", "connector-umapi.yml", "--format", "concise")
    assert reported.startswith("connector-umapi.yml:1:1: error missing-field ")


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_color_can_be_forced(
    variables: dict[str, str], colored: bool, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in printed("a: 1\n")) is colored


@pytest.mark.parametrize(
    ("variable", "start"), [("GITHUB_ACTIONS", "::error "), ("GITLAB_CI", "["), ("OTHER", "error[")]
)
def test_the_format_of_the_pipeline_is_taken_only_where_it_is_asked_for(
    variable: str, start: str, printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "true")
    assert printed("a: 1\n", "--output-format", "auto").startswith(start)
    assert printed("a: 1\n").startswith("error[")


def test_nothing_to_lint_can_be_allowed(printed: Printed) -> None:
    assert printed({"a.txt": ""}, ".") == "umapi-lint: no connector files found in .\n[3]\n"
    assert printed({}, "--allow-empty") == "umapi-lint: no connector files found in .\n"


def test_commands_that_take_files_take_folders_too(printed: Printed) -> None:
    root = (
        "adobe_users: {connectors: {umapi: main.yml}}\ndirectory_users: {connectors: {}}\n"
        "limits: {max_adobe_only_users: 200}\n"
    )
    files = {
        "deep/user-sync-config.yml": root,
        "deep/main.yml": JWT,
        "connector-umapi.yml": JWT,
        "connector-ldap.yml": "a: 1\n",
    }
    reported = printed(files, "migrate", "--diff", ".")
    assert [line for line in reported.splitlines() if line.startswith("--- ")] == [
        "--- connector-umapi.yml",
        "--- deep/main.yml",
    ]
    assert "# --- deep/main.yml\n" in printed({}, "redact", "deep")
    assert printed({"empty/x.txt": ""}, "secure", "empty") == "umapi-lint: empty: no connector files found\n[2]\n"


def test_a_question_that_nobody_can_answer_names_the_option_that_does(
    printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert "use --yes to agree" in printed(JWT, "migrate", "connector-umapi.yml")
    assert (printed.folder / "connector-umapi.yml").read_text() == JWT


def test_an_answer_needs_no_hint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert not agrees("Write 1 file?", "--yes")
    assert capsys.readouterr().err == "Write 1 file? [y/N] \n"
