"""The completion scripts of fish and zsh, in these shells."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import run


def said_by(shell: list[str], folder: Path) -> list[str]:
    """What a shell prints that has this umapi-lint on its path."""
    program = folder / "umapi-lint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m umapi_lint "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(shell, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("umapi-lint mig", "migrate"),
        ("umapi-lint check --stat", "--statistics"),
        ("umapi-lint explain plaintext", "plaintext-secret"),
    ],
)
def test_fish_offers_commands_options_and_rules(typed: str, offered: str, tmp_path: Path) -> None:
    (tmp_path / "script").write_text(run("completion", "fish").stdout)
    (line,) = said_by(["fish", "-c", f'source script; complete -C "{typed}"'], tmp_path)
    assert line.split("\t")[0] == offered


def test_zsh_takes_the_script_for_completion_of_the_command(tmp_path: Path) -> None:
    (tmp_path / "script").write_text(run("completion", "zsh").stdout)
    code = "autoload -U compinit; compinit -u -D; source ./script; print $_comps[umapi-lint]; whence -w _umapi-lint"
    assert said_by(["zsh", "-fc", code], tmp_path) == ["_umapi-lint", "_umapi-lint: function"]
