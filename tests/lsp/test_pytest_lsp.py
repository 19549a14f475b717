"""The language server and pytest-lsp's client, which says of itself what well-known editors say of themselves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pygls.workspace import TextDocument
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_secret, write

from umapi_lint.lsp.responses import EXPLAIN, STORE
from umapi_lint.model.rule import address_of

pytestmark = pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")
SERVER = ClientServerConfig(server_command=[sys.executable, "-m", "umapi_lint", "server"])
FAULTY = KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key")


@pytest_lsp.fixture(
    config=SERVER,
    params=["visual_studio_code", "neovim", "emacs"],
)
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(types.InitializeParams(capabilities=client_capabilities(request.param)))
    yield
    await lsp_client.shutdown_session()


def opened(client: LanguageClient, path: Path, text: str) -> str:
    uri = path.as_uri()
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "yaml", 1, text)))
    return uri


def get_password(service: str) -> str | None:
    command = [sys.executable, "-m", "keyring", "get", service, ORG_ID]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or None


async def findings(client: LanguageClient, uri: str) -> list[tuple[int, str]]:
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return [(found.range.start.line, str(found.code)) for found in client.diagnostics[uri]]


@pytest.mark.asyncio
async def test_an_editor_is_told_the_finding_the_rule_and_the_fix(client: LanguageClient, tmp_path: Path) -> None:
    uri = opened(client, write(tmp_path, KEYRING_OAUTH), FAULTY)  # what is saved has no fault, what is typed has one
    assert await findings(client, uri) == [(3, "deprecated-key")]

    place = types.Position(3, 4)
    document = types.TextDocumentIdentifier(uri)
    hover = await client.text_document_hover_async(types.HoverParams(document, place))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert address_of("deprecated-key") in hover.contents.value

    action, _, explain = await client.text_document_code_action_async(
        types.CodeActionParams(document, types.Range(place, place), types.CodeActionContext(diagnostics=[]))
    )
    assert isinstance(action, types.CodeAction)
    assert (action.title, action.kind) == ("Rename the key to `secure_client_id_key`", types.CodeActionKind.QuickFix)

    assert explain.title == "Explain deprecated-key"
    page = await client.workspace_execute_command_async(types.ExecuteCommandParams(EXPLAIN, ["deprecated-key", False]))
    assert page.startswith(f"**[deprecated-key]({address_of('deprecated-key')})**")
    assert [one.message for one in client.messages] == [page.replace("*", "")]  # for editors that show no page

    whole = types.TextDocumentContentChangeWholeDocument(KEYRING_OAUTH)
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(2, uri), [whole])
    )
    assert await findings(client, uri) == []


# --- the keyring


@pytest.fixture
def connector(tmp_path: Path) -> tuple[Path, str]:
    """A connector with two credentials; what is open in the editor has more than what is saved."""
    saved = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  client_id: {fake_client_id()}\n"
    return write(tmp_path, saved), f"{saved}  client_secret: {fake_secret()}\n"


async def moved(config: ClientServerConfig, path: Path, text: str, takes: bool) -> tuple[bool, str, str]:
    """Whether the credentials of an open document moved, the text that the editor has then, and what it was told."""
    client = await config.start()
    await client.initialize_session(types.InitializeParams(capabilities=client_capabilities("visual_studio_code")))
    shown = [text]

    def applied(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        (change,) = params.edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 1
        if takes:
            document = TextDocument(path.as_uri(), text)
            for edit in sorted(change.edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
                assert isinstance(edit, types.TextEdit)
                document.apply_change(types.TextDocumentContentChangePartial(edit.range, edit.new_text))
            shown[0] = document.source
        return types.ApplyWorkspaceEditResult(applied=takes)

    client.feature(types.WORKSPACE_APPLY_EDIT)(applied)
    uri = opened(client, path, text)
    await findings(client, uri)
    whole = types.Range(types.Position(0, 0), types.Position(9, 0))
    answer = await client.text_document_code_action_async(
        types.CodeActionParams(types.TextDocumentIdentifier(uri), whole, types.CodeActionContext(diagnostics=[]))
    )
    assert "Move the credentials of this file into the keyring" in [one.title for one in answer or ()]
    done = await client.workspace_execute_command_async(types.ExecuteCommandParams(STORE, [uri]))
    told = client.messages[-1].message
    await client.shutdown_session()
    return done, shown[0], told


@pytest.mark.asyncio
async def test_credentials_move_from_the_editor_into_the_keyring(connector, keyring_of) -> None:
    keyring_of("empty")
    path, text = connector
    secret = text.split()[-1]
    done, changed, told = await moved(SERVER, path, text, takes=True)
    assert done, told
    assert "Moved 2 credentials into the keyring of this user. Save the file." in told
    assert changed == KEYRING_OAUTH
    assert secret not in path.read_text()
    path.write_text(changed)
    assert get_password("umapi_client_secret") == secret


@pytest.mark.asyncio
async def test_the_keyring_is_as_it_was_if_the_editor_does_not_take_the_change(connector, keyring_of) -> None:
    keyring_of("empty")
    path, text = connector
    done, changed, told = await moved(SERVER, path, text, takes=False)
    assert not done
    assert told == "the editor did not change the file; nothing was moved"
    assert changed == text
    assert get_password("umapi_client_secret") is None


@pytest.mark.asyncio
async def test_nothing_moves_without_a_keyring(connector, keyring_of) -> None:
    keyring_of("none")
    done, changed, told = await moved(SERVER, *connector, takes=True)
    assert (done, changed) == (False, connector[1])
    assert told.startswith("there is no keyring here that keeps anything")
