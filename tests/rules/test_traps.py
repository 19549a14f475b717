"""What UST takes and then fails at, ignores, or was told otherwise by its manual."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, TECHNICAL_ACCOUNT, lint, rules_of

from umapi_lint.model.finding import Consequence

JWT = KEYRING_OAUTH.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n"
FAILS, IGNORED, EXPOSED, REFUSED = (
    Consequence.SIGN_IN_FAILS, Consequence.IGNORED, Consequence.EXPOSED, Consequence.REFUSED,
)  # fmt: skip


@pytest.mark.parametrize(
    ("more", "rule", "consequence", "words"),
    [
        ("ssl_verify: false\n", "ignored-key", IGNORED, "UST never reads `ssl_verify` at the top level"),
        ("test_mode: true\n", "ignored-key", IGNORED, "invocation options"),
        ("server:\n  ssl_verify: false\n", "tls-verification-off", EXPOSED, "TLS verification is off"),
        ("server:\n  auth_endpoint: /ims/exchange/jwt\n", "endpoint-mismatch", FAILS, "the method is oauth"),
        ("server:\n  ims_host: ims-na1.adobelogin.com\n", "deprecated-key", Consequence.DEPRECATED, "`auth_host`"),
        ("server:\n  host: https://usermanagement.adobe.io\n", "host-value", FAILS, "`https://`"),
        ("server:\n  timeout: 0\n", "invalid-value", IGNORED, "no time limit"),
    ],
)
def test_says_what_comes_of_it(more: str, rule: str, consequence: Consequence, words: str, tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, KEYRING_OAUTH + more)
    assert (finding.rule, finding.consequence) == (rule, consequence)
    assert words in finding.message


@pytest.mark.parametrize("value", ["OAuth", '"oauth "', "s2s", "oauth2"])
def test_a_method_that_silently_means_jwt_is_one_refused_finding(value: str, tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, KEYRING_OAUTH.replace("oauth", value))
    assert (finding.rule, finding.consequence, finding.location.line) == ("invalid-value", REFUSED, 1)
    assert "JWT" in finding.message


def test_the_manuals_name_for_the_keyring_entry_of_the_private_key_is_refused(tmp_path: Path) -> None:
    findings = lint(tmp_path, JWT + "  secure_priv_key_data: umapi_key\n")
    (finding,) = [f for f in findings if f.consequence is REFUSED]
    assert finding.rule == "documented-spelling"
    assert "`secure_priv_key_data_key`" in finding.message + finding.help


@pytest.mark.parametrize(
    ("path", "rule", "help_says"),
    [
        ("nowhere.key", "missing-file", ""),
        (".", "missing-file", ""),
        ('""', "missing-file", ""),
        ("~/private.key", "missing-file", "does not expand `~`"),
        ('"$(cat private.key)"', "shell-syntax", ""),
        ('"$(folder)/private.key"', "missing-file", "does not expand variables"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path: str, rule: str, help_says: str, tmp_path: Path) -> None:
    found = [f for f in lint(tmp_path, JWT + f"  priv_key_path: {path}\n") if f.consequence is REFUSED]
    assert rule in rules_of(found)
    assert any(help_says in f.help for f in found)


@pytest.mark.parametrize("old", ["api_key: Client ID goes here", "tech_acct: Tech Account ID goes here"])
def test_a_placeholder_under_an_old_name_is_told(old: str, tmp_path: Path) -> None:
    key = old.partition(":")[0]
    text = JWT.replace("secure_client_id_key: umapi_client_id", old) if key == "api_key" else JWT.replace(
        f"tech_acct_id: {TECHNICAL_ACCOUNT}", old
    )  # fmt: skip
    reported = [finding for finding in lint(tmp_path, text) if finding.rule == "placeholder-value"]
    assert [finding.location.pointer for finding in reported] == [f"/enterprise/{key}"]
    assert "again" not in reported[0].help
