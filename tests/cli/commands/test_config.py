"""`umapi-lint config`: which settings count, and where they stand."""

from __future__ import annotations

import json
from pathlib import Path

from support.linting import run, write

from umapi_lint.policy.config_reader import parse
from umapi_lint.rules._registry import registry

TEXT = (
    'ignore = ["unknown-key"]\nexclude = ["./old/", "#x"]\nfail-on = "error"\n'
    'severity = { plaintext-secret = "note" }\nper-file-ignores = { "a b/" = ["missing-field"] }\n'
)


def test_shows_the_settings_of_a_file_and_where_they_stand(tmp_path: Path) -> None:
    write(tmp_path, TEXT, ".umapi-lint.toml")
    done = run("config", "a/connector-umapi.yml", cwd=tmp_path)
    first, rest = done.stdout.split("\n", 1)
    assert first == f"# a/connector-umapi.yml: {tmp_path / '.umapi-lint.toml'}"
    known = registry().rules
    assert parse(rest, "", tmp_path, known) == parse(TEXT, "", tmp_path, known)


def test_shows_what_the_command_line_makes_of_them(tmp_path: Path) -> None:
    write(tmp_path, TEXT, ".umapi-lint.toml")
    done = run("config", "--select", "unknown-key,wrong-type", "--fail-on", "note", cwd=tmp_path)
    assert done.returncode == 2  # the threshold belongs to `check`
    shown = run("config", "--select", "unknown-key,wrong-type", cwd=tmp_path).stdout
    assert 'select = ["unknown-key", "wrong-type"]\nignore = []\n' in shown


def test_says_that_there_is_none(tmp_path: Path) -> None:
    write(tmp_path, TEXT, ".umapi-lint.toml")
    done = run("config", "--isolated", cwd=tmp_path)
    assert done.stdout.startswith("# .: no configuration\nselect = []\n")
    assert 'fail-on = "warning"' in done.stdout


def test_a_folder_has_its_own_configuration(tmp_path: Path) -> None:
    write(tmp_path, TEXT, "site/.umapi-lint.toml")
    assert 'ignore = ["unknown-key"]' in run("config", "site", cwd=tmp_path).stdout


def test_prints_the_schema_for_editors() -> None:
    assert json.loads(run("config", "--schema").stdout)["properties"]["select"]


def test_a_wrong_configuration_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, "slect = []\n", ".umapi-lint.toml")
    done = run("config", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
