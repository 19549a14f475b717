"""What `umapi-lint check` prints, and where."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, run, write

from umapi_lint import output
from umapi_lint.output.messages import HINT

BAD = KEYRING_OAUTH + "  unknown: x\n"
DOCS = Path(__file__).parents[3] / "docs"


def test_findings_go_to_standard_output_and_complaints_to_standard_error(tmp_path: Path) -> None:
    write(tmp_path, BAD)
    done = run("connector-umapi.yml", "missing.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "umapi-lint: missing.yml: no such file\n"
    assert done.stdout.startswith("error[unknown-key]: ")
    assert done.stdout.endswith(
        f"\nFound 1 error in 1 file. 1 input could not be read. Checked against User Sync Tool (UST) 2.10.\n{HINT}"
    )


def test_a_clean_file_is_one_sentence_and_quiet_leaves_it_out(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    done = run(cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No problems found in 1 file.\n", "")
    assert run("--quiet", cwd=tmp_path).stdout == ""


def test_nothing_to_lint_is_said_once(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "umapi-lint: no connector files found in .\n"


@pytest.mark.parametrize("form", output.FORMATS)
def test_prints_every_format_that_it_names(tmp_path: Path, form: str) -> None:
    write(tmp_path, BAD)
    done = run("--output-format", form, cwd=tmp_path)
    assert done.returncode == 1
    assert "unknown-key" in done.stdout
    assert done.stderr == ""
    assert done.stdout.endswith("\n")


@pytest.mark.parametrize("form", output.FORMATS)
def test_a_format_is_complete_when_nothing_could_be_read(tmp_path: Path, form: str) -> None:
    done = run("--output-format", form, "missing.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "umapi-lint: missing.yml: no such file\n"


def test_colours_only_where_they_are_wanted(tmp_path: Path) -> None:
    write(tmp_path, BAD)
    assert "\x1b" not in run(cwd=tmp_path).stdout
    assert "\x1b" in run("--color", "always", cwd=tmp_path, NO_COLOR="1").stdout
    assert "\x1b" not in run("--color", "never", cwd=tmp_path).stdout


def in_terminal(folder: Path, **environment: str) -> str:
    """What a run prints to a terminal."""
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "wb") as terminal:
        subprocess.run(
            [sys.executable, "-m", "umapi_lint"],
            cwd=folder, stdout=terminal, env={**os.environ, "TERM": "xterm", "NO_COLOR": "", **environment}, timeout=120,
            check=False,
        )  # fmt: skip
        shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    return shown


def test_a_terminal_gets_colours_and_links_unless_no_color_is_set(tmp_path: Path) -> None:
    write(tmp_path, BAD)
    assert "\x1b[1;31m" in in_terminal(tmp_path)
    assert "\x1b]8;;https://" in in_terminal(tmp_path)
    assert "\x1b" not in in_terminal(tmp_path, NO_COLOR="1")
    assert "\x1b" not in in_terminal(tmp_path, TERM="dumb")


def test_statistics_count_the_rules_below_the_findings(tmp_path: Path) -> None:
    write(tmp_path, BAD + "  unheard: x\n")
    done = run("--statistics", "--output-format", "concise", cwd=tmp_path)
    assert done.stdout.endswith(
        f"\n2  unknown-key\n\nFound 2 errors in 1 file. Checked against User Sync Tool (UST) 2.10.\n{HINT}"
    )
    assert run("--statistics", "--quiet", "--output-format", "concise", cwd=tmp_path).stdout.endswith(
        "\n2  unknown-key\n"
    )


def test_the_documentation_names_every_format() -> None:
    named = re.findall(r"^\| `(\w+)` \|", (DOCS / "reports.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(output.FORMATS)
