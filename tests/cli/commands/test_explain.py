"""What `umapi-lint explain` makes of a message, and of a log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write


def test_explains_a_message_and_names_the_finding_behind_it(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "12345"))
    done = run("explain", "maximum recursion depth exceeded", "--deployment", "connector-umapi.yml", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(
        "maximum recursion depth exceeded\n\nCause\n  A setting has a value of the wrong type"
    )
    assert "Found\n  connector-umapi.yml:3:11: wrong-type `org_id` " in done.stdout


def test_shows_nothing_of_a_log_but_what_it_knows(tmp_path: Path) -> None:
    secret = fake_secret()
    write(tmp_path, f"{secret}\n{secret} invalid_client {secret}\n::error::x ProxyError\n", "user-sync.log")
    done = run("explain", "--log", "user-sync.log", cwd=tmp_path)
    assert done.returncode == 0
    assert secret not in done.stdout + done.stderr
    assert [line for line in done.stdout.splitlines() if "(line" in line] == [
        "invalid_client (line 2)", "Cannot connect to proxy (line 3)",
    ]  # fmt: skip
    given = run("explain", "--log", "-", input="all is well\n", cwd=tmp_path)
    assert given.stdout == "No known message of User Sync Tool or Adobe in this log.\n"


def test_reads_a_log_that_is_larger_than_any_settings_file(tmp_path: Path) -> None:
    write(tmp_path, "2026-11-28 INFO all is well\n" * 40_000 + "ProxyError\n", "user-sync.log")
    for source in ("--log user-sync.log", "--log - < user-sync.log", "--log <(cat user-sync.log)"):
        command = f'exec "{sys.executable}" -m umapi_lint explain {source}'
        done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.startswith("Cannot connect to proxy (line 40001)\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name a rule or a message, or a log with --log"),
        (["something else happened"], "this message is not known; run `umapi-lint check` on the files"),
        (["--log", "nowhere.log"], "nowhere.log cannot be read: no such file"),
    ],
)
def test_says_what_it_cannot_explain(arguments: list[str], told: str, tmp_path: Path) -> None:
    done = run("explain", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
