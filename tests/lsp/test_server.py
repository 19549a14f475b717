"""The language server, with a real client on the other end of its pipes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editors.language_client import LanguageClient
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write

from umapi_lint.model.rule import address_of

HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageClient]:
    """One server for all tests; each has its own folder, and thereby its own documents."""
    made = LanguageClient([sys.executable, "-m", "umapi_lint", "server"], tmp_path_factory.mktemp("workspace"))
    yield made
    made.close()


def rules(diagnostics: list[Any]) -> list[tuple[int, str]]:
    return [(one["range"]["start"]["line"], one["code"]) for one in diagnostics]


def actions(client: LanguageClient, uri: str, line: int, *only: str) -> list[Any]:
    place = {"line": line, "character": 3}
    context = {"diagnostics": [], **({"only": list(only)} if only else {})}
    return list(
        client.request(
            "textDocument/codeAction",
            {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": context},
        )
    )


def edited(text: str, edits: list[Any]) -> str:
    """A text after edits whose columns count UTF-16 units."""
    lines = text.split("\n")
    starts = [sum(len(line.encode("utf-16-le")) + 2 for line in lines[:number]) for number in range(len(lines) + 1)]
    data = text.encode("utf-16-le")
    for edit in sorted(
        edits, key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"]), reverse=True
    ):
        begin, end = (starts[edit["range"][k]["line"]] + 2 * edit["range"][k]["character"] for k in ("start", "end"))
        data = data[:begin] + edit["newText"].encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le")


# --- findings


def test_a_good_file_has_none(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH)
    assert client.open(path.as_uri(), KEYRING_OAUTH) == []


def test_a_finding_has_its_severity_its_rule_its_page_and_its_related_place(
    client: LanguageClient, tmp_path: Path
) -> None:
    path = write(tmp_path, KEYRING_OAUTH + "  tech_acct_id: a\n")
    (found,) = client.open(path.as_uri(), path.read_text())
    assert found["range"] == {"start": {"line": 5, "character": 2}, "end": {"line": 5, "character": 14}}
    assert (found["severity"], found["code"], found["source"]) == (1, "key-not-for-method", "umapi-lint")
    assert found["codeDescription"]["href"] == address_of("key-not-for-method")
    (related,) = found["relatedInformation"]
    assert related["location"]["uri"] == path.as_uri()
    assert related["location"]["range"]["start"] == {"line": 0, "character": 23}


def test_what_is_found_is_what_check_finds(client: LanguageClient, tmp_path: Path) -> None:
    text = "authentication_method: OAuth\nserver:\n  hostt: a\nenterprise:\n  org_id:\n  api_key: 'x y'\n"
    path = write(tmp_path, text)
    shown = run("check", path, "--output-format", "concise").stdout.splitlines()
    expected = sorted(int(line.split(":")[1]) - 1 for line in shown if line.startswith(str(path)))
    assert sorted(line for line, _ in rules(client.open(path.as_uri(), text))) == expected
    assert len(expected) > 3


def test_text_that_is_not_saved_is_what_counts(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH)
    assert client.open(path.as_uri(), KEYRING_OAUTH) == []
    for version in range(2, 12):  # somebody types
        client.change(path.as_uri(), KEYRING_OAUTH + "x" * version, version)
    client.change(path.as_uri(), KEYRING_OAUTH + "  clientid: a\n", 12)
    assert rules(client.diagnostics(path.as_uri())) == [(5, "unknown-key")]
    client.change(path.as_uri(), KEYRING_OAUTH, 13)
    assert client.diagnostics(path.as_uri()) == []


def test_an_old_name_is_struck_through(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key"))
    (found,) = client.open(path.as_uri(), path.read_text())
    assert (found["code"], found["tags"]) == ("deprecated-key", [2])


def test_columns_are_those_of_utf_16(client: LanguageClient, tmp_path: Path) -> None:
    text = KEYRING_OAUTH + "  '😀': a\nserver: {'😀😀': 1, hostt: a}\n"
    path = write(tmp_path, text)
    found = client.open(path.as_uri(), text)
    assert [one["range"]["start"]["character"] for one in found] == [2, 9, 10]
    assert [one["range"]["end"]["character"] for one in found] == [5, 12, 12]  # one character of what is hidden


def test_a_file_of_another_kind_is_left_alone(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, "apiVersion: v1\nkind: [\n", "deployment.yml")
    assert client.open(path.as_uri(), "apiVersion: v1\nkind: Pod\n") == []


def test_a_text_that_is_no_file_yet_is_linted_too(client: LanguageClient, tmp_path: Path) -> None:
    new = (tmp_path / "new" / "connector-umapi.yml").as_uri()
    assert rules(client.open(new, HEAD + "  clientid: a\n  secure_client_secret_key: b\n")) == [(3, "unknown-key")]
    assert rules(client.open("untitled:Untitled-1", KEYRING_OAUTH + "  clientid: a\n")) == [(5, "unknown-key")]


def test_a_closed_file_has_no_diagnostics_any_more(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, HEAD)
    assert client.open(path.as_uri(), HEAD) != []
    client.notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
    assert client.diagnostics(path.as_uri()) == []


def test_a_root_is_linted_for_itself_and_a_file_of_an_overlay_by_the_merge(
    client: LanguageClient, tmp_path: Path
) -> None:
    root = write(
        tmp_path,
        "adobe_users:\n  connectors:\n    umapi: [connector-umapi.yml, more-connector-umapi.yml]\n    sign: a\n"
        "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n",
        "user-sync-config.yml",
    )
    first = write(tmp_path, HEAD + "  secure_client_id_key: a\n")
    second = write(tmp_path, "enterprise:\n  secure_client_secret_key: b\n", "more-connector-umapi.yml")
    assert rules(client.open(root.as_uri(), root.read_text())) == [(3, "unknown-key")]
    assert client.open(first.as_uri(), first.read_text()) == []
    client.open(second.as_uri(), second.read_text())
    while client.diagnostics(first.as_uri()):
        pass
    client.change(second.as_uri(), "enterprise:\n  secure_client_secret: b\n")
    assert rules(client.diagnostics(second.as_uri())) == [(1, "unknown-key")]


def test_a_file_that_is_not_utf_8_is_told_whatever_the_editor_makes_of_it(
    client: LanguageClient, tmp_path: Path
) -> None:
    path = write(tmp_path, KEYRING_OAUTH.encode("utf-16"))
    assert rules(client.open(path.as_uri(), KEYRING_OAUTH)) == [(0, "encoding")]


# --- configuration


def test_a_configuration_counts_and_is_read_again(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH + "ssl_verify: true\n")
    assert rules(client.open(path.as_uri(), path.read_text())) == [(5, "ignored-key")]
    write(tmp_path, 'ignore = ["ignored-key"]\n', ".umapi-lint.toml")
    client.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})
    assert client.diagnostics(path.as_uri()) == []


def test_a_faulty_configuration_is_one_message(client: LanguageClient, tmp_path: Path) -> None:
    write(tmp_path, 'ignore = ["no-such-rule"]\n', ".umapi-lint.toml")
    path = write(tmp_path, HEAD)
    assert client.open(path.as_uri(), HEAD) == []
    client.change(path.as_uri(), HEAD + "\n")
    client.diagnostics(path.as_uri())
    (shown,) = [one["params"]["message"] for one in client.log if one.get("method") == "window/showMessage"]
    assert "`ignore`: has a rule that does not exist" in shown


# --- hover


def hover(client: LanguageClient, uri: str, line: int, character: int) -> str:
    answer = client.at("textDocument/hover", uri, line, character)
    return "" if answer is None else str(answer["contents"]["value"])


def test_hover_tells_of_the_key_and_of_the_rule_that_found_something(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH + "ssl_verify: true\n")
    client.open(path.as_uri(), path.read_text())
    assert "*user name* of every keyring entry" in hover(client, path.as_uri(), 2, 4)
    assert "**Organization ID**" in hover(client, path.as_uri(), 2, 20)
    shown = hover(client, path.as_uri(), 5, 2)
    assert "REQUESTS_CA_BUNDLE" in shown
    assert f"[ignored-key]({address_of('ignored-key')})" in shown
    assert hover(client, path.as_uri(), 40, 0) == ""


# --- fixes


def test_a_quick_fix_makes_the_edits_of_the_finding(client: LanguageClient, tmp_path: Path) -> None:
    text = (
        KEYRING_OAUTH.replace("enterprise", "server: {'😀😀': 1}\nenterprise") + "  'tech_acct_id': '😀'  # gone too\n"
    )
    path = write(tmp_path, text)
    client.open(path.as_uri(), text)
    action, ignoring, _ = actions(client, path.as_uri(), 6)
    assert (action["kind"], action["isPreferred"], action["title"]) == ("quickfix", True, "Remove the line")
    assert ignoring["title"] == "Ignore key-not-for-method here, with a comment"
    silenced = edited(text, ignoring["edit"]["changes"][path.as_uri()])
    assert "'😀'  # gone too  # umapi-lint: ignore[key-not-for-method]\n" in silenced
    assert action["diagnostics"][0]["code"] == "key-not-for-method"
    assert edited(text, action["edit"]["changes"][path.as_uri()]) == "\n".join(text.split("\n")[:6]) + "\n"


def test_a_fix_fits_the_text_as_it_is_now(client: LanguageClient, tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH)
    client.open(path.as_uri(), KEYRING_OAUTH)
    text = "# typed\n" + KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key")
    client.change(path.as_uri(), text)
    action, _, _ = actions(client, path.as_uri(), 4)  # before anything is published
    assert edited(text, action["edit"]["changes"][path.as_uri()]) == "# typed\n" + KEYRING_OAUTH


def test_everything_that_is_safe_is_fixed_at_once(client: LanguageClient, tmp_path: Path) -> None:
    text = KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key") + "  tech_acct_id: a\n"
    path = write(tmp_path, text)
    client.open(path.as_uri(), text)
    (action,) = actions(client, path.as_uri(), 0, "source.fixAll")
    assert action["kind"] == "source.fixAll.umapi-lint"
    assert edited(text, action["edit"]["changes"][path.as_uri()]) == KEYRING_OAUTH
    assert actions(client, path.as_uri(), 5, "refactor") == []


def test_an_edit_names_the_version_it_is_meant_for_where_the_editor_wants_that(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH + "  tech_acct_id: a\n")
    client = LanguageClient(
        [sys.executable, "-m", "umapi_lint", "server", "--stdio"], tmp_path,
        workspace={"workspaceEdit": {"documentChanges": True}},
    )  # fmt: skip
    client.open(path.as_uri(), path.read_text())
    action, *_ = actions(client, path.as_uri(), 5)
    client.close()
    assert action["edit"]["documentChanges"][0]["textDocument"] == {"uri": path.as_uri(), "version": 1}


# --- secrets, and what goes wrong


def test_no_secret_gets_out(client: LanguageClient, tmp_path: Path) -> None:
    secret = fake_secret()
    texts = [
        HEAD + f"  secure_client_id_key: a\n  client_secret: {secret}\n  tech_acct_id: a\n",
        HEAD + f"  {secret}: a\n  clientsecret: '{secret}'\n",
        HEAD + f"  client_secret: '{secret}\n",
        f"{secret}\n",
        f"authentication_method: {secret}\n# {secret}\n",
    ]
    path = write(tmp_path, texts[0])
    for version, text in enumerate(texts, 1):
        if version == 1:
            client.open(path.as_uri(), text)
        else:
            client.change(path.as_uri(), text, version)
            client.diagnostics(path.as_uri())
        for line in range(6):
            hover(client, path.as_uri(), line, 4)
            actions(client, path.as_uri(), line)
    assert secret not in str(client.log)
    assert b"".join(client.errors) == b""


def test_nonsense_is_answered_without_a_word_of_it(client: LanguageClient, tmp_path: Path) -> None:
    secret = fake_secret()
    client.notify("textDocument/didOpen", {"textDocument": {"uri": f"file:///{secret}", "text": secret, "version": {}}})
    client.notify(
        "textDocument/didChange", {"textDocument": {"uri": "file:///b", "version": 1}, "contentChanges": secret}
    )
    client.notify("textDocument/hover", {"textDocument": secret})
    path = write(tmp_path, HEAD)
    assert client.open(path.as_uri(), HEAD) != []
    output = [one for one in client.log if "result" not in one]
    assert secret not in str(output)
    assert b"".join(client.errors) == b""


@pytest.mark.parametrize("length", [b"-5", b"x", b"", b"99999999999", b"9" * 5000, b"70000000", b"0"])
def test_a_message_without_a_possible_length_costs_no_other_one(length: bytes, tmp_path: Path) -> None:
    own = LanguageClient([sys.executable, "-m", "umapi_lint", "server"], tmp_path)
    assert own.process.stdin is not None
    own.process.stdin.write(b"Content-Length: " + length + b'\r\n\r\n{"jsonrpc": "2.0", "method": "x"}')
    assert own.open((tmp_path / "connector-umapi.yml").as_uri(), KEYRING_OAUTH + "foo: 1\n")
    own.close()


def test_a_text_that_is_too_large_is_said_to_be_and_costs_nothing(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "connector-umapi.yml").as_uri()
    began = time.monotonic()
    assert client.open(uri, KEYRING_OAUTH + "foo: 1\n# x\n" * 500_000) == []
    assert time.monotonic() - began < 20  # 2 seconds, and slack for a machine that is busy
    assert "connector-umapi.yml is larger than 1 MiB, so it is not linted here" in str(client.log)
    assert client.change(uri, "a:\n" * 40_001) is None
    assert client.diagnostics(uri) == []
    assert "connector-umapi.yml has more than 40,000 keys and items, so it is not linted here" in str(client.log)
    client.change(uri, KEYRING_OAUTH + "foo: 1\n")
    assert client.diagnostics(uri)


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    hide = "import sys, importlib.abc\nclass Hide(importlib.abc.MetaPathFinder):\n    def find_spec(self, name, path, target=None):\n        if name.partition('.')[0] in ('pygls', 'lsprotocol'): raise ModuleNotFoundError(name, name=name)\n"
    code = f"{hide}sys.meta_path.insert(0, Hide())\nfrom umapi_lint.cli.main import main\nsys.exit(main(['server']))\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "umapi-lint: the language server needs pygls; install it with: pip install 'umapi-lint[server]'\n"
    )


def test_another_encoding_of_positions_may_be_agreed_upon(tmp_path: Path) -> None:
    text = KEYRING_OAUTH + "server: {'é😀': 1, hostt: a}\n"
    path = write(tmp_path, text)
    client = LanguageClient(
        [sys.executable, "-m", "umapi_lint", "server"], tmp_path, general={"positionEncodings": ["utf-8"]}
    )
    found = client.open(path.as_uri(), text)
    client.close()
    assert client.server["capabilities"]["positionEncoding"] == "utf-8"
    assert [one["range"]["start"]["character"] for one in found] == [9, 10]


def test_the_server_ends_with_its_input_or_when_it_is_told_to(tmp_path: Path) -> None:
    first = LanguageClient([sys.executable, "-m", "umapi_lint", "server"], tmp_path)
    first.close()
    assert (first.process.returncode, first.errors) == (0, [])
    assert run("server", cwd=tmp_path, input="").returncode == 0
    assert run("server", "--ignore", "no-such-rule", cwd=tmp_path, input="").returncode == 2
