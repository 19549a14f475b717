"""`check --watch`, as a user runs it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, run, write

PATIENCE = 60


class Watch:
    """A running `check --watch`; both its outputs in one."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "umapi_lint", "--watch", "--output-format", "concise", *arguments],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def until(self, words: str) -> str:
        """What is printed up to some words."""
        assert self.process.stdout is not None
        output = b""
        end = time.monotonic() + PATIENCE
        while words.encode() not in output:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            chunk = os.read(self.process.stdout.fileno(), 65536) if ready else b""
            assert chunk, f"never said {words!r}, but {output.decode()!r}"
            output += chunk
        return output.decode()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, KEYRING_OAUTH)
    return tmp_path


@pytest.mark.parametrize("arguments", [(), ("connector-umapi.yml",)])
def test_lints_again_when_a_file_changes_until_it_is_interrupted(folder: Path, arguments: tuple[str, ...]) -> None:
    watch = Watch(folder, *arguments)
    assert "unknown-key" not in watch.until("Ctrl-C ends it")
    write(folder, KEYRING_OAUTH + "  nonsense: 1\n")
    assert "unknown-key" in watch.until("Ctrl-C ends it")
    write(folder, KEYRING_OAUTH)
    output = watch.until("Ctrl-C ends it")
    assert "connector-umapi.yml changed" in output
    assert "unknown-key" not in output
    assert watch.interrupt() == 130


def test_heeds_changes_of_the_configuration_and_outlives_a_wrong_one(folder: Path) -> None:
    write(folder, KEYRING_OAUTH + "  nonsense: 1\n", "site/connector-umapi.yml")
    watch = Watch(folder / "site")
    assert "unknown-key" in watch.until("Ctrl-C ends it")
    write(folder, "slect = []\n", ".umapi-lint.toml")
    assert "did you mean `select`?" in watch.until("Ctrl-C ends it")
    write(folder, "ignore = ['unknown-key']\n", ".umapi-lint.toml")
    assert "unknown-key" not in watch.until("Ctrl-C ends it")
    assert watch.interrupt() == 130


def test_lints_a_file_that_appears_or_goes(folder: Path) -> None:
    watch = Watch(folder)
    watch.until("Ctrl-C ends it")
    path = write(folder, KEYRING_OAUTH + "  nonsense: 1\n", "more/connector-umapi.yml")
    assert "unknown-key" in watch.until("Ctrl-C ends it")
    path.unlink()
    assert "unknown-key" not in watch.until("Ctrl-C ends it")
    assert watch.interrupt() == 130


def test_lints_again_when_a_key_changes_or_what_a_link_leads_to(folder: Path) -> None:
    key = write(folder, "x", "elsewhere/private.key")
    (folder / "site").mkdir()
    (folder / "site" / "private.key").symlink_to(key)
    (folder / "site" / "connector-umapi.yml").symlink_to(write(folder, KEYRING_OAUTH, "real/connector.yml"))
    watch = Watch(folder / "site", "connector-umapi.yml")
    watch.until("Ctrl-C ends it")
    (folder / "site" / "private.key").unlink()
    assert "private.key changed" in watch.until("Ctrl-C ends it")
    write(folder, KEYRING_OAUTH + "  nonsense: 1\n", "real/connector.yml")
    assert "unknown-key" in watch.until("Ctrl-C ends it")
    assert watch.interrupt() == 130


def test_does_not_take_its_own_report_for_a_change(folder: Path) -> None:
    watch = Watch(folder, "--output", "json:report.json", "connector-umapi.yml")
    watch.until("Ctrl-C ends it")
    write(folder, KEYRING_OAUTH + "# changed\n")
    output = watch.until("Ctrl-C ends it")
    assert "report.json changed" not in output
    assert watch.interrupt() == 130


@pytest.mark.parametrize("arguments", [["-"], ["--fix"], ["--diff"], ["--write-baseline", "x.json"]])
def test_refuses_what_cannot_be_watched(folder: Path, arguments: list[str]) -> None:
    done = run("--watch", *arguments, cwd=folder)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_the_first_run_tells_wrong_usage_as_ever(folder: Path) -> None:
    assert run("--watch", "--select", "nonsense", cwd=folder).returncode == 2


def test_without_the_package_says_how_to_get_it(folder: Path) -> None:
    code = "import sys\nsys.modules['watchfiles'] = None\nfrom umapi_lint.cli.main import main\nsys.exit(main(['--watch']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "umapi-lint: --watch needs watchfiles; install it with: pip install 'umapi-lint[watch]'\n"
