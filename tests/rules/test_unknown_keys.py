"""Keys that UST does not know: what was meant, and the line that chose the method."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import JWT, KEYRING_OAUTH, TECHNICAL_ACCOUNT, fake_client_id, fake_secret, lint, only, refused
from support.printed import Printed

from umapi_lint.model.finding import Consequence


def test_a_key_of_jwt_under_oauth_says_which_line_chose_the_method(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n")
    assert finding.rule == "key-not-for-method"
    assert finding.location.line == 6
    assert "not allowed with `authentication_method: oauth` on line 1" in finding.message
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
    assert " at the top level; " in only(tmp_path, KEYRING_OAUTH + "zebra: 1\n").message
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
    assert "unknown key in" in true.message


def test_says_of_each_unknown_key_what_the_tool_does_with_it_and_what_to_do(printed: Printed) -> None:
    text = (
        KEYRING_OAUTH + "  zebra: 1\nserver:\n  zebra: 1\n  auth_hots: ims-na1.adobelogin.com\nzebra: 1\ntrustd: true\n"
    )
    assert printed(text) == snapshot("""\
error[unknown-key]: unknown key `zebra` in `enterprise`; UST refuses to start
 --> connector-umapi.yml:6:3
  |
6 |   zebra: ***
  |   ^^^^^
  |
  = help: Remove the line, or move it to the section where it belongs.

error[unknown-key]: unknown key `zebra` in `server`; UST refuses to start
 --> connector-umapi.yml:8:3
  |
8 |   zebra: ***
  |   ^^^^^
  |

error[unknown-key]: unknown key `auth_hots` in `server`; UST refuses to start; did you mean `auth_host`?
 --> connector-umapi.yml:9:3
  |
9 |   auth_hots: ***
  |   ^^^^^^^^^
  |
  = help: Rename the key to `auth_host`.
  = fix: rename the key to `auth_host` (--fix)

warning[unknown-key]: unknown key `zebra` at the top level; UST silently ignores it
  --> connector-umapi.yml:10:1
   |
10 | zebra: ***
   | ^^^^^
   |

warning[unknown-key]: unknown key `trustd` at the top level; UST silently ignores it; did you mean `trusted`?
  --> connector-umapi.yml:11:1
   |
11 | trustd: true
   | ^^^^^^
   |
   = help: Rename the key to `trusted`.
   = fix: rename the key to `trusted` (--fix)

