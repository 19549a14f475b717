"""Credentials where none belongs, and all that only looks like one."""

from __future__ import annotations

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_pem, fake_secret, fake_uuid, lint
from support.printed import Printed

from umapi_lint.model.finding import Consequence, Finding

ROOT = (
    "adobe_users:\n  connectors:\n    umapi: connector-umapi.yml\ndirectory_users:\n  user_identity_type: federatedID\n"
    "  groups:\n    - directory_group: {group}\n      adobe_groups: [All]\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults:\n  connector: [csv, users.csv]\n"
)


def told(findings: list[Finding], rule: str) -> list[tuple[int, int]]:
    return [(f.location.line, f.location.column) for f in findings if f.rule == rule]


def in_comments(folder, comment: str) -> list[tuple[int, int]]:
    findings = lint(folder, KEYRING_OAUTH + comment)
    assert {finding.rule for finding in findings} <= {"secret-in-comment"}
    assert all(f.location.end_column == f.location.column + 1 for f in findings)  # the length of a secret is one too
    return told(findings, "secret-in-comment")


@pytest.mark.parametrize("prefix", ["p8", "s8"])
def test_finds_a_secret_in_a_comment(prefix: str, tmp_path) -> None:
    assert in_comments(tmp_path, f"# was {fake_secret(prefix)}, 2023\n") == [(6, 3)]


def test_finds_a_secret_behind_a_value(tmp_path) -> None:
    text = KEYRING_OAUTH.rstrip("\n") + f"  # {fake_secret()}\n"
    assert told(lint(tmp_path, text), "secret-in-comment") == [(5, 52)]


def test_a_secret_that_belongs_in_another_section_is_one_finding_at_its_key(tmp_path) -> None:
    plain = KEYRING_OAUTH.replace(
        "  secure_client_secret_key: umapi_client_secret\n", f"client_secret: {fake_secret()}\n"
    )
    (finding,) = lint(tmp_path, plain)
    assert (finding.rule, finding.consequence.value, finding.location.line) == ("unknown-key", "refused", 5)
    assert "`umapi-lint secure`" in finding.help


def test_finds_a_setting_that_was_commented_out(tmp_path) -> None:
    assert in_comments(tmp_path, "  #client_secret: hunter2x\n") == [(6, 4)]
    assert in_comments(tmp_path, '# - "Client-Secret" = "hunter2x" # old\n') == [(6, 3)]
    assert in_comments(tmp_path, f"# client_id: {fake_client_id()}\n") == [(6, 3)]
    assert in_comments(tmp_path, '# priv_key_pass: "correct horse battery staple"\n') == [(6, 3)]
    assert in_comments(tmp_path, "# password: Tr0ub4dor\n") == [(6, 3)]


def test_finds_an_old_secret_next_to_a_word_for_it(tmp_path) -> None:
    assert len(in_comments(tmp_path, f"# client secret until May: {fake_uuid()}\n")) == 1
    assert len(in_comments(tmp_path, f"# {fake_uuid()} (old secret)\n")) == 1
    assert len(in_comments(tmp_path, f"  # client_secret: {fake_uuid()}\n")) == 1


def test_a_private_key_in_comments_is_one_finding(tmp_path) -> None:
    key = "".join(f"# {line}\n" for line in fake_pem().splitlines())
    assert in_comments(tmp_path, f"# priv_key_data: |\n{key}# and so on\n") == [(7, 3)]


def test_finds_a_secret_in_a_comment_of_a_file_that_is_no_yaml(tmp_path) -> None:
    findings = lint(tmp_path, f"# {fake_secret()}\nenterprise: [\n")
    assert sorted(f.rule for f in findings) == ["secret-in-comment", "yaml-syntax"]


SAMPLE = "MIIf74jfd84oAgEA6brj4uZ2f1Nkf84j843jfjjJGHYJ8756GHHGGz7jLyZWSscH"


