"""Ctrl-C, a reader that has seen enough, streams that are closed, and a disk that is full."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, fake_secret, run, write

MANY = 2000


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many files with a finding each that a run takes a while, and its report does not fit into a pipe."""
    folder = tmp_path_factory.mktemp("tree")
    for number in range(MANY):
        write(folder, KEYRING_OAUTH + "unknown: 1\n", f"connector-umapi-{number:04}.yml")
    return folder


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "umapi_lint", *arguments, "."]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_leaves_a_whole_report_of_what_was_found(tree: Path, jobs: str) -> None:
    process = start(tree, "--output-format", "json", "--jobs", jobs)
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, reported = process.communicate(timeout=60)
    assert process.returncode == 130
    assert reported == b"umapi-lint: interrupted; remaining files were not checked\n"
    files = json.loads(first + rest)["summary"]["files"]
    assert 0 < files < MANY


def test_ctrl_c_leaves_the_older_report_in_a_file(tree: Path, tmp_path: Path) -> None:
    report = write(tmp_path, "the older one", "report.json")
    process = start(tree, "--output", f"json:{report}")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert report.read_text() == "the older one"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_that_fixes_and_is_ended_lists_what_it_changed(number: int, tmp_path: Path) -> None:
    paths = [
        write(tmp_path, KEYRING_OAUTH + "  tech_acct_id: a\nfoo: 1\n", f"connector-umapi-{index:03}.yml", 0o644)
        for index in range(300)
    ]
    process = start(tmp_path, "--fix", "--unsafe-fixes")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    [line] = [line for line in told.decode().splitlines() if "changed until then" in line]
    listed = line.partition("changed until then: ")[2].split(", ")
    assert listed == [
        path.name for path in paths if "tech_acct_id" not in path.read_text() or path.stat().st_mode & 0o777 == 0o600
    ]
    assert 0 < len(listed) < len(paths)
    assert [path for path in tmp_path.iterdir() if path not in paths] == []


@pytest.mark.parametrize("arguments", [[], ["--output-format", "sarif"], ["--jobs", "2"]], ids=" ".join)
def test_a_closed_pipe_is_quiet(tree: Path, arguments: list[str]) -> None:
    process = start(tree, *arguments)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 1


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--output-format", "json"], ["rules"], ["schema", "connector-umapi"]]
)
def test_a_full_disk_is_one_line(arguments: list[str], tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "umapi_lint", *arguments],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"umapi-lint: standard output cannot be written: no space left on device\n"


CALLS = (
    ["check"], ["check", "-"], ["check", "--fix"], ["check", "--output", "json:report.json"], ["redact", "connector-umapi.yml"],
    ["redact", "-"], ["migrate", "--diff", "connector-umapi.yml"], ["migrate", "connector-umapi.yml"],
    ["secure", "--diff", "connector-umapi.yml"], ["secure", "connector-umapi.yml"], ["rules"], ["explain", "null-value"],
    ["schema", "connector-umapi"], ["schema", "--modeline", "connector-umapi.yml"], ["config", "show", "connector-umapi.yml"],
    ["completion", "bash"], ["server"], ["--help"], ["--version"], ["check", "--no-such-option"],
)  # fmt: skip


@pytest.mark.posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-", "1</dev/null", "0>/dev/null"])
def test_a_closed_stream_is_at_the_most_one_line_and_nothing_is_changed_that_cannot_be_told(
    closed: str, tmp_path: Path
) -> None:
    text = KEYRING_OAUTH.replace("secure_client_secret_key: a", f"client_secret: {fake_secret()}") + "api_key: x\n"
    path = write(tmp_path, text)
    for arguments in CALLS:
        command = " ".join(["exec", sys.executable, "-m", "umapi_lint", *arguments, closed])
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, input="", capture_output=True, text=True, check=False, timeout=60
        )
        assert "Traceback" not in done.stderr, arguments
        assert "error of umapi-lint itself" not in done.stderr, arguments
        if ">&-" in closed.replace("2>&-", "") or closed.startswith("1"):
            assert done.returncode == 2, arguments
            assert done.stdout == "", arguments
            assert path.read_text() == text, arguments
            assert [name.name for name in tmp_path.iterdir()] == [path.name], arguments
            if "2>&-" not in closed:
                assert done.stderr == "umapi-lint: standard output is closed, so there is nowhere to report to\n"
        elif arguments[-1] == "-" and "2" not in closed:
            assert done.returncode == 2
            assert done.stderr == "umapi-lint: standard input cannot be read: it is closed\n"
        path.write_text(text)


def test_a_file_that_may_not_grow_leaves_the_older_report(tree: Path, tmp_path: Path) -> None:
    report = write(tmp_path, "the older one", "report.json")
    code = (
        "import resource, signal, sys\nfrom umapi_lint.cli.main import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        f"sys.exit(main(['-q', '--output', 'json:{report}', '.']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tree, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr == f"umapi-lint: {report}: the report cannot be written: file too large\n"
    assert report.read_text() == "the older one"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_standard_input_without_an_end_is_refused(tmp_path: Path) -> None:
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "umapi_lint", "-"],
            cwd=tmp_path,
            stdin=endless,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert "larger than 2 MiB" in done.stderr


def test_nothing_is_said_of_a_run_that_goes_well(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    assert run("-q", ".", cwd=tmp_path).stderr == ""
