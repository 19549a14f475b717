"""`umapi-lint secure`, as it is called, with a real Secret Service."""

import subprocess
import sys

import pytest
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_secret, git, run, write

CLIENT, SECRET = fake_client_id(), fake_secret()
PLAIN = KEYRING_OAUTH.replace("secure_client_id_key: umapi_client_id", f"client_id: {CLIENT}").replace(
    "secure_client_secret_key: umapi_client_secret", f"client_secret: {SECRET}"
)


def stored(service):
    done = subprocess.run(
        [sys.executable, "-m", "keyring", "get", service, ORG_ID], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or None


def secure(folder, *arguments):
    done = run("secure", "--yes", *arguments, "connector-umapi.yml", cwd=folder)
    assert SECRET not in done.stdout + done.stderr
    assert CLIENT not in done.stdout + done.stderr
    return done


def test_moves_credentials_and_tells_to_renew_them(tmp_path, keyring_of):
    keyring_of("empty")
    path = write(tmp_path, PLAIN)
    done = secure(tmp_path)
    assert done.returncode == 0, done.stderr
    assert path.read_text() == KEYRING_OAUTH
    assert (stored("umapi_client_id"), stored("umapi_client_secret")) == (CLIENT, SECRET)
    assert "renew them" in done.stdout
    assert "git" not in done.stdout
    assert run("check", "--keyring", path).returncode == 0


def test_diff_stores_and_writes_nothing(tmp_path, keyring_of):
    keyring_of("empty")
    path = write(tmp_path, PLAIN)
    done = secure(tmp_path, "--diff")
    assert done.returncode == 1
    assert "-  client_secret: ***\n" in done.stdout
    assert "+  secure_client_secret_key: umapi_client_secret\n" in done.stdout
    assert path.read_text() == PLAIN
    assert stored("umapi_client_id") is None


def test_an_entry_in_the_way_is_left_alone_without_overwrite(tmp_path, keyring_of):
    keyring_of("filled", [("umapi_client_secret", ORG_ID)])
    path = write(tmp_path, PLAIN)
    done = secure(tmp_path)
    assert done.returncode == 2
    assert "--overwrite" in done.stderr
    assert path.read_text() == PLAIN
    assert secure(tmp_path, "--name", "second {key}").returncode == 0
    assert stored("second client_secret") == SECRET
    assert stored("umapi_client_secret") == "a value"
    write(tmp_path, PLAIN)
    assert secure(tmp_path, "--overwrite").returncode == 0
    assert stored("umapi_client_secret") == SECRET


def test_a_file_that_cannot_be_written_leaves_no_entry(tmp_path, keyring_of):
    keyring_of("empty")
    path = write(tmp_path, PLAIN, mode=0o400)
    done = secure(tmp_path)
    assert done.returncode == 2
    assert "is read-only; nothing was moved" in done.stderr
    assert path.read_text() == PLAIN
    assert stored("umapi_client_id") is None


def test_says_that_the_history_of_git_still_has_the_values(tmp_path, keyring_of):
    keyring_of("empty")
    write(tmp_path, PLAIN)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "x")
    done = secure(tmp_path)
    assert done.returncode == 0
    assert "its history still has the old values" in done.stdout


def test_moves_what_git_tracks_and_says_what_a_comment_still_holds(tmp_path, keyring_of):
    keyring_of("empty")
    old = fake_secret()
    path = write(tmp_path, PLAIN.replace("  client_secret", f"  # client_secret: {old}\n  client_secret"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    done = secure(tmp_path)
    assert done.returncode == 1
    assert stored("umapi_client_secret") == SECRET
    assert "connector-umapi.yml: line 5 still holds a credential" in done.stderr
    assert path.read_text() == KEYRING_OAUTH.replace(
        "  secure_client_secret", f"  # client_secret: {old}\n  secure_client_secret"
    )
    again = secure(tmp_path)
    assert (again.returncode, again.stderr) == (1, done.stderr)
    assert again.stdout == "connector-umapi.yml: holds no credential in plain text that could be moved\n"


@pytest.mark.parametrize(
    ("store", "reason"), [("none", "no keyring here"), ("null", "no keyring here"), ("plaintext", "plain text")]
)
def test_refuses_a_keyring_that_keeps_no_secret(tmp_path, keyring_of, store, reason):
    keyring_of(store)
    path = write(tmp_path, PLAIN)
    done = run("secure", "connector-umapi.yml", cwd=tmp_path, PYTHONPATH=":".join(sys.path))
    assert done.returncode == 2
    assert reason in done.stderr
    assert path.read_text() == PLAIN


def test_what_is_secured_needs_no_keyring(tmp_path, keyring_of):
    keyring_of("none")
    write(tmp_path, KEYRING_OAUTH)
    done = secure(tmp_path)
    assert (done.returncode, done.stdout) == (0, "connector-umapi.yml: holds no credential in plain text\n")


def test_a_placeholder_is_left_and_told(tmp_path, keyring_of):
    keyring_of("empty")
    path = write(tmp_path, PLAIN.replace(CLIENT, '"Client ID goes here"'))
    done = secure(tmp_path)
    assert done.returncode == 1
    assert "line 4: `client_id` holds a placeholder" in done.stderr
    assert "Client ID goes here" in path.read_text()
    assert stored("umapi_client_secret") == SECRET