Found 3 errors, 2 warnings in 1 file (2 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_removes_a_setting_of_jwt_where_no_credential_is_lost(printed: Printed) -> None:
    text = (
        KEYRING_OAUTH
        + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_pass: anything\n  secure_priv_key_data: my_entry\n"
    )
    assert printed(text, "check", "--diff") == snapshot("""\
--- connector-umapi.yml
+++ connector-umapi.yml
@@ -3,6 +3,4 @@
   org_id: 1234567890ABCDEF12345678@AdobeOrg
   secure_client_id_key: umapi_client_id
   secure_client_secret_key: umapi_client_secret
-  tech_acct_id: ***
   priv_key_pass: ***
-  secure_priv_key_data: ***
umapi-lint: would fix 2 findings in 1 file
[1]
""")


def test_names_both_keys_that_a_misspelt_one_may_stand_for_and_renames_to_neither(tmp_path: Path) -> None:
    text = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_pash: umapi_key")
    (finding,) = [finding for finding in lint(tmp_path, text) if finding.rule == "unknown-key"]
    assert finding.message == snapshot(
        "unknown key `priv_key_pash` in `enterprise`; UST refuses to start; did you mean `priv_key_path` or `priv_key_pass`?"
    )
    assert finding.help == snapshot("Rename the key to `priv_key_path` or `priv_key_pass`.")
    assert finding.fix is None


def test_a_known_slip_is_told_in_the_words_of_its_kind(printed: Printed) -> None:
    console = KEYRING_OAUTH.replace("enterprise:", "integration:") + "server:\n  ssl_verify: true\ntrusted: true\n"
    files = {
        "connector-adobe-console.yml": console,
        "connector-umapi.yml": KEYRING_OAUTH.replace("org_id", "secure_org_id_key") + "identity_type_filter: all\n",
        "user-sync-config.yml": "adobe-users:\n  connectors: {umapi: connector-umapi.yml}\n"
        "directory_users:\n  connectors: {}\nlimits: {max_adobe_only_users: 1}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
    }
    assert printed(files) == snapshot("""\
error[documented-spelling]: the manual's example spells it with a hyphen, but UST knows only `adobe_users` (UST refuses to start)
 --> user-sync-config.yml:1:1
  |
1 | adobe-users:
  | ^^^^^^^^^^^
  |
  = help: Rename the key to `adobe_users`.
  = fix: rename the key to `adobe_users` (--fix)

error[unknown-key]: this connector does not know `ssl_verify`; only the UMAPI connector reads it in `server` (UST refuses to start)
 --> connector-adobe-console.yml:7:3
  |
7 |   ssl_verify: true
  |   ^^^^^^^^^^
  |
  = help: If a proxy inspects TLS, set the environment variable REQUESTS_CA_BUNDLE to a file with the proxy's certificate, for the account that runs UST. Remove the line: TLS verification of this connector is controlled by `ssl_cert_verify` under `invocation_defaults` in user-sync-config.yml.
  = fix: remove the line (--fix)

error[unknown-key]: this connector does not know `trusted`; only the UMAPI connector does (UST refuses to start)
 --> connector-adobe-console.yml:8:1
  |
8 | trusted: true
  | ^^^^^^^
  |
  = help: Remove the line.
  = fix: remove the line (--fix)

error[unknown-key]: `org_id` is never read from the keyring, so UST does not know `secure_org_id_key` (UST refuses to start)
 --> connector-umapi.yml:3:3
  |
3 |   secure_org_id_key: ***
  |   ^^^^^^^^^^^^^^^^^
  |
  = help: Write `org_id` itself into the file; it is not a secret.

warning[unknown-key]: UST reads `identity_type_filter` only in connector-adobe-console.yml (silently ignored)
 --> connector-umapi.yml:6:1
  |
6 | identity_type_filter: ***
  | ^^^^^^^^^^^^^^^^^^^^
  |
  = help: Remove the line, or move it to connector-adobe-console.yml.

Found 4 errors, 1 warning in 3 files (3 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_known_slip_is_renamed_or_removed_if_nothing_is_lost(printed: Printed) -> None:
    console = KEYRING_OAUTH.replace("enterprise:", "integration:") + "server:\n  ssl_verify: true\ntrusted: true\n"
    files = {
        "connector-adobe-console.yml": console,
        "connector-umapi-1.yml": JWT.replace("priv_key_data_key", "priv_key_data"),
        "connector-umapi-2.yml": JWT + "  secure_priv_key_data: other_entry\n",
        "connector-umapi-3.yml": KEYRING_OAUTH.replace("org_id", "secure_org_id_key"),
    }
    assert printed(files, "check", "--diff") == snapshot("""\
--- connector-adobe-console.yml
+++ connector-adobe-console.yml
@@ -3,6 +3,3 @@
   org_id: 1234567890ABCDEF12345678@AdobeOrg
   secure_client_id_key: umapi_client_id
   secure_client_secret_key: umapi_client_secret
-server:
-  ssl_verify: true
-trusted: true
--- connector-umapi-1.yml
+++ connector-umapi-1.yml
@@ -4,4 +4,4 @@
   secure_client_id_key: umapi_client_id
   secure_client_secret_key: umapi_client_secret
   tech_acct_id: ***
-  secure_priv_key_data: ***
+  secure_priv_key_data_key: umapi_key
umapi-lint: would fix 3 findings in 2 files
[1]
""")


def test_a_setting_of_jwt_under_oauth_says_what_chose_the_method_and_to_remove_it(printed: Printed) -> None:
    assert printed(KEYRING_OAUTH + "  tech_acct_id: ABCDEF\n  priv_key_pass: anything\n") == snapshot("""\
error[key-not-for-method]: `tech_acct_id` is not allowed with `authentication_method: oauth` on line 1 (UST refuses to start)
 --> connector-umapi.yml:6:3
  |
6 |   tech_acct_id: ***
  |   ^^^^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |
  = help: Remove the line.
  = fix: remove the line (--fix)

error[key-not-for-method]: `priv_key_pass` is not allowed with `authentication_method: oauth` on line 1 (UST refuses to start)
 --> connector-umapi.yml:7:3
  |
7 |   priv_key_pass: ***
  |   ^^^^^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |
  = fix: remove the line (--unsafe-fixes)

warning[plaintext-secret]: `priv_key_pass` is stored in plain text (a secret is at risk)
 --> connector-umapi.yml:7:3
  |
7 |   priv_key_pass: ***
  |   ^^^^^^^^^^^^^
  |
  = help: Remove the line: UST does not read it with this authentication method.

Found 2 errors, 1 warning in 1 file (1 fixable with --fix, 1 more with --unsafe-fixes). Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (KEYRING_OAUTH + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n", "connector-umapi.yml"),
        (KEYRING_OAUTH.replace("enterprise", "integration") + "trusted: true\n", "connector-adobe-console.yml"),
    ],
)
def test_the_fix_of_a_key_that_is_of_no_use_says_that_the_line_goes(text: str, name: str, tmp_path: Path) -> None:
    (finding,) = lint(tmp_path, text, name)
    assert finding.fix is not None
    assert finding.fix.title == "Remove the line"


def test_names_every_section_that_a_key_at_the_wrong_level_may_belong_to(printed: Printed) -> None:
    files = {
        "user-sync-config.yml": "adobe_users: {}\numapi: connector-umapi.yml\nconnectors: {}\n",
        "connector-umapi.yml": KEYRING_OAUTH.partition("\n")[2] + "server:\n  authentication_method: oauth\n",
    }
    assert printed(files, "check", "--output-format", "concise", "--select", "unknown-key", ".") == snapshot("""\
user-sync-config.yml:2:1: error unknown-key unknown key `umapi` at the top level; UST refuses to start; it belongs in `adobe_users.connectors`
user-sync-config.yml:3:1: error unknown-key unknown key `connectors` at the top level; UST refuses to start; it belongs in `adobe_users` or in `directory_users`
connector-umapi.yml:6:3: error unknown-key unknown key `authentication_method` in `server`; UST refuses to start; it belongs at the top level
Found 3 errors in 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize("name", ["proxy", "https_proxy"])
@pytest.mark.parametrize(("section", "consequence"), [("server:\n  ", "refused"), ("", "ignored")])
def test_a_proxy_is_no_setting_and_its_environment_variable_is_named(
    name: str, section: str, consequence: str, tmp_path: Path
) -> None:
    finding = only(tmp_path, f"{KEYRING_OAUTH}{section}{name}: http://proxy.corp.example:8080\n")
    assert finding.consequence.value == consequence
    assert "HTTPS_PROXY" in finding.help


def test_the_name_of_a_tls_setting_in_another_file_gets_the_name_that_it_has_here(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + "server:\n  ssl_cert_verify: false\n")
    assert "is called `ssl_verify` here" in finding.message
    assert "REQUESTS_CA_BUNDLE" in finding.help
    assert finding.fix is None  # the renamed key would turn verification off


def test_a_misspelt_key_whose_value_is_wrong_as_well_is_to_be_removed(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + "server:\n  timeout: 60\n  auth_endmpoint: /ims/exchange/jwt\n")
    assert "it is a misspelt `auth_endpoint`, and its value is wrong as well" in finding.message
    assert finding.help.startswith("Remove the line")
    assert finding.fix is not None
    assert finding.fix.title == "Remove the line"


@pytest.mark.parametrize(
    ("stranger", "called"), [("\u00a0", "a no-break space (U+00A0)"), ("\u200b", "a zero width space (U+200B)")]
)
def test_a_character_that_nobody_sees_in_a_key_is_named(stranger: str, called: str, tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("secure_client_id_key", f"secure_client_id_key{stranger}")
    finding = only(tmp_path, text)
    assert f"this key is not `secure_client_id_key`, because there is {called}" in finding.message
    assert finding.fix is not None
    assert finding.fix.title == "Rename the key to `secure_client_id_key`"


def test_a_key_of_jwt_that_is_not_quite_right_still_tells_the_method(tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("authentication_method: oauth\n", "") + f"  tech_acct\u00a0: {TECHNICAL_ACCOUNT}\n"
    (finding,) = (f for f in lint(tmp_path, text) if f.rule == "deprecated-method")
    assert finding.fix is None


_SETTINGS = (
    "org_id: 1234567890ABCDEF12345678@AdobeOrg",
    f"client_id: {fake_client_id()}",
    f"client_secret: {fake_secret()}",
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Enterprise:\n  {}\n  {}\n  {}\n", "unknown section `Enterprise`; its settings belong in `enterprise`, which is missing"),
        ("umapi:\n  {}\n  {}\n  {}\n", "unknown section `umapi`; its settings belong in `enterprise`, which is missing"),
        ("umapi:\n  enterprise:\n    {}\n    {}\n    {}\n", "unexpected parent `umapi`: UST looks for `enterprise` at the top level"),
        ("{}\n{}\n{}\n", "`org_id` and 2 more keys belong in `enterprise`, which is missing"),
        ("enterprise:\n{}\n{}\n{}\n", "`org_id` and 2 more keys belong in `enterprise`, which is empty"),
        ("enterprise:\n  - {}\n  - {}\n  - {}\n", "`enterprise` must be a mapping, not a list"),
    ],
)  # fmt: skip
def test_a_wrong_structure_is_the_only_finding(text: str, message: str, tmp_path: Path) -> None:
    findings = lint(tmp_path, "authentication_method: oauth\n" + text.format(*_SETTINGS))
    assert [finding.message for finding in findings] == [message]


def test_a_file_of_another_kind_is_one_finding(tmp_path: Path) -> None:
    ldap = "host: ldaps://dc.corp.test\nbase_dn: DC=corp\nusername: x\npassword: hunter2hunter2\n"
    (finding,) = lint(tmp_path, ldap, "connector-csv.yml")
    assert (
        finding.message == "these are the settings of a connector-ldap file, and UST reads this file as connector-csv"
    )
    assert (finding.rule, finding.location.line, finding.consequence) == ("unknown-key", 1, Consequence.REFUSED)
