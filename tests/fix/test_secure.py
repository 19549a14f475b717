"""Credentials on their way into a real keyring, and what is left when something stops them."""

import os
import signal
import sys
import time
from contextlib import closing

import keyring
import pytest
import yaml
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_pem, fake_secret, run, write
from support.stores import Store

from umapi_lint.document.atomic_write import WriteError
from umapi_lint.fix import secure
from umapi_lint.fix.connectors import PlanError
from umapi_lint.fix.keyring_writer import KeyringWriter, open_vault
from umapi_lint.fix.secure import carry_out, plan
from umapi_lint.linting.linter import Linter

LINTER = Linter()
CLIENT, SECRET = fake_client_id(), fake_secret()
PLAIN = f"# ours\nauthentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  client_id: '{CLIENT}'\n  client_secret: {SECRET}  # said\n"
SECURED = (
    f"# ours\nauthentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"
    "  secure_client_secret_key: umapi_client_secret  # said\n"
)


@pytest.fixture
def vault(keyring_of):
    """A real Secret Service without entries."""
    keyring_of("empty")
    from keyring.backends import SecretService

    backend = SecretService.Keyring()
    return KeyringWriter(backend, backend)


def entries():
    """What the Secret Service has, asked without the keyring library: service to value."""
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        items = list(secretstorage.get_default_collection(bus).get_all_items())
        found = [(item.get_attributes(), item) for item in items]  # one that was not made to its end has none
        assert {attributes["username"] for attributes, _ in found if attributes} <= {ORG_ID}
        return {attributes["service"]: item.get_secret().decode() for attributes, item in found if attributes}


def planned(folder, text=PLAIN, pattern=secure.DEFAULT_NAME, name="connector-umapi.yml"):
    return plan(LINTER, str(write(folder, text, name)), pattern)


def new_text(made):
    (written,) = made.written
    return written.new.data.decode()


# --- the plan


def test_names_an_entry_in_place_of_each_credential(tmp_path):
    assert new_text(planned(tmp_path)) == SECURED


@pytest.mark.parametrize(("name", "text", "user"), [
    ("connector-ldap.yml", "host: ldaps://dc1\nbase_dn: DC=corp\nusername: svc-ust\npassword: {}\n", "svc-ust"),
    ("connector-okta.yml", "host: corp.okta.com\napi_token: {}\n", "corp.okta.com"),
])  # fmt: skip
def test_a_secret_of_a_directory_moves_like_any_other(tmp_path, name, text, user):
    made = planned(tmp_path, text.format(SECRET), name=name)
    (secret,) = made.secrets
    service = f"{name[10:14]}_{secret.key}"
    assert (secret.service, secret.user, secret.value) == (service, user, SECRET)
    assert new_text(made) == text.replace(f"{secret.key}: {{}}", f"secure_{secret.key}_key: {service}")


def test_a_block_text_becomes_one_line(tmp_path):
    pem = fake_pem().replace("\n", "\n    ").rstrip()
    text = (
        SECURED.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_data: |\n    {pem}\n# end\n"
    )
    made = planned(tmp_path, text)
    assert new_text(made).endswith("  secure_priv_key_data_key: umapi_priv_key_data\n# end\n")
    assert made.secrets[0].value == yaml.safe_load(text)["enterprise"]["priv_key_data"]


def test_the_pattern_gives_the_names(tmp_path):
    made = planned(tmp_path, pattern="prod/{connector} {key}")
    assert [secret.service for secret in made.secrets] == ["prod/umapi client_id", "prod/umapi client_secret"]
    assert yaml.safe_load(new_text(made))["enterprise"]["secure_client_id_key"] == "prod/umapi client_id"


def test_works_in_json(tmp_path):
    text = f'{{"integration": {{"org_id": "{ORG_ID}", "client_id": "{CLIENT}", "client_secret": "{SECRET}"}}, "authentication_method": "oauth"}}'
    made = planned(tmp_path, text, name="connector-adobe-console.yml")
    assert f'"secure_client_id_key": "adobe-console_client_id", "secure_client_secret_key"' in new_text(made)  # noqa: F541


