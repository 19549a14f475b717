"""The migration as a plan, on files that UST accepts with JWT."""

import os

import pytest
import yaml
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_secret, write
from support.verdicts import case_of, rows, write_case

from umapi_lint.document.source import read_source
from umapi_lint.fix.connectors import PlanError
from umapi_lint.fix.migrate import named_elsewhere, plan, switch_of
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Severity

LINTER = Linter()
OF_JWT = [row for row in rows("ust-verdicts.jsonl") if row.get("accepted", {}).get("auth") == "JWTAuth"]
KEYRING_JWT = (
    f"enterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"
    f"  secure_client_secret_key: umapi_client_secret\n  tech_acct_id: {TECHNICAL_ACCOUNT}\n"
    "  secure_priv_key_data_key: umapi_private_key\n"
)


def migrated(folder, text, name="connector-umapi.yml"):
    """The text after the migration, by the file's name; nothing is written."""
    path = write(folder, text, name)
    migration = plan(LINTER, str(path))
    assert path.read_text() == text
    return migration, {os.path.basename(w.new.name): w.new.data.decode() for w in migration.written}.get(name, text)


@pytest.mark.parametrize("row", OF_JWT, ids=case_of)
def test_every_file_that_the_tool_accepts_with_jwt_lints_without_error_afterwards(row, tmp_path):
    path = write_case(tmp_path, row)
    migration = plan(LINTER, str(path))
    (written,) = migration.written
    path.write_bytes(written.new.data)
    after = LINTER.lint(read_source(path))
    assert [finding for finding in after.findings if finding.severity is Severity.ERROR] == []
    assert LINTER.context(written.new).document.value["authentication_method"] == "oauth"
    assert plan(LINTER, str(path)).written == []


def test_there_are_many_such_files():
    assert len(OF_JWT) > 100


def test_removes_what_only_jwt_reads_and_nothing_else(tmp_path):
    client, secret = fake_client_id(), fake_secret()
    _, after = migrated(
        tmp_path,
        "# ours\nserver:\n  ims_endpoint_jwt: /ims/exchange/jwt\n  timeout: 60 # slow\n\nenterprise:\n"
        f"  org_id: {ORG_ID}\n  # the client\n  api_key: '{client}'\n  client_secret: {secret} # theirs\n"
        f"  tech_acct: {TECHNICAL_ACCOUNT} # gone\n  priv_key_data: |\n    x\n    y\n  priv_key_pass: geheim\n# end\n",
    )
    assert after == (
        "# ours\nauthentication_method: oauth\nserver:\n  timeout: 60 # slow\n\nenterprise:\n"
        f"  org_id: {ORG_ID}\n  # the client\n  client_id: '{client}'\n  client_secret: {secret} # theirs\n# end\n"
    )


@pytest.mark.parametrize("method", ["jwt", "'JWT'", "", "~", "OAuth", "s2s"])
def test_sets_the_method_where_another_or_none_stands(tmp_path, method):
    _, after = migrated(tmp_path, f"authentication_method: {method}  # said\n{KEYRING_JWT}")
    quote = method[:1] if method[:1] == "'" else ""
    blank = " " if method == "" else ""
    assert after.startswith(f"authentication_method: {quote}oauth{quote}{blank}  # said\n")
    assert yaml.safe_load(after) == yaml.safe_load(KEYRING_OAUTH)


def test_tells_the_key_file_and_the_keyring_entries_that_only_jwt_used(tmp_path):
    write(tmp_path, "no key", "private.key")
    migration, _ = migrated(
        tmp_path, KEYRING_JWT + "  priv_key_path: private.key\n  secure_priv_key_pass_key: umapi_words\n"
    )
    assert [(file.path, file.shown) for file in migration.files] == [(tmp_path / "private.key", "`private.key`")]
    assert [(entry.service, entry.user) for entry in migration.entries] == [
        ("umapi_private_key", ORG_ID),
        ("umapi_words", ORG_ID),
    ]


def test_an_entry_under_the_manuals_spelling_counts_too(tmp_path):
    migration, after = migrated(tmp_path, KEYRING_JWT.replace("secure_priv_key_data_key", "secure_priv_key_data"))
    assert [entry.service for entry in migration.entries] == ["umapi_private_key"]
    assert "priv" not in after


def test_an_entry_that_is_still_used_is_not_offered_for_deletion(tmp_path):
    migration, _ = migrated(tmp_path, KEYRING_JWT.replace("umapi_private_key", "umapi_client_id"))
    assert migration.entries == []


def test_what_is_migrated_is_left_alone(tmp_path):
    migration, after = migrated(tmp_path, KEYRING_OAUTH)
    assert migration.written == []
    assert after == KEYRING_OAUTH