@pytest.mark.parametrize(
    "comment",
    [
        "# client_secret: Client secret goes here",
        '# client_secret: "Client secret goes here"',
        '#priv_key_pass: "my passphrase for my private key"',
        "# client_secret: <secret>",
        "# client_secret: ${CLIENT_SECRET}",
        "# client_secret: required",
        "# client_secret: the token that signs in",
        "# client_secret: see https://adobe-apiplatform.github.io/user-sync.py/",
        "# client_secret: umapi_client_secret",
        "# client_secret:",
        "# client_id and client_secret can be stored in plaintext or can be secured (see below)",
        "# secure_client_secret_key: my_client_secret",
        "# client_secret: 9876-xyz-12345",
        "# client_secret - Secret token used to authenticate with the User Management API",
        "# technical account: {uuid}@techacct.adobe.com",
        "# request id {uuid}",
        "# tenant: {uuid}, application: {uuid}",
        "# changed in 4f2a9c1b04f2a9c1b04f2a9c1b04f2a9c1b04f2a",
        f"# org: {ORG_ID}",
        "# password: ask the help desk",
        "# The secret: is kept in the keyring since 2024-05-01",
        "# -----BEGIN RSA {private}\n#  ...\n# -----END RSA {private}",
        f"#priv_key_data: |\n#   -----BEGIN RSA {{private}}\n#   {SAMPLE}\n#   datagoeshere986fKFUNGd74kdfuEH\n#   -----END RSA {{private}}",
    ],
)
def test_is_silent_about_comments_without_a_secret(comment: str, tmp_path) -> None:
    text = comment.replace("{uuid}", fake_uuid()).replace("{private}", "PRIVATE " + "KEY-----")
    assert in_comments(tmp_path, text + "\n") == []


@pytest.mark.parametrize("make", [fake_secret, fake_uuid, fake_client_id])
def test_finds_a_secret_in_place_of_a_keyring_name(make, tmp_path) -> None:
    text = KEYRING_OAUTH.replace("umapi_client_secret", make())
    findings = lint(tmp_path, text)
    assert [f.rule for f in findings] == ["secret-as-keyring-name"]
    assert told(findings, "secret-as-keyring-name") == [(5, 29)]


def test_finds_a_private_key_in_place_of_a_keyring_name(tmp_path) -> None:
    key = "".join(f"    {line}\n" for line in fake_pem().splitlines())
    text = KEYRING_OAUTH.replace(" umapi_client_secret\n", f" |\n{key}")
    assert told(lint(tmp_path, text), "secret-as-keyring-name") != []


@pytest.mark.parametrize("make", [fake_secret, fake_uuid])
def test_finds_a_secret_in_place_of_a_keyring_name_of_the_other_method(make, tmp_path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + f"  secure_priv_key_pass_key: {make()}\n")
    assert [f.rule for f in findings] == ["key-not-for-method", "misplaced-secret"]
    assert told(findings, "misplaced-secret") == [(6, 29)]


@pytest.mark.parametrize("make", [fake_secret, fake_uuid, lambda: "'" + fake_pem().replace("\n", "\n\n  ") + "'"])
@pytest.mark.parametrize("line", ["notes: {}", "notes: [a, {}]", "notes: {{a: {{b: {}}}}}", "integration: {{x: {}}}"])
def test_finds_a_secret_that_the_tool_never_reads(line: str, make, tmp_path) -> None:
    findings = lint(tmp_path, line.format(make()) + "\n" + KEYRING_OAUTH)
    assert len(told(findings, "misplaced-secret")) == 1


def test_finds_a_secret_in_an_unknown_key_of_a_section(tmp_path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + f"  old_secret: {fake_secret()}\n")
    assert sorted(f.rule for f in findings) == ["misplaced-secret", "unknown-key"]


def test_finds_a_setting_at_the_wrong_level_by_its_name(tmp_path) -> None:
    findings = lint(tmp_path, "client_secret: hunter2\n" + KEYRING_OAUTH)
    assert told(findings, "misplaced-secret") == [(1, 1)]
    assert told(lint(tmp_path, "priv_key_pass: hunter2\n" + KEYRING_OAUTH), "misplaced-secret") == [(1, 1)]