def test_no_plan_shows_a_credential(tmp_path):
    shown = repr(planned(tmp_path).secrets)
    assert SECRET not in shown
    assert CLIENT not in shown


def test_placeholders_and_numbers_stay_where_they_are(tmp_path):
    text = PLAIN.replace(f"'{CLIENT}'", '"Client ID goes here"').replace(SECRET, "12345")
    made = planned(tmp_path, text)
    assert made.secrets == []
    assert [sentence.rpartition(": ")[2] for sentence in made.skipped] == [
        "`client_id` holds a placeholder, not a credential",
        "`client_secret` is not a string; `umapi-lint --fix` may put it in quotes first",
    ]


@pytest.mark.parametrize(
    ("text", "pattern", "reason"),
    [
        (PLAIN.replace(f"  org_id: {ORG_ID}\n", ""), secure.DEFAULT_NAME, "`org_id` is missing"),
        (PLAIN, "{connector}", "would be the same entry"),
        (PLAIN, "{org}", "no other braces"),
        (PLAIN, " ", "empty name"),
        (PLAIN + "  secure_client_secret_key: x\n", secure.DEFAULT_NAME, "is already set"),
        (
            PLAIN.replace("client_id: ", "client_id: &c ") + "logger_name: *c\n",
            secure.DEFAULT_NAME,
            "cannot be edited automatically",
        ),
        (PLAIN + f"  client_secret: {SECRET[::-1]}\n", secure.DEFAULT_NAME, "cannot be edited automatically"),
    ],
)
def test_says_why_it_cannot_be_done(tmp_path, text, pattern, reason):
    with pytest.raises(PlanError, match=reason):
        planned(tmp_path, text, pattern)


def test_says_what_stays_where_it_is_and_why(tmp_path, printed):
    made = planned(tmp_path, PLAIN.replace(f"'{CLIENT}'", "$CLIENT").replace(SECRET, "' '"))
    path = tmp_path / "connector-umapi.yml"
    assert made.skipped == [
        f"{path}: line 5: `client_id` holds a placeholder, not a credential",
        f"{path}: line 6: `client_secret` contains only whitespace",
    ]


def test_says_in_full_why_it_cannot_be_done(tmp_path, printed):
    def said(text, *options):
        return printed(text, "secure", "--diff", *options, "connector-umapi.yml")

    assert said(PLAIN.replace(f"org_id: {ORG_ID}", "org_id: ' '")) == snapshot("""\
umapi-lint: connector-umapi.yml: `org_id` holds no value that can be used; it is the user name of every keyring entry; nothing was moved
[2]
""")
    assert said(PLAIN.replace(f"org_id: {ORG_ID}", "org_id: 12")) == snapshot("""\
umapi-lint: connector-umapi.yml: `org_id` holds no value that can be used; it is the user name of every keyring entry; nothing was moved
[2]
""")
    assert said(PLAIN.replace(f"  org_id: {ORG_ID}\n", "")) == snapshot("""\
umapi-lint: connector-umapi.yml: `org_id` is missing; it is the user name of every keyring entry; nothing was moved
[2]
""")
    assert said(PLAIN, "--name", "{org}") == snapshot("""\
umapi-lint: --name may hold {connector} and {key}, and no other braces; nothing was moved
[2]
""")
    assert said(PLAIN, "--name", "}") == snapshot("""\
umapi-lint: --name may hold {connector} and {key}, and no other braces; nothing was moved
[2]
""")
    assert said(PLAIN, "--name", "") == snapshot("""\
umapi-lint: --name gives an empty name, or one that cannot be printed; nothing was moved
[2]
""")
    assert said(PLAIN, "--name", "a\tb") == snapshot("""\
umapi-lint: --name gives an empty name, or one that cannot be printed; nothing was moved
[2]
""")
    assert said(PLAIN, "--name", "same") == snapshot("""\
umapi-lint: connector-umapi.yml: line 6: `client_secret` and line 5 of connector-umapi.yml would be the same entry `same`; --name needs {key} in it; nothing was moved
[2]
""")
    assert said(PLAIN + "  secure_client_secret_key: x\n") == snapshot("""\
umapi-lint: connector-umapi.yml: line 6: `client_secret` cannot be edited automatically, is set twice, or `secure_client_secret_key` is already set; edit the file by hand; nothing was moved
[2]
""")
    assert said(PLAIN + f"  client_secret: {SECRET[::-1]}\n") == snapshot("""\
umapi-lint: connector-umapi.yml: line 7: `client_secret` cannot be edited automatically, is set twice, or `secure_client_secret_key` is already set; edit the file by hand; nothing was moved
[2]
""")
    assert said("a: [\n") == snapshot("""\
umapi-lint: connector-umapi.yml: UST cannot load this file; `umapi-lint connector-umapi.yml` says why; nothing was moved
[2]
""")


