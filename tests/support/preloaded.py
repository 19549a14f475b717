"""The command line in a process of its own, without the time that Python takes to start.

A process that has imported umapi-lint waits here, and forks for each call: what runs is a new process with streams,
folder and environment of its own, which ends as `python -m umapi_lint` does.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SECONDS = 120
_EARLY = ("PYTHON", "LC_", "LANG", "TZ", "COVERAGE")
"""Beginnings of variables that Python reads only as it starts."""
_waiting: list[tuple[subprocess.Popen[str], dict[str, str]]] = []


def call(
    arguments: list[str], cwd: str, given: bytes, environment: Mapping[str, str]
) -> tuple[int, bytes, bytes] | None:
    """The exit code and both outputs of a call; nothing where only a new Python can answer."""
    if os.name == "nt":
        return None
    if not _waiting:
        _waiting.append((_start(), _early(os.environ)))
    process, started_with = _waiting[0]
    if _early(environment) != started_with:
        return None
    with tempfile.TemporaryDirectory() as folder:
        streams = [os.path.join(folder, name) for name in ("in", "out", "err")]
        Path(streams[0]).write_bytes(given)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([arguments, cwd, streams, dict(environment)]) + "\n")
        process.stdin.flush()
        code = process.stdout.readline()
        if not code:
            _waiting.clear()
            raise AssertionError(f"no answer: {arguments}")
        return int(code), Path(streams[1]).read_bytes(), Path(streams[2]).read_bytes()


def _early(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if name.startswith(_EARLY) and name != "PYTHON_KEYRING_BACKEND"
    }


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd="/"
    )


def _serve() -> None:
    """Answer each request, a line of JSON, with an exit code; return in a process of its own for each, to run it."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        arguments, cwd, streams, environment = json.loads(line)
        child = os.fork()
        if child == 0:
            os.setpgrp()
            signal.alarm(SECONDS)
            _become(arguments, cwd, streams, environment)
            return
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()
    os._exit(0)


def _become(arguments: list[str], cwd: str, streams: list[str], environment: dict[str, Any]) -> None:
    for number, (path, flags) in enumerate(
        zip(streams, (os.O_RDONLY, os.O_CREAT | os.O_WRONLY, os.O_CREAT | os.O_WRONLY), strict=True)
    ):
        opened = os.open(path, flags | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding=sys.stdin.encoding, errors=sys.stdin.errors, closefd=False)
    os.chdir(cwd)
    sys.path[0] = cwd
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["umapi_lint", *arguments]


if __name__ == "__main__":
    from umapi_lint import lint_text

    importlib.import_module("umapi_lint.cli.help")
    lint_text("enterprise: {org_id: 5}")  # brings in rules, schemas and parser
    with contextlib.suppress(KeyboardInterrupt):
        _serve()
    runpy.run_module("umapi_lint", run_name="__main__", alter_sys=True)
