"""`umapi-lint migrate`, as it is called."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_secret, run, write

JWT = (
    f"# ours\nenterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"
    f"  secure_client_secret_key: umapi_client_secret\n  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_path: private.key\n"
)
OAUTH = "# ours\n" + KEYRING_OAUTH


def files(folder, text=JWT):
    write(folder, "no key", "private.key")
    return write(folder, text)


def migrate(folder, *arguments, input=""):
    return run("migrate", *arguments, "connector-umapi.yml", cwd=folder, input=input)


def test_shows_the_changes_asks_and_tells_what_remains(tmp_path):
    path = files(tmp_path)
    done = migrate(tmp_path, input="y\n")
    assert done.returncode == 0, done.stderr
    assert path.read_text() == OAUTH
    assert path.stat().st_mode & 0o777 == 0o600
    assert "+authentication_method: oauth\n" in done.stdout
    assert "-  priv_key_path: private.key\n" in done.stdout
    assert "Write 1 file? [y/N]" in done.stderr
    for word in (
        "test mode, where its user-sync-config.yml is",
        "Developer Console",
        "Delete the private key: `private.key`",
    ):
        assert word in done.stdout
    assert (tmp_path / "private.key").exists()
    assert run("check", path).returncode == 0


def test_without_a_yes_nothing_is_written(tmp_path):
    path = files(tmp_path)
    for answer in ("n\n", "\n", ""):
        done = migrate(tmp_path, input=answer)
        assert done.returncode == 1
        assert "Nothing was written" in done.stdout
        assert path.read_text() == JWT


def test_diff_shows_and_stops(tmp_path):
    path = files(tmp_path)
    done = migrate(tmp_path, "--diff", "--yes")
    assert done.returncode == 1
    assert "+authentication_method: oauth\n" in done.stdout
    assert path.read_text() == JWT


def test_what_is_migrated_already_is_told_with_exit_code_0(tmp_path):
    files(tmp_path, OAUTH)
    done = migrate(tmp_path)
    assert (done.returncode, done.stdout) == (0, "connector-umapi.yml: is migrated already\n")


def test_a_backup_is_made_only_if_asked_for_and_for_the_owner_alone(tmp_path):
    path = files(tmp_path)
    path.chmod(0o644)
    assert migrate(tmp_path, "--yes").returncode == 0
    assert sorted(os.listdir(tmp_path)) == ["connector-umapi.yml", "private.key"]
    path.write_text(JWT)
    done = migrate(tmp_path, "--yes", "--backup")
    backup = tmp_path / "connector-umapi.yml.before-migration"
    assert backup.read_text() == JWT
    assert backup.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_mode & 0o777 == 0o644
    assert "delete them soon" in done.stdout
    path.write_text(JWT)
    done = migrate(tmp_path, "--yes", "--backup")
    assert done.returncode == 2
    assert "before-migration exists already" in done.stderr
    assert path.read_text() == JWT
    assert backup.exists()


def test_the_key_is_deleted_after_a_confirmation_of_its_own(tmp_path):
    files(tmp_path)
    done = migrate(tmp_path, "--yes", "--delete-key", input="n\n")
    assert done.returncode == 1
    assert "Delete the private key `private.key` for good? [y/N]" in done.stderr
    assert (tmp_path / "private.key").exists()
    files(tmp_path)
    done = migrate(tmp_path, "--delete-key", input="y\ny\n")
    assert done.returncode == 0
    assert not (tmp_path / "private.key").exists()


def test_a_key_behind_a_link_is_deleted_and_the_link_with_it(tmp_path):
    path = files(tmp_path)
    (tmp_path / "private.key").rename(tmp_path / "real.key")
    (tmp_path / "private.key").symlink_to("real.key")
    assert migrate(tmp_path, "--yes", "--delete-key", input="y\n").returncode == 0
    assert os.listdir(tmp_path) == [path.name]


def test_no_key_is_deleted_that_another_connector_names(tmp_path):
    files(tmp_path)
    write(tmp_path, JWT, "connector-umapi-2.yml")
    done = migrate(tmp_path, "--yes", "--delete-key", input="y\n")
    assert done.returncode == 1
    assert "connector-umapi-2.yml names it too" in done.stderr
    assert (tmp_path / "private.key").exists()


def test_nothing_is_deleted_while_errors_remain(tmp_path):
    files(tmp_path, JWT + "  nonsense: 1\n")
    done = migrate(tmp_path, "--yes", "--delete-key", input="y\n")
    assert done.returncode == 1
    assert "1 error remains" in done.stdout
    assert "nothing is deleted" in done.stderr
    assert (tmp_path / "private.key").exists()


def test_a_file_that_cannot_be_written_leaves_all_files_as_they_were(tmp_path):
    write(tmp_path, JWT, "one.yml")
    write(tmp_path, JWT.replace(ORG_ID, "ABCDEF1234567890ABCDEF12@AdobeOrg"), "two.yml", mode=0o400)
    write(tmp_path, "no key", "private.key")
    write(
        tmp_path, "adobe_users:\n  connectors:\n    umapi: [one.yml, {b: two.yml}]\ndirectory_users: {connectors: {}}\nlimits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )  # fmt: skip
    done = run("migrate", "--yes", "--backup", "user-sync-config.yml", cwd=tmp_path)
    assert done.returncode == 2
    assert "two.yml is read-only" in done.stderr
    assert (tmp_path / "one.yml").read_text() == JWT
    assert not list(tmp_path.glob("*.before-migration"))


ROOT = (
    "adobe_users:\n  connectors:\n    umapi: [one.yml, {b: two.yml}]\ndirectory_users: {connectors: {}}\n"
    "limits: {max_adobe_only_users: 9}\ninvocation_defaults: {connector: [csv, users.csv]}\n"
)


@contextmanager
def at_call(name, number, action):
    """Do something as a function of this package is called for the nth time, in this process."""
    calls = 0

    def profile(frame, event, _argument):
        nonlocal calls
        if event == "call" and frame.f_code.co_name == name:
            calls += 1
            if calls == number:
                sys.setprofile(None)
                action()

    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)


def interrupt():
    raise KeyboardInterrupt


@pytest.mark.parametrize("number", [1, 2, 3], ids=["first copy", "second copy", "first file"])
def test_an_interruption_puts_back_what_was_replaced_and_leaves_no_copy(tmp_path, printed, number):
    files = {"user-sync-config.yml": ROOT, "one.yml": JWT, "two.yml": JWT, "private.key": "no key"}
    with at_call("_keep_folder", number, interrupt):
        reported = printed(files, "migrate", "--yes", "--backup", "user-sync-config.yml")
    assert reported.endswith("[130]\n")
    copies = [path.name for path in tmp_path.glob("*.before-migration")]
    assert copies == []
    assert (tmp_path / "one.yml").read_text() == JWT
    assert (tmp_path / "two.yml").read_text() == JWT


def test_the_copy_of_a_file_that_could_not_be_put_back_stays(tmp_path, printed):
    files = {"user-sync-config.yml": ROOT, "one.yml": JWT, "private.key": "no key"}
    write(tmp_path, JWT, "two.yml", 0o400)
    # a second name is made for the file meanwhile, under which its content would stay
    with at_call("_put_back", 1, lambda: os.link(tmp_path / "one.yml", tmp_path / "other.yml")):
        reported = printed(files, "migrate", "--yes", "--backup", "user-sync-config.yml")
    assert reported.endswith(
        "umapi-lint: two.yml is read-only; one.yml could not be put back and has the new content\n[2]\n"
    )
    assert (tmp_path / "one.yml").read_text() == OAUTH
    assert [path.name for path in tmp_path.glob("*.before-migration")] == ["one.yml.before-migration"]
    assert (tmp_path / "one.yml.before-migration").read_text() == JWT


def test_no_secret_is_shown(tmp_path):
    client, secret, words = fake_client_id(), fake_secret(), "correct horse"
    files(
        tmp_path,
        f"# was {secret}\nenterprise:\n  org_id: {ORG_ID}\n  api_key: {client}\n  client_secret: {secret}\n"
        f"  tech_acct_id: {TECHNICAL_ACCOUNT}\n  priv_key_path: private.key\n  priv_key_pass: {words} # {words}\n",
    )
    done = migrate(tmp_path, input="y\n")
    assert done.returncode == 0
    for word in (client, secret, words, "horse"):
        assert word not in done.stdout + done.stderr


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    done = migrate(tmp_path)
    assert done.returncode == 2
    assert done.stderr == "umapi-lint: connector-umapi.yml: no such file\n"


KEYS = JWT.replace("priv_key_path: private.key", "secure_priv_key_data_key: umapi_private_key")
STORED = [(name, ORG_ID) for name in ("umapi_client_id", "umapi_client_secret", "umapi_private_key")]


def has(service):
    done = subprocess.run([sys.executable, "-m", "keyring", "get", service, ORG_ID], capture_output=True, check=False)
    return done.stdout != b""


def test_only_the_keyring_entries_that_only_jwt_used_are_deleted(tmp_path, keyring_of):
    keyring_of("filled", STORED)
    path = files(tmp_path, KEYS)
    done = migrate(tmp_path, "--yes", "--delete-keyring-entries", input="n\n")
    assert done.returncode == 1
    assert "Delete the keyring entry `umapi_private_key`" in done.stderr
    assert has("umapi_private_key")
    path.write_text(KEYS)
    done = migrate(tmp_path, "--yes", "--delete-keyring-entries", input="y\n")
    assert done.returncode == 0, done.stderr
    assert [has(name) for name, _ in STORED] == [True, True, False]
    path.write_text(KEYS)
    done = migrate(tmp_path, "--yes", "--delete-keyring-entries")
    assert done.returncode == 0
    assert "has no entry `umapi_private_key`" in done.stdout


def test_entries_that_are_not_deleted_are_named_with_the_command_that_does(tmp_path):
    files(tmp_path, KEYS)
    done = migrate(tmp_path, "--yes")
    assert f"`keyring del NAME ORG_ID`: `umapi_private_key` of `{ORG_ID}`" in done.stdout
