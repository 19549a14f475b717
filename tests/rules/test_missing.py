"""What is not there, or has no value: the cause, once, and the line it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import (
    JWT,
    KEYRING_OAUTH,
    ORG_ID,
    TECHNICAL_ACCOUNT,
    fake_secret,
    lint,
    only,
    refused,
    rules_of,
    tea,
    write,
)
from support.printed import Printed

from umapi_lint.model.finding import Consequence


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


def test_a_required_key_without_a_value_is_one_finding_that_says_what_to_write(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, JWT.replace(f" {TECHNICAL_ACCOUNT}", ""))
    assert finding.rule == "null-value"
    assert "remove the line" not in finding.help
    assert "Technical Account ID" in finding.help


def test_a_method_without_a_value_is_told_which_one_to_write(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace(": oauth", ":"))
    assert (finding.rule, finding.help) == ("null-value", "Write `authentication_method: oauth`.")


def test_says_of_what_is_missing_where_why_and_what_to_write(printed: Printed) -> None:
    files = {
        "connector-umapi.yml": "authentication_method: oauth\nenterprise:\n  secure_client_id_key: umapi_client_id\n",
        "connector-umapi-2.yml": "authentication_method: oauth\n",
        "connector-umapi-3.yml": "authentication_method: oauth\nenterprise:\n  client_id: ''\n  client_secret: ''\n  org_id: x@AdobeOrg\n",
        "connector-umapi-4.yml": "enterprise: {}\n",
        "connector-umapi-5.yml": f"authentication_method: jwt\nenterprise:\n  org_id: {ORG_ID}\n",
    }
    assert printed(files) == snapshot("""\
error[missing-field]: `enterprise` is missing (UST refuses to start)
 --> connector-umapi-2.yml:1:1
  |
1 | authentication_method: oauth
  | ^
  |
  = help: Add the section `enterprise:` with the credentials below it.

error[null-value]: `client_id` has no value, and UST needs `client_id` or `secure_client_id_key`, because `authentication_method` on line 1 is `oauth` (UST refuses to start)
 --> connector-umapi-3.yml:3:3
  |
3 |   client_id: ''
  |   ^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |
  = help: Set `client_id`. Copy the Client ID from the credential page of your project in the Adobe Developer Console.

error[null-value]: `client_secret` has no value, and UST needs `client_secret` or `secure_client_secret_key`, because `authentication_method` on line 1 is `oauth` (UST refuses to start)
 --> connector-umapi-3.yml:4:3
  |
4 |   client_secret: ''
  |   ^^^^^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |
  = help: Set `client_secret`. Copy the Client Secret from the credential page of your project in the Adobe Developer Console.

warning[malformed-value]: the value of `org_id` does not look like an organization id: hexadecimal digits and `@AdobeOrg` (sign-in fails)
 --> connector-umapi-3.yml:5:11
  |
5 |   org_id: x@AdobeOrg
  |           ^^^^^^^^^^
  |
  = help: Copy the Organization ID from the credential page of your project in the Adobe Developer Console, with its `@AdobeOrg`.

error[deprecated-method]: `authentication_method` is missing, so UST uses JWT, which Adobe retired: these credentials stopped working on 2026-03-01 (sign-in fails)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise: {}
  | ^^^^^^^^^^
  |
  = help: Migrate to OAuth Server-to-Server: add `authentication_method: oauth` and remove the technical account and everything about the private key. `umapi-lint migrate` does it.

error[missing-field]: `client_id` or `secure_client_id_key` is missing in `enterprise`, because `authentication_method` is missing, which means JWT (UST refuses to start)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise: {}
  | ^^^^^^^^^^
  |
  = help: Add `client_id`. Copy the Client ID from the credential page of your project in the Adobe Developer Console.

error[missing-field]: `client_secret` or `secure_client_secret_key` is missing in `enterprise`, because `authentication_method` is missing, which means JWT (UST refuses to start)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise: {}
  | ^^^^^^^^^^
  |
  = help: Add `client_secret`. Copy the Client Secret from the credential page of your project in the Adobe Developer Console.

error[missing-field]: `org_id` is missing in `enterprise`, because `authentication_method` is missing, which means JWT (UST refuses to start)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise: {}
  | ^^^^^^^^^^
  |
  = help: Add `org_id`. Copy the Organization ID from the credential page of your project in the Adobe Developer Console, with its `@AdobeOrg`.

error[missing-field]: `priv_key_path`, `priv_key_data` or `secure_priv_key_data_key` is missing in `enterprise`, because `authentication_method` is missing, which means JWT (UST refuses to start)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise: {}
  | ^^^^^^^^^^
  |
  = help: Add `priv_key_path`.