@pytest.mark.parametrize("value", ["Client secret goes here", "9876-xyz-12345", "client_secret", "${SECRET}", "' '"])
def test_takes_no_placeholder_at_the_wrong_level_for_a_secret(value: str, tmp_path) -> None:
    assert told(lint(tmp_path, f"client_secret: {value}\n" + KEYRING_OAUTH), "misplaced-secret") == []


@pytest.mark.parametrize("make", [fake_secret, fake_uuid])
@pytest.mark.parametrize("value", ["x", "true", "{a: b}", ""])
def test_finds_a_secret_in_place_of_a_key(value: str, make, tmp_path) -> None:
    secret = make()
    findings = lint(tmp_path, f"{secret}: {value}\n" + KEYRING_OAUTH)
    assert told(findings, "misplaced-secret") == [(1, 1)]
    assert not any(secret[:6] in f.message + f.help + f.location.pointer for f in findings)


def test_takes_no_name_of_a_target_for_a_secret_unless_it_cannot_be_one(tmp_path) -> None:
    root = ROOT.replace("{group}", "All").replace(
        " connector-umapi.yml", "\n      - connector-umapi.yml\n      - {}: a.yml"
    )
    assert told(lint(tmp_path, root.format(fake_uuid()), "user-sync-config.yml"), "misplaced-secret") == []
    assert told(lint(tmp_path, root.format(fake_secret()), "user-sync-config.yml"), "misplaced-secret") == [(5, 9)]


def test_a_file_that_is_nothing_but_a_secret_is_told(tmp_path) -> None:
    findings = lint(tmp_path, fake_secret() + "\n")
    assert [(f.rule, f.message) for f in findings if f.rule != "not-a-mapping"] == [
        ("misplaced-secret", "this value contains a client secret but is not a credential setting")
    ]


def test_a_duplicate_of_an_unread_key_tells_of_its_secret_once(tmp_path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + f"notes: {fake_secret()}\nnotes: ''\n")
    assert [(f.rule, f.consequence) for f in findings] == [
        ("duplicate-key", Consequence.EXPOSED), ("unknown-key", Consequence.IGNORED),
    ]  # fmt: skip


@pytest.mark.parametrize("make", [fake_secret, fake_uuid])
def test_a_secret_in_place_of_an_id_is_one_finding(make, tmp_path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH.replace(ORG_ID, make()))
    assert [(f.rule, f.consequence) for f in findings] == [("misplaced-secret", Consequence.SIGN_IN_FAILS)]


@pytest.mark.parametrize("make", [fake_secret, fake_uuid])
@pytest.mark.parametrize("key", ["host", "auth_host", "endpoint"])
def test_a_secret_in_place_of_a_host_or_its_path_is_one_finding(key: str, make, tmp_path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + f"server:\n  {key}: {make()}\n")
    assert [(f.rule, f.consequence) for f in findings] == [("misplaced-secret", Consequence.SIGN_IN_FAILS)]


@pytest.mark.parametrize(
    "line", ["client_secret: hunter2", "notes: {secret}", "client_secret: {uuid}", "notes: {uuid}"]
)
def test_finds_a_secret_in_the_root(line: str, tmp_path) -> None:
    text = ROOT.replace("{group}", "All") + line.replace("{secret}", fake_secret()).replace("{uuid}", fake_uuid())
    assert len(told(lint(tmp_path, text + "\n", "user-sync-config.yml"), "misplaced-secret")) == 1


@pytest.mark.parametrize("make", [fake_secret, lambda: "'" + fake_pem().replace("\n", "\n\n        ") + "'"])
def test_finds_a_secret_in_place_of_the_name_of_a_group(make, tmp_path) -> None:
    text = ROOT.replace("{group}", make())
    assert told(lint(tmp_path, text, "user-sync-config.yml"), "misplaced-secret") == [(7, 24)]