def test_works_for_the_console_connector_and_json(tmp_path):
    kept = f'"integration": {{"org_id": "{ORG_ID}", "secure_client_id_key": "a", "secure_client_secret_key": "b"'
    gone = f', "tech_acct_id": "{TECHNICAL_ACCOUNT}", "priv_key_path": "x"'
    _, after = migrated(tmp_path, f"{{{kept}{gone}}}}}\n", "connector-adobe-console.yml")
    assert after == f'{{"authentication_method": "oauth", {kept}}}}}\n'


def deployment(folder, umapi):
    return write(
        folder,
        f"adobe_users:\n  connectors:\n    umapi: {umapi}\ndirectory_users: {{connectors: {{}}}}\nlimits: {{max_adobe_only_users: 9}}\ninvocation_defaults: {{connector: [csv, users.csv]}}\n",
        "user-sync-config.yml",
    )


def test_migrates_every_target_of_a_deployment(tmp_path):
    other = KEYRING_JWT.replace(ORG_ID, "ABCDEF1234567890ABCDEF12@AdobeOrg")
    write(tmp_path, KEYRING_JWT, "one.yml")
    write(tmp_path, "authentication_method: jwt\n" + other, "two.yml")
    write(tmp_path, KEYRING_OAUTH.replace(ORG_ID, "FEDCBA1234567890ABCDEF12@AdobeOrg"), "three.yml")
    migration = plan(LINTER, str(deployment(tmp_path, "[one.yml, {b: two.yml}, {c: three.yml}]")))
    assert [os.path.basename(written.old.name) for written in migration.written] == ["one.yml", "two.yml"]
    assert migration.errors == []
    assert {yaml.safe_load(w.new.data)["authentication_method"] for w in migration.written} == {"oauth"}


def test_migrates_files_that_are_merged_where_each_key_stands(tmp_path):
    write(tmp_path, "authentication_method: jwt\n" + KEYRING_JWT, "base.yml")
    write(tmp_path, "enterprise:\n  priv_key_path: private.key\n  secure_client_id_key: mine\n", "mine.yml")
    root = deployment(tmp_path, "[base.yml, mine.yml]")
    migration = plan(LINTER, str(root))
    texts = {os.path.basename(w.new.name): w.new.data.decode() for w in migration.written}
    assert texts == {"base.yml": KEYRING_OAUTH, "mine.yml": "enterprise:\n  secure_client_id_key: mine\n"}
    with pytest.raises(PlanError, match=r"merged with other files by user-sync-config\.yml"):
        plan(LINTER, str(tmp_path / "base.yml"))


def test_a_file_of_two_targets_is_edited_once(tmp_path):
    write(tmp_path, KEYRING_JWT, "one.yml")
    migration = plan(LINTER, str(deployment(tmp_path, "[one.yml, {b: one.yml}]")))
    assert len(migration.written) == 1
    assert migration.written[0].new.data.decode() == KEYRING_OAUTH


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [\n", "cannot load"),
        ("- 1\n", "cannot load"),
        ("server: {}\n", "no credentials"),
        ("x: &m jwt\nauthentication_method: *m\n" + KEYRING_JWT, "line 2 is written in a way"),
        (
            "base: &b\n  tech_acct_id: x\nenterprise:\n  <<: *b\n" + KEYRING_JWT.partition("\n")[2],
            "no machine can remove it",
        ),
    ],
)
def test_says_what_a_machine_should_not_do(tmp_path, text, reason):
    path = write(tmp_path, text)
    with pytest.raises(PlanError, match=reason):
        plan(LINTER, str(path))
    assert path.read_text() == text


def test_says_that_a_file_is_missing_or_of_no_known_kind(tmp_path):
    with pytest.raises(PlanError, match="no such file"):
        plan(LINTER, str(tmp_path / "connector-umapi.yml"))
    with pytest.raises(PlanError, match="none of the files"):
        plan(LINTER, str(write(tmp_path, "a: 1\n", "other.yml")))


def test_says_in_full_what_a_machine_should_not_do(printed):
    def said(text, name="connector-umapi.yml"):
        return printed({name: text}, "migrate", "--diff", name)

    assert said("a: [\n") == snapshot("""\
umapi-lint: connector-umapi.yml: UST cannot load this file; `umapi-lint connector-umapi.yml` says why
[2]
""")
    assert said("server: {}\n") == snapshot("""\
umapi-lint: connector-umapi.yml: there are no credentials in this file
[2]
""")
    assert said("x: &m jwt\nauthentication_method: *m\n" + KEYRING_JWT) == snapshot("""\
umapi-lint: connector-umapi.yml: line 2 is written in a way that no machine should edit; write `authentication_method: oauth` by hand
[2]
""")
    assert said("base: &b\n  tech_acct_id: x\nenterprise:\n  <<: *b\n" + KEYRING_JWT.partition("\n")[2]) == snapshot("""\
umapi-lint: connector-umapi.yml: line 9 (as it would be then): `tech_acct_id` is not allowed with `authentication_method: oauth` on line 1, and no machine can remove it; do it by hand
[2]
""")
    assert said("a: 1\n", "other.yml") == snapshot("""\
umapi-lint: other.yml: is none of the files that umapi-lint knows; name its kind with --kind
[2]
""")