error[missing-field]: `tech_acct_id` is missing in `enterprise`, because `authentication_method` is missing, which means JWT (UST refuses to start)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise: {}
  | ^^^^^^^^^^
  |
  = help: Add `tech_acct_id`. Copy the Technical Account ID (not the e-mail) from the credential page in the Adobe Developer Console.

error[deprecated-method]: the method is `jwt`, but the credentials are for OAuth; Adobe retired JWT (UST refuses to start)
 --> connector-umapi-5.yml:1:24
  |
1 | authentication_method: jwt
  |                        ^^^
  |
  = help: Write `authentication_method: oauth`.
  = fix: write `oauth` (--unsafe-fixes)

error[missing-field]: `client_id` or `secure_client_id_key` is missing in `enterprise`, because `authentication_method` on line 1 is `jwt` (UST refuses to start)
 --> connector-umapi-5.yml:2:1
  |
2 | enterprise:
  | ^^^^^^^^^^
  |
1 | authentication_method: jwt
  |                        --- `authentication_method` chooses the method here
  |

error[missing-field]: `client_secret` or `secure_client_secret_key` is missing in `enterprise`, because `authentication_method` on line 1 is `jwt` (UST refuses to start)
 --> connector-umapi-5.yml:2:1
  |
2 | enterprise:
  | ^^^^^^^^^^
  |
1 | authentication_method: jwt
  |                        --- `authentication_method` chooses the method here
  |

error[missing-field]: `client_secret` or `secure_client_secret_key` is missing in `enterprise`, because `authentication_method` on line 1 is `oauth` (UST refuses to start)
 --> connector-umapi.yml:2:1
  |
2 | enterprise:
  | ^^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |

error[missing-field]: `org_id` is missing in `enterprise`, because `authentication_method` on line 1 is `oauth` (UST refuses to start)
 --> connector-umapi.yml:2:1
  |
2 | enterprise:
  | ^^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |

Found 14 errors, 1 warning in 5 files (1 fixable with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_says_of_a_root_which_sections_are_missing(printed: Printed) -> None:
    files = {
        "user-sync-config.yml": "adobe_users: {}\nlimits: {}\n",
        "user-sync-config-2.yml": "adobe_users:\n  connectors: {}\ndirectory_users:\n  groups:\n    - adobe_groups: [a]\n",
    }
    assert printed(files) == snapshot("""\
error[missing-field]: `limits` is missing (UST refuses to start)
 --> user-sync-config-2.yml:1:1
  |
1 | adobe_users:
  | ^
  |
  = help: Add the section `limits:` with its settings below it.

error[missing-field]: `umapi` is missing in `connectors` (UST refuses to start)
 --> user-sync-config-2.yml:2:3
  |
2 |   connectors: {}
  |   ^^^^^^^^^^
  |
  = help: Add `umapi`.

warning[missing-field]: `connectors` is missing in `directory_users` (UST refuses to start)
 --> user-sync-config-2.yml:3:1
  |
3 | directory_users:
  | ^^^^^^^^^^^^^^^
  |
  = help: Add `connectors`. `--adobe-only-user-list` on the command line replaces it.

error[missing-field]: `directory_group` is missing in item 1 of `groups` (UST refuses to start)
 --> user-sync-config-2.yml:5:7
  |
5 |     - adobe_groups: [a]
  |       ^^^^^^^^^^^^^^^^^
  |
  = help: Add `directory_group`.

error[missing-field]: `connectors` is missing in `adobe_users` (UST refuses to start)
 --> user-sync-config.yml:1:1
  |
1 | adobe_users: {}
  | ^^^^^^^^^^^
  |
  = help: Add `connectors`.

error[missing-field]: `directory_users` is missing (UST refuses to start)
 --> user-sync-config.yml:1:1
  |
1 | adobe_users: {}
  | ^
  |
  = help: Add the section `directory_users:` with its settings below it.

error[missing-field]: `max_adobe_only_users` is missing in `limits` (UST refuses to start)
 --> user-sync-config.yml:2:1
  |
2 | limits: {}
  | ^^^^^^
  |
  = help: Add `max_adobe_only_users`.

Found 6 errors, 1 warning in 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_with_a_method_that_is_none_a_technical_account_is_missed_only_at_sign_in(tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("oauth", "basic") + "  secure_priv_key_data_key: umapi_key\n"
    found = [(f.rule, f.consequence) for f in lint(tmp_path, text)]
    assert found == [("invalid-value", Consequence.SIGN_IN_FAILS), ("missing-field", Consequence.SIGN_IN_FAILS)]


def test_a_misspelt_key_is_the_one_cause_of_what_is_missing(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace("secure_client_secret_key", "client_secrt"))
    assert (finding.rule, finding.consequence) == ("unknown-key", Consequence.REFUSED)


@pytest.mark.parametrize("key", ["client_secret", "secure_client_secret_key"])
def test_an_empty_credential_is_none(key: str, tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", f"{key}: ''"))
    assert (finding.rule, finding.consequence, finding.location.line) == ("null-value", Consequence.REFUSED, 5)
    assert finding.message.startswith(f"`{key}` has no value, and UST needs `client_secret` or ")
    assert finding.help.startswith(
        f"Set `{key}`. Copy the Client Secret"
        if key == "client_secret"
        else f"Write the name of the keyring entry that holds the value to `{key}`."
    )


def test_an_old_name_without_a_value_is_to_become_the_new_one(tmp_path: Path) -> None:
    found = lint(tmp_path, KEYRING_OAUTH.replace("secure_client_id_key: umapi_client_id", "api_key: ''"))
    assert [f.help[:16] for f in found if f.rule == "null-value"] == ["Set `client_id`."]


def test_of_a_misspelt_key_beside_the_right_one_without_a_value_both_are_told(tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("secure_client_secret_key: umapi", "client_secret: ''\n  client_secrt: umapi")
    assert rules_of(lint(tmp_path, text)) == ["null-value", "unknown-key"]


def test_an_empty_path_is_there_and_names_no_file(tmp_path: Path) -> None:
    text = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: ''")
    assert rules_of(lint(tmp_path, text)) == ["deprecated-method", "missing-file"]


def test_a_path_that_is_a_number_is_the_one_cause_of_a_missing_key(tmp_path: Path) -> None:
    (finding,) = refused(tmp_path, JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: 5"))
    assert finding.rule == "wrong-type"
    assert "`priv_key_path`, `priv_key_data` or `secure_priv_key_data_key` is missing" in finding.message


def test_a_schema_may_say_that_what_is_missing_does_not_keep_the_tool_from_starting(printed: Printed) -> None:
    section = {
        "properties": {
            "leaf": {"title": "Leaf", "type": "string", "x-public": True},
            "pot": {"title": "Pot", "type": ["string", "null"], "x-public": True},
            "cup": {"title": "Cup", "type": ["string", "null"], "x-public": True},
        },
        "required": ["leaf"],
        "x-require-one": [["pot", "cup"]],
        "x-consequence": {"required": "sign-in-fails", "x-require-one": "ignored"},
    }
    write(printed.folder, tea(section), "schemas/connector-tea.schema.json")
    arguments = ("check", "--schema-dir", "schemas", "connector-tea.yml")
    assert printed({"connector-tea.yml": "tea: {}\n"}, *arguments) == snapshot("""\
error[missing-field]: `leaf` is missing in `tea` (sign-in fails)
 --> connector-tea.yml:1:1
  |
1 | tea: {}
  | ^^^
  |
  = help: Add `leaf`.

error[missing-field]: `pot` or `cup` is missing in `tea` (silently ignored)
 --> connector-tea.yml:1:1
  |
1 | tea: {}
  | ^^^
  |
  = help: Add `pot`.

Found 2 errors in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert printed({"connector-tea.yml": "tea: {leaf: a, cup: }\n"}, *arguments) == snapshot("""\
error[null-value]: `cup` has no value, and UST needs `pot` or `cup` (silently ignored)
 --> connector-tea.yml:1:13
  |
1 | tea: {leaf: ***, cup: }
  |             ^^^
  |
  = help: Set `cup`.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert printed({"connector-tea.yml": "tea: {leaf: a, cup: ''}\n"}, *arguments) == "No problems found in 1 file.\n"


def test_a_file_of_comments_alone_needs_the_signs_removed_and_nothing_else(tmp_path: Path) -> None:
    secret = fake_secret()
    text = f"# enterprise:\n#   org_id: x@AdobeOrg\n#   client_secret: {secret}\n"
    finding = only(tmp_path, text)
    assert finding.message == "`enterprise` is missing: every line of this file is a comment"
    assert finding.help == "Remove the `# ` before the lines from `enterprise:` on."


def test_comments_that_are_no_settings_are_not_called_so(tmp_path: Path) -> None:
    finding = only(tmp_path, "# to be written\n")
    assert finding.message == "`enterprise` is missing"
