"""Listens to an editor, and answers it."""

from __future__ import annotations

import asyncio
import functools
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from umapi_lint import __version__
from umapi_lint.document.fast_parser import too_dense
from umapi_lint.fix import secure
from umapi_lint.fix.connectors import PlanError
from umapi_lint.lsp import responses
from umapi_lint.lsp.documents import Desk
from umapi_lint.lsp.positions import Places
from umapi_lint.model.finding import Edit, Finding
from umapi_lint.policy.settings import ConfigError
from umapi_lint.text.format import counted

DELAY = 0.25
"""Seconds without a keystroke after which a text is linted."""

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes of a message of the editor. One that is said to be longer is skipped, and so is one of no length."""
MAX_TEXT = 1024 * 1024
"""Characters of an open text, which is linted at every pause of the typing."""
SHARE = 5
"""The part of the time that a file may take, for such a text."""

Answer = TypeVar("Answer")
Diagnosed = list[tuple[Finding, types.Diagnostic]]


class Server(LanguageServer):
    """One editor's server: which documents it has open, and what was last said of them."""

    def __init__(self, documents: Desk) -> None:
        # whole texts: they are small, and edits of pieces rest on an idea of a line that is not the protocol's
        super().__init__("umapi-lint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.documents = documents
        self.names: dict[str, str] = {}
        """URI to the name that the desk knows a document by."""
        self.waiting: dict[str, asyncio.TimerHandle] = {}
        self.last: dict[str, tuple[str, bool, Diagnosed]] = {}
        """URI to the text that was last linted, whether fixes were worked out, and what was found in it."""
        self.complaint = ""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """An error in umapi-lint. Its text may hold anything, so only its kind is told."""
        self.complain(f"umapi-lint had an error of its own ({type(error).__name__})")

    def complain(self, sentence: str) -> None:
        """Tell something once, until there is something else to tell."""
        if sentence and sentence != self.complaint:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, sentence))
        self.complaint = sentence

    # --- documents

    def put(self, uri: str, text: str) -> None:
        path = uris.to_fs_path(uri) if uri.startswith("file:") else None
        self.names[uri] = os.path.normpath(path) if path else uri.rpartition("/")[2]
        self.documents.texts[self.names[uri]] = text

    def drop(self, uri: str) -> None:
        self.documents.texts.pop(self.names.pop(uri, ""), None)
        self.last.pop(uri, None)

    def places(self, path: str) -> Places:
        capabilities = self.server_capabilities
        encoding = str(getattr(capabilities.position_encoding, "value", capabilities.position_encoding) or "utf-16")
        return Places(self.documents.text(path) or "", encoding)

    # --- findings

    def lint_soon(self, uri: str) -> None:
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        self.waiting[uri] = asyncio.get_running_loop().call_later(DELAY, self.lint_now, uri)

    def lint_now(self, uri: str) -> None:
        """Publish what is found in a document, and in those beside it, which it may be merged with."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        if uri not in self.names:
            return
        folder = os.path.dirname(self.names[uri])
        self.publish([uri, *(u for u, name in self.names.items() if u != uri and os.path.dirname(name) == folder)])

    def publish(self, documents: Iterable[str]) -> None:
        for uri in documents:
            version = self.workspace.get_text_document(uri).version
            found = [diagnostic for _, diagnostic in self.diagnosed(uri)]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def diagnosed(self, uri: str, fixes: bool = False) -> Diagnosed:
        """The findings of a document as it is now; none, and a message, where a configuration cannot be used."""
        rules, found = self.documents.linter.registry.rules, []
        places = functools.cache(self.places)
        try:
            text = self.documents.texts[self.names[uri]]
            reason = "is larger than 1 MiB" if len(text) > MAX_TEXT else too_dense(text, SHARE)
            if reason:
                self.complain(f"{os.path.basename(self.names[uri])} {reason}, so it is not linted here")
                return []
            findings = self.documents.findings(self.names[uri], fixes)
            found = [(f, responses.diagnostic(f, rules[f.rule], places)) for f in findings]
        except ConfigError as error:
            self.complain(str(error))
        except Exception as error:
            # whatever it is, it must neither end the server nor get into a log together with the text of a file
            self.report_server_error(error, None)
        self.last[uri] = self.documents.texts[self.names[uri]], fixes, found
        return found

    def known(self, uri: str, here: types.Range, fixes: bool = False) -> Diagnosed:
        """The findings at a place, of the last lint if the text is still the one that was linted.

        Fixes are worked out when they are asked for, and where there is a finding: not for each change of the text.
        """
        text, has_fixes, found = self.last.get(uri, (None, False, []))
        if text != self.documents.texts[self.names[uri]]:
            has_fixes, found = False, self.diagnosed(uri)
        there = [(finding, shown) for finding, shown in found if responses.overlap(shown.range, here)]
        if fixes and there and not has_fixes:
            self.diagnosed(uri, fixes=True)
            return self.known(uri, here)
        return there

    def workspace_edit(self, uri: str, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        changes = responses.text_edits(edits, self.places(self.names[uri]))
        workspace = self.client_capabilities.workspace
        if workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes:
            version = self.workspace.get_text_document(uri).version
            document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
            return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(changes))])
        return types.WorkspaceEdit(changes={uri: changes})

    def quick_fixes(self, uri: str, here: Diagnosed) -> Iterator[types.CodeAction]:
        edit_of, desk = functools.partial(self.workspace_edit, uri), self.documents
        for finding, shown in here:
            yield from responses.quick_fixes(finding, shown, edit_of)
            if finding.rule == "plaintext-secret" and uri.startswith("file:") and self.takes_edits:
                yield responses.commanding(
                    "Move the credentials of this file into the keyring", responses.STORE, [uri], shown
                )
            yield from responses.ignoring(finding, shown, desk.ignoring(self.names[uri], finding), edit_of)
        for rule, shown in {finding.rule: shown for finding, shown in here}.items():
            yield responses.commanding(f"Explain {rule}", responses.EXPLAIN, [rule, False], shown)

    @property
    def takes_edits(self) -> bool:
        workspace = self.client_capabilities.workspace
        return bool(workspace and workspace.apply_edit)

    # --- the keyring

    async def store(self, uri: str) -> str:
        """Move the credentials of a document into the keyring; what to tell of it.

        The document is changed in the editor, last of all; if it does not take the change, the keyring is as it was.

        Raises:
            PlanError: it cannot be done, and was not.
        """
        from umapi_lint.fix.keyring_writer import open_vault

        name = self.names[uri]
        text = self.documents.texts[name]
        plan, edits = self.documents.secured(name)
        if not plan.secrets:
            raise PlanError("; ".join(plan.skipped) or "there is no credential in this file that could be moved")
        loop, change = asyncio.get_running_loop(), self.workspace_edit(uri, edits)

        def write(_: Any) -> None:
            if self.documents.texts.get(name) != text:
                raise PlanError("the file was changed meanwhile")
            asked = self.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(change, "Move credentials"))
            if not asyncio.run_coroutine_threadsafe(asked, loop).result().applied:
                raise PlanError("the editor did not change the file")

        await asyncio.to_thread(lambda: secure.carry_out(plan, open_vault(), write=write))
        moved = f"Moved {counted(len(plan.secrets), 'credential')} into the keyring of this user. Save the file."
        advice = "Anyone who could read the file may have the old values: renew them in the Adobe Developer Console."
        return " ".join((moved, advice, *plan.skipped))


class Messages:
    """What the editor sends. A header with an impossible length makes it lose that message, and not those after it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.read = stream.read

    def readline(self) -> bytes:
        try:
            line = self._stream.readline(MAX_MESSAGE)
        except OSError:
            return b""  # it is closed
        _, name, length = line.lower().rpartition(b"content-length:")
        if not name:
            return line
        digits = length.strip()
        fits = digits.isdigit() and len(digits) < 10 and int(digits) <= MAX_MESSAGE
        return b"Content-Length: %d\r\n" % int(digits) if fits else b"\r\n"


