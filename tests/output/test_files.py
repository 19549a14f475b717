"""Several reports of one run, and files that are complete or not there."""

from __future__ import annotations

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, run, write

from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import FORMATS, Style
from umapi_lint.output.files import OutputError, Outputs, ReportFile
from umapi_lint.output.messages import HINT

BAD = KEYRING_OAUTH + "  unknown: x\n"
NOWHERE = "path not found" if os.name == "nt" else "no such file or directory"


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_several_reports_of_one_run(tmp_path: Path) -> None:
    write(tmp_path, BAD)
    done = run("--output", "json:a.json", "--output", "text:b.txt", "--output-format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("connector-umapi.yml:6:3: error unknown-key ")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["summary"]["errors"] == 1
    assert (tmp_path / "b.txt").read_text("utf-8").startswith("error[unknown-key]: ")
    assert files(tmp_path) == ["a.json", "b.txt", "connector-umapi.yml"]


def test_a_report_in_a_file_has_no_colours(tmp_path: Path) -> None:
    write(tmp_path, BAD)
    assert "\x1b[" in run("--output", "text:b.txt", "--color", "always", cwd=tmp_path).stdout
    assert "\x1b" not in (tmp_path / "b.txt").read_text("utf-8")


def test_replaces_an_older_report(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    (tmp_path / "a.txt").write_text("old\n" * 100)
    assert run("--output", "text:a.txt", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a.txt").read_text() == "No problems found in 1 file.\n"


@pytest.mark.posix
def test_follows_no_link_that_somebody_planted(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    precious = write(tmp_path, "precious", "elsewhere.txt")
    (tmp_path / "a.txt").symlink_to(precious)
    done = run("--output", "text:a.txt", cwd=tmp_path)
    assert done.returncode == 2
    assert (
        done.stderr
        == "umapi-lint: a.txt: the report cannot be written: is a symbolic link; name the file that it leads to\n"
    )
    assert precious.read_text() == "precious"


def test_no_name_beside_a_report_can_be_guessed(tmp_path: Path) -> None:
    """A link under the name that a report has while it is written would lead its text elsewhere."""
    names = set()
    for _ in range(2):
        file = ReportFile(str(tmp_path / "a.txt"))
        file.open()
        names.update(files(tmp_path))
        file.discard()
    assert len(names) == 2
    assert not any(str(os.getpid()) == part for name in names for part in name.split("."))
    assert files(tmp_path) == []


@pytest.mark.posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_keeps_the_mode_of_the_report_that_it_replaces(tmp_path: Path, mode: int) -> None:
    write(tmp_path, KEYRING_OAUTH)
    old = write(tmp_path, "old", "a.txt", mode)
    assert run("--output", "text:a.txt", cwd=tmp_path).returncode == 0
    assert old.read_text() == "No problems found in 1 file.\n"
    assert old.stat().st_mode & 0o777 == mode


def test_leaves_a_device_in_its_place(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    assert run("--output", f"json:{os.devnull}", cwd=tmp_path).returncode == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(
    ("wanted", "output"),
    [
        ("jsn:a.json", "there is no format 'jsn'; did you mean json?"),
        ("qqqqq:a", "there is no format 'qqqqq'; there are text, concise,"),
        ("json", "names no file; write json:PATH"),
        ("json:", "names no file; write json:PATH"),
        ("json:nowhere/a.json", f"nowhere/a.json: the report cannot be written: {NOWHERE}"),
        ("json:connector-umapi.yml", "is a configuration file"),
        ("json:other.YAML", "is a configuration file"),
        ("json:named", "is a configuration file"),
    ],
)
def test_refuses_what_it_cannot_write_in_one_line_before_anything_is_linted(
    tmp_path: Path, wanted: str, output: str
) -> None:
    write(tmp_path, KEYRING_OAUTH)
    named = write(tmp_path, KEYRING_OAUTH, "named")
    done = run("--output", wanted, "--output", "text:first.txt", "connector-umapi.yml", "named", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert output in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert files(tmp_path) == ["connector-umapi.yml", "named"]
    assert named.read_text() == KEYRING_OAUTH


def test_refuses_two_reports_in_one_file(tmp_path: Path) -> None:
    done = run("--output", "json:a", "--output", "text:./a", cwd=tmp_path)
    assert done.returncode == 2
    assert "two reports cannot go to one file" in done.stderr


@pytest.mark.posix
def test_a_full_disk_is_one_line_and_leaves_no_half_report(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        return  # only Linux has it
    write(tmp_path, BAD)
    done = run("--output", "json:a.json", "--output", f"json:{full}", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("umapi-lint: /dev/full: the report cannot be written: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_run_that_fails_leaves_the_older_report(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("old")

    def fail() -> None:
        with Outputs.of(StringIO(), "text", Style(), [f"json:{path}"]) as out:
            out.begin()
            out.file(FileResult("f"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert files(tmp_path) == ["a.json"]
    assert path.read_text() == "old"


def test_a_folder_is_no_place_for_a_report(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="cannot be written"),
        Outputs.of(StringIO(), "text", Style(), [f"json:{tmp_path}"]) as out,
    ):
        out.end(Summary())


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_beyond_a_hundred_findings_of_a_rule_is_counted_and_not_listed(form: str, tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH + "".join(f"unknown{number}: x\n" for number in range(700)))
    done = run("check", f"--output-format={form}", "connector-umapi.yml", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stdout) < 400_000
    assert done.stdout.count("600 more findings of this rule in this file are not listed") >= 1
    if form == "text":
        assert f"Found 700 warnings in 1 file. Checked against User Sync Tool (UST) 2.10.\n{HINT}" in done.stdout