def test_says_how_two_files_get_entries_of_their_own(tmp_path, printed):
    files = {
        "user-sync-config.yml": ROOT.format("one.yml, {b: two.yml}"),
        "one.yml": PLAIN,
        "two.yml": PLAIN.replace(SECRET, SECRET[::-1]),
    }
    assert printed(files, "secure", "--diff", "user-sync-config.yml") == snapshot("""\
umapi-lint: two.yml: line 6: `client_secret` and line 6 of one.yml would be the same entry `umapi_client_secret`; give each its name with --name, one file at a time; nothing was moved
[2]
""")


def test_says_which_credentials_stay_in_comments(tmp_path, printed):
    text = f"# client_secret: {SECRET}\n{KEYRING_OAUTH}# client_secret: {SECRET}\n"
    assert printed(text, "secure", "connector-umapi.yml") == snapshot("""\
connector-umapi.yml: holds no credential in plain text that could be moved
umapi-lint: connector-umapi.yml: line 1 still holds a credential, which no machine can move from there; `umapi-lint connector-umapi.yml` says why
umapi-lint: connector-umapi.yml: line 7 still holds a credential, which no machine can move from there; `umapi-lint connector-umapi.yml` says why
[1]
""")


def test_a_value_that_the_keyring_has_already_is_not_written_again(tmp_path):
    store = Stubborn(umapi_client_id=CLIENT, umapi_client_secret=SECRET)
    store.set_password = None
    carry_out(planned(tmp_path), KeyringWriter(store, store))
    assert (tmp_path / "connector-umapi.yml").read_text() == SECURED


def test_what_follows_a_value_that_the_keyring_has_already_is_stored(tmp_path):
    store = Stubborn(umapi_client_id=CLIENT)
    made = planned(tmp_path)
    assert [secret.key for secret in made.secrets] == ["client_id", "client_secret"]
    carry_out(made, KeyringWriter(store, store))
    assert store.kept == {"umapi_client_id": CLIENT, "umapi_client_secret": SECRET}


def test_entries_stay_if_the_file_is_gone(tmp_path):
    store = Stubborn()
    made = planned(tmp_path)
    (tmp_path / "connector-umapi.yml").unlink()
    with pytest.raises(WriteError, match="no such file"):
        carry_out(made, KeyringWriter(store, store))
    assert store.kept == {"umapi_client_id": CLIENT, "umapi_client_secret": SECRET}


