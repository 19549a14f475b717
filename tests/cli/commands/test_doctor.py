"""`umapi-lint doctor`: what it knows of the machine, and that it tells no secret."""

import json
import os
import pwd

import pytest
from support.linting import KEYRING_OAUTH, fake_secret, run, write

SECRET = fake_secret()


def doctor(folder, **environment):
    done = run("doctor", "--output-format", "json", cwd=folder, **environment)
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout
    return json.loads(done.stdout)


def program(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_knows_the_files_and_what_is_found_in_them(tmp_path):
    write(tmp_path, KEYRING_OAUTH + f"client_secret: {SECRET}\n", mode=0o640)
    write(tmp_path, "host: [\n", "connector-ldap.yml")
    facts = doctor(tmp_path)
    assert {file["name"]: (file["kind"], file["mode"], file["owner"]) for file in facts["files"]} == {
        "connector-ldap.yml": ("connector-ldap", "0600", "this account"),
        "connector-umapi.yml": ("connector-umapi", "0640", "this account"),
    }
    assert facts["account"] == pwd.getpwuid(os.geteuid()).pw_name
    assert sum(file["findings"] for file in facts["files"]) == sum(facts["findings"].values()) > 2
    assert facts["findings"]["yaml-syntax"] == 1


def test_the_text_has_the_same(tmp_path):
    write(tmp_path, KEYRING_OAUTH)
    shown = run("doctor", cwd=tmp_path).stdout
    assert "\n  connector-umapi.yml: connector-umapi, 0600, this account, 0 findings\n" in shown
    assert "\nfindings: none\n" in shown


def test_says_which_store_keeps_secrets(tmp_path, keyring_of):
    keyring_of("empty")
    assert doctor(tmp_path)["keyring"]["keeps secrets"] == "yes"
    plain = doctor(tmp_path, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    assert plain["keyring"]["keeps secrets"] == "no"


def test_asks_user_sync_for_its_version(tmp_path):
    program(tmp_path / "bin" / "user-sync", "echo user-sync 2.10.0")
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    assert doctor(tmp_path, PATH=path)["user-sync"].startswith("user-sync 2.10.0 (")
    program(tmp_path / "bin" / "user-sync", "exit 3")
    assert doctor(tmp_path, PATH=path)["user-sync"].startswith("exit code 3, no output")


def test_starts_no_program_of_the_folder(tmp_path):
    program(tmp_path / "user-sync", "touch started")
    for path in (os.environ["PATH"], f".{os.pathsep}{os.environ['PATH']}"):
        assert "is in this folder; it was not started" in doctor(tmp_path, PATH=path)["user-sync"]
    assert not (tmp_path / "started").exists()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (f"http://user:{SECRET}@proxy.corp:8080", "http://proxy.corp:8080 (with a user name, not shown)"),
        (f"user:{SECRET}@proxy.corp", "proxy.corp (with a user name, not shown)"),
        (f"http://{SECRET}:12#x@proxy.corp", "set, but not an address"),
        (f"http://user:1/{SECRET}@proxy.corp", "set, but not an address"),
        ("proxy.corp:3128", "proxy.corp:3128"),
    ],
)
def test_of_a_proxy_the_address_alone_is_shown(tmp_path, value, shown):
    assert doctor(tmp_path, HTTPS_PROXY=value)["environment"]["HTTPS_PROXY"] == shown


def test_says_whether_the_certificates_are_there(tmp_path):
    write(tmp_path, "x", "ca.pem")
    seen = doctor(tmp_path, REQUESTS_CA_BUNDLE="ca.pem", CURL_CA_BUNDLE="other.pem")["environment"]
    assert (seen["REQUESTS_CA_BUNDLE"], seen["CURL_CA_BUNDLE"]) == ("ca.pem (is there)", "other.pem (IS NOT THERE)")