def test_names_no_key_file_that_is_empty_or_no_text_and_no_entry_without_a_user(tmp_path):
    text = KEYRING_JWT.replace(f"  org_id: {ORG_ID}\n", "") + "  priv_key_path: ''\n"
    migration, _ = migrated(tmp_path, text)
    assert (migration.files, migration.entries) == ([], [])
    migration, _ = migrated(tmp_path, KEYRING_JWT.replace("umapi_private_key", "''") + "  priv_key_path: 12\n")
    assert (migration.files, migration.entries) == ([], [])


def test_a_name_that_may_be_a_secret_is_told_by_its_place(tmp_path):
    secret = fake_secret()
    path = tmp_path / "connector-umapi.yml"
    migration, _ = migrated(tmp_path, KEYRING_JWT.replace("umapi_private_key", secret) + f"  priv_key_path: {secret}\n")
    assert [file.shown for file in migration.files] == [f"what line 7 of {path} named"]
    assert [(entry.shown, entry.shown_user) for entry in migration.entries] == [
        (f"what line 6 of {path} named", f"`{ORG_ID}`")
    ]


def test_says_what_would_still_be_wrong_and_fixes_what_the_guide_names(tmp_path):
    migration, after = migrated(tmp_path, KEYRING_JWT + "  nonsense: 1\n")
    assert [(finding.rule, finding.severity) for finding in migration.errors] == [("unknown-key", Severity.ERROR)]
    assert after == KEYRING_OAUTH + "  nonsense: 1\n"
    assert migration.root == str(tmp_path / "connector-umapi.yml")
    (written,) = migration.written
    assert not written.narrowed
    assert [finding.rule for finding in written.fixed] == ["key-not-for-method", "key-not-for-method"]


@pytest.mark.posix
def test_finds_a_key_by_another_connector_whatever_lies_beside_it(tmp_path):
    write(tmp_path, "no key", "private.key")
    path = write(tmp_path, KEYRING_JWT + "  priv_key_path: private.key\n")
    (file,) = plan(LINTER, str(path)).files
    path.write_text(KEYRING_OAUTH)
    write(tmp_path, b"a: [\n", "connector-umapi-1.yml")
    (tmp_path / "connector-umapi-2.yml").symlink_to("nowhere")
    write(tmp_path, KEYRING_JWT + "  priv_key_path: other.key\n", "connector-umapi-3.yml")
    assert named_elsewhere(LINTER, file) is None
    (tmp_path / "link.key").symlink_to("private.key")
    other = write(tmp_path, KEYRING_JWT + "  priv_key_path: link.key\n", "connector-umapi-4.yml")
    assert named_elsewhere(LINTER, file) == str(other)


def test_the_schemas_tell_what_stays():
    for kind in LINTER.schemas.kinds.values():
        if kind.section:
            switch = switch_of(LINTER.schemas, kind)
            assert switch is not None
            assert (switch.value, switch.section) == ("oauth", kind.section)
            assert "org_id" in switch.kept
            assert not any("priv" in name for name in switch.kept)


def test_finds_another_file_that_names_the_same_key(tmp_path):
    write(tmp_path, "no key", "private.key")
    path = write(tmp_path, KEYRING_JWT + "  priv_key_path: private.key\n")
    (file,) = plan(LINTER, str(path)).files
    path.write_text(KEYRING_OAUTH)
    assert named_elsewhere(LINTER, file) is None
    other = write(tmp_path, KEYRING_JWT + f"  priv_key_path: {tmp_path}/private.key\n", "connector-umapi-2.yml")
    assert named_elsewhere(LINTER, file) == str(other)


def test_leaves_the_connector_to_a_directory_alone(tmp_path):
    ldap = "host: ldaps://dc1\nbase_dn: DC=corp\nusername: svc-ust\nsecure_password_key: ldap_password\n"
    write(tmp_path, KEYRING_JWT, "connector-umapi.yml")
    path = write(tmp_path, ldap, "connector-ldap.yml")
    root = write(
        tmp_path,
        "adobe_users:\n  connectors:\n    umapi: connector-umapi.yml\n"
        "directory_users:\n  connectors:\n    ldap: connector-ldap.yml\nlimits:\n  max_adobe_only_users: 200\n",
        "user-sync-config.yml",
    )
    migration = plan(LINTER, str(root))
    assert [os.path.basename(written.new.name) for written in migration.written] == ["connector-umapi.yml"]
    assert "ldap_password" not in {entry.service for entry in migration.entries}
    with pytest.raises(PlanError, match="no sign-in method"):
        plan(LINTER, str(path))
