"""The progress bar, on a real terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from support.linting import KEYRING_OAUTH, run, write

# a bar from the first moment on, so that no test has to wait for it
AT_ONCE = (
    "import sys; from umapi_lint.cli import progress; progress.PATIENCE = progress.INTERVAL = 0\n"
    "from umapi_lint.cli.main import main; sys.exit(main(sys.argv[1:]))"
)


def on_terminal(folder: Path, *arguments: str, code: str = AT_ONCE, piped: bool = True, term: str = "xterm") -> str:
    """What a terminal gets as standard error; as standard output too where that is not piped."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], cwd=folder, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if piped else theirs, stderr=theirs, env={**os.environ, "TERM": term},
    )  # fmt: skip
    os.close(theirs)
    output = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        if not chunk:
            break
        output += chunk
    os.close(ours)
    process.wait()
    return output.decode()


def files(folder: Path, number: int, text: str = KEYRING_OAUTH) -> None:
    for index in range(number):
        write(folder, text, f"{index}/connector-umapi.yml")


def screen(output: str) -> list[str]:
    """What is left on a terminal."""
    lines = []
    for line in output.replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            cells[: len(part)] = part
        lines.append("".join(cells).rstrip())
    return lines


def test_shows_how_far_it_is_and_leaves_nothing_behind(tmp_path: Path) -> None:
    files(tmp_path, 5)
    output = on_terminal(tmp_path)
    assert "3 of 5 files" in output
    assert screen(output) == [""]


def test_gives_way_to_what_is_found(tmp_path: Path) -> None:
    files(tmp_path, 4)
    files(tmp_path, 2, KEYRING_OAUTH + "  nonsense: 1\n")
    left = screen(on_terminal(tmp_path, "--output-format", "concise", "--color", "never", piped=False))
    assert [line.partition(":")[0] for line in left if line][:2] == ["0/connector-umapi.yml", "1/connector-umapi.yml"]
    assert not any("#" in line for line in left)


def test_a_short_run_shows_no_bar(tmp_path: Path) -> None:
    files(tmp_path, 3)
    plain = "import sys; from umapi_lint.cli import progress; progress.PATIENCE = 600\n"
    assert on_terminal(tmp_path, code=plain + AT_ONCE.partition("\n")[2]) == ""


def test_shows_none_where_nobody_sees_it_or_wants_it(tmp_path: Path) -> None:
    files(tmp_path, 3)
    assert on_terminal(tmp_path, "--quiet") == ""
    assert on_terminal(tmp_path, term="dumb") == ""
    assert run(cwd=tmp_path).stderr == ""


def test_is_not_even_imported_without_a_terminal(tmp_path: Path) -> None:
    files(tmp_path, 1)
    code = "import sys; from umapi_lint.cli.main import main; main([]); print('umapi_lint.cli.progress' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
