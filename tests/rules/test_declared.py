"""Findings that a schema words itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import JWT, KEYRING_OAUTH, fake_secret, lint, rules_of
from support.printed import Printed

SERVER = "server:\n  auth_endpoint: /ims/exchange/jwt\n  timeout: 0\n  retries: true\n  ssl_verify: false\n"


def test_a_finding_stands_where_its_schema_says_in_the_words_of_its_schema(printed: Printed) -> None:
    files = {
        "connector-umapi-1.yml": KEYRING_OAUTH.replace("authentication_method: oauth\n", ""),
        "connector-umapi-2.yml": KEYRING_OAUTH.replace("oauth", '"oauth "') + SERVER,
        "connector-umapi-3.yml": KEYRING_OAUTH + SERVER.replace("auth_endpoint", "ims_endpoint_jwt"),
        "connector-umapi-4.yml": JWT.replace("authentication_method: jwt\n", ""),
    }
    assert printed(files) == snapshot("""\
error[missing-field]: `authentication_method` is missing, so UST assumes JWT, but the credentials here are for OAuth (UST refuses to start)
 --> connector-umapi-1.yml:1:1
  |
1 | enterprise:
  | ^^^^^^^^^^
  |
  = help: Add the line `authentication_method: oauth` at the top level of the file.
  = fix: add `authentication_method: oauth` (--fix)

error[invalid-value]: UST does not recognize `oauth ` as `oauth` and falls back to JWT, whose technical account and private key are missing (UST refuses to start)
 --> connector-umapi-2.yml:1:24
  |
1 | authentication_method: "oauth "
  |                        ^^^^^^^^
  |
  = help: Write `authentication_method: oauth`, in lowercase, without spaces.
  = fix: write `oauth` (--fix)

note[invalid-value]: zero or less means no time limit: UST waits forever (silently ignored)
 --> connector-umapi-2.yml:8:12
  |
8 |   timeout: 0
  |            ^
  |
  = help: Give a number of seconds, such as 120, or remove the line: that is the default.

warning[invalid-value]: UST expects a whole number, and treats `true` as 1 and `false` as 0 (silently ignored)
 --> connector-umapi-2.yml:9:12
  |
9 |   retries: true
  |            ^^^^
  |
  = help: Give a number, or remove the line to get the default.

warning[tls-verification-off]: TLS verification is off: anyone between this machine and Adobe can read the client secret (a secret is at risk)
  --> connector-umapi-2.yml:10:15
   |
10 |   ssl_verify: false
   |               ^^^^^
   |
   = help: Remove the line. If a proxy inspects TLS, set the environment variable REQUESTS_CA_BUNDLE to a file with the proxy's certificate instead.

error[endpoint-mismatch]: this is the sign-in endpoint of JWT, and the method is oauth: UST starts, then Adobe refuses the sign-in (sign-in fails)
 --> connector-umapi-3.yml:7:21
  |
7 |   ims_endpoint_jwt: /ims/exchange/jwt
  |                     ^^^^^^^^^^^^^^^^^
  |
  = help: Remove the line: UST's default for oauth, `/ims/token/v2`, is right.
  = fix: remove the line (--fix)

note[invalid-value]: zero or less means no time limit: UST waits forever (silently ignored)
 --> connector-umapi-3.yml:8:12
  |
8 |   timeout: 0
  |            ^
  |

warning[invalid-value]: UST expects a whole number, and treats `true` as 1 and `false` as 0 (silently ignored)
 --> connector-umapi-3.yml:9:12
  |
9 |   retries: true
  |            ^^^^
  |

warning[tls-verification-off]: TLS verification is off: anyone between this machine and Adobe can read the client secret (a secret is at risk)
  --> connector-umapi-3.yml:10:15
   |
10 |   ssl_verify: false
   |               ^^^^^
   |

error[deprecated-method]: `authentication_method` is missing, so UST uses JWT, which Adobe retired: these credentials stopped working on 2026-03-01 (sign-in fails)
 --> connector-umapi-4.yml:1:1
  |
1 | enterprise:
  | ^^^^^^^^^^
  |
  = help: Migrate to OAuth Server-to-Server: add `authentication_method: oauth` and remove the technical account and everything about the private key. `umapi-lint migrate` does it.

Found 4 errors, 4 warnings, 2 notes in 4 files (3 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_finding_is_fixed_as_its_schema_says(printed: Printed) -> None:
    files = {
        "connector-umapi-1.yml": KEYRING_OAUTH.replace("authentication_method: oauth\n", ""),
        "connector-umapi-2.yml": KEYRING_OAUTH.replace("oauth", '"oauth "'),
        "connector-umapi-3.yml": KEYRING_OAUTH + SERVER,
        "connector-umapi-4.yml": KEYRING_OAUTH.replace("oauth", "jwt"),
    }
    assert printed(files, "check", "--diff") == snapshot("""\
--- connector-umapi-1.yml
+++ connector-umapi-1.yml
@@ -1,3 +1,4 @@
+authentication_method: oauth
 enterprise:
   org_id: 1234567890ABCDEF12345678@AdobeOrg
   secure_client_id_key: umapi_client_id
--- connector-umapi-2.yml
+++ connector-umapi-2.yml
@@ -1,4 +1,4 @@
-authentication_method: "oauth "
+authentication_method: "oauth"
 enterprise:
   org_id: 1234567890ABCDEF12345678@AdobeOrg
   secure_client_id_key: umapi_client_id
--- connector-umapi-3.yml
+++ connector-umapi-3.yml
@@ -4,7 +4,6 @@
   secure_client_id_key: umapi_client_id
   secure_client_secret_key: umapi_client_secret
 server:
-  auth_endpoint: /ims/exchange/jwt
   timeout: 0
   retries: true
   ssl_verify: false
umapi-lint: would fix 3 findings in 3 files
[1]
""")


def test_a_file_of_version_1_is_one_finding(printed: Printed) -> None:
    assert printed({"user-sync-config.yml": "dashboard:\n  owning: a\ndirectory:\n  b: c\n"}) == snapshot("""\
error[v1-file]: this file is in the format of version 1 of UST, and version 2 refuses it
 --> user-sync-config.yml:1:1
  |
1 | dashboard:
  | ^^^^^^^^^
  |
  = help: Start again from the examples of your version: `adobe_users` and `directory_users` took the place of `dashboard` and `directory`.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize(
    "text",
    [
        '{"CLIENT_ID": "a", "CLIENT_SECRETS": ["{secret}"], "ORG_ID": "1234567890ABCDEF12345678@AdobeOrg"}\n',
        '{"project": {"org": {"ims_org_id": "1234567890ABCDEF12345678@AdobeOrg"}, "workspace": {"details": {}}}}\n',
    ],
)
@pytest.mark.parametrize("name", ["connector-umapi.yml", "connector-adobe-console.yml"])
def test_json_of_the_developer_console_is_one_finding(text: str, name: str, tmp_path: Path) -> None:
    findings = lint(tmp_path, text.replace("{secret}", fake_secret()), name)
    assert rules_of(findings) == ["console-json"]
    assert "umapi-lint init --from" in findings[0].help
