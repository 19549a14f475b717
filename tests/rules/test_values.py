"""Values of the right type that cannot work."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import JWT, KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_pem, fake_secret, lint, rules_of
from support.printed import Printed

from umapi_lint import lint_text


def served(**settings: str) -> str:
    """A file without a fault but for what its `server` says."""
    return KEYRING_OAUTH + "server:\n" + "".join(f"  {key}: {value}\n" for key, value in settings.items())


def test_a_host_that_cannot_be_right_is_told_with_what_to_write(printed: Printed) -> None:
    files = {
        "connector-umapi-1.yml": served(host="https://usermanagement.adobe.io/", auth_host='""'),
        "connector-umapi-2.yml": served(host="usermanagement.adobe.io/v2", auth_host="ims-na1.adobelogin.com/"),
        "connector-umapi-3.yml": served(host="user management.adobe.io", ims_host="https://ims-na1.adobelogin.com"),
        "connector-umapi-4.yml": served(host="adobe.io.example.org:8443", auth_host="notadobe.io"),
    }
    assert printed(files) == snapshot("""\
error[host-value]: `host` must be a host name without `https://`; UST adds it (sign-in fails)
 --> connector-umapi-1.yml:7:9
  |
7 |   host: https://usermanagement.adobe.io/
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Write the bare host name, such as `usermanagement.adobe.io`, or remove the line to get the default.
  = fix: write the bare host (--fix)

error[host-value]: `auth_host` is empty, so UST calls an address without a host (sign-in fails)
 --> connector-umapi-1.yml:8:14
  |
8 |   auth_host: ""
  |              ^^
  |
  = help: Remove the line to get the default.
  = fix: remove the line (--fix)

error[host-value]: `host` must be a host name without a path; UST adds the path (sign-in fails)
 --> connector-umapi-2.yml:7:9
  |
7 |   host: usermanagement.adobe.io/v2
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |

error[host-value]: `auth_host` must be a host name without a path; UST adds the path (sign-in fails)
 --> connector-umapi-2.yml:8:14
  |
8 |   auth_host: ims-na1.adobelogin.com/
  |              ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Write the bare host name, such as `ims-na1.adobelogin.com`, or remove the line to get the default.
  = fix: write the bare host (--fix)

error[host-value]: `host` is not the name of a host (sign-in fails)
 --> connector-umapi-3.yml:7:9
  |
7 |   host: user management.adobe.io
  |         ^^^^^^^^^^^^^^^^^^^^^^^^
  |

warning[deprecated-key]: `ims_host` is the old name of `auth_host` (works, but is outdated)
 --> connector-umapi-3.yml:8:3
  |
8 |   ims_host: https://ims-na1.adobelogin.com
  |   ^^^^^^^^
  |
  = help: Rename the key to `auth_host`.
  = fix: rename the key to `auth_host` (--fix)

error[host-value]: `ims_host` must be a host name without `https://`; UST adds it (sign-in fails)
 --> connector-umapi-3.yml:8:13
  |
8 |   ims_host: https://ims-na1.adobelogin.com
  |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Write the bare host name, or remove the line to get the default.
  = fix: write the bare host (--fix)

warning[host-value]: `host` is not one of Adobe's hosts; the access token is sent to it (sign-in fails)
 --> connector-umapi-4.yml:7:9
  |
7 |   host: adobe.io.example.org:8443
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Remove the line to get Adobe's host, unless Adobe's support gave you this one.

warning[host-value]: `auth_host` is not one of Adobe's hosts; the client secret is sent to it (a secret is at risk)
 --> connector-umapi-4.yml:8:14
  |
8 |   auth_host: ***
  |              ^^^
  |

