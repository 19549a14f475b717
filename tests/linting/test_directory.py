"""The connectors to a directory: LDAP, Okta and CSV, alone and chosen by a root."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, fake_secret, run, write
from support.printed import Printed

from umapi_lint import lint_text
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding, Severity

LDAP = "host: ldaps://dc1\nbase_dn: DC=corp\n"
ACCOUNT = LDAP + "username: CORP\\svc-ust\nsecure_password_key: ldap_password\n"
OKTA = "host: corp.okta.com\nsecure_api_token_key: okta_api_token\n"


def root(connectors: str, chosen: str = "ldap", more: str = "") -> str:
    return (
        "adobe_users:\n  connectors:\n    umapi: connector-umapi.yml\n"
        f"directory_users:\n  connectors:\n{connectors}{more}"
        f"limits:\n  max_adobe_only_users: 200\ninvocation_defaults:\n  connector: {chosen}\n  users: mapped\n"
    )


def deployment(folder: Path, text: str, **files: str) -> list[Finding]:
    write(folder, KEYRING_OAUTH, "connector-umapi.yml")
    for name, content in files.items():
        write(folder, content, f"{name}.yml")
    path = write(folder, text, "user-sync-config.yml")
    return [finding for result in Linter().lint_paths([str(path)]) for finding in result.findings]


def ldap(text: str) -> list[str]:
    return [finding.rule for finding in lint_text(text, name="connector-ldap.yml")]


@pytest.mark.parametrize(
    ("name", "text"),
    [("connector-ldap.yml", ACCOUNT), ("connector-okta.yml", OKTA), ("connector-csv.yml", 'delimiter: ";"\n')],
)
def test_a_good_connector_is_good(name: str, text: str) -> None:
    assert lint_text(text, name=name) == []


def test_the_content_tells_an_ldap_and_an_okta_connector() -> None:
    assert [f.rule for f in lint_text(LDAP + "colour: x\n", name="directory.yml")] == ["unknown-key"]
    assert [f.rule for f in lint_text(OKTA + "colour: x\n", name="directory.yml")] == ["unknown-key"]


def test_says_what_is_wrong_with_each_setting(printed: Printed) -> None:
    files = {
        "connector-ldap.yml": (
            "host: ldap://dc1:389/\nbase_dn:\nusername: svc\nsecure_password: ldap_password\nauthentication_method: anonymous\n"
            'user_email_format: "{mail"\nuser_username_format: uid\nrequire_tls_cert: "yes"\nsearch_page_size: "5"\n'
            "two_steps_lookup: member\nuser_identity_type: federated\n"
        ),
        "connector-okta.yml": "host: HTTPS://corp.okta.com\nsecure_api_token: okta_api_token\nall_users_filter:\n",
    }
    assert printed(files, "--output-format", "concise", *files) == snapshot("""\
