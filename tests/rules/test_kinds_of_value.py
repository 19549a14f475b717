"""Values of a type that UST does not take."""

from __future__ import annotations

import json
from pathlib import Path

from inline_snapshot import snapshot
from support.linting import JWT, KEYRING_OAUTH, ORG_ID, only
from support.printed import Printed


def test_an_unquoted_number_says_what_the_tool_dies_of_and_to_use_quotes(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "12345"))
    assert finding.rule == "wrong-type"
    assert "maximum recursion depth exceeded" in finding.message
    assert "quotes" in finding.help
    assert "12345" not in repr(finding)


def test_an_unquoted_number_is_fixed_with_quotes_and_a_list_is_not(tmp_path: Path) -> None:
    number = only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "12345"))
    assert number.fix is not None
    assert number.fix.title == "Put the value in quotes"
    assert only(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "[12345]")).fix is None


def test_a_boolean_for_a_number_is_not_called_zero(tmp_path: Path) -> None:
    finding = only(tmp_path, KEYRING_OAUTH + "server:\n  timeout: true\n")
    assert (finding.rule, finding.location.line, finding.location.end_column) == ("invalid-value", 7, 16)


def test_all_of_a_value_of_the_wrong_type_is_marked(tmp_path: Path) -> None:
    place = only(tmp_path, KEYRING_OAUTH + "server:\n  timeout:\n    - 1  # one\n    - 22 # two\n\n  # end\n").location
    assert (place.line, place.column, place.end_line, place.end_column) == (8, 5, 9, 8)


