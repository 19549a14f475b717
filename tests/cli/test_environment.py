"""Options from environment variables, and what `check` shows of its files and settings."""

import pytest
from support.linting import KEYRING_OAUTH, run, write

from umapi_lint.cli.help import parser_of

BAD = KEYRING_OAUTH + "typo: 1\n"


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, BAD)
    return tmp_path


def test_a_variable_is_an_option(folder):
    assert run(cwd=folder).returncode == 1
    assert run(cwd=folder, UMAPI_LINT_FAIL_ON="error").returncode == 0
    assert run(cwd=folder, UMAPI_LINT_EXIT_ZERO="1").returncode == 0
    assert run(cwd=folder, UMAPI_LINT_EXIT_ZERO="false").returncode == 1
    assert run(cwd=folder, UMAPI_LINT_OUTPUT_FORMAT="json").stdout.startswith("{")


def test_the_command_line_wins(folder):
    assert run("--fail-on", "warning", cwd=folder, UMAPI_LINT_FAIL_ON="error").returncode == 1


def test_a_wrong_value_is_reported_with_its_option(folder):
    done = run(cwd=folder, UMAPI_LINT_FAIL_ON="all")
    assert done.returncode == 2
    assert "--fail-on" in done.stderr


@pytest.mark.parametrize("name", ["FIX", "UNSAFE_FIXES", "ADD_IGNORES", "WRITE_BASELINE", "OUTPUT"])
def test_no_variable_writes_a_file(folder, name):
    assert any(f"--{name.lower().replace('_', '-')}" in action.option_strings for action in parser_of("check")._actions)
    run(cwd=folder, **{f"UMAPI_LINT_{name}": "json:new.json" if name == "OUTPUT" else "1"})
    assert [path.name for path in folder.iterdir()] == ["connector-umapi.yml"]
    assert (folder / "connector-umapi.yml").read_text() == BAD


def test_lists_the_files_and_their_settings(folder):
    write(folder, "ignore = ['unknown-key']\n", ".umapi-lint.toml")
    write(folder, "x: 1\n", "notes.yml")
    done = run("--show-files", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "connector-umapi.yml\n")
    shown = run("--show-settings", cwd=folder).stdout
    assert shown.startswith("# connector-umapi.yml: ")
    assert 'ignore = ["unknown-key"]' in shown
    assert run("--show-files", "notes.yml", cwd=folder).returncode == 2
