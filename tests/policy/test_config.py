"""Configuration files: what they may say, which one counts, and how they are refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write

from umapi_lint.model.finding import Severity
from umapi_lint.policy.config import Configurations
from umapi_lint.policy.config_reader import parse, settings_of
from umapi_lint.policy.settings import ConfigError, Settings
from umapi_lint.rules._registry import registry
from umapi_lint.schema.files import schema_folder

RULES = tuple(registry().rules)
SCHEMA = json.loads((schema_folder() / "umapi-lint-config.schema.json").read_text(encoding="utf-8"))
PLAINTEXT = (
    f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"
    f"  client_secret: {fake_secret()}\n"
)


def read(text: str, folder: Path = Path()) -> Settings:
    return parse(text, "config", folder, RULES)


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return str(caught.value)


# --- what it may say


def test_reads_every_key(tmp_path: Path) -> None:
    settings = read(
        'select = ["plaintext-secret", "unknown-key"]\nignore = ["unknown-key"]\nfail-on = "error"\n'
        'exclude = ["old/"]\nrequire-reason = true\n'
        '[severity]\nplaintext-secret = "note"\n[per-file-ignores]\n"test/" = ["plaintext-secret"]\n',
        tmp_path,
    )
    assert settings.severity == {"plaintext-secret": Severity.NOTE}
    assert settings.fail_on is Severity.ERROR
    assert settings.require_reason
    assert settings.exclude is not None
    assert settings.exclude.match(str(tmp_path / "old" / "x.yml"))
    assert settings.counts("plaintext-secret", str(tmp_path / "x.yml"))
    assert not settings.counts("plaintext-secret", str(tmp_path / "test" / "x.yml"))
    assert not settings.counts("unknown-key", str(tmp_path / "x.yml"))
    assert not settings.counts("missing-field", str(tmp_path / "x.yml"))


def test_an_empty_configuration_changes_nothing() -> None:
    assert read("") == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slect = []", "there is no key `slect`; did you mean `select`?"),
        ("fail_on = 'error'", "did you mean `fail-on`?"),
        ("colour = 1", "has a key that does not exist; known are select, ignore"),
        ("select = ['plaintext-secrte']", "`select`: there is no rule `plaintext-secrte`; did you mean `plaintext-secret`?"),
        ("ignore = ['nonsense']", "`umapi-lint rules` lists them"),
        ("severity = {unknwon-key = 'error'}", "did you mean `unknown-key`?"),
        ("per-file-ignores = {'x/' = ['unknwon-key']}", "did you mean `unknown-key`?"),
        ("select = 'unknown-key'", "`select` must be a list of rules"),
        ("select = [1]", "`select` must be a list of rules"),
        ("severity = 'error'", "`severity` must be a table"),
        ("severity = {unknown-key = 'fatal'}", "`unknown-key` must be note, warning or error"),
        ("fail-on = 3", "`fail-on` must be note, warning or error"),
        ("require-reason = 'yes'", "`require-reason` must be true or false"),
        ("exclude = ['/etc/*.yml']", "`exclude`: a pattern is relative"),
        ("exclude = ['../x.yml']", "cannot climb"),
        ("exclude = 'x'", "`exclude` must be a list of patterns"),
        ("per-file-ignores = {'!x' = ['unknown-key']}", "cannot begin with `!`"),
        ("per-file-ignores = []", "`per-file-ignores` must be a table"),
        ("per-file-ignores = {'x/' = 'unknown-key'}", "must be a list of rules"),
        ("select = [", "is not valid TOML (at its end)"),
        ("select = []\nselect = []\nx = 1", "is not valid TOML (line 2, column "),
        ("\0", "is not valid TOML"),
        ("a = " + "9" * 5000, "is not valid TOML"),
        ("a." * 500_000 + "a = 1", "more than 1000 dots"),
        ("a = " + "[" * 5000 + "]" * 5000, "is not valid TOML"),
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_refuses_what_it_does_not_know_and_says_what_was_meant(text: str, words: str) -> None:
    message = refusal(text)
    assert words in message
    assert message.startswith("config: ")
    assert "\n" not in message


def test_never_quotes_what_does_not_look_like_a_name() -> None:
    secret = fake_secret()
    for text in (f'"{secret}" = 1', f'select = ["{secret}"]', f'select = "{secret}"', f'exclude = ["/{secret}"]',
                 f'fail-on = "{secret}"', f'severity = {{ "{secret}" = "error" }}', f'x = {secret}', '"\\u001b[31mselect" = 1'):  # fmt: skip
        message = refusal(text)
        assert secret not in message
        assert message.isprintable()


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["unknown-key", "error", "note", "test/", "../x", "!a"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["unknown-key", "missing-field", "test/", "!x", "/x", ".."]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "fail_on", "x"]), VALUES, max_size=3))
def test_what_it_takes_is_valid_by_its_schema(table: dict[str, Any]) -> None:
    taken, message = attempt(table)
    assert "\n" not in message
    if taken:
        Draft7Validator(SCHEMA).validate(table)


def attempt(table: dict[str, Any]) -> tuple[bool, str]:
    try:
        settings_of(table, "config", Path(), RULES)
    except ConfigError as error:
        return False, str(error)
    return True, ""


def test_the_schema_describes_every_key_with_an_example_that_is_taken() -> None:
    Draft7Validator.check_schema(SCHEMA)
    assert set(SCHEMA["properties"]) == {name.replace("_", "-") for name in Settings._fields} - {"origin"}
    for key, described in SCHEMA["properties"].items():
        assert described["description"].endswith(".")
        for example in described["examples"]:
            assert attempt({key: example}) == (True, "")
            Draft7Validator(SCHEMA).validate({key: example})


# --- which one counts


def test_the_nearest_one_counts_and_hides_those_above(tmp_path: Path) -> None:
    write(tmp_path, 'ignore = ["unknown-key"]\n', ".umapi-lint.toml")
    write(tmp_path, '[tool.umapi-lint]\nignore = ["missing-field"]\n', "a/pyproject.toml")
    found = Configurations(RULES)
    assert found.of(str(tmp_path / "x.yml")).ignore == {"unknown-key"}
    assert found.of(str(tmp_path / "a" / "b" / "x.yml")).ignore == {"missing-field"}
    assert found.of(str(tmp_path / "c" / "x.yml")).ignore == {"unknown-key"}


def test_its_own_file_wins_over_pyproject(tmp_path: Path) -> None:
    write(tmp_path, 'ignore = ["unknown-key"]\n', ".umapi-lint.toml")
    write(tmp_path, "[tool.umapi-lint]\n", "pyproject.toml")
    assert Configurations(RULES).of(str(tmp_path / "x.yml")).ignore == {"unknown-key"}


@pytest.mark.parametrize(
    "text",
    ["", "[tool.other]\n", "[project]\nname = 'umapi-lint'\n", "[tool.other]\n# umapi-lint\n", b"\xff\xfe not TOML"],
)
def test_a_pyproject_that_does_not_speak_to_us_is_passed_over(text: str | bytes, tmp_path: Path) -> None:
    write(tmp_path, 'ignore = ["unknown-key"]\n', ".umapi-lint.toml")
    write(tmp_path, text, "a/pyproject.toml")
    assert Configurations(RULES).of(str(tmp_path / "a" / "x.yml")).ignore == {"unknown-key"}


@pytest.mark.parametrize("text", ["[tool]\numapi-lint = 1\n", "[tool.umapi-lint]\nslect = []\n", "umapi-lint = [\n"])
def test_a_pyproject_that_speaks_to_us_and_is_wrong_is_refused(text: str, tmp_path: Path) -> None:
    write(tmp_path, text, "pyproject.toml")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: "):
        Configurations(RULES).of(str(tmp_path / "x.yml"))


def test_refuses_a_folder_a_pipe_and_a_giant(tmp_path: Path) -> None:
    for name, make in {
        "folder": lambda path: path.mkdir(),
        "giant": lambda path: path.write_bytes(b"#" * 1024 * 1025),
        **({"pipe": os.mkfifo} if hasattr(os, "mkfifo") else {}),
        "broken": lambda path: path.symlink_to("nowhere"),
        "latin": lambda path: path.write_bytes(b"# \xe9"),
    }.items():
        (tmp_path / name).mkdir()
        make(tmp_path / name / ".umapi-lint.toml")
        with pytest.raises(ConfigError, match=r"\.umapi-lint\.toml: "):
            Configurations(RULES).of(str(tmp_path / name / "x.yml"))


# --- on the command line


def test_a_configuration_silences_a_rule_in_the_files_below_it(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    assert run("--output-format", "concise", cwd=tmp_path).returncode == 1
    write(tmp_path, 'ignore = ["plaintext-secret"]\n', ".umapi-lint.toml")
    assert run(cwd=tmp_path).returncode == 0
    assert run("--isolated", cwd=tmp_path).returncode == 1
    assert run("--select", "plaintext-secret", cwd=tmp_path).returncode == 1


def test_the_command_line_wins_over_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    write(tmp_path, 'select = ["unknown-key"]\nfail-on = "error"\n', ".umapi-lint.toml")
    assert run(cwd=tmp_path).stdout.count("plaintext-secret") == 0
    selected = run("--select", "plaintext-secret", "--fail-on", "warning", cwd=tmp_path)
    assert (selected.returncode, "plaintext-secret" in selected.stdout) == (1, True)
    assert run("--select", "plaintext-secret", cwd=tmp_path).returncode == 0


def test_a_severity_decides_the_exit_code(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    write(tmp_path, 'fail-on = "error"\nseverity = {plaintext-secret = "error"}\n', ".umapi-lint.toml")
    done = run("--output-format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert '"error"' in done.stdout


def test_a_named_configuration_counts_for_all_files_and_its_patterns_start_here(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT, "site/a/connector-umapi.yml")
    write(tmp_path, "ignore = []\n", "site/a/.umapi-lint.toml")
    write(tmp_path, 'per-file-ignores = {"a/*.yml" = ["plaintext-secret"]}\n', "elsewhere/strict.toml")
    assert run("--config", "../elsewhere/strict.toml", cwd=tmp_path / "site").returncode == 0
    assert run(cwd=tmp_path / "site").returncode == 1


def test_excluded_files_are_left_out_of_folders_and_linted_when_named(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT, "old/connector-umapi.yml")
    write(tmp_path, KEYRING_OAUTH)
    assert run("--exclude", "old/", cwd=tmp_path).returncode == 0
    write(tmp_path, 'exclude = ["old/"]\n', ".umapi-lint.toml")
    assert run(cwd=tmp_path).returncode == 0
    assert run("old/connector-umapi.yml", cwd=tmp_path).returncode == 1
    assert run("old", cwd=tmp_path).returncode == 3


def test_what_a_deployment_names_is_left_out_when_it_is_excluded(tmp_path: Path) -> None:
    root = "adobe_users:\n  connectors:\n    umapi: old/connector-umapi.yml\ndirectory_users:\n  connectors: {}\n"
    write(
        tmp_path,
        root + "limits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )
    write(tmp_path, PLAINTEXT, "old/connector-umapi.yml")
    assert run(cwd=tmp_path).returncode == 1
    assert run("--exclude", "old/", cwd=tmp_path).returncode == 0


def test_text_from_standard_input_has_the_configuration_of_its_name(tmp_path: Path) -> None:
    write(tmp_path, 'ignore = ["plaintext-secret"]\n', "a/.umapi-lint.toml")
    assert run("-", "--stdin-filename", "a/connector-umapi.yml", cwd=tmp_path, input=PLAINTEXT).returncode == 0
    assert run("-", "--stdin-filename", "connector-umapi.yml", cwd=tmp_path, input=PLAINTEXT).returncode == 1


@pytest.mark.parametrize("arguments", [[], ["--output-format", "json"], ["connector-umapi.yml"], ["-"]])
def test_a_wrong_configuration_is_one_line_and_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    write(tmp_path, 'slect = ["plaintext-secret"]\n', ".umapi-lint.toml")
    done = run(*arguments, cwd=tmp_path, input=PLAINTEXT)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "did you mean `select`?" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--config", "nowhere.toml"], ["--isolated", "--config", "x.toml"], ["--exclude", "/etc"], ["--select", "nonsense"], ["--config", "pyproject.toml"]],
)  # fmt: skip
def test_wrong_options_are_one_line_and_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    write(tmp_path, "[project]\n", "pyproject.toml")
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_inline_ignores_can_be_left_unheeded(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT.rstrip() + "  # umapi-lint: ignore[plaintext-secret] -- agreed\n")
    assert run(cwd=tmp_path).returncode == 0
    assert run("--no-inline-ignores", cwd=tmp_path).returncode == 1


def test_a_clean_run_without_a_configuration_imports_nothing_for_it_and_nothing_slow(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    code = "import sys; before = set(sys.modules); from umapi_lint.cli.main import main; main(['connector-umapi.yml']); print(sorted(m for m in sys.modules.keys() - before if m in ('typing', 'argparse', 'inspect', 'dataclasses', 'tomllib', 'tomli', 'pathspec', 'umapi_lint.policy.path_patterns', 'umapi_lint.policy.config_reader', 'umapi_lint.policy.suppressions', 'umapi_lint.policy.directive', 'umapi_lint.policy.baseline')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_gitignore_that_is_a_pipe_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / ".gitignore")
    assert run(cwd=tmp_path).returncode == 1
