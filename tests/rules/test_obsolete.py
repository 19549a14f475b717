"""What is said of settings that are never read, were replaced, or were moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, only, tea, write
from support.printed import Printed

CONSOLE = "connector-adobe-console.yml"
ROOT = (
    "adobe_users:\n  connectors:\n    umapi: connector-umapi.yml\n"
    "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
)


def test_settings_without_effect_are_told_with_the_place_where_they_have_one(printed: Printed) -> None:
    text = KEYRING_OAUTH + "ssl_verify: false\ntest_mode: true\nssl_cert_verify: true\nuses_business_id: false\n"
    assert printed(text) == snapshot("""\
warning[ignored-key]: UST never reads `ssl_verify` at the top level, although the manual puts it there; TLS verification stays on
 --> connector-umapi.yml:6:1
  |
6 | ssl_verify: false
  | ^^^^^^^^^^
  |
  = help: If a proxy inspects TLS, set the environment variable REQUESTS_CA_BUNDLE to the path of the proxy's certificate, for the account that runs UST. Then remove this line.
  = fix: remove the line (--fix)

warning[ignored-key]: UST overwrites this with `test_mode` of its invocation options, so it has no effect here (silently ignored)
 --> connector-umapi.yml:7:1
  |
7 | test_mode: true
  | ^^^^^^^^^
  |
  = help: Remove the line. Set `test_mode` under `invocation_defaults` in user-sync-config.yml if you need it.
  = fix: remove the line (--fix)

warning[ignored-key]: UST overwrites this with `ssl_cert_verify` of its invocation options, so it has no effect here (silently ignored)
 --> connector-umapi.yml:8:1
  |
8 | ssl_cert_verify: true
  | ^^^^^^^^^^^^^^^
  |
  = help: If a proxy inspects TLS, set the environment variable REQUESTS_CA_BUNDLE to the path of the proxy's certificate, for the account that runs UST. Remove the line; the setting counts only under `invocation_defaults` in user-sync-config.yml.
  = fix: remove the line (--fix)

warning[deprecated-key]: `uses_business_id` has no effect any more; UST logs a notice about it (works, but is outdated)
 --> connector-umapi.yml:9:1
  |
9 | uses_business_id: false
  | ^^^^^^^^^^^^^^^^
  |
  = help: Remove the line.
  = fix: remove the line (--fix)

