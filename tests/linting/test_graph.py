"""What names what, and who can read it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from support.linting import KEYRING_OAUTH, fake_pem, fake_secret, run, write

from umapi_lint.linting.graph import graph_of
from umapi_lint.linting.linter import Linter
from umapi_lint.model.graph import Edge

ROOT = (
    "adobe_users:\n  connectors:\n    umapi:\n      - connector-umapi.yml\n      - org2: {org2}\n"
    "directory_users:\n  connectors:\n    ldap: connector-ldap.yml\n  groups: []\n"
    "limits: {max_adobe_only_users: 200}\ninvocation_defaults: {connector: ldap}\n"
)
LDAP = "host: ldaps://dc1\nbase_dn: DC=corp\nusername: svc\npassword: {}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, ROOT.replace("{org2}", "org2.yml"), "user-sync-config.yml")
    write(tmp_path, KEYRING_OAUTH)
    jwt = KEYRING_OAUTH.replace("oauth", "jwt") + "  tech_acct_id: a@techacct.adobe.com\n  priv_key_path: private.key\n"
    write(tmp_path, jwt, "org2.yml")
    write(tmp_path, fake_pem(), "private.key", mode=0o644)
    write(tmp_path, LDAP.format(fake_secret()), "connector-ldap.yml", mode=0o640)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_leads_from_the_root_to_keys_and_keyring(folder: Path) -> None:
    graph = graph_of(Linter(), ["."])
    assert {(edge.start, edge.end, edge.meaning) for edge in graph.edges} >= {
        ("user-sync-config.yml", "connector-umapi.yml", "primary"),
        ("user-sync-config.yml", "org2.yml", "org2"),
        ("user-sync-config.yml", "connector-ldap.yml", "ldap"),
        ("connector-umapi.yml", "keyring: umapi_client_secret", "secure_client_secret_key"),
        ("org2.yml", "private.key", "priv_key_path"),
    }
    columns = [{node.label for node in column} for column in graph.columns()]
    assert columns[0] == {"user-sync-config.yml"}
    assert columns[1] == {"connector-umapi.yml", "org2.yml", "connector-ldap.yml"}
    assert columns[2] == {"keyring: umapi_client_id", "keyring: umapi_client_secret", "private.key"}


def test_entries_of_one_name_for_two_organizations_are_two(folder: Path) -> None:
    write(folder, KEYRING_OAUTH.replace("1234567890ABCDEF12345678", "ABCDEF1234567890ABCDEF12"), "org2.yml")
    edges = graph_of(Linter(), ["."]).edges
    assert [edge.end for edge in edges if edge.meaning == "secure_client_secret_key"] == [
        "keyring: umapi_client_secret", "keyring: umapi_client_secret of organization 2",
    ]  # fmt: skip


def test_knows_who_can_read_each_file_and_where_a_credential_is(folder: Path) -> None:
    nodes = graph_of(Linter(), ["user-sync-config.yml"]).nodes
    assert nodes["private.key"].access == "everybody on this machine can read it"
    assert nodes["connector-umapi.yml"].access == "only its owner can read it"
    assert {label for label, node in nodes.items() if node.holds_secret} == {"connector-ldap.yml", "private.key"}


def test_a_secret_in_place_of_a_file_name_is_not_shown(folder: Path) -> None:
    secret = fake_secret()
    write(folder, ROOT.replace("{org2}", secret), "user-sync-config.yml")
    graph = graph_of(Linter(), ["."])
    assert secret not in str(graph)
    assert Edge("user-sync-config.yml", "missing file 1", "org2") in graph.edges


@pytest.mark.parametrize("form", ["tree", "svg", "mermaid"])
def test_is_drawn(folder: Path, form: str) -> None:
    done = run("graph", "--output-format", form, cwd=folder)
    assert done.returncode == 0, done.stderr
    for name in ("user-sync-config.yml", "org2.yml", "private.key", "umapi_client_secret"):
        assert name in done.stdout
    if form == "svg":
        assert len(list(ElementTree.fromstring(done.stdout).iter("{http://www.w3.org/2000/svg}rect"))) == 7  # noqa: S314
    if form == "tree":
        assert "  org2: org2.yml (connector-umapi; " in done.stdout


def test_nothing_to_draw_is_an_exit_code(tmp_path: Path) -> None:
    assert run("graph", cwd=tmp_path).returncode == 3


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "connector-umapi.yml").mkdir()
    done = run("graph", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "connector-umapi.yml (cannot be read)\n")
    assert done.stderr.startswith("umapi-lint: connector-umapi.yml: ")