def test_takes_no_name_of_a_group_for_a_secret(tmp_path) -> None:
    text = ROOT.replace("{group}", fake_uuid()) + f"logging:\n  file_log_name_format: {fake_uuid()}\n"
    assert told(lint(tmp_path, text, "user-sync-config.yml"), "misplaced-secret") == []


@pytest.mark.parametrize("value", ["{secret}", "{uuid}", "hunter2"])
def test_a_duplicate_key_tells_of_the_secret_that_it_leaves_behind(value: str, tmp_path) -> None:
    value = value.replace("{secret}", fake_secret()).replace("{uuid}", fake_uuid())
    text = KEYRING_OAUTH + f"  client_secret: {value}\n  client_secret: ''\n"
    findings = lint(tmp_path, text)
    assert [(f.rule, f.consequence) for f in findings] == [("duplicate-key", Consequence.EXPOSED)]


def test_a_section_that_stands_twice_tells_of_the_secret_in_the_first(tmp_path) -> None:
    findings = lint(tmp_path, f"enterprise:\n  client_secret: {fake_secret()}\n{KEYRING_OAUTH}")
    assert [(f.rule, f.consequence) for f in findings] == [("duplicate-key", Consequence.EXPOSED)]


def test_a_duplicate_without_a_secret_is_merely_ignored(tmp_path) -> None:
    findings = lint(tmp_path, KEYRING_OAUTH + "  client_secret: ''\n  client_secret: ''\n")
    assert [(f.rule, f.consequence) for f in findings] == [("duplicate-key", Consequence.IGNORED)]


def test_says_of_every_credential_what_it_is_and_where_it_belongs(printed: Printed) -> None:
    text = f"""\
{fake_secret()}: x
notes: [{fake_secret()}]
client_secret: hunter2
authentication_method: oauth
enterprise:
  org_id: {fake_secret()}
  secure_client_id_key: {fake_client_id()}
  secure_client_secret_key: {fake_secret()}
# client_secret: {fake_secret()}
"""
    assert printed(text, "check", "--ignore", "unknown-key") == snapshot("""\
warning[misplaced-secret]: a client secret is used as a key (a secret is at risk)
 --> connector-umapi.yml:1:1
  |
1 | ***: ***
  | ^^^
  |
  = help: Remove it from here. If others may have seen the file, create a new one in the Adobe Developer Console.

warning[misplaced-secret]: item 1 of `notes` contains a client secret but is not a credential setting (a secret is at risk)
 --> connector-umapi.yml:2:9
  |
2 | notes: [***]
  |         ^^^
  |

warning[misplaced-secret]: `client_secret` is stored in plain text where UST does not read it (a secret is at risk)
 --> connector-umapi.yml:3:1
  |
3 | client_secret: ***
  | ^^^^^^^^^^^^^
  |

error[misplaced-secret]: `org_id` contains a client secret but is not a credential setting (sign-in fails)
 --> connector-umapi.yml:6:11
  |
6 |   org_id: ***
  |           ^^^
  |
  = help: Write the right value here. If others may have seen the file, create a new one in the Adobe Developer Console.

error[secret-as-keyring-name]: `secure_client_id_key` expects the name of a keyring entry, but contains a client id (a secret is at risk)
 --> connector-umapi.yml:7:25
  |
7 |   secure_client_id_key: ***
  |                         ^^^
  |
  = help: Store the credential in the keyring under a name of your choice, and write that name here. If others may have seen the file, create a new one in the Adobe Developer Console.

error[secret-as-keyring-name]: `secure_client_secret_key` expects the name of a keyring entry, but contains a client secret (a secret is at risk)
 --> connector-umapi.yml:8:29
  |
8 |   secure_client_secret_key: ***
  |                             ^^^
  |

warning[secret-in-comment]: a client secret is in a comment (a secret is at risk)
 --> connector-umapi.yml:9:3
  |
9 | # ***
  |   ^^^
  |
  = help: Remove it from the comment. If others may have seen the file, create a new one in the Adobe Developer Console.

Found 3 errors, 4 warnings in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