Found 4 warnings in 1 file (4 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_what_has_no_effect_is_removed(printed: Printed) -> None:
    more = "ssl_verify: false\ntest_mode: true\nssl_cert_verify: true\nuses_business_id: false\n"
    assert printed(KEYRING_OAUTH + more, "--fix") == snapshot("""\
No problems found in 1 file.
umapi-lint: fixed 4 findings in 1 file
""")
    assert (printed.folder / "connector-umapi.yml").read_text() == KEYRING_OAUTH


def test_the_section_of_the_other_connector_explains_why_the_right_one_is_missing(printed: Printed) -> None:
    files = {
        "connector-umapi.yml": KEYRING_OAUTH.replace("enterprise:", "integration:"),
        CONSOLE: KEYRING_OAUTH,
    }
    assert printed(files) == snapshot("""\
error[unknown-key]: `enterprise` is the section of the UMAPI connector; this one reads `integration` and refuses `enterprise`
 --> connector-adobe-console.yml:2:1
  |
2 | enterprise:
  | ^^^^^^^^^^
  |
  = help: Rename the section to `integration`, or give the file to the UMAPI connector.

error[ignored-key]: `integration` is the section of the adobe-console connector; this one reads `enterprise`; `enterprise` is missing (UST refuses to start)
 --> connector-umapi.yml:2:1
  |
2 | integration:
  | ^^^^^^^^^^^
  |
  = help: Rename the section to `enterprise`, or give the file to the adobe-console connector.

Found 2 errors in 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_the_section_of_the_other_connector_beside_the_right_one_is_not_removed(printed: Printed) -> None:
    section = "enterprise:\n  org_id: x\n"
    files = {
        "connector-umapi.yml": KEYRING_OAUTH + section.replace("enterprise", "integration"),
        CONSOLE: KEYRING_OAUTH.replace("enterprise", "integration") + section,
    }
    assert printed(files, "--fix", "--unsafe-fixes", "--output-format", "concise") == snapshot("""\
connector-adobe-console.yml:6:1: error unknown-key `enterprise` is the section of the UMAPI connector; this one reads `integration` and refuses `enterprise`
connector-umapi.yml:6:1: warning ignored-key `integration` is the section of the adobe-console connector; this one reads `enterprise`
Found 1 error, 1 warning in 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert (printed.folder / CONSOLE).read_text() == files[CONSOLE]


def test_a_section_that_must_be_migrated_first_is_not_removed(printed: Printed) -> None:
    files = {"user-sync-config.yml": ROOT + "post_sync:\n  modules: []\n", "connector-umapi.yml": KEYRING_OAUTH}
    assert printed(files, "user-sync-config.yml") == snapshot("""\
error[unknown-key]: `post_sync` is no longer implemented, and UST refuses it
 --> user-sync-config.yml:9:1
  |
9 | post_sync:
  | ^^^^^^^^^
  |
  = help: Run `user-sync migrate-post-sync`, which moves it to the format of Sign Sync, then remove it here.

Found 1 error in 1 of 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_old_names_are_told_with_the_new_ones(printed: Printed) -> None:
    text = KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key")
    assert printed(text + "server:\n  ims_host: ims-na1.adobelogin.com\n") == snapshot("""\
warning[deprecated-key]: `secure_api_key_key` is the old name of `secure_client_id_key` (works, but is outdated)
 --> connector-umapi.yml:4:3
  |
4 |   secure_api_key_key: umapi_client_id
  |   ^^^^^^^^^^^^^^^^^^
  |
  = help: Rename the key to `secure_client_id_key`.
  = fix: rename the key to `secure_client_id_key` (--fix)

warning[deprecated-key]: `ims_host` is the old name of `auth_host` (works, but is outdated)
 --> connector-umapi.yml:7:3
  |
7 |   ims_host: ims-na1.adobelogin.com
  |   ^^^^^^^^
  |
  = help: Rename the key to `auth_host`.
  = fix: rename the key to `auth_host` (--fix)

Found 2 warnings in 1 file (2 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_old_names_are_renamed(printed: Printed) -> None:
    text = KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key")
    assert printed(text + "server:\n  ims_host: ims-na1.adobelogin.com\n", "--fix") == snapshot("""\
No problems found in 1 file.
umapi-lint: fixed 2 findings in 1 file
""")
    assert (printed.folder / "connector-umapi.yml").read_text() == (
        KEYRING_OAUTH + "server:\n  auth_host: ims-na1.adobelogin.com\n"
    )


def test_an_old_name_beside_its_new_one_is_not_renamed(printed: Printed) -> None:
    text = KEYRING_OAUTH + "server:\n  ims_host: ims-na1.adobelogin.com\n  auth_host: ims-na1.adobelogin.com\n"
    assert printed(text, "--fix", "--unsafe-fixes", "--output-format", "concise") == snapshot("""\
connector-umapi.yml:7:3: error conflicting-keys `ims_host` and `auth_host` on line 8 exclude each other
Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert (printed.folder / "connector-umapi.yml").read_text() == text


def test_a_new_name_in_another_section_keeps_no_old_one_from_being_renamed(printed: Printed) -> None:
    text = KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key") + "secure_client_id_key: elsewhere\n"
    assert printed(text, "--fix", "--output-format", "concise") == snapshot("""\
connector-umapi.yml:6:1: warning unknown-key unknown key `secure_client_id_key` at the top level; UST silently ignores it
Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
umapi-lint: fixed 1 finding in 1 file
[1]
""")


@pytest.mark.parametrize("value", ["", " ~"])
def test_an_old_name_without_a_value_is_told_for_having_none(value: str, printed: Printed) -> None:
    output = printed(
        KEYRING_OAUTH + f"uses_business_id:{value}\nserver:\n  ims_host:{value}\n", "--output-format", "concise"
    )
    assert output == snapshot("""\
connector-umapi.yml:8:3: error null-value `ims_host` is empty but required
Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize("line", ["test_mode: true", "uses_business_id: false"])
def test_the_fix_of_what_has_no_effect_says_that_the_line_goes(line: str, tmp_path: Path) -> None:
    fix = only(tmp_path, KEYRING_OAUTH + line + "\n").fix
    assert fix is not None
    assert (fix.title, fix.safe) == ("Remove the line", True)


def test_a_schema_may_say_what_comes_of_a_setting_that_is_never_read(printed: Printed) -> None:
    output = {"consequence": "sign-in-fails", "message": "a leaf is never read", "help": "Use a pot.", "means": "pot"}
    leaf = {"title": "Leaf", "type": "string", "x-public": True, "x-ignored": output}
    pot = {"title": "Pot", "type": "string", "x-public": True}
    section = {"properties": {"leaf": leaf, "pot": pot}, "required": ["pot"]}
    write(printed.folder, tea(section), "schemas/connector-tea.schema.json")
    arguments = ("check", "--schema-dir", "schemas", "connector-tea.yml")
    assert printed({"connector-tea.yml": "tea: {leaf: a}\n"}, *arguments) == snapshot("""\
error[ignored-key]: a leaf is never read; `pot` is missing in `tea` (UST refuses to start)
 --> connector-tea.yml:1:7
  |
1 | tea: {leaf: ***}
  |       ^^^^
  |
  = help: Use a pot.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert printed({"connector-tea.yml": "tea: {leaf: a, pot: b}\n"}, *arguments) == snapshot("""\
warning[ignored-key]: a leaf is never read (sign-in fails)
 --> connector-tea.yml:1:7
  |
1 | tea: {leaf: ***, pot: ***}
  |       ^^^^
  |
  = help: Use a pot.

Found 1 warning in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
