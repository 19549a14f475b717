"""The bundled schemas in the YAML language server that VS Code, Neovim, Helix, Zed and others run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editors import random_files, yaml_server
from editors.language_client import LanguageClient
from support import verdicts
from support.linting import KEYRING_OAUTH, ORG_ID, run, write

from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding

REPOSITORY = Path(__file__).parents[2]
HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
LINTER = Linter()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageClient]:
    client = yaml_server.start(tmp_path_factory.mktemp("editor"))
    yield client
    client.close()


def said(server: LanguageClient, folder: Path, text: str, name: str = "connector-umapi.yml") -> list[tuple[int, str]]:
    """Line and message of each diagnostic of a text."""
    found = server.open((folder / name).as_uri(), text)
    return sorted((one["range"]["start"]["line"] + 1, one["message"]) for one in found)


def not_linted(path: Path, diagnostics: list[Any]) -> list[str]:
    """Diagnostics of the schema on lines where the linter finds nothing, and of whose keys it says nothing elsewhere.

    What an editor says of both `org_id` and `secure_org_id_key` is one finding of the linter.
    """
    findings = LINTER.lint(read_source(path)).findings
    lines = {finding.location.line for finding in findings}
    text = path.read_text("utf-8", "replace").splitlines()
    named = {
        number
        for number, line in enumerate(text, 1)
        if any(f"`{line.partition(':')[0].strip()}`" in finding.message for finding in findings)
    }
    if any(speaks_of_the_whole_file(finding) for finding in findings):
        # an editor puts what is missing at the top level at the first key, whatever is above it
        lines.add(next((number for number, line in enumerate(text, 1) if line[:1] not in "#"), 1))
    return [
        f"line {one['range']['start']['line'] + 1}: {one['message']}\n{path.read_text()}"
        for one in diagnostics
        if one.get("source", "").startswith("yaml-schema") and one["range"]["start"]["line"] + 1 not in lines | named
    ]


def speaks_of_the_whole_file(finding: Finding) -> bool:
    return finding.rule == "missing-field" and finding.location.pointer.count("/") <= 1


# --- diagnostics


def test_good_files_have_no_diagnostic(server: LanguageClient, tmp_path: Path) -> None:
    texts = {path.as_uri(): path.read_text() for path in (REPOSITORY / "examples" / "good").glob("*.yml")}
    texts[(tmp_path / "connector-umapi.yml").as_uri()] = KEYRING_OAUTH
    assert len(texts) > 3
    assert {uri: found for uri, found in server.open_all(texts).items() if found} == {}


def test_what_an_editor_reports_is_reported_by_the_linter_too(server: LanguageClient, tmp_path: Path) -> None:
    rows = verdicts.rows("ust-verdicts.jsonl")
    paths = [verdicts.write_case(tmp_path / str(number), row) for number, row in enumerate(rows)]
    texts = {path.as_uri(): path.read_bytes().decode("utf-8", "replace") for path in paths}
    found = server.open_all(texts)
    assert [line for path in paths for line in not_linted(path, found[path.as_uri()])] == []
    silent = [
        row["case"] for row, path in zip(rows, paths, strict=True) if "refused" in row and not found[path.as_uri()]
    ]
    assert len(silent) < 10, silent


def test_so_it_is_for_the_roots_of_deployments(server: LanguageClient, tmp_path: Path) -> None:
    dice = random.Random(5)
    paths = [write(tmp_path / str(number), random_files.root(dice), "user-sync-config.yml") for number in range(100)]
    found = server.open_all({path.as_uri(): path.read_text() for path in paths})
    assert sum(map(len, found.values())) > 50
    assert [line for path in paths for line in not_linted(path, found[path.as_uri()])] == []


def test_so_it_is_for_files_made_at_random(server: LanguageClient, tmp_path: Path) -> None:
    dice = random.Random(7)
    kinds = {"connector-umapi.yml": "enterprise", "connector-adobe-console.yml": "integration"}
    paths = [
        write(tmp_path / str(number), random_files.connector(dice, section), name)
        for number, (name, section) in enumerate(list(kinds.items()) * 150)
    ]
    found = server.open_all({path.as_uri(): path.read_text() for path in paths})
    assert sum(map(len, found.values())) > 500
    assert [line for path in paths for line in not_linted(path, found[path.as_uri()])] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "  secure_client_id_key: a\n", [(2, "`client_secret` or `secure_client_secret_key` is missing here. ")]),
        (
            HEAD + "  secure_client_id_key: a\n  client_id: b\n  secure_client_secret_key: c\n",
            [(4, "`secure_client_id_key` and `client_id` exclude each other. Remove one of the two.")],
        ),
        (
            KEYRING_OAUTH + "  priv_key_path: private.key\n",
            [(6, "This belongs to JWT; with oauth UST refuses it. Remove the line.")],
        ),
        (
            KEYRING_OAUTH.replace("oauth", "OAuth"),
            [(1, "UST treats everything but `oauth` as JWT, which Adobe retired. Write `oauth`.")],
        ),
        (
            KEYRING_OAUTH.partition("\n")[2],
            [(1, "`authentication_method` is missing, so UST assumes JWT, but the credentials here are for OAuth")],
        ),
        (KEYRING_OAUTH.replace(ORG_ID, ""), [(3, "UST expects a string here. Put the value in quotes, ")]),
        (KEYRING_OAUTH + "  clientid: a\n", [(6, "Property clientid is not allowed.")]),
        (KEYRING_OAUTH + "trustet: true\n", [(6, "Unknown key here; UST silently ignores it. ")]),
        (KEYRING_OAUTH + "ssl_verify: true\n", [(6, "UST never reads `ssl_verify` at the top level, although the manual")]),
        (KEYRING_OAUTH.replace("secure_client_id", "secure_api_key"), [(4, "`secure_api_key_key` is the old name of ")]),
    ],
    ids=["pair missing", "pair twice", "other method", "method misspelt", "method missing", "null", "unknown", "ignored",
         "not read here", "old name"],
)  # fmt: skip
def test_one_message_that_a_person_understands(
    server: LanguageClient, tmp_path: Path, text: str, expected: list[tuple[int, str]]
) -> None:
    found = said(server, tmp_path, text)
    assert [
        (line, message[: len(begin)]) for (line, message), (_, begin) in zip(found, expected, strict=True)
    ] == expected


# --- completion and hover


def offered(server: LanguageClient, folder: Path, text: str, line: int, character: int) -> set[str]:
    uri = (folder / "connector-umapi.yml").as_uri()
    server.open(uri, text)
    answer = server.at("textDocument/completion", uri, line, character)
    return {item["label"] for item in (answer["items"] if isinstance(answer, dict) else answer)}


def test_completion_offers_the_keys_of_the_method_and_no_other(server: LanguageClient, tmp_path: Path) -> None:
    keys = offered(server, tmp_path, HEAD + "  \n", 3, 2)
    assert {"client_id", "client_secret", "secure_client_id_key", "secure_client_secret_key"} <= keys
    assert not {"tech_acct_id", "priv_key_path", "api_key", "secure_org_id_key"} & keys


def test_completion_offers_the_values_of_the_method(server: LanguageClient, tmp_path: Path) -> None:
    assert {"oauth", "jwt"} <= offered(server, tmp_path, "authentication_method: \n", 0, 23)


def test_completion_at_the_top_level_leaves_out_what_the_tool_ignores(server: LanguageClient, tmp_path: Path) -> None:
    keys = offered(server, tmp_path, KEYRING_OAUTH + "\n", 5, 0)
    assert "server" in keys
    assert not {"ssl_verify", "test_mode", "uses_business_id", "integration"} & keys


def test_completion_offers_no_old_name_in_server(server: LanguageClient, tmp_path: Path) -> None:
    keys = offered(server, tmp_path, KEYRING_OAUTH + "server:\n  \n", 6, 2)
    assert {"auth_host", "auth_endpoint", "timeout"} <= keys
    assert not {"ims_host", "ims_endpoint_jwt"} & keys


@pytest.fixture(scope="module")
def unset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageClient]:
    """The server as somebody starts it who sets nothing but the schemas: it reads YAML 1.2."""
    folder = tmp_path_factory.mktemp("unset")
    settings = yaml_server.settings()
    del settings["yaml"]["yamlVersion"]
    client = LanguageClient(["node", str(yaml_server.SERVER), "--stdio"], folder, settings)
    yield client
    client.close()


@pytest.mark.parametrize("word", ["Yes", "no", "ON", "off", "true", "False"])
def test_every_spelling_of_true_and_false_is_good_in_an_editor_that_reads_yaml_1_2(
    unset: LanguageClient, tmp_path: Path, word: str
) -> None:
    ldap = f"host: ldaps://dc.corp.example\nbase_dn: DC=corp,DC=example\nrequire_tls_cert: {word}\n"
    assert said(unset, tmp_path, ldap, "connector-ldap.yml") == []
    assert said(unset, tmp_path, ldap.replace(word, "maybe"), "connector-ldap-2.yml") == [
        (3, "UST expects `true` or `false` here.")
    ]


def test_hover_tells_what_a_key_is_for(server: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "connector-umapi.yml").as_uri()
    server.open(uri, KEYRING_OAUTH)
    shown = server.at("textDocument/hover", uri, 2, 4)["contents"]["value"]
    assert "Organization ID" in shown
    assert "*user name* of every keyring entry" in shown


def test_a_modeline_is_enough(tmp_path: Path) -> None:
    """No settings: the comment alone leads a server to the schema that is beside the file."""
    path = write(tmp_path, KEYRING_OAUTH + "  tech_acct_id: a\n", "anything.yml")
    assert run("schema", "connector-umapi", "--modeline", path).returncode == 0
    client = LanguageClient(["node", str(yaml_server.SERVER), "--stdio"], tmp_path, yaml_server.settings(kinds=False))
    try:
        (found,) = client.open(path.as_uri(), path.read_text())
    finally:
        client.close()
    assert found["message"] == "This belongs to JWT; with oauth UST refuses it. Remove the line."
