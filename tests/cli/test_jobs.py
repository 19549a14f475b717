"""Several processes find what one finds, in the same order."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, fake_secret, run, write

from umapi_lint.cli import jobs
from umapi_lint.cli.commands import check
from umapi_lint.cli.help import parser_of

ROOT = "adobe_users:\n  connectors:\n    umapi: {}\ndirectory_users:\n  user_identity_type: federatedID\n"
FILES = 3 * jobs.CHUNK


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files with and without faults, deployments, two roots in one folder, ignores, and a configuration."""
    for number in range(FILES):
        text = KEYRING_OAUTH.replace("org_id", "orgid") if number % 7 == 0 else KEYRING_OAUTH
        if number % 11 == 0:
            text += "unknown: 1 # umapi-lint: ignore[unknown-key]\n"
        write(tmp_path / f"site{number:03}", text.replace("umapi_client_id", f"umapi_client_id_{number}"))
    for number in range(8):
        folder = tmp_path / f"deployment{number}"
        for name in ("connector-umapi.yml", "connector-umapi-old.yml", "connector-umapi-new.yml"):
            write(folder, KEYRING_OAUTH + "extra: 1\n", name)
        write(folder, ROOT.format("connector-umapi.yml"), "user-sync-config.yml")
        write(folder, ROOT.format("[connector-umapi.yml, connector-umapi-new.yml]"), "user-sync-config-2.yml")
    (tmp_path / "site020" / "broken-connector-umapi.yml").symlink_to("nowhere")
    write(tmp_path, 'exclude = ["*-excluded*.yml"]\n[severity]\nunknown-key = "error"\n', ".umapi-lint.toml")
    return tmp_path


@pytest.mark.parametrize("format", ["json", "text"])
def test_tells_the_same_as_one_process(tree: Path, format: str) -> None:
    one, two = (run("check", "--output-format", format, "--jobs", str(n), ".", cwd=tree) for n in (1, 2))
    assert one.stdout.count("unknown-key") > 20
    assert (two.returncode, two.stdout, two.stderr) == (one.returncode, one.stdout, one.stderr)


def test_prints_what_it_read_from_standard_input_once(tree: Path) -> None:
    one, two = (run("check", "--jobs", str(n), "-", ".", cwd=tree, input="a: 1\n") for n in (1, 2))
    assert two.stdout == one.stdout


def test_starts_processes_where_they_cannot_be_forked(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    options = parser_of("check").parse_args(["--jobs", "2"])
    spawned = list(jobs.lint_paths(check.linter_of(options), ["."], 2, context=multiprocessing.get_context("spawn")))
    assert spawned == list(check.linter_of(options).lint_paths(["."]))


def test_a_baseline_knows_what_every_process_found(tree: Path) -> None:
    for number in (13, FILES - 1):
        secret = KEYRING_OAUTH.replace(
            "secure_client_secret_key: umapi_client_secret", f"client_secret: {fake_secret()}"
        )
        write(tree / f"site{number:03}", secret)
    written = run("check", "--write-baseline", "b.json", "--jobs", "2", ".", cwd=tree)
    assert written.returncode == 2, "a broken link remains"
    for number in (1, 2):
        again = run("check", "--baseline", "b.json", "--jobs", str(number), "--output-format", "json", ".", cwd=tree)
        assert json.loads(again.stdout)["findings"] == []
        assert "match" not in again.stderr
    write(tree / "site013", KEYRING_OAUTH)
    stale = run("check", "--baseline", "b.json", "--jobs", "2", ".", cwd=tree)
    assert "matches nothing any more" in stale.stderr


def test_ends_all_processes_on_ctrl_c(tree: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "umapi_lint", "--jobs", "2", "--watch", "."],
        cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, reported = process.communicate(timeout=60)
    assert (process.returncode, b"Traceback" in reported) == (130, False)
    for _ in range(100):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.1)
    else:
        pytest.fail("a process is left")


def test_says_so_when_a_process_is_killed(tree: Path) -> None:
    code = (
        "import multiprocessing, os, sys\nfrom umapi_lint.cli.main import main\nfrom umapi_lint.linting.linter import Linter\n"
        "multiprocessing.set_start_method('fork')\n"
        "Linter.lint_one = lambda *_: os.kill(os.getpid(), 9)\nsys.exit(main(['--jobs', '2', '.']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tree, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("umapi-lint: a process that linted files was ended from outside")


def test_uses_as_many_as_there_are_processors() -> None:
    options = argparse.Namespace(jobs=0)
    assert 1 <= jobs.jobs_of(options) <= (os.cpu_count() or 1)


def test_refuses_less_than_none(tmp_path: Path) -> None:
    done = run("check", "--jobs", "-1", ".", cwd=tmp_path)
    assert (done.returncode, "--jobs needs" in done.stderr) == (2, True)
