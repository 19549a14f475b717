"""The language server and pytest-lsp's client, which says of itself what well-known editors say of themselves."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities
from support.linting import KEYRING_OAUTH, write

from umapi_lint.model.rule import address_of

pytestmark = pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")
FAULTY = KEYRING_OAUTH.replace("secure_client_id_key", "secure_api_key_key")


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[sys.executable, "-m", "umapi_lint", "server"]),
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

    action, _ = await client.text_document_code_action_async(
        types.CodeActionParams(document, types.Range(place, place), types.CodeActionContext(diagnostics=[]))
    )
    assert isinstance(action, types.CodeAction)
    assert (action.title, action.kind) == ("Rename the key to `secure_client_id_key`", types.CodeActionKind.QuickFix)

    whole = types.TextDocumentContentChangeWholeDocument(KEYRING_OAUTH)
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(2, uri), [whole])
    )
    assert await findings(client, uri) == []
