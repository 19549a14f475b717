"""`umapi-lint init`, as it is called: with options, with the JSON of the Developer Console, and on a terminal."""

import json
import os
import pty
import select
import subprocess
import sys

import pytest
from support.linting import ORG_ID, TECHNICAL_ACCOUNT, fake_client_id, fake_secret, run

from umapi_lint.fix.templates import directories
from umapi_lint.linting.load import load_schemas
from umapi_lint.schema.files import schema_folder

CLIENT, SECRET, TOKEN = fake_client_id(), fake_secret(), fake_secret("zz")
OTHER_ORG = "ABCDEF1234567890ABCDEF12@AdobeOrg"
VALUES = ("--directory-group", "Designers", "--adobe-group", "All Apps")
OPTIONS = {
    "csv": (),
    "ldap": ("--host", "ldaps://dc1.corp.example", "--base-dn", "DC=corp,DC=example", "--username", "CORP\\svc-ust"),
    "okta": ("--host", "corp.okta.com"),
    "adobe_console": ("--console-org-id", OTHER_ORG, "--console-client-id", fake_client_id()),
}
CREDENTIAL = {"CLIENT_ID": CLIENT, "CLIENT_SECRETS": [SECRET], "ORG_ID": ORG_ID, "SCOPES": ["openid"]}
PROJECT = {
    "project": {
        "id": "1",
        "org": {"id": "2", "ims_org_id": ORG_ID},
        "workspace": {
            "details": {
                "credentials": [
                    {"integration_type": "apikey", "api_key": {"client_id": "another"}},
                    {"oauth_server_to_server": {"client_id": CLIENT, "client_secrets": [SECRET, fake_secret()]}},
                ]
            }
        },
    }
}
POSTMAN = {
    "name": "Project",
    "values": [
        {"enabled": True, "key": "API_KEY", "value": CLIENT},
        {"enabled": True, "key": "CLIENT_SECRET", "value": SECRET},
        {"enabled": True, "key": "ACCESS_TOKEN", "value": ""},
        {"enabled": True, "key": "SCOPES", "value": ["openid"]},
        {"enabled": True, "key": "IMS_ORG", "value": ORG_ID},
    ],
}
JWT = {"CLIENT_SECRET": SECRET, "API_KEY": CLIENT, "ORG_ID": ORG_ID, "TECHNICAL_ACCOUNT_ID": TECHNICAL_ACCOUNT}


def init(folder, *arguments, stdin="", console=CREDENTIAL):
    given = folder / "console.json"
    given.write_text(json.dumps(console))
    done = run("init", "deploy", "--from", given.name, *VALUES, *arguments, cwd=folder, input=stdin)
    for value in (SECRET, TOKEN):
        assert value not in done.stdout + done.stderr
    return done


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")


