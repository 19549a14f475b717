"""What is not there, or has no value: the cause, once, and the line it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import JWT, KEYRING_OAUTH, TECHNICAL_ACCOUNT, lint, only, refused, rules_of

from umapi_lint.finding import Consequence


def test_a_missing_method_is_one_finding_and_names_what_its_absence_leads_to(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.partition("\n")[2])
    assert "`authentication_method` is missing" in finding.message
    assert finding.consequence is Consequence.REFUSED


def test_a_missing_credential_names_both_places_it_can_have(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace("  secure_client_secret_key: umapi_client_secret\n", ""))
    assert finding.rule == "missing-field"
    assert "`client_secret` or `secure_client_secret_key` is missing in `enterprise`" in finding.message


def test_a_credential_without_a_value_is_to_be_set_and_not_added(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", "client_secret:"))
    assert finding.rule == "null-value"
    assert finding.help.startswith("Set `client_secret`.")


@pytest.mark.parametrize("value", ["", " ~", " null"])
def test_refuses_a_null_host(value: str, tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + f"server:\n  host:{value}\n")
    assert (finding.rule, finding.consequence, finding.location.line) == ("null-value", Consequence.REFUSED, 7)


def test_of_a_jwt_that_adobe_switched_off_nothing_else_is_said(tmp_path: Path) -> None:
    assert rules_of(lint(tmp_path, JWT)) == ["deprecated-method"]


def test_a_required_key_without_a_value_is_one_finding_that_says_what_to_write(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, JWT.replace(f" {TECHNICAL_ACCOUNT}", ""))
    assert finding.rule == "null-value"
    assert "remove the line" not in finding.help
    assert "Technical Account ID" in finding.help


def test_a_method_without_a_value_is_told_which_one_to_write(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace(": oauth", ":"))
    assert (finding.rule, finding.help) == ("null-value", "Write `authentication_method: oauth`.")
