"""Keys that the tool does not know: what was meant, and the line that chose the method."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import KEYRING_OAUTH, TECHNICAL_ACCOUNT, fake_secret, lint, only, refused


def test_a_key_of_jwt_under_oauth_says_which_line_chose_the_method(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n")
    assert finding.rule == "key-not-for-method"
    assert finding.location.line == 6
    assert "because `authentication_method` on line 1 is `oauth`" in finding.message
    assert [place.location.line for place in finding.related] == [1]


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


def test_an_unknown_key_with_an_anchor_is_no_setting(tmp_path: Path) -> None:
    assert lint(tmp_path, "common: &common\n  timeout: 60\nserver:\n  <<: *common\n" + KEYRING_OAUTH) == []


def test_the_same_key_in_another_section_is_refused_where_it_stands(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, KEYRING_OAUTH + "  timeout: 60\n")
    assert (finding.rule, finding.location.line) == ("unknown-key", 6)


def test_says_whether_an_unknown_key_stands_at_the_top_level(tmp_path: Path) -> None:
    assert " at the top level and " in only(tmp_path, KEYRING_OAUTH + "zebra: 1\n").message
    assert "top level" not in only(tmp_path, KEYRING_OAUTH + "  zebra: 1\n").message


def test_a_secret_is_not_moved_to_where_the_name_of_an_entry_belongs(tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace(
        "secure_client_secret_key: umapi_client_secret", f"secure_client_secret: {fake_secret()}"
    )
    (finding,) = refused(tmp_path, text)
    assert "did you mean `client_secret`?" in finding.message
    assert finding.fix is not None
    assert finding.fix.title == "Rename the key to `client_secret`"


def test_an_unknown_name_is_marked_whole_and_a_boolean_is_no_item_of_a_list(tmp_path: Path) -> None:
    colour, true = lint(tmp_path, KEYRING_OAUTH + "  true: x\ncolour: x\n")[::-1]
    assert (colour.location.column, colour.location.end_column) == (1, 7)
    assert "this key" in true.message
