"""What is said of the keyring that a file relies on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_secret, lint, run, write

from umapi_lint.engine.context import Options
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding, Severity

pytestmark = pytest.mark.posix

Use = Callable[..., None]

ENTRIES = [("umapi_client_id", ORG_ID), ("umapi_client_secret", ORG_ID)]
JWT = KEYRING_OAUTH.replace("oauth", "jwt") + (
    f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  secure_priv_key_data_key: umapi_private_key_data\n"
)
RULES = {"keyring-entry-missing", "keyring-unavailable", "keyring-value-too-long", "insecure-keyring-backend"}


def findings(folder: Path, text: str = KEYRING_OAUTH, name: str = "connector-umapi.yml") -> list[Finding]:
    linter = Linter(options=Options(keyring=True))
    found = [f for result in linter.lint_paths([str(write(folder, text, name))]) for f in result.findings]
    return [finding for finding in found if finding.rule in RULES]


def test_is_content_when_every_entry_is_there(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", ENTRIES)
    assert findings(tmp_path) == []


def test_points_at_the_name_of_an_entry_that_is_missing(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", ENTRIES[:1])
    (found,) = findings(tmp_path)
    assert (found.rule, found.consequence) == ("keyring-entry-missing", Consequence.REFUSED)
    assert (found.location.line, found.location.column) == (5, 29)
    assert found.message == (
        "the keyring of this machine and user does not have an entry `umapi_client_secret` with `org_id` as user name"
    )


def test_takes_no_entry_of_another_organization(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", [(name, "another@AdobeOrg") for name, _ in ENTRIES])
    assert [finding.rule for finding in findings(tmp_path)] == ["keyring-entry-missing"] * 2


def test_asks_nothing_without_the_option(keyring_of: Use, tmp_path: Path):
    keyring_of("none")
    assert lint(tmp_path, KEYRING_OAUTH) == []
    done = run("check", write(tmp_path, KEYRING_OAUTH))
    assert done.returncode == 0, done.stdout


def test_asks_on_the_command_line(keyring_of: Use, tmp_path: Path):
    keyring_of("empty")
    done = run("check", "--keyring", write(tmp_path, KEYRING_OAUTH))
    assert done.returncode == 1
    assert done.stdout.count("keyring-entry-missing") >= 2


def test_shows_no_name_that_may_be_a_secret(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", ENTRIES[:1])
    secret = fake_secret()
    path = write(tmp_path, KEYRING_OAUTH.replace("umapi_client_secret", secret))
    done = run("check", "--keyring", path)
    assert "keyring-entry-missing" in done.stdout
    assert "this machine and user does not have an entry with `org_id` as user name" in done.stdout
    assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize("store", ["none", "windows", "plaintext", "null"])
def test_asks_nothing_of_a_file_that_names_no_entry(keyring_of: Use, tmp_path: Path, store: str):
    keyring_of(store)
    assert findings(tmp_path, f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n") == []


@pytest.mark.parametrize("org_id", ["''", "~", "12", "[a]", "{a: b}"])
def test_asks_nothing_where_the_user_name_is_not_known(keyring_of: Use, tmp_path: Path, org_id: str):
    keyring_of("empty")
    assert findings(tmp_path, KEYRING_OAUTH.replace(ORG_ID, org_id)) == []


@pytest.mark.parametrize("name", ["''", "~", "12", "[a]"])
def test_asks_for_no_name_that_is_none(keyring_of: Use, tmp_path: Path, name: str):
    keyring_of("filled", ENTRIES[:1])
    assert findings(tmp_path, KEYRING_OAUTH.replace("umapi_client_secret", name)) == []


def test_knows_the_console_connector(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", ENTRIES[:1])
    text = KEYRING_OAUTH.replace("enterprise:", "integration:")
    (found,) = findings(tmp_path, text, "connector-adobe-console.yml")
    assert found.location.pointer == "/integration/secure_client_secret_key"


def test_asks_for_what_an_overlay_merges_to(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", ENTRIES[:1])
    head, _, tail = KEYRING_OAUTH.partition("  secure_client_id_key")
    write(tmp_path, head, "a.yml")
    write(tmp_path, "enterprise:\n  secure_client_id_key" + tail, "b.yml")
    found = findings(tmp_path, "adobe_users:\n  connectors:\n    umapi: [a.yml, b.yml]\n", "user-sync-config.yml")
    assert [(Path(f.location.file).name, f.location.line) for f in found] == [("b.yml", 3)]


def test_says_once_that_there_is_no_keyring(keyring_of: Use, tmp_path: Path):
    keyring_of("none")
    (found,) = findings(tmp_path)
    assert (found.rule, found.consequence, found.location.line) == ("keyring-unavailable", Consequence.REFUSED, 4)
    assert found.message == (
        "the keyring cannot be asked: no store is available here: no Secret Service, no keychain, no Credential Manager"
    )


def test_names_the_class_of_an_error_and_nothing_that_it_says(
    keyring_of: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    keyring_of("none")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "support.stores.Failing")
    (found,) = findings(tmp_path)
    assert found.message == "the keyring cannot be asked: the store refused to answer; it may be locked (OSError)"


@pytest.mark.parametrize("name", ["nonsense", "no.such.Backend", "support.stores.NoSuchClass"])
def test_says_that_the_settings_are_bad_without_a_traceback(
    keyring_of: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    keyring_of("none")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    done = run("check", "--keyring", write(tmp_path, KEYRING_OAUTH))
    assert done.returncode == 1
    assert "cannot be loaded" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_says_that_the_null_backend_keeps_nothing(keyring_of: Use, tmp_path: Path):
    keyring_of("null")
    (found,) = findings(tmp_path)
    assert (found.rule, found.severity, found.consequence) == (
        "insecure-keyring-backend", Severity.ERROR, Consequence.REFUSED,
    )  # fmt: skip
    assert found.message == "the keyring in use is the null backend, which keeps nothing, so UST finds no entry"


def test_warns_of_a_plain_text_store(keyring_of: Use, tmp_path: Path):
    keyring_of("plaintext")
    (found,) = findings(tmp_path)
    assert (found.rule, found.severity) == ("insecure-keyring-backend", Severity.WARNING)
    assert found.message == "the keyring in use is a plain text file"


def test_warns_of_a_plain_text_store_behind_another(keyring_of: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    keyring_of("plaintext")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "support.stores.Mixed")
    (found,) = findings(tmp_path)
    assert found.message == "the keyring in use falls back on a plain text file"


def test_says_that_a_private_key_does_not_fit_windows(keyring_of: Use, tmp_path: Path):
    keyring_of("windows")
    found = findings(tmp_path, JWT)
    assert [finding.rule for finding in found] == ["keyring-entry-missing"] * 2 + ["keyring-value-too-long"]
    assert "too long" in found[2].message


def test_says_nothing_of_length_where_the_store_can_hold_a_key(keyring_of: Use, tmp_path: Path):
    keyring_of("filled", ENTRIES)
    (found,) = findings(tmp_path, JWT)
    assert found.rule == "keyring-entry-missing"


def test_lints_many_files_with_one_keyring_that_cannot_be_asked(keyring_of: Use, tmp_path: Path):
    keyring_of("none")
    for index in range(3):
        write(tmp_path, KEYRING_OAUTH, f"{index}/connector-umapi.yml")
    found = [f for r in Linter(options=Options(keyring=True)).lint_paths([str(tmp_path)]) for f in r.findings]
    assert [finding.rule for finding in found if finding.rule in RULES] == ["keyring-unavailable"] * 3
