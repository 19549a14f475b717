"""What a run prints, to the last word: for the tests that hold the wording, which is what our users see of us."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.cli.main import main
from umapi_lint.output.messages import HINT


class Printed:
    """The command line, called in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        monkeypatch.chdir(folder)
        for name in list(os.environ):
            if name.startswith(("GITHUB_", "UMAPI_LINT_")) or name in ("CI", "GITLAB_CI", "TF_BUILD", "JENKINS_URL"):
                monkeypatch.delenv(name)

    def __call__(self, files: str | Mapping[str, str | bytes], *arguments: str, mode: int = 0o600) -> str:
        """Standard output, then standard error, then the exit code in brackets if it is not 0. Without the line that
        every report ends with, which is held by the test of the text report.

        `files` is the text of connector-umapi.yml, or the texts of files by their names.
        """
        for name, text in ({"connector-umapi.yml": files} if isinstance(files, str) else files).items():
            write(self.folder, text, name, mode)
        self._capsys.readouterr()
        code = main(arguments)
        output = self._capsys.readouterr()
        return output.out.replace(HINT, "") + output.err + (f"[{code}]\n" if code else "")