@pytest.mark.parametrize("directory", list(directories(load_schemas())))
def test_creates_files_that_the_linter_finds_nothing_in(tmp_path, directory):
    done = init(tmp_path, "--directory", directory, *OPTIONS[directory], stdin=f"{TOKEN}\n" * (directory != "csv"))
    assert done.returncode == 0, done.stderr
    assert "the secrets are kept in the files, which only you can read" in done.stderr
    written = list((tmp_path / "deploy").glob("*.yml"))
    assert len(written) == 3
    for path in written:
        assert path.stat().st_mode & 0o777 == 0o600
        address = path.read_text().partition("$schema=")[2].partition("\n")[0]
        assert (path.parent / address).is_file()
    checked = run("check", "--fail-on", "note", "deploy/user-sync-config.yml", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout


@pytest.mark.parametrize("console", [CREDENTIAL, PROJECT, POSTMAN], ids=["credential", "project", "Postman"])
def test_takes_the_credential_from_what_the_developer_console_gives(tmp_path, console):
    assert init(tmp_path, "--directory", "csv", console=console).returncode == 0
    text = (tmp_path / "deploy/connector-umapi.yml").read_text()
    assert all(f'"{value}"' in text for value in (ORG_ID, CLIENT, SECRET))


def test_refuses_a_credential_of_the_method_that_adobe_has_switched_off(tmp_path):
    done = init(tmp_path, "--directory", "csv", console=JWT)
    assert done.returncode == 2
    assert "is not the JSON of an OAuth Server-to-Server credential" in done.stderr


def test_stores_the_secrets_in_the_keyring(tmp_path, keyring_of, monkeypatch):
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    keyring_of("empty")
    done = init(tmp_path, "--directory", "okta", *OPTIONS["okta"], stdin=f"{TOKEN}\n")
    assert done.returncode == 0, done.stderr
    written = "".join(path.read_text() for path in (tmp_path / "deploy").glob("*.yml"))
    for value in (CLIENT, SECRET, TOKEN):
        assert value not in written
    entry = [sys.executable, "-m", "keyring", "get", "umapi_client_secret", ORG_ID]
    assert subprocess.run(entry, capture_output=True, text=True, check=True).stdout.strip() == SECRET
    assert run("check", "--keyring", "deploy", cwd=tmp_path).returncode == 0


def test_an_entry_in_the_way_leaves_everything_as_it_was(tmp_path, keyring_of, monkeypatch):
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    keyring_of("filled", [("umapi_client_secret", ORG_ID)])
    done = init(tmp_path, "--directory", "csv")
    assert done.returncode == 2
    assert "--overwrite replaces it" in done.stderr
    assert list((tmp_path / "deploy").iterdir()) == []
    entry = [sys.executable, "-m", "keyring", "get", "umapi_client_id", ORG_ID]
    assert subprocess.run(entry, capture_output=True, text=True, check=False).stdout.strip() == ""


def test_gives_each_further_organization_a_connector(tmp_path):
    (tmp_path / "second.json").write_text(json.dumps({**CREDENTIAL, "ORG_ID": OTHER_ORG}))
    done = init(tmp_path, "--directory", "csv", "--target", "org2=second.json")
    assert done.returncode == 0, done.stderr
    assert OTHER_ORG in (tmp_path / "deploy/connector-umapi-org2.yml").read_text()
    assert "- org2: connector-umapi-org2.yml" in (tmp_path / "deploy/user-sync-config.yml").read_text()


def test_writes_over_no_file(tmp_path):
    (tmp_path / "deploy").mkdir()
    for name in ("user-sync-config.yml", "connector-csv.yml"):
        path = tmp_path / "deploy" / name
        path.write_text("mine")
        done = init(tmp_path, "--directory", "csv")
        assert (done.returncode, path.read_text()) == (2, "mine")
        assert f"deploy/{name}: is there already" in done.stderr
        assert list(path.parent.iterdir()) == [path]
        path.unlink()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--org-id", "1234"), "does not look like an organization id"),
        (("--identity-type", "personal"), "Write one of `adobeID`, `enterpriseID`, `federatedID`."),
        (("--directory", "ldap", *OPTIONS["ldap"], "--host", "ldap://dc1"), "unencrypted"),
        (("--target", "../org2"), "a name has only letters, digits, `-` and `_`"),
    ],
)
def test_refuses_a_value_that_the_linter_would_object_to(tmp_path, arguments, sentence):
    done = init(tmp_path, "--directory", "csv", *arguments, stdin=f"{TOKEN}\n" * ("ldap" in arguments))
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "deploy").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "console.json: is not JSON"),
        ("[1, 2]", "is not the JSON of an OAuth Server-to-Server credential"),
        (json.dumps([CREDENTIAL, {"CLIENT_ID": "another"}]), "has 2 values for Client ID"),
    ],
)
def test_says_what_is_wrong_with_the_json(tmp_path, text, sentence):
    (tmp_path / "console.json").write_text(text)
    done = run("init", "--from", "console.json", "--directory", "csv", *VALUES, cwd=tmp_path, input="")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert SECRET not in done.stderr


def test_a_file_in_the_place_of_a_schema_is_left_and_told(tmp_path):
    theirs = tmp_path / "deploy" / "schemas" / "connector-umapi.schema.json"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    done = init(tmp_path, "--directory", "csv")
    assert done.returncode == 0
    assert "connector-umapi.schema.json: is not a schema that umapi-lint wrote, and is left as it is" in done.stderr
    assert "Delete console.json: it holds the client secret." in done.stdout
    assert theirs.read_text() == "theirs"


def test_what_nobody_answers_is_named_with_its_option(tmp_path):
    done = run("init", "--directory", "csv", cwd=tmp_path, input="")
    assert done.returncode == 2
    assert "Organization ID: is missing; give --org-id" in done.stderr


def test_on_a_terminal_asks_again_and_never_shows_a_secret(tmp_path):
    questions = [
        ("Where do users come from?", "files"), ("Where do users come from?", "csv"), ("further Adobe organizations", ""), ("Organization ID", ""), ("Organization ID", "1234"),
        ("Organization ID", ORG_ID), ("Client ID", CLIENT), ("Client secret (not shown)", SECRET),
        ("Identity type", ""), ("Default country", "NO"), ("Directory group", "Designers"), ("Adobe group", "All Apps"),
        ("Users file", ""),
    ]  # fmt: skip
    master, slave = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "umapi_lint", "init", "deploy"],
        cwd=tmp_path, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
    )  # fmt: skip
    os.close(slave)
    shown, seen = "", 0
    for question, answer in questions:
        while question not in shown[seen:]:
            shown += _read(master)
        seen = len(shown)
        os.write(master, f"{answer}\n".encode())
    while text := _read(master):
        shown += text
    assert child.wait(30) == 0, shown
    assert "does not look like an organization id" in shown
    assert SECRET not in shown
    assert 'default_country_code: "NO"' in (tmp_path / "deploy/user-sync-config.yml").read_text()


def _read(terminal):
    assert select.select([terminal], [], [], 60)[0], "nothing more is printed"
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # closed at the other end
        return ""


def test_no_template_is_taken_for_a_file_of_a_deployment():
    assert run("check", "--show-files", schema_folder()).returncode == 3
