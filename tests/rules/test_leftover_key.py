"""Private keys that are beside a connector which needs none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import keys
from support.linting import KEYRING_OAUTH, TECHNICAL_ACCOUNT, fake_pem, lint, run, tea, write
from support.printed import Printed

import umapi_lint
from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding, Severity
from umapi_lint.rules import leftover_key

pytestmark = pytest.mark.posix

JWT = KEYRING_OAUTH.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_path: private.key\n"


def told(findings: list[Finding]) -> list[str]:
    return [finding.message for finding in findings if finding.rule == "leftover-private-key"]


def test_a_key_beside_oauth_is_told_at_the_section_as_a_note(tmp_path: Path) -> None:
    write(tmp_path, keys.rsa_key(), "private.key")
    [finding] = lint(tmp_path, KEYRING_OAUTH)
    assert finding.message == (
        "`private.key` beside this file is a private key that this method does not read and no file here names; "
        "was it left over from JWT?"
    )
    assert finding.severity is Severity.NOTE
    assert (finding.location.line, finding.location.column, finding.location.pointer) == (2, 1, "/enterprise")


@pytest.mark.parametrize("label", ["PRIVATE KEY", "RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])
def test_every_form_of_a_key_is_one(tmp_path: Path, label: str) -> None:
    write(tmp_path, "Bag Attributes\n" + fake_pem(label), "old.PEM")
    assert len(told(lint(tmp_path, KEYRING_OAUTH))) == 1


def test_several_keys_are_one_finding(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path, fake_pem(), f"{number}.key")
    [message] = told(lint(tmp_path, KEYRING_OAUTH))
    assert message.startswith("`0.key`, `1.key`, `2.key` and 2 more beside this file are private keys")


@pytest.mark.parametrize(
    ("names", "output"), [(["a.key", "b.pem"], "`a.key` and `b.pem`"), (["a.key", "b.key", "c.key"], "`a.key`, `b.key` and `c.key`")]
)  # fmt: skip
def test_a_few_keys_are_all_named(names: list[str], output: str, tmp_path: Path) -> None:
    for name in names:
        write(tmp_path, fake_pem(), name)
    [message] = told(lint(tmp_path, KEYRING_OAUTH))
    assert message == (
        f"{output} beside this file are private keys that this method does not read and no file here names; "
        "were they left over from JWT?"
    )


@pytest.mark.parametrize("content", ["", "no key\n", "public", "certificate"])
def test_a_file_without_a_private_key_is_none(tmp_path: Path, content: str) -> None:
    made = {"public": lambda: keys.public(keys.key()), "certificate": keys.certificate}
    write(tmp_path, made[content]() if content in made else content, "private.key")
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


def test_a_key_under_another_name_is_none_of_our_business(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "id_rsa")
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


@pytest.mark.parametrize("name", ["other.yml", "other.yaml", "OTHER.YAML"])
@pytest.mark.parametrize("other", [JWT, "ldap:\n  tls_key: certs/private.key\n"])
def test_a_key_that_another_file_names_is_in_use(tmp_path: Path, other: str, name: str) -> None:
    write(tmp_path, fake_pem(), "private.key")
    write(tmp_path, other, name)
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


def test_a_key_that_a_file_in_another_encoding_names_is_in_use(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "private.key")
    write(tmp_path, b"owner: caf\xe9\ntls_key: private.key\n", "other.yml")
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


def test_a_key_that_an_unreadable_file_may_name_is_not_told(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "private.key")
    write(tmp_path, "# filler\n" * 40_000, "other.yml")
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


def test_a_folder_of_hundreds_of_files_is_left_alone(tmp_path: Path) -> None:
    for number in range(leftover_key.MAX_ENTRIES - 1):
        write(tmp_path, fake_pem() if number == 0 else "", f"{number}.key")
    assert len(told(lint(tmp_path, KEYRING_OAUTH))) == 1
    write(tmp_path, "", "one-more.key")
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


def test_a_large_file_is_no_key(tmp_path: Path) -> None:
    write(tmp_path, fake_pem() + "x" * 300_000, "archive.key")
    assert told(lint(tmp_path, KEYRING_OAUTH)) == []


def test_a_key_that_only_a_comment_names_is_not(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "private.key")
    assert len(told(lint(tmp_path, KEYRING_OAUTH + "  # priv_key_path: private.key\n"))) == 1


def test_a_key_is_looked_for_beside_the_file_of_an_overlay_that_has_the_credentials(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH, "deep/connector-umapi.yml")
    write(tmp_path, "server: {timeout: 60}\n", "over.yml")
    root = "adobe_users:\n  connectors:\n    umapi: [deep/connector-umapi.yml, over.yml]\n"
    write(tmp_path, root, "user-sync-config.yml")
    write(tmp_path, fake_pem(), "old.key")

    def found() -> list[Finding]:
        results = Linter().lint_paths([str(tmp_path / "user-sync-config.yml")])
        return [f for result in results for f in result.findings if f.rule == "leftover-private-key"]

    assert found() == []
    write(tmp_path, fake_pem(), "deep/older.key")
    [finding] = found()
    assert finding.message.startswith("`older.key` beside this file is a private key")
    assert (Path(finding.location.file).name, finding.location.line) == ("connector-umapi.yml", 2)


def test_jwt_has_no_leftover_keys(tmp_path: Path) -> None:
    write(tmp_path, keys.rsa_key(), "private.key")
    write(tmp_path, keys.rsa_key(), "other.key")
    assert told(lint(tmp_path, JWT)) == []


def test_a_name_that_steers_a_terminal_is_shown_without_that(tmp_path: Path) -> None:
    write(tmp_path, fake_pem(), "a\x1b[31m`.key")
    [message] = told(lint(tmp_path, KEYRING_OAUTH))
    assert message.startswith("`a?[31m?.key` ")


def test_a_text_without_a_file_has_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, fake_pem(), "private.key")
    monkeypatch.chdir(tmp_path)
    assert told(umapi_lint.lint_text(KEYRING_OAUTH)) == []


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ({"$ref": "#/definitions/key"}, False),
        ({"type": "string", "x-file": "private-key"}, False),
        ({"type": "string", "x-private-key": True}, False),
        ({"type": "string", "x-file": "configuration"}, True),
        (None, True),
    ],
)  # fmt: skip
def test_whether_a_method_reads_a_key_is_what_its_schema_says(
    key: dict[str, object] | None, told: bool, printed: Printed
) -> None:
    properties = {"leaf": {"$ref": "#/definitions/leaf"}, **({} if key is None else {"key": key})}
    definitions = {"leaf": {"type": "string", "x-public": True}, "key": {"type": "string", "x-file": "private-key"}}
    method = {"$id": "tea-method.schema.json", "x-method": "leaf", "properties": properties, "definitions": definitions}
    write(printed.folder, json.dumps(method), "schemas/tea-method.schema.json")
    section = {"allOf": [{"$ref": "tea-method.schema.json"}]}
    write(printed.folder, tea(section), "schemas/connector-tea.schema.json")
    write(printed.folder, fake_pem(), "old.key")
    output = printed({"connector-tea.yml": "tea: {leaf: a}\n"}, "check", "--schema-dir", "schemas", "connector-tea.yml")
    assert ("leftover-private-key" in output) is told


def test_a_method_without_a_schema_of_its_own_may_read_a_key_too(printed: Printed) -> None:
    properties = {"leaf": {"$ref": "#/definitions/leaf"}, "key": {"type": "string", "x-file": "private-key"}}
    schema = tea({"x-method": "leaf", "properties": properties}, definitions={"leaf": {"type": "string"}})
    write(printed.folder, schema, "schemas/connector-tea.schema.json")
    write(printed.folder, fake_pem(), "old.key")
    output = printed({"connector-tea.yml": "tea: {leaf: a}\n"}, "check", "--schema-dir", "schemas", "connector-tea.yml")
    assert "leftover-private-key" not in output


# --- what umapi-lint itself left over


def test_a_copy_that_a_killed_run_left_is_told_by_the_next_one_with_how_to_remove_it(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH + "  tech_acct_id: a\n")
    code = (
        "import os, signal, sys\nfrom umapi_lint.document import atomic_write\nfrom umapi_lint.cli.main import main\n"
        "def kill(frame, event, _):\n"
        "    if event == 'call' and frame.f_code.co_name == '_like':\n        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.setprofile(kill)\nmain(['--fix', '--unsafe-fixes', 'connector-umapi.yml'])\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    [left] = [name.name for name in tmp_path.iterdir() if name != path]
    for other in (
        ".connector-umapi.yml.swp",
        ".connector-umapi.yml.0123456789ab.bak",
        ".connector.yml.0123456789ab.tmp",
    ):
        write(tmp_path, "", other)
    [finding] = [one for one in Linter().lint(read_source(path)).findings if one.rule == "leftover-copy"]
    assert finding.message == f"`{left}` beside this file is a copy of it that umapi-lint did not get to finish"
    assert finding.help == f"Delete it with `rm {tmp_path / left}`, and run again what was interrupted."
    done = run(
        "user-sync-config.yml",
        cwd=write(tmp_path, "adobe_users: {connectors: {umapi: connector-umapi.yml}}\n", "user-sync-config.yml").parent,
    )
    assert done.stdout.count("[leftover-copy]") == 1


def test_a_copy_beside_each_file_of_an_overlay_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, "adobe_users: {connectors: {umapi: [connector-umapi.yml, more.yml]}}\n", "user-sync-config.yml")
    write(tmp_path, KEYRING_OAUTH)
    write(tmp_path, "server: {timeout: 120}\n", "more.yml")
    for name in (".connector-umapi.yml.0123456789ab.tmp", ".more.yml.0123456789ab.tmp"):
        write(tmp_path, "", name)
    for paths in (["user-sync-config.yml"], ["."], ["connector-umapi.yml", "more.yml"]):
        found = [
            line
            for line in run(*paths, "--output-format", "concise", cwd=tmp_path).stdout.splitlines()
            if "leftover-copy" in line
        ]
        assert [line.split(":")[0] for line in found] == ["connector-umapi.yml", "more.yml"], paths
