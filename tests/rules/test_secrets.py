"""Credentials at the place that is made for them, in every way that YAML can write one."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_pem, fake_secret, lint, tea, write
from support.printed import Printed

from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding

HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"


def plaintext(findings: list[Finding]) -> list[tuple[int, str]]:
    return [(f.location.line, f.location.pointer) for f in findings if f.rule == "plaintext-secret"]


@pytest.mark.parametrize(
    "written",
    [
        "  client_secret: {secret}\n",
        "  client_secret: '{secret}'\n",
        '  client_secret: "{secret}"\n',
        '  "client_secret": "{secret}"\n',
        "  client_secret: |-\n    {secret}\n",
        "  client_secret: >-\n    {secret}\n",
        "  client_secret: &anchor {secret}\n",
        "  client_secret: !!str {secret}\n",
        "  client_secret:\n    {secret}\n",
        "  ? client_secret\n  : {secret}\n",
    ],
)
def test_finds_a_secret_however_it_is_written(written: str, tmp_path) -> None:
    findings = lint(tmp_path, HEAD + written.replace("{secret}", fake_secret()))
    assert [pointer for _, pointer in plaintext(findings)] == ["/enterprise/client_secret"]
    assert {finding.rule for finding in findings} == {"plaintext-secret"}


def test_finds_secrets_in_json(tmp_path) -> None:
    text = (
        f'{{"authentication_method": "oauth", "enterprise": {{"org_id": "{ORG_ID}", "client_id": "{fake_client_id()}",'
    )
    findings = lint(tmp_path, f'{text} "client_secret": "{fake_secret()}"}}}}\n')
    assert plaintext(findings) == [(1, "/enterprise/client_id"), (1, "/enterprise/client_secret")]


def test_finds_a_secret_that_a_merge_key_brings(tmp_path) -> None:
    text = f"common: &common\n  client_secret: {fake_secret()}\n{HEAD}  <<: *common\n"
    assert plaintext(lint(tmp_path, text)) == [(2, "/enterprise/client_secret")]


def test_one_value_under_two_names_is_one_finding(tmp_path) -> None:
    text = HEAD.replace("secure_client_id_key: umapi_client_id", f"client_id: &both {fake_secret()}")
    findings = lint(tmp_path, text + "  client_secret: *both\n")
    found = [f for f in findings if f.rule == "plaintext-secret"]
    assert len(found) == 1
    assert found[0].message == "`client_id` and `client_secret` are stored in plain text"


def test_finds_a_secret_whose_anchor_stands_elsewhere(tmp_path) -> None:
    findings = lint(tmp_path, f"holder: &held {fake_secret()}\n{HEAD}  client_secret: *held\n")
    assert plaintext(findings) == [(1, "/enterprise/client_secret")]
    assert "misplaced-secret" not in {finding.rule for finding in findings}


def test_names_the_setting_that_takes_its_place(tmp_path) -> None:
    found = lint(tmp_path, HEAD + f"  client_secret: {fake_secret()}\n")[0]
    assert "`secure_client_secret_key`" in found.help


@pytest.mark.parametrize(
    "value", ["", "~", "''", "Client secret goes here", "${SECRET}", "client_secret", "9876-xyz-12345"]
)
def test_is_silent_about_what_is_no_secret(value: str, tmp_path) -> None:
    assert plaintext(lint(tmp_path, HEAD + f"  client_secret: {value}\n")) == []


@pytest.mark.parametrize("value", ["Client secret goes here", "9876-xyz-12345", "Client-Secret"])
def test_is_silent_about_a_placeholder_that_an_alias_brings(value: str, tmp_path) -> None:
    text = f"holder: &held {value}\n{HEAD}  client_secret: *held\n"
    assert plaintext(lint(tmp_path, text)) == []


def test_a_number_in_place_of_a_secret_is_one_finding(tmp_path) -> None:
    assert [f.rule for f in lint(tmp_path, HEAD + "  client_secret: 12345678\n")] == ["wrong-type"]


def test_the_name_of_a_keyring_entry_is_clean(tmp_path) -> None:
    assert lint(tmp_path, KEYRING_OAUTH) == []


def test_tells_also_what_the_chosen_method_does_not_read(tmp_path) -> None:
    key = "".join(f"    {line}\n" for line in fake_pem().splitlines())
    assert plaintext(lint(tmp_path, KEYRING_OAUTH + f"  priv_key_data: |\n{key}")) == [(6, "/enterprise/priv_key_data")]


def test_of_what_the_chosen_method_does_not_read_the_line_is_to_be_removed(tmp_path) -> None:
    findings = lint(tmp_path, HEAD + f"  client_secret: {fake_secret()}\n  priv_key_pass: hunter2\n")
    read, not_read = (finding.help for finding in findings if finding.rule == "plaintext-secret")
    assert read.startswith(
        "Run `umapi-lint secure`, which stores the value in the keyring and names the entry in `secure_client_secret_key` instead."
    )
    assert not_read == ("Remove the line: UST does not read it with this authentication method.")


def test_a_file_of_an_overlay_is_told_once(tmp_path) -> None:
    write(tmp_path, f"enterprise:\n  client_secret: {fake_secret()}\n", "connector-umapi.yml")
    write(tmp_path, HEAD, "more.yml")
    root = "adobe_users:\n  connectors:\n    umapi: [connector-umapi.yml, more.yml]\ndirectory_users: {}\nlimits: {}\n"
    path = write(tmp_path, root, "user-sync-config.yml")
    findings = [f for result in Linter().lint_paths([str(path)]) for f in result.findings]
    assert plaintext(findings) == [(2, "/enterprise/client_secret")]


def test_says_how_to_move_a_credential_into_the_keyring(printed: Printed) -> None:
    text = HEAD.replace("secure_client_id_key: umapi_client_id", f"client_id: &both {fake_secret()}")
    assert printed(text + "  client_secret: *both\n") == snapshot("""\
warning[malformed-value]: the value of `client_id` looks like a client secret, not like a client id (sign-in fails)
 --> connector-umapi.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Copy the Client ID from the credential page of your project in the Adobe Developer Console; the secret goes into `client_secret`.

warning[plaintext-secret]: `client_id` and `client_secret` are stored in plain text (a secret is at risk)
 --> connector-umapi.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Run `umapi-lint secure`, which stores the value in the keyring and names the entry in `secure_client_id_key` or `secure_client_secret_key` instead. Otherwise make the file readable by its owner only, and add `# umapi-lint: ignore[plaintext-secret] -- why` to the line.

Found 2 warnings in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_credential_without_a_place_in_the_keyring_is_to_be_kept_to_its_owner(printed: Printed) -> None:
    leaf = {"title": "Leaf", "type": "string", "x-sensitive": True}
    write(printed.folder, tea({"properties": {"leaf": leaf}}), "schemas/connector-tea.schema.json")
    file = {"connector-tea.yml": f"tea:\n  leaf: {fake_secret()}\n"}
    assert printed(file, "check", "--schema-dir", "schemas", "connector-tea.yml") == snapshot("""\
warning[plaintext-secret]: `leaf` is stored in plain text (a secret is at risk)
 --> connector-tea.yml:2:3
  |
2 |   leaf: ***
  |   ^^^^
  |
  = help: Keep the file readable by its owner only.

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