connector-ldap.yml:1:7: error invalid-value UST does not accept the value of `host`
connector-ldap.yml:2:1: error null-value `base_dn` is empty but required
connector-ldap.yml:4:1: error documented-spelling UST calls it `secure_password_key` [--fix]
connector-ldap.yml:5:1: error conflicting-keys UST refuses `username` with this authentication method
connector-ldap.yml:6:20: error invalid-value `user_email_format` is not a valid format for Python 3.9
connector-ldap.yml:7:23: warning invalid-value no attribute is named in braces here, so UST gives every user this same text
connector-ldap.yml:8:19: error wrong-type `require_tls_cert` must be `true` or `false`, not a string
connector-ldap.yml:9:19: error wrong-type `search_page_size` must be an integer, not a string [--fix]
connector-ldap.yml:10:19: error wrong-type `two_steps_lookup` must be a mapping, not a string
connector-ldap.yml:11:21: error invalid-value UST does not accept `federated` as the value of `user_identity_type`
connector-okta.yml:1:7: error invalid-value UST does not accept the value of `host`
connector-okta.yml:2:1: error documented-spelling UST calls it `secure_api_token_key` [--fix]
connector-okta.yml:3:1: error null-value `all_users_filter` is empty but required
Found 12 errors, 1 warning in 2 files (3 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_password_needs_an_account_and_an_account_a_password() -> None:
    assert ldap(LDAP + "username: svc\n") == ["missing-field"]
    assert ldap(LDAP + "secure_password_key: ldap_password\n") == ["missing-field"]
    assert ldap(LDAP + "authentication_method: anonymous\nsecure_password_key: ldap_password\n") == ["conflicting-keys"]
    assert ldap(LDAP + "authentication_method: simpel\nusername: svc\nsecure_password_key: ldap_password\n") == [
        "invalid-value"
    ]


def test_without_an_account_another_method_than_anonymous_is_a_warning() -> None:
    for method, rule in (("simple", "ignored-key"), ("NTLM", "ignored-key"), ("simpel", "invalid-value")):
        (finding,) = lint_text(LDAP + f"authentication_method: {method}\n", name="connector-ldap.yml")
        assert (finding.rule, finding.severity, finding.consequence) == (rule, Severity.WARNING, Consequence.IGNORED)
    assert ldap(LDAP + "authentication_method: anonymous\n") == []


def test_kerberos_is_a_warning_where_umapi_lint_does_not_run_on_windows() -> None:
    findings = lint_text(LDAP + "authentication_method: Kerberos\n", name="connector-ldap.yml")
    said = [] if os.name == "nt" else [(Severity.WARNING, Consequence.REFUSED)]
    assert [(finding.severity, finding.consequence) for finding in findings] == said
    refused = ldap(ACCOUNT + "authentication_method: Kerberos\n")
    assert refused == ["conflicting-keys"]


def test_an_ntlm_account_needs_its_domain() -> None:
    text = ACCOUNT + "authentication_method: ntlm\n"
    assert ldap(text) == []
    assert ldap(text.replace("CORP\\svc-ust", "svc-ust@corp")) == ["malformed-value"]


@pytest.mark.parametrize("host", ["ldap://dc1", "dc1", "dc1:389", "LDAP://dc1:10389"])
def test_a_password_on_an_unencrypted_connection_is_reported(host: str) -> None:
    text = ACCOUNT.replace("ldaps://dc1", host)
    assert ldap(text) == ["unencrypted-connection"]
    assert ldap(text + "require_tls_cert: true\n") == []
    assert ldap(text + "authentication_method: ntlm\n") == []


@pytest.mark.parametrize(
    "host", ["ldap://localhost", "localhost:389", "127.0.0.1", "::1", "ldap://[::1]:389", "ldapi://%2Frun%2Fldapi"]
)
def test_what_stays_on_this_machine_needs_no_encryption(host: str) -> None:
    assert ldap(ACCOUNT.replace("ldaps://dc1", f'"{host}"')) == []


def test_additional_groups_need_an_attribute_of_the_chosen_ldap_connector(tmp_path: Path) -> None:
    more = "  additional_groups:\n    - source: a\n      target: b\n"
    named = "    ldap: directory.yml\n    okta: okta.yml\n"
    (finding,) = deployment(tmp_path, root(named, more=more), directory=ACCOUNT, okta=OKTA)
    assert (finding.rule, finding.consequence) == ("missing-field", Consequence.REFUSED)
    assert "`dynamic_group_member_attribute`" in finding.message
    whole = ACCOUNT + "dynamic_group_member_attribute: memberOf\n"
    assert deployment(tmp_path, root(named, more=more), directory=whole, okta=OKTA) == []


def test_a_connector_that_is_not_chosen_stops_nothing(tmp_path: Path) -> None:
    named = "    ldap: directory.yml\n    okta: okta.yml\n    csv: csv.yml\n"
    findings = deployment(
        tmp_path, root(named), directory=ACCOUNT, okta="host: http://corp.okta.com\n", csv="colour: x\n"
    )
    assert {finding.consequence for finding in findings} == {Consequence.IGNORED}
    assert {finding.location.file.rpartition("/")[2] for finding in findings} == {"okta.yml", "csv.yml"}


def test_files_of_one_connector_are_merged(tmp_path: Path) -> None:
    text = root("    ldap:\n      - host.yml\n      - account.yml\n")
    host, account = LDAP, "username: CORP\\svc-ust\nsecure_password_key: ldap_password\n"
    assert deployment(tmp_path, text, host=host, account=account) == []
    assert deployment(tmp_path, text, host=ACCOUNT, account=account.replace("svc", "srv")) == []
    findings = deployment(tmp_path, text, host=host, account=account + "password: not-a-real-password\n")
    assert [finding.rule for finding in findings if finding.consequence is Consequence.REFUSED] == ["conflicting-keys"]


@pytest.mark.parametrize(("name", "text", "key"), [
    ("connector-ldap.yml", LDAP + "username: CORP\\svc-ust\n", "password"),
    ("connector-okta.yml", "host: corp.okta.com\n", "api_token"),
])  # fmt: skip
def test_a_secret_of_a_directory_is_one_like_any_other(name: str, text: str, key: str, tmp_path: Path) -> None:
    secret = fake_secret().removeprefix("p8e-")
    path = write(tmp_path, f"{text}{key}: {secret}\n# {key}: {secret[::-1]}\n", name)
    path.chmod(0o644)
    done = run("--output-format", "concise", name, cwd=tmp_path)
    assert {"plaintext-secret", "unsafe-permissions", "secret-in-comment"} <= set(done.stdout.split())
    assert secret not in done.stdout + done.stderr
    copy = run("redact", name, cwd=tmp_path)
    assert copy.returncode == 0
    assert secret not in copy.stdout
    assert secret[::-1] not in copy.stdout