def test_says_once_what_is_left(tmp_path, printed):
    text = PLAIN.replace(f"'{CLIENT}'", "$CLIENT").replace(SECRET, "12345") + f"# client_secret: {SECRET}\n"
    assert printed(text, "secure", "connector-umapi.yml") == snapshot("""\
connector-umapi.yml: holds no credential in plain text that could be moved
umapi-lint: connector-umapi.yml: line 5: `client_id` holds a placeholder, not a credential
umapi-lint: connector-umapi.yml: line 6: `client_secret` is not a string; `umapi-lint --fix` may put it in quotes first
umapi-lint: connector-umapi.yml: line 7 still holds a credential, which no machine can move from there; `umapi-lint connector-umapi.yml` says why
[1]
""")


def test_says_in_full_why_the_keyring_does_not_take_a_credential(tmp_path):
    path = tmp_path / "connector-umapi.yml"
    with pytest.raises(PlanError) as raised:
        carry_out(planned(tmp_path), KeyringWriter(Forgetful(), Forgetful()))
    assert str(raised.value) == f"{path}: line 5: `client_id`: the keyring does not give back what was stored"
    store = Stubborn(umapi_client_secret="theirs")
    with pytest.raises(PlanError) as raised:
        carry_out(planned(tmp_path), KeyringWriter(store, store))
    assert str(raised.value) == (
        f"{path}: line 6: `client_secret`: the keyring has an entry `umapi_client_secret` with another value; "
        "--overwrite replaces it, or choose another name with --name"
    )
    assert store.kept == {"umapi_client_secret": "theirs"}


@pytest.mark.parametrize(("length", "fits"), [(1280, True), (1281, False)])
def test_windows_takes_1280_letters(tmp_path, length, fits):
    store = Stubborn()
    vault = KeyringWriter(store, WinVaultKeyring())
    text = PLAIN.replace(SECRET, "1" + "é" * (length - 1))
    with pytest.raises(PlanError) as raised:
        carry_out(planned(tmp_path, text), vault)
    assert ("too long" not in str(raised.value)) is fits
    assert fits or str(raised.value) == (
        f"{tmp_path / 'connector-umapi.yml'}: line 6: `client_secret`: "
        "the value is too long for Windows Credential Manager"
    )