def test_says_what_must_stand_there_and_what_yaml_reads(printed: Printed) -> None:
    kinds = "  host: 12345\n  auth_host: yes\n  ims_host: 2026-01-31\n  endpoint: {a: b}\n  auth_endpoint: [a]\n"
    files = {
        "connector-umapi-1.yml": KEYRING_OAUTH + "server:\n" + kinds + "  timeout: '120'\n  retries: many\n",
        "connector-umapi-2.yml": KEYRING_OAUTH + "server:\n  host:usermanagement.adobe.io\ntrusted: 'no'\n",
        "connector-umapi-3.yml": KEYRING_OAUTH[: KEYRING_OAUTH.index("\n  org_id")] + "\n  org_id:someone\n",
        "connector-umapi-4.yml": KEYRING_OAUTH.replace("umapi_client_id", "12345") + "logger_name: !!binary aGk=\n",
        "connector-umapi-5.yml": KEYRING_OAUTH.replace(ORG_ID, "\n    - someone") + "server: 5\n",
        "user-sync-config.yml": "adobe_users:\n  connectors: {umapi: [connector-umapi-1.yml]}\n  update_attributes: {a: b}\n"
        "directory_users:\n  connectors: 5\nlimits:\n  max_adobe_only_users: {a: b}\n",
    }
    assert printed(files, "check", "--select", "wrong-type") == snapshot("""\
error[wrong-type]: `update_attributes` must be a list or a string, not a mapping (UST refuses to start)
 --> user-sync-config.yml:3:22
  |
3 |   update_attributes: {a: ***}
  |                      ^^^^^^^
  |
  = help: Write a list or a string here.

error[wrong-type]: `connectors` must be a mapping, not an integer (UST refuses to start)
 --> user-sync-config.yml:5:15
  |
5 |   connectors: ***
  |               ^^^
  |
  = help: Write its settings on the lines below it, indented, with a space after each colon.

error[wrong-type]: `max_adobe_only_users` must be an integer or a string, not a mapping; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> user-sync-config.yml:7:25
  |
7 |   max_adobe_only_users: {a: ***}
  |                         ^^^^^^^
  |
  = help: Write an integer or a string here.

error[wrong-type]: `host` must be a string, not an integer; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi-1.yml:7:9 (target primary)
  |
7 |   host: ***
  |         ^^^
  |
  = help: Put the value in quotes.
  = fix: put the value in quotes (--fix)

error[wrong-type]: `auth_host` must be a string, not a boolean; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi-1.yml:8:14 (target primary)
  |
8 |   auth_host: yes
  |              ^^^
  |
  = fix: put the value in quotes (--fix)

error[wrong-type]: `ims_host` must be a string, not a date; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi-1.yml:9:13 (target primary)
  |
9 |   ims_host: ***
  |             ^^^
  |
  = fix: put the value in quotes (--fix)

error[wrong-type]: `endpoint` must be a string, not a mapping; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
  --> connector-umapi-1.yml:10:13 (target primary)
   |
10 |   endpoint: {a: ***}
   |             ^^^^^^^
   |
   = help: Write a string here.

error[wrong-type]: `auth_endpoint` must be a string, not a list; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
  --> connector-umapi-1.yml:11:18 (target primary)
   |
11 |   auth_endpoint: [***]
   |                  ^^^^
   |
   = help: Remove the brackets, or put the value in quotes if they belong to it.

error[wrong-type]: `timeout` must be an integer, not a string (UST refuses to start)
  --> connector-umapi-1.yml:12:12 (target primary)
   |
12 |   timeout: '***'
   |            ^^^^
   |
   = help: Remove the quotes around the number.
   = fix: remove the quotes (--fix)

error[wrong-type]: `retries` must be an integer, not a string (UST refuses to start)
  --> connector-umapi-1.yml:13:12 (target primary)
   |
13 |   retries: many
   |            ^^^^
   |
   = help: Write an integer here.

error[wrong-type]: `server` must be a mapping, not a string (UST refuses to start)
 --> connector-umapi-2.yml:7:3
  |
7 |   ***
  |   ^^^
  |
  = help: Add a space after the colon.
  = fix: add a space after the colon (--fix)

error[wrong-type]: `trusted` must be `true` or `false`, not a string (UST refuses to start)
 --> connector-umapi-2.yml:8:10
  |
8 | trusted: 'no'
  |          ^^^^
  |
  = help: Write `true` or `false` here.

error[wrong-type]: `enterprise` must be a mapping, not a string (UST refuses to start)
 --> connector-umapi-3.yml:3:3
  |
3 |   ***
  |   ^^^
  |
  = fix: add a space after the colon (--fix)

error[wrong-type]: `secure_client_id_key` must be a string, not an integer; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi-4.yml:4:25
  |
4 |   secure_client_id_key: ***
  |                         ^^^
  |
  = fix: put the value in quotes (--fix)

error[wrong-type]: `logger_name` must be a string, not something else; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi-4.yml:6:14
  |
6 | logger_name: ***
  |              ^^^
  |

error[wrong-type]: `org_id` must be a string, not a list; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi-5.yml:4:5
  |
4 |     - ***
  |     ^^^^^
  |

error[wrong-type]: `server` must be a mapping, not an integer (UST refuses to start)
 --> connector-umapi-5.yml:7:9
  |
7 | server: ***
  |         ^^^
  |

Found 17 errors in 6 files (7 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_path_that_is_no_text_is_told_as_no_value_at_all(printed: Printed) -> None:
    text = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: 12345")
    assert printed(text, "check", "--ignore", "deprecated-method") == snapshot("""\
error[wrong-type]: `priv_key_path` must be a string, not an integer; UST treats it as no value at all; `priv_key_path`, `priv_key_data` or `secure_priv_key_data_key` is missing in `enterprise`, because `authentication_method` on line 1 is `jwt` (UST refuses to start)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: ***
  |                  ^^^
  |
  = help: Put the value in quotes.
  = fix: put the value in quotes (--fix)

Found 1 error in 1 file (1 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_path_that_is_a_list_stops_the_tool(printed: Printed) -> None:
    text = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: [private.key]")
    assert printed(text, "check", "--ignore", "deprecated-method") == snapshot("""\
error[wrong-type]: `priv_key_path` must be a string, not a list; reading it crashes UST with "maximum recursion depth exceeded", which names no setting (UST refuses to start)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: [***]
  |                  ^^^^
  |
  = help: Remove the brackets, or put the value in quotes if they belong to it.

Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_key_without_a_value_says_what_to_write_or_to_remove_it(printed: Printed) -> None:
    jwt = JWT.replace("authentication_method: jwt", "authentication_method:").replace(
        "data_key: umapi_key", "data_key:"
    )
    files = {
        "connector-umapi-1.yml": "authentication_method:\nlogger_name:\nenterprise:\n",
        "connector-umapi-2.yml": KEYRING_OAUTH.replace(ORG_ID, "") + "server:\n  timeout:\n  host: ~\n",
        "connector-umapi-3.yml": jwt[: jwt.index("  tech_acct_id")]
        + "  tech_acct_id:\n  secure_priv_key_data_key: a_name\n",
        "user-sync-config.yml": "adobe_users:\n  connectors: {umapi: connector-umapi-1.yml}\n"
        "directory_users:\n  connectors: {}\n  groups:\n    - directory_group:\nlimits:\n  max_adobe_only_users:\n",
    }
    assert printed(files, "check", "--select", "null-value") == snapshot("""\
error[null-value]: `directory_group` is empty but required (UST refuses to start)
 --> user-sync-config.yml:6:7
  |
6 |     - directory_group:
  |       ^^^^^^^^^^^^^^^
  |
  = help: Give it a value.

error[null-value]: `max_adobe_only_users` is empty but required (UST refuses to start)
 --> user-sync-config.yml:8:3
  |
8 |   max_adobe_only_users:
  |   ^^^^^^^^^^^^^^^^^^^^
  |

error[null-value]: `authentication_method` is empty but required (UST refuses to start)
 --> connector-umapi-1.yml:1:1 (target primary)
  |
1 | authentication_method:
  | ^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Write `authentication_method: oauth`.

error[null-value]: `logger_name` is empty but required (UST refuses to start)
 --> connector-umapi-1.yml:2:1 (target primary)
  |
2 | logger_name:
  | ^^^^^^^^^^^
  |
  = help: Give it a value, or remove the line.

error[null-value]: `enterprise` is empty but required (UST refuses to start)
 --> connector-umapi-1.yml:3:1 (target primary)
  |
3 | enterprise:
  | ^^^^^^^^^^
  |
  = help: Write its settings on the lines below it, indented.

error[null-value]: `org_id` is empty but required (UST refuses to start)
 --> connector-umapi-2.yml:3:3
  |
3 |   org_id:
  |   ^^^^^^
  |
  = help: Give it a value. Copy the Organization ID from the credential page of your project in the Adobe Developer Console, with its `@AdobeOrg`.

error[null-value]: `timeout` is empty but required (UST refuses to start)
 --> connector-umapi-2.yml:7:3
  |
7 |   timeout:
  |   ^^^^^^^
  |

error[null-value]: `host` is empty but required (UST refuses to start)
 --> connector-umapi-2.yml:8:3
  |
8 |   host: ~
  |   ^^^^
  |

error[null-value]: `authentication_method` is empty but required (UST refuses to start)
 --> connector-umapi-3.yml:1:1
  |
1 | authentication_method:
  | ^^^^^^^^^^^^^^^^^^^^^
  |

error[null-value]: `tech_acct_id` is empty but required (UST refuses to start)
 --> connector-umapi-3.yml:6:3
  |
6 |   tech_acct_id:
  |   ^^^^^^^^^^^^
  |
  = help: Give it a value. Copy the Technical Account ID (not the e-mail) from the credential page in the Adobe Developer Console.

Found 10 errors in 4 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_value_that_the_tool_does_not_know_is_told_with_those_that_it_knows(printed: Printed) -> None:
    files = {
        "connector-adobe-console.yml": KEYRING_OAUTH.replace("enterprise:", "integration:")
        + "identity_type_filter: any\n",
        "user-sync-config.yml": "adobe_users:\n  connectors: {umapi: connector-umapi.yml}\n  exclude_adobe_groups: ['a::b', b, '::c']\n"
        "  exclude_identity_types: [adobe]\ndirectory_users:\n  connectors: {adobe_console: connector-adobe-console.yml}\n"
        "  user_identity_type: federated\nlimits:\n  max_adobe_only_users: 150%\n",
        "connector-umapi.yml": KEYRING_OAUTH,
    }
    assert printed(files) == snapshot("""\
error[invalid-value]: UST does not accept the value of item 1 of `exclude_adobe_groups` (UST refuses to start)
 --> user-sync-config.yml:3:26
  |
3 |   exclude_adobe_groups: ['***', ***, '***']
  |                          ^^^^
  |
  = help: Write the name of a group of the primary target, without a target's name and `::` before it.

error[invalid-value]: UST does not accept the value of item 1 of `exclude_identity_types` (UST refuses to start)
 --> user-sync-config.yml:4:28
  |
4 |   exclude_identity_types: [***]
  |                            ^^^
  |
  = help: Write one of `adobeID`, `enterpriseID`, `federatedID`.

warning[missing-connector]: the directory connector is `ldap`, but `connectors` names no file for it (UST refuses to start)
 --> user-sync-config.yml:6:3
  |
6 |   connectors: {adobe_console: connector-adobe-console.yml}
  |   ^^^^^^^^^^
  |
  = help: Name its file in `connectors` as `ldap`, or choose `adobe_console`, which has one. `--connector` on the command line replaces it.

error[invalid-value]: UST does not accept `federated` as the value of `user_identity_type` (UST refuses to start)
 --> user-sync-config.yml:7:23
  |
7 |   user_identity_type: federated
  |                       ^^^^^^^^^
  |

error[invalid-value]: UST does not accept the value of `max_adobe_only_users` (UST refuses to start)
 --> user-sync-config.yml:9:25
  |
9 |   max_adobe_only_users: ***
  |                         ^^^
  |
  = help: Write a value such as `200` or `10%`.

warning[invalid-value]: UST does not accept the value of `identity_type_filter`; it matters only when UST is run with this connector, which `invocation_defaults.connector` does not choose (silently ignored)
 --> connector-adobe-console.yml:6:23 (target adobe_console)
  |
6 | identity_type_filter: ***
  |                       ^^^
  |
  = help: Write one of `all`, `adobeID`, `enterpriseID`, `federatedID`.

Found 4 errors, 2 warnings in 2 of 3 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_schema_of_ones_own_may_limit_values_in_every_way(printed: Printed) -> None:
    limits = {
        "one": {"enum": ["a", "b"]},
        "two": {"const": 1},
        "three": {"minimum": 1, "examples": [3]},
        "four": {"maximum": 1, "x-consequence": {"maximum": "ignored"}},
        "five": {"minLength": 2},
        "six": {"type": "array", "minItems": 2},
        "seven": {"pattern": "^a", "x-choices": ["a", "ab"]},
        "eight": {"type": "string", "x-consequence": {"type": "sign-in-fails"}},
        "nine": {"type": "integer", "x-consequence": {"type": "ignored"}},
    }
    described = {name: {"title": name, "description": "A setting.", **limit} for name, limit in limits.items()}
    own = {"x-kind": {"name": "own", "files": ["own.yml"]}, "type": "object", "properties": described}
    files = {
        "schemas/own.schema.json": json.dumps(own),
        "own.yml": "one: c\ntwo: 2\nthree: 0\nfour: 2\nfive: a\nsix: [a]\nseven: b\neight:\nnine: x\n",
    }
    assert printed(files, "check", "--schema-dir", "schemas", "own.yml") == snapshot("""\
error[invalid-value]: UST does not accept the value of `one` (UST refuses to start)
 --> own.yml:1:6
  |
1 | one: ***
  |      ^^^
  |
  = help: Write one of `a`, `b`.

error[invalid-value]: UST does not accept the value of `two` (UST refuses to start)
 --> own.yml:2:6
  |
2 | two: ***
  |      ^^^
  |
  = help: Write `1`.

error[invalid-value]: UST does not accept the value of `three` (UST refuses to start)
 --> own.yml:3:8
  |
3 | three: ***
  |        ^^^
  |
  = help: Write a value such as `3`.

error[invalid-value]: UST does not accept the value of `four` (silently ignored)
 --> own.yml:4:7
  |
4 | four: ***
  |       ^^^
  |
  = help: Correct the value, or remove it.

error[invalid-value]: UST does not accept the value of `five` (UST refuses to start)
 --> own.yml:5:7
  |
5 | five: ***
  |       ^^^
  |

error[invalid-value]: UST does not accept the value of `six` (UST refuses to start)
 --> own.yml:6:6
  |
6 | six: [***]
  |      ^^^^
  |

error[invalid-value]: UST does not accept the value of `seven` (UST refuses to start)
 --> own.yml:7:8
  |
7 | seven: ***
  |        ^^^
  |
  = help: Write one of `a`, `ab`.

error[null-value]: `eight` is empty but required (sign-in fails)
 --> own.yml:8:1
  |
8 | eight:
  | ^^^^^
  |
  = help: Give it a value, or remove the line.

error[wrong-type]: `nine` must be an integer, not a string (silently ignored)
 --> own.yml:9:7
  |
9 | nine: x
  |       ^
  |
  = help: Write an integer here.

Found 9 errors in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_section_of_settings_without_spaces_after_their_colons_is_fixed(printed: Printed) -> None:
    text = KEYRING_OAUTH + "server:\n  timeout:60\n"
    assert printed(text, "--output-format=concise", "-q") == snapshot("""\
connector-umapi.yml:7:3: error wrong-type `server` must be a mapping, not a string [--fix]
[1]
""")
    printed(text, "--fix")
    assert (printed.folder / "connector-umapi.yml").read_text() == text.replace(":60", ": 60")
