"""Comments that silence findings: where they go, and that they change nothing else."""

import shutil
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, run, write

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source

EXAMPLES = Path(__file__).parents[2] / "examples" / "bad"


@pytest.mark.parametrize("example", sorted(EXAMPLES.iterdir()), ids=lambda path: path.name)
def test_silences_all_that_is_found_and_changes_no_value(tmp_path, example):
    folder = tmp_path / "bad"
    shutil.copytree(example, folder)
    before = {path: Document(Source("", path.read_bytes())).value for path in folder.iterdir()}
    done = run("check", "--add-ignores", "--reason", "known", ".", cwd=folder)
    assert done.returncode == 0, done.stdout
    assert {path: Document(Source("", path.read_bytes())).value for path in folder.iterdir()} == before
    assert "-- known" in "".join(path.read_text() for path in folder.iterdir())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("typo: 1", "typo: 1  # umapi-lint: ignore[unknown-key]\n"),
        ("typo: 1   # why", "typo: 1   # why  # umapi-lint: ignore[unknown-key]\n"),
        ("typo: 1  # umapi-lint: ignore[null-value]", "typo: 1  # umapi-lint: ignore[null-value, unknown-key]\n"),
        ("typo: |\n  text", "typo: |  # umapi-lint: ignore[unknown-key]\n  text\n"),
        ('typo: "one\n  two"', '# umapi-lint: ignore[unknown-key]\ntypo: "one\n  two"\n'),
    ],
)
def test_the_comment_goes_where_yaml_has_room_for_it(tmp_path, line, expected):
    path = write(tmp_path, f"{KEYRING_OAUTH}{line}\n")
    run("check", "--add-ignores", path)
    assert path.read_text() == KEYRING_OAUTH + expected
    assert "unknown-key" not in run("check", "--output-format", "concise", path).stdout.replace("unused-ignore", "")


def test_keeps_the_line_ends_of_the_file(tmp_path):
    path = write(tmp_path, (KEYRING_OAUTH + 'typo: "a\n  b"\n').replace("\n", "\r\n").encode())
    run("check", "--add-ignores", path)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    assert b"ignore[unknown-key]\r\n" in path.read_bytes()


def test_a_file_that_cannot_be_loaded_is_left_alone(tmp_path):
    path = write(tmp_path, "a: [\n")
    done = run("check", "--add-ignores", path)
    assert (done.returncode, path.read_text()) == (1, "a: [\n")
    assert "silenced 0 findings" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--add-ignores", "--fix"), "run --fix first"),
        (("--reason", "x"), "--reason goes with --add-ignores"),
        (("--add-ignores", "-"), "standard input"),
        (("--add-ignores", "--write-baseline", "b.json"), "choose one"),
        (("--add-ignores", "--reason", "a\nb"), "--reason: is one line"),
    ],
)
def test_says_which_options_do_not_go_together(tmp_path, arguments, sentence):
    write(tmp_path, KEYRING_OAUTH)
    done = run("check", *arguments, cwd=tmp_path, input="")
    assert done.returncode == 2
    assert sentence in done.stderr
