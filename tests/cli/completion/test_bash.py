"""The completion script for bash, in the real bash."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from support.linting import run, write

from umapi_lint.cli.completion import SHELLS
from umapi_lint.cli.main import COMMANDS
from umapi_lint.rules._registry import registry


@pytest.fixture(scope="module")
def script() -> str:
    done = run("completion", "bash")
    assert done.returncode == 0, done.stderr
    return done.stdout


def completed(script: str, folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    line = "COMP_WORDS=(umapi-lint " + " ".join(map(shlex.quote, words)) + f"); COMP_CWORD={len(words)}"
    code = f"{script}\n{line}\n_umapi_lint\nprintf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "--norc", "-u"], input=code, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [word for word in done.stdout.split("\n") if word]


def test_offers_commands_and_files_first(script: str, tmp_path: Path) -> None:
    write(tmp_path, "", "connector umapi.yml")
    assert completed(script, tmp_path, "con") == ["config", "connector umapi.yml"]
    assert set(COMMANDS) <= set(completed(script, tmp_path, ""))


def test_offers_the_options_of_the_command_that_is_typed(script: str, tmp_path: Path) -> None:
    assert "--baseline" in completed(script, tmp_path, "--")
    assert completed(script, tmp_path, "check", "--isol") == ["--isolated"]
    assert completed(script, tmp_path, "rules", "--isol") == []
    assert completed(script, tmp_path, "rules", "--outp") == ["--output-format"]


def test_offers_what_an_option_can_be(script: str, tmp_path: Path) -> None:
    assert completed(script, tmp_path, "--fail-on", "") == ["error", "warning", "note"]
    assert completed(script, tmp_path, "--fail-on", "=", "wa") == ["warning"]
    assert completed(script, tmp_path, "--fail-on", "=") == ["error", "warning", "note"]
    assert "plaintext-secret" in completed(script, tmp_path, "check", "--select", "plain")
    assert completed(script, tmp_path, "--kind", "user") == ["user-sync-config"]


def test_offers_rules_to_explain_and_shells_to_complete(script: str, tmp_path: Path) -> None:
    assert completed(script, tmp_path, "explain", "") == sorted(registry().rules)
    assert completed(script, tmp_path, "completion", "") == list(SHELLS)


def test_leaves_names_of_files_to_the_shell(script: str, tmp_path: Path) -> None:
    write(tmp_path, "", "x.toml")
    assert completed(script, tmp_path, "--config", "x") == []
    assert "-o default" in script


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_that_names_every_command_and_option(shell: str) -> None:
    text = run("completion", shell).stdout
    for word in (*COMMANDS, "plaintext-secret", "fail-on", "no-inline-ignores", "markdown"):
        assert word in text


def test_an_unknown_shell_is_refused() -> None:
    assert run("completion", "tcsh").returncode == 2