Found 6 errors, 3 warnings in 4 files (5 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize(
    "host", ["adobe.io", "ADOBE.IO", "UserManagement.Adobe.io:443", "usermanagement-stage.adobe.io"]
)
def test_adobes_hosts_are_no_fault(host: str, tmp_path: Path) -> None:
    assert lint(tmp_path, served(host=host)) == []


def test_a_host_is_fixed_if_nothing_but_its_scheme_and_slashes_are_wrong(printed: Printed) -> None:
    files = {
        "connector-umapi-1.yml": served(host="https://usermanagement.adobe.io/ # ours", auth_host='""'),
        "connector-umapi-2.yml": served(host="usermanagement.adobe.io/v2", auth_host="'ims-na1.adobelogin.com//'"),
        "connector-umapi-3.yml": served(host="ftp://usermanagement.adobe.io"),
    }
    assert printed(files, "check", "--diff") == snapshot("""\
--- connector-umapi-1.yml
+++ connector-umapi-1.yml
@@ -4,5 +4,4 @@
   secure_client_id_key: umapi_client_id
   secure_client_secret_key: umapi_client_secret
 server:
-  host: https://usermanagement.adobe.io/ # ***
-  auth_host: ""
+  host: usermanagement.adobe.io # ***
--- connector-umapi-2.yml
+++ connector-umapi-2.yml
@@ -5,4 +5,4 @@
   secure_client_secret_key: umapi_client_secret
 server:
   host: usermanagement.adobe.io/v2
-  auth_host: 'ims-na1.adobelogin.com//'
+  auth_host: 'ims-na1.adobelogin.com'
umapi-lint: would fix 3 findings in 2 files
[1]
""")


def test_a_variable_and_a_placeholder_say_what_to_write_instead(printed: Printed) -> None:
    names = "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n"
    head = "authentication_method: oauth\nenterprise:\n"
    files = {
        "connector-umapi-1.yml": head + "  org_id: ${ORG}\n  client_id: ${ID}\n  client_secret: '{{ secret }}'\n",
        "connector-umapi-2.yml": head
        + "  org_id: 12345@AdobeOrg\n  client_id: Client ID goes here\n  client_secret: changeme\n",
        "connector-umapi-3.yml": head + "  org_id: org_id\n" + names + "server:\n  host: <host>\n",
        "connector-umapi-4.yml": JWT + "  priv_key_pass: changeme\n",
    }
    assert printed(files) == snapshot("""\
error[unexpanded-variable]: `org_id` looks like a variable; UST does not expand variables and uses this text literally (sign-in fails)
 --> connector-umapi-1.yml:3:11
  |
3 |   org_id: ***
  |           ^^^
  |
  = help: Have your deployment write the real value into the file.

error[unexpanded-variable]: `client_id` looks like a variable; UST does not expand variables and uses this text literally (sign-in fails)
 --> connector-umapi-1.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Have your deployment write the real value, or keep it in the keyring and name the entry in `secure_client_id_key`.

error[unexpanded-variable]: `client_secret` looks like a variable; UST does not expand variables and uses this text literally (sign-in fails)
 --> connector-umapi-1.yml:5:3
  |
5 |   client_secret: '***'
  |   ^^^^^^^^^^^^^
  |
  = help: Have your deployment write the real value, or keep it in the keyring and name the entry in `secure_client_secret_key`.

error[placeholder-value]: `org_id` is still a placeholder (sign-in fails)
 --> connector-umapi-2.yml:3:11
  |
3 |   org_id: 12345@AdobeOrg
  |           ^^^^^^^^^^^^^^
  |
  = help: Copy the Organization ID from the credential page of your project in the Adobe Developer Console, with its `@AdobeOrg`.

error[placeholder-value]: `client_id` is still a placeholder (sign-in fails)
 --> connector-umapi-2.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Copy the Client ID from the credential page of your project in the Adobe Developer Console.

error[placeholder-value]: `client_secret` is still a placeholder (sign-in fails)
 --> connector-umapi-2.yml:5:3
  |
5 |   client_secret: ***
  |   ^^^^^^^^^^^^^
  |
  = help: Copy the Client Secret from the credential page of your project in the Adobe Developer Console.

error[placeholder-value]: `org_id` is still a placeholder (sign-in fails)
 --> connector-umapi-3.yml:3:11
  |
3 |   org_id: ***
  |           ^^^
  |

error[placeholder-value]: `host` is still a placeholder (sign-in fails)
 --> connector-umapi-3.yml:7:9
  |
7 |   host: ***
  |         ^^^
  |
  = help: Remove the line to get the default, unless Adobe's support gave you another host.

error[deprecated-method]: Adobe retired JWT: these credentials stopped working on 2026-03-01 (sign-in fails)
 --> connector-umapi-4.yml:1:24
  |
1 | authentication_method: jwt
  |                        ^^^
  |
  = help: Migrate to OAuth Server-to-Server: set `authentication_method: oauth` and remove the technical account and everything about the private key. `umapi-lint migrate` does it.

error[placeholder-value]: `priv_key_pass` is still a placeholder (sign-in fails)
 --> connector-umapi-4.yml:8:3
  |
8 |   priv_key_pass: ***
  |   ^^^^^^^^^^^^^
  |
  = help: Put the real value in its place.

Found 10 errors in 4 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_variable_or_a_placeholder_as_the_path_of_a_file_is_a_missing_file(tmp_path: Path) -> None:
    text = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: {}")
    for path in ("path/to/private.key", "'${KEY}'", "priv_key_path", "'<your key>'"):
        found = lint(tmp_path, text.format(path))
        assert rules_of(found) == ["deprecated-method", "missing-file"]


def test_the_name_of_a_keyring_entry_may_be_anything_but_a_variable(tmp_path: Path) -> None:
    assert lint(tmp_path, KEYRING_OAUTH.replace("umapi_client_secret", "client_secret")) == []
    assert lint(tmp_path, KEYRING_OAUTH.replace("umapi_client_secret", "changeme")) == []
    assert rules_of(lint(tmp_path, KEYRING_OAUTH.replace("umapi_client_secret", "${NAME}"))) == ["unexpanded-variable"]


def test_a_value_of_another_shape_says_what_was_pasted(printed: Printed) -> None:
    head = "authentication_method: oauth\nenterprise:\n"
    files = {
        "connector-umapi-1.yml": head
        + f"  org_id: '{ORG_ID} '\n  client_id: {fake_secret()}\n  client_secret: {ORG_ID}\n",
        "connector-umapi-2.yml": head + "  org_id: ''\n  client_id: ab cd\n  client_secret: ab cd\n",
        "connector-umapi-3.yml": head + "  org_id: someone@example.org\n  client_id: ''\n  client_secret: ' '\n",
        "connector-umapi-4.yml": JWT.replace(
            TECHNICAL_ACCOUNT, "12345678-1234-1234-1234-123456789abc@techacct.adobe.com"
        ),
        "connector-umapi-5.yml": served(
            host="' usermanagement.adobe.io'", endpoint="v2/usermanagement", auth_endpoint="''"
        ),
    }
    assert printed(files) == snapshot("""\
warning[malformed-value]: the value of `org_id` has leading or trailing whitespace, which UST treats as part of the value (sign-in fails)
 --> connector-umapi-1.yml:3:11
  |
3 |   org_id: '1234567890ABCDEF12345678@AdobeOrg '
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Remove it.
  = fix: remove the whitespace (--fix)

warning[malformed-value]: the value of `client_id` looks like a client secret, not like a client id (sign-in fails)
 --> connector-umapi-1.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Copy the Client ID from the credential page of your project in the Adobe Developer Console; the secret goes into `client_secret`.

warning[plaintext-secret]: `client_id` is stored in plain text (a secret is at risk)
 --> connector-umapi-1.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Run `umapi-lint secure`, which stores the value in the keyring and names the entry in `secure_client_id_key` or `secure_client_secret_key` instead. Otherwise make the file readable by its owner only, and add `# umapi-lint: ignore[plaintext-secret] -- why` to the line.

warning[malformed-value]: the value of `client_secret` looks like an id, not like a client secret (sign-in fails)
 --> connector-umapi-1.yml:5:3
  |
5 |   client_secret: ***
  |   ^^^^^^^^^^^^^
  |
  = help: Copy the Client Secret from the credential page of your project in the Adobe Developer Console.

warning[plaintext-secret]: `client_secret` is stored in plain text (a secret is at risk)
 --> connector-umapi-1.yml:5:3
  |
5 |   client_secret: ***
  |   ^^^^^^^^^^^^^
  |

warning[malformed-value]: the value of `org_id` is empty (sign-in fails)
 --> connector-umapi-2.yml:3:11
  |
3 |   org_id: ''
  |           ^^
  |
  = help: Copy the Organization ID from the credential page of your project in the Adobe Developer Console, with its `@AdobeOrg`.

warning[malformed-value]: the value of `client_id` does not look like a client id: letters, digits and hyphens (sign-in fails)
 --> connector-umapi-2.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |
  = help: Copy the Client ID from the credential page of your project in the Adobe Developer Console.

warning[plaintext-secret]: `client_id` is stored in plain text (a secret is at risk)
 --> connector-umapi-2.yml:4:3
  |
4 |   client_id: ***
  |   ^^^^^^^^^
  |

warning[malformed-value]: the value of `client_secret` contains a space, which no client secret has (sign-in fails)
 --> connector-umapi-2.yml:5:3
  |
5 |   client_secret: ***
  |   ^^^^^^^^^^^^^
  |

warning[plaintext-secret]: `client_secret` is stored in plain text (a secret is at risk)
 --> connector-umapi-2.yml:5:3
  |
5 |   client_secret: ***
  |   ^^^^^^^^^^^^^
  |

warning[malformed-value]: the value of `org_id` does not look like an organization id: hexadecimal digits and `@AdobeOrg` (sign-in fails)
 --> connector-umapi-3.yml:3:11
  |
3 |   org_id: ***
  |           ^^^
  |

error[null-value]: `client_id` has no value, and UST needs `client_id` or `secure_client_id_key`, because `authentication_method` on line 1 is `oauth` (UST refuses to start)
 --> connector-umapi-3.yml:4:3
  |
4 |   client_id: ''
  |   ^^^^^^^^^
  |
1 | authentication_method: oauth
  |                        ----- `authentication_method` chooses the method here
  |
  = help: Set `client_id`. Copy the Client ID from the credential page of your project in the Adobe Developer Console.

warning[malformed-value]: the value of `client_secret` contains a space, which no client secret has (sign-in fails)
 --> connector-umapi-3.yml:5:3
  |
5 |   client_secret: '***'
  |   ^^^^^^^^^^^^^
  |

error[deprecated-method]: Adobe retired JWT: these credentials stopped working on 2026-03-01 (sign-in fails)
 --> connector-umapi-4.yml:1:24
  |
1 | authentication_method: jwt
  |                        ^^^
  |
  = help: Migrate to OAuth Server-to-Server: set `authentication_method: oauth` and remove the technical account and everything about the private key. `umapi-lint migrate` does it.

warning[malformed-value]: the value of `tech_acct_id` is the technical account's e-mail, not its id (sign-in fails)
 --> connector-umapi-4.yml:6:17
  |
6 |   tech_acct_id: ***
  |                 ^^^
  |
  = help: Copy the Technical Account ID, the line next to the e-mail, from the credential page in the Adobe Developer Console.

warning[malformed-value]: the value of `host` has leading or trailing whitespace, which UST treats as part of the value (sign-in fails)
 --> connector-umapi-5.yml:7:9
  |
7 |   host: ' usermanagement.adobe.io'
  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = fix: remove the whitespace (--fix)

warning[malformed-value]: the value of `endpoint` is not a path that begins with `/`, so UST calls an address that does not exist (sign-in fails)
 --> connector-umapi-5.yml:8:13
  |
8 |   endpoint: v2/usermanagement
  |             ^^^^^^^^^^^^^^^^^
  |
  = help: Write the path alone, such as `/v2/usermanagement`, or remove the line: that is the default.

warning[malformed-value]: the value of `auth_endpoint` is empty (sign-in fails)
 --> connector-umapi-5.yml:9:18
  |
9 |   auth_endpoint: ''
  |                  ^^
  |
  = help: Write the path alone, such as `/ims/token/v2`, or remove the line: the default fits the method.

Found 2 errors, 16 warnings in 5 files (2 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_placeholder_that_a_later_line_overwrites_is_told_as_that_alone(tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("  org_id", "  org_id: 12345@AdobeOrg\n  org_id")
    assert rules_of(lint(tmp_path, text)) == ["duplicate-key"]


def test_a_number_is_neither_a_placeholder_nor_a_variable(tmp_path: Path) -> None:
    assert rules_of(lint(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "00000000"))) == ["wrong-type"]
    assert rules_of(lint(tmp_path, served(host="12345"))) == ["wrong-type"]


def test_a_line_end_behind_a_private_key_is_a_part_of_it(tmp_path: Path) -> None:
    key = "".join(f"    {line}\n" for line in fake_pem().splitlines())
    text = JWT.replace("secure_priv_key_data_key: umapi_key", f"priv_key_data: |\n{key}")
    assert "malformed-value" not in rules_of(lint(tmp_path, text))


@pytest.mark.posix
def test_a_blank_behind_a_path_is_told_where_no_file_is_looked_for() -> None:
    text = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: 'private.key '")
    assert rules_of(list(lint_text(text))) == ["deprecated-method", "malformed-value"]
