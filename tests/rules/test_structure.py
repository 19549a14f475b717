"""What the findings about missing, unknown, conflicting and mistyped keys say, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, lint, rules_of

from umapi_lint.finding import Consequence, Finding

JWT = (
    KEYRING_OAUTH.replace("oauth", "jwt")
    + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  secure_priv_key_data_key: umapi_key\n"
)


def only(folder: Path, text: str) -> Finding:
    (finding,) = lint(folder, text)
    return finding


def refused(folder: Path, text: str) -> list[Finding]:
    return [finding for finding in lint(folder, text) if finding.consequence is Consequence.REFUSED]


def test_a_key_of_jwt_under_oauth_says_which_line_chose_the_method(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n")
    assert finding.rule == "key-not-for-method"
    assert finding.location.line == 6
    assert "because `authentication_method` on line 1 is `oauth`" in finding.message
    assert [place.location.line for place in finding.related] == [1]


def test_a_missing_method_is_one_finding_and_names_what_its_absence_leads_to(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.partition("\n")[2])
    assert "`authentication_method` is missing" in finding.message
    assert finding.consequence is Consequence.REFUSED


@pytest.mark.parametrize(
    "slip", ["authentication_methd", "authentication-method", "Authentication_Method", "authenticationmethod"]
)
def test_a_misspelt_method_is_one_refused_finding_at_the_slip(slip: str, tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, KEYRING_OAUTH.replace("authentication_method", slip))
    assert finding.rule == "unknown-key"
    assert finding.location.line == 1
    assert "did you mean `authentication_method`?" in finding.message


@pytest.mark.parametrize("slip", ["clientid", "client-id", "Client_ID", "clinet_id"])
def test_a_misspelt_key_says_what_was_meant_and_is_the_only_finding(slip: str, tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("secure_client_id_key: umapi_client_id", f"{slip}: some-named-client")
    finding = only(tmp_path, text)
    assert finding.rule == "unknown-key"
    assert finding.location.line == 4
    assert finding.location.end_column - finding.location.column == len(slip)
    assert "did you mean `client_id`?" in finding.message


@pytest.mark.parametrize("slip", ["secure_client_secret", "secure_client_secret_ke"])
def test_a_misspelt_keyring_key_says_what_was_meant(slip: str, tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, KEYRING_OAUTH.replace("secure_client_secret_key", slip))
    assert "`secure_client_secret_key`" in finding.message + finding.help
    assert finding.location.line == 5


def test_a_missing_credential_names_both_places_it_can_have(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace("  secure_client_secret_key: umapi_client_secret\n", ""))
    assert finding.rule == "missing-field"
    assert "`client_secret` or `secure_client_secret_key` is missing in `enterprise`" in finding.message


def test_an_unquoted_number_says_what_the_tool_dies_of_and_to_use_quotes(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "12345"))
    assert finding.rule == "wrong-type"
    assert "maximum recursion depth exceeded" in finding.message
    assert "quotes" in finding.help
    assert "12345" not in repr(finding)


def test_two_keys_that_exclude_each_other_are_told_at_one_with_the_line_of_the_other(tmp_path: Path) -> None:
    findings = refused(tmp_path, KEYRING_OAUTH + "  client_id: some-named-client\n")
    assert rules_of(findings) == ["conflicting-keys"]
    assert {findings[0].location.line, findings[0].related[0].location.line} == {4, 6}


@pytest.mark.parametrize("value", ["", " ~", " null"])
def test_refuses_a_null_host(value: str, tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + f"server:\n  host:{value}\n")
    assert (finding.rule, finding.consequence, finding.location.line) == ("null-value", Consequence.REFUSED, 7)


def test_of_a_jwt_that_adobe_switched_off_nothing_else_is_said(tmp_path: Path) -> None:
    assert rules_of(lint(tmp_path, JWT)) == ["deprecated-method"]


def test_an_unknown_key_with_an_anchor_is_no_setting(tmp_path: Path) -> None:
    assert lint(tmp_path, "common: &common\n  timeout: 60\nserver:\n  <<: *common\n" + KEYRING_OAUTH) == []


def test_the_same_key_in_another_section_is_refused_where_it_stands(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, KEYRING_OAUTH + "  timeout: 60\n")
    assert (finding.rule, finding.location.line) == ("unknown-key", 6)