def create(documents: Desk) -> Server:
    """A server that is ready to start."""
    _silence()
    server = Server(documents)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.put(params.text_document.uri, params.text_document.text)
        server.lint_now(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.put(uri, server.workspace.get_text_document(uri).source)
        server.lint_soon(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.publish(list(server.names))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        if uri in server.waiting:
            server.waiting.pop(uri).cancel()
        server.drop(uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    @_guarded(server)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        uri, place = params.text_document.uri, params.position
        if uri not in server.names:
            return None
        here = types.Range(place, place)
        found = dict.fromkeys(finding.rule for finding, _ in server.known(uri, here))
        rules = [server.documents.linter.registry.rules[rule] for rule in found]
        offset = server.places(server.names[uri]).offset(place.line, place.character)
        return responses.hover(rules, server.documents.context(server.names[uri]), offset)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, responses.FIX_ALL]),
    )
    @_guarded(server)
    def acted(params: types.CodeActionParams) -> list[types.CodeAction] | None:
        uri, asked = params.text_document.uri, params.context.only
        if uri not in server.names:
            return None
        actions: list[types.CodeAction] = []
        if _wanted(types.CodeActionKind.QuickFix.value, asked):
            actions += server.quick_fixes(uri, server.known(uri, params.range, fixes=True))
        if asked and _wanted(responses.FIX_ALL, asked):
            edits = server.documents.all_fixed(server.names[uri])
            if edits:
                edit = server.workspace_edit(uri, edits)
                actions.append(types.CodeAction("Apply all safe fixes", kind=responses.FIX_ALL, edit=edit))
        return actions

    @server.command(responses.EXPLAIN)
    def explained(rule: str, quiet: bool) -> str:
        found = server.documents.linter.registry.rules.get(rule)
        text = f"There is no rule {rule}." if found is None else responses.explained(found)
        if not quiet:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, text.replace("*", "")))
        return text

    @server.command(responses.STORE)
    async def stored(uri: str) -> bool:
        kind = types.MessageType.Warning
        try:
            if uri not in server.names:
                raise PlanError("the file is not open")
            text, kind = await server.store(uri), types.MessageType.Info
        except PlanError as error:
            text = f"{error}; nothing was moved"
        except Exception as error:  # it may hold anything
            text = f"umapi-lint had an error of its own ({type(error).__name__}); nothing was moved"
        server.window_show_message(types.ShowMessageParams(kind, text))
        return kind is types.MessageType.Info

    return server


def _wanted(kind: str, asked: Iterable[str | types.CodeActionKind] | None) -> bool:
    names = [str(getattr(one, "value", one)) for one in asked or ()]
    return asked is None or any(kind == name or kind.startswith(f"{name}.") or not name for name in names)


def _guarded(server: Server) -> Callable[[Callable[..., Answer]], Callable[..., Answer | None]]:
    """No answer instead of an error: the protocol's errors carry the exception's text, and that may hold anything."""

    def around(answer: Callable[..., Answer]) -> Callable[..., Answer | None]:
        @functools.wraps(answer)
        def guarded(params: Any) -> Answer | None:
            try:
                return answer(params)
            except Exception as error:
                server.report_server_error(error, None)
                return None

        return guarded

    return around


def _silence() -> None:
    """pygls writes messages, and with them the text of documents, to its log when something goes wrong."""
    for name in ("pygls", "asyncio"):
        log = logging.getLogger(name)
        log.handlers = [logging.NullHandler()]
        log.propagate = False
