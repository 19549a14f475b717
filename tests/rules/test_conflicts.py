"""Settings that exclude each other."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot
from support.linting import JWT, KEYRING_OAUTH, lint, refused, rules_of
from support.printed import Printed


def test_two_keys_that_exclude_each_other_are_told_at_one_with_the_line_of_the_other(tmp_path: Path) -> None:
    findings = refused(tmp_path, KEYRING_OAUTH + "  client_id: some-named-client\n")
    assert rules_of(findings) == ["conflicting-keys"]
    assert {findings[0].location.line, findings[0].related[0].location.line} == {4, 6}


def test_says_which_two_keys_exclude_each_other_and_to_remove_one(printed: Printed) -> None:
    files = {
        "connector-umapi-1.yml": KEYRING_OAUTH + "  client_id: some-named-client\n",
        "connector-umapi-2.yml": KEYRING_OAUTH
        + "  api_key:\nserver:\n  ims_host: ims-na1.adobelogin.com\n  auth_host: ims-na1.adobelogin.com\n",
        "connector-umapi-3.yml": JWT.replace("secure_priv", "priv_key_path:\n  priv_key_data: ''\n  secure_priv"),
        "connector-umapi-4.yml": KEYRING_OAUTH.replace(
            "secure_client_id_key", "api_key: ''\n  client_id: ''\n  secure_client_id_key"
        ),
    }
    assert printed(files, "check", "--select", "conflicting-keys,deprecated-key") == snapshot("""\
error[conflicting-keys]: `secure_client_id_key` and `client_id` on line 6 exclude each other (UST refuses to start)
 --> connector-umapi-1.yml:4:3
  |
4 |   secure_client_id_key: umapi_client_id
  |   ^^^^^^^^^^^^^^^^^^^^
  |
6 |   client_id: ***
  |   --------- `client_id` is set here
  |
  = help: Remove one of the two: `secure_client_id_key` or `client_id`.

error[conflicting-keys]: `api_key` and `secure_client_id_key` on line 4 exclude each other (UST refuses to start)
 --> connector-umapi-2.yml:6:3
  |
6 |   api_key:
  |   ^^^^^^^
  |
4 |   secure_client_id_key: umapi_client_id
  |   -------------------- `secure_client_id_key` is set here
  |
  = help: Remove one of the two: `api_key` or `secure_client_id_key`.

error[conflicting-keys]: `ims_host` and `auth_host` on line 9 exclude each other (UST refuses to start)
 --> connector-umapi-2.yml:8:3
  |
8 |   ims_host: ims-na1.adobelogin.com
  |   ^^^^^^^^
  |
9 |   auth_host: ims-na1.adobelogin.com
  |   --------- `auth_host` is set here
  |
  = help: Remove one of the two: `ims_host` or `auth_host`.

error[conflicting-keys]: `api_key` and `client_id` on line 5 exclude each other (UST refuses to start)
 --> connector-umapi-4.yml:4:3
  |
4 |   api_key: ''
  |   ^^^^^^^
  |
5 |   client_id: ''
  |   --------- `client_id` is set here
  |
  = help: Remove one of the two: `api_key` or `client_id`.

Found 4 errors in 3 of 4 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_an_empty_key_is_in_nobodys_way_unless_it_holds_an_empty_text(tmp_path: Path) -> None:
    for path in ("", "5"):
        found = lint(tmp_path, JWT + f"  priv_key_path: {path}\n")
        assert "conflicting-keys" not in rules_of(found)
    found = lint(tmp_path, JWT.replace("umapi_key", "") + "  priv_key_path: a.key\n")
    assert "conflicting-keys" not in rules_of(found)
    found = lint(tmp_path, JWT + "  priv_key_path: a.key\n  priv_key_data: ''\n")
    assert rules_of(found).count("conflicting-keys") == 1