def test_a_merged_file_gets_its_user_name_from_the_other(tmp_path):
    write(tmp_path, f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n", "one.yml")
    write(tmp_path, f"enterprise:\n  client_id: {CLIENT}\n  client_secret: {SECRET}\n", "two.yml")
    root = write(
        tmp_path, "adobe_users:\n  connectors:\n    umapi: [one.yml, two.yml]\ndirectory_users: {connectors: {}}\nlimits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )  # fmt: skip
    made = plan(LINTER, str(root))
    assert {secret.user for secret in made.secrets} == {ORG_ID}
    assert new_text(made).startswith("enterprise:\n  secure_client_id_key: umapi_client_id\n")


# --- carried out, with a real keyring


def test_stores_reads_back_and_writes(tmp_path, vault):
    made = planned(tmp_path)
    carry_out(made, vault)
    assert entries() == {"umapi_client_id": CLIENT, "umapi_client_secret": SECRET}
    assert (tmp_path / "connector-umapi.yml").read_text() == SECURED


def test_an_entry_with_the_same_value_is_fine(tmp_path, vault):
    vault.write("umapi_client_id", ORG_ID, CLIENT)
    carry_out(planned(tmp_path), vault)
    assert entries()["umapi_client_id"] == CLIENT


def test_an_entry_with_another_value_is_replaced_only_if_asked_for(tmp_path, vault):
    vault.write("umapi_client_secret", ORG_ID, "theirs")
    with pytest.raises(PlanError, match="another value"):
        carry_out(planned(tmp_path), vault)
    assert entries() == {"umapi_client_secret": "theirs"}
    assert (tmp_path / "connector-umapi.yml").read_text() == PLAIN
    carry_out(planned(tmp_path), vault, overwrite=True)
    assert entries()["umapi_client_secret"] == SECRET


def test_entries_are_taken_out_again_if_the_file_cannot_be_written(tmp_path, vault):
    vault.write("umapi_client_secret", ORG_ID, "theirs")
    made = planned(tmp_path)
    (tmp_path / "connector-umapi.yml").chmod(0o400)
    with pytest.raises(WriteError, match="read-only"):
        carry_out(made, vault, overwrite=True)
    assert entries() == {"umapi_client_secret": "theirs"}
    assert (tmp_path / "connector-umapi.yml").read_text() == PLAIN


def test_a_private_key_survives_to_the_letter(tmp_path, vault):
    pem = fake_pem()
    indented = pem.replace("\n", "\n    ").rstrip()
    text = (
        SECURED.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_data: |\n    {indented}\n"
    )
    carry_out(planned(tmp_path, text), vault)
    assert entries() == {"umapi_priv_key_data": pem}


# --- stores that are none


class Forgetful(Store):
    """Takes everything and gives nothing back."""

    def set_password(self, service, username, password):
        pass


class WinVaultKeyring(Forgetful):
    """By its name the store of Windows."""


class Refusing(Store):
    """An error that tells too much."""

    def set_password(self, service, username, password):
        raise OSError(f"no room for {password}")


def test_what_is_not_given_back_is_not_moved(tmp_path):
    store = Forgetful()
    with pytest.raises(PlanError, match="does not give back"):
        carry_out(planned(tmp_path), KeyringWriter(store, store))
    assert (tmp_path / "connector-umapi.yml").read_text() == PLAIN


def test_the_error_of_a_store_is_told_without_its_words(tmp_path):
    store = Refusing()
    with pytest.raises(PlanError) as raised:
        carry_out(planned(tmp_path), KeyringWriter(store, store))
    assert "OSError" in str(raised.value)
    assert CLIENT not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_value_that_is_too_long_for_windows_is_refused_with_advice(tmp_path):
    store = WinVaultKeyring()
    pem = (fake_pem() * 10).replace("\n", "\n    ").rstrip()
    text = SECURED.replace("oauth", "jwt") + f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_data: |\n    {pem}\n"
    advice = (
        "priv_key_data`: the value is too long for Windows Credential Manager; keep the key in a file, "
        "encrypted with `user-sync encrypt`, and store its passphrase instead$"
    )
    with pytest.raises(PlanError, match=advice):
        carry_out(planned(tmp_path, text), KeyringWriter(store, store))


# --- killed


def killed_at(number, action):
    """Run something in a child that is killed at its nth step; whether it was."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    steps = 0

    def profile(frame, event, _argument):
        nonlocal steps
        name = frame.f_globals.get("__name__", "")
        in_writing = name == "umapi_lint.document.atomic_write" and event == "c_call"
        in_vault = name == "umapi_lint.fix.keyring_writer" and event in ("call", "return")
        if in_writing or in_vault:
            steps += 1
            if steps == number:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        sys.setprofile(profile)
        action()
    finally:
        os._exit(0)


def test_a_kill_at_any_step_leaves_each_credential_in_at_least_one_place(tmp_path, vault):
    number, killed, seen = 0, True, set()
    while killed:
        number += 1
        folder = tmp_path / str(number)
        made = planned(folder)
        killed = killed_at(number, lambda made=made: carry_out(made, vault, overwrite=True))
        text, there = (folder / "connector-umapi.yml").read_text(), entries()
        assert text in (PLAIN, SECURED)
        assert CLIENT in text or there["umapi_client_id"] == CLIENT
        assert SECRET in text or there["umapi_client_secret"] == SECRET
        seen.add((text == SECURED, len(there)))
        for service in there:
            vault.delete(service, ORG_ID)
    assert {(False, 0), (False, 1), (False, 2), (True, 2)} == seen


def test_a_kill_while_entries_are_taken_out_again_loses_nothing(tmp_path, vault):
    number, killed = 0, True
    while killed:
        number += 3
        folder = tmp_path / str(number)
        made = planned(folder)
        path = folder / "connector-umapi.yml"
        path.chmod(0o400)
        killed = killed_at(number, lambda made=made: carry_out(made, vault))
        assert path.read_text() == PLAIN
        for service in entries():
            vault.delete(service, ORG_ID)
    assert number > 8


def test_an_interruption_after_the_file_was_replaced_puts_it_and_the_keyring_back(tmp_path, vault):
    made = planned(tmp_path)

    def interrupt(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == "_keep_folder":
            raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            carry_out(made, vault)
    finally:
        sys.setprofile(None)
    assert (tmp_path / "connector-umapi.yml").read_text() == PLAIN
    assert entries() == {}


def interrupted_at_first(name, action):
    """Do something that Ctrl-C stops as a function of this name is called for the first time."""

    def interrupt(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == name:
            sys.setprofile(None)
            raise KeyboardInterrupt

    sys.setprofile(interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            action()
    finally:
        sys.setprofile(None)


ROOT = (
    "adobe_users:\n  connectors:\n    umapi: [{}]\ndirectory_users: {{connectors: {{}}}}\n"
    "limits: {{max_adobe_only_users: 9}}\ninvocation_defaults: {{connector: [csv, users.csv]}}\n"
)


def test_an_interruption_puts_back_a_replaced_file_that_goes_by_two_names(tmp_path, vault):
    path = write(tmp_path, PLAIN, "one.yml")
    (tmp_path / "link.yml").symlink_to("one.yml")
    made = plan(LINTER, str(write(tmp_path, ROOT.format("one.yml, {b: link.yml}"), "user-sync-config.yml")))
    interrupted_at_first("_keep_folder", lambda: carry_out(made, vault))
    assert path.read_text() == PLAIN
    assert entries() == {}


def test_an_interruption_puts_back_a_replaced_file_that_shares_its_entries_with_another(tmp_path, vault):
    one, two = write(tmp_path, PLAIN, "one.yml"), write(tmp_path, PLAIN, "two.yml")
    made = plan(LINTER, str(write(tmp_path, ROOT.format("one.yml, {b: two.yml}"), "user-sync-config.yml")))
    interrupted_at_first("_keep_folder", lambda: carry_out(made, vault))
    assert (one.read_text(), two.read_text()) == (PLAIN, PLAIN)
    assert entries() == {}


def test_a_file_that_cannot_be_put_back_keeps_its_entries(tmp_path, vault, printed):
    files = {"user-sync-config.yml": ROOT.format("one.yml, {b: two.yml}"), "one.yml": PLAIN}
    write(tmp_path, PLAIN.replace(ORG_ID, ORG_ID[::-1].replace("grOebodA@", "") + "@AdobeOrg"), "two.yml", 0o400)

    def link(frame, event, _argument):
        if event == "call" and frame.f_code.co_name == "_put_back":
            sys.setprofile(None)
            os.link(tmp_path / "one.yml", tmp_path / "other.yml")

    keyring.core.init_backend()
    sys.setprofile(link)
    reported = printed(files, "secure", "--yes", "user-sync-config.yml")
    assert reported == (
        "umapi-lint: two.yml is read-only; one.yml could not be put back and has the new content; nothing else was moved\n[2]\n"
    )
    assert (tmp_path / "one.yml").read_text() == SECURED
    assert entries() == {"umapi_client_id": CLIENT, "umapi_client_secret": SECRET}


class Stubborn(Store):
    """Keeps what it is given, and will not have one entry changed back."""

    def __init__(self, **kept):
        self.kept = kept

    def get_password(self, service, username):
        return self.kept.get(service)

    def set_password(self, service, username, password):
        if (service, password) == ("umapi_client_secret", "theirs"):
            raise OSError
        self.kept[service] = password

    def delete_password(self, service, username):
        if service == "umapi_client_secret":
            raise OSError
        del self.kept[service]


@pytest.mark.parametrize(
    ("before", "verb"), [({}, "delete"), ({"umapi_client_id": "id", "umapi_client_secret": "theirs"}, "write")]
)
def test_one_entry_that_cannot_be_put_back_keeps_no_other_from_it(tmp_path, before, verb):
    store = Stubborn(**before)
    made = planned(tmp_path)
    (tmp_path / "connector-umapi.yml").chmod(0o400)
    with pytest.raises(PlanError) as raised:
        carry_out(made, KeyringWriter(store, store), overwrite=True)
    assert store.kept == {**before, "umapi_client_secret": SECRET}
    assert str(raised.value) == (
        f"the keyring refused to {verb} the entry (OSError); it may be locked; "
        "what was stored as `umapi_client_secret` may still be in the keyring"
    )


# --- which keyrings are taken


@pytest.mark.posix
def test_opens_the_secret_service(keyring_of):
    keyring_of("empty")
    keyring.core.init_backend()
    try:
        assert open_vault().name == "keyring.backends.SecretService.Keyring"
    finally:
        keyring.core.init_backend()


@pytest.mark.parametrize(
    ("store", "reason"),
    [
        ("none", "no keyring here that keeps anything"),
        ("null", "no keyring here that keeps anything"),
        ("plaintext", "plain text"),
    ],
)
def test_refuses_what_keeps_nothing_or_keeps_it_in_plain_text(keyring_of, store, reason):
    keyring_of(store)
    keyring.core.init_backend()
    with pytest.raises(PlanError, match=reason):
        open_vault()


def test_a_secured_file_has_nothing_left_to_move(tmp_path):
    made = planned(tmp_path, KEYRING_OAUTH)
    assert (made.secrets, made.written, made.skipped) == ([], [], [])


# --- stores that do not keep what they are given


def secure_with(folder, monkeypatch, backend, *options):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"support.stores.{backend}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
    path = write(folder, PLAIN)
    done = run("secure", "--yes", *options, path)
    assert SECRET not in done.stdout + done.stderr
    assert path.read_text() == PLAIN
    assert done.returncode == 2
    return done.stderr


@pytest.mark.posix
def test_refuses_a_store_that_is_not_known_to_last(tmp_path, monkeypatch):
    told = secure_with(tmp_path, monkeypatch, "Forgetful")
    assert "add `--accept-backend support.stores.Forgetful`; nothing was moved" in told


def test_what_one_process_stored_another_one_must_find(tmp_path, monkeypatch):
    told = secure_with(tmp_path, monkeypatch, "Forgetful", "--accept-backend", "support.stores.Forgetful")
    assert "the keyring does not give back what was stored; nothing was moved" in told


def test_does_not_wait_for_a_store_that_hangs(tmp_path, monkeypatch):
    monkeypatch.setenv("WAITING", str(tmp_path / "waiting"))
    began = time.monotonic()
    told = secure_with(tmp_path, monkeypatch, "Waiting", "--accept-backend", "support.stores.Waiting")
    assert "the keyring did not answer within 10 seconds" in told
    assert time.monotonic() - began < 40  # one question, and slack for a machine that is busy


def test_shows_no_last_words_of_a_store(tmp_path, monkeypatch):
    told = secure_with(tmp_path, monkeypatch, "Quitting", "--accept-backend", "support.stores.Quitting")
    assert "the keyring refused to write the entry (SystemExit)" in told


@pytest.mark.posix
def test_refuses_a_collection_that_ends_with_the_session(tmp_path, keyring_of, monkeypatch):
    keyring_of("empty")
    monkeypatch.setenv("KEYRING_PROPERTY_PREFERRED_COLLECTION", "/org/freedesktop/secrets/collection/session")
    path = write(tmp_path, PLAIN)
    done = run("secure", path)
    assert done.returncode == 2
    assert "keeps an entry beyond this session" in done.stderr
    assert path.read_text() == PLAIN
    assert entries() == {}
