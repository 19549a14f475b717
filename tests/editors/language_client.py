"""A small client of the Language Server Protocol over a process's standard input and output."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any

TIMEOUT = 60.0


class LanguageClient:
    """One server process, and the documents that are open in it."""

    def __init__(self, command: list[str], folder: Path, settings: Any = None, **capabilities: Any) -> None:
        self.settings = settings or {}
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.asked = 0
        self.answers: dict[int, queue.Queue[Any]] = {}
        self.published: queue.Queue[Any] = queue.Queue()
        self.log: list[Any] = []
        """Everything that the server said."""
        threading.Thread(target=self._read, daemon=True).start()
        self.errors: list[bytes] = []
        self._drain = threading.Thread(target=lambda: self.errors.extend(self.process.stderr or ()), daemon=True)
        self._drain.start()
        self.server = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": folder.as_uri(),
                "workspaceFolders": [{"uri": folder.as_uri(), "name": "tests"}],
                "capabilities": {"workspace": {"configuration": True}, **capabilities},
            },
        )
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self.settings})

    # --- messages

    def request(self, method: str, params: Any) -> Any:
        """The result of a request; an error of the server is raised."""
        self.asked += 1
        number = self.asked
        self.answers[number] = queue.Queue()
        self._send({"id": number, "method": method, "params": params})
        answer = self.answers[number].get(timeout=TIMEOUT)
        if "error" in answer:
            raise RuntimeError(str(answer["error"]))
        return answer["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            size = 0
            while (line := stream.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    size = int(line.split(b":")[1])
            if not size:
                return
            message = json.loads(stream.read(size))
            self.log.append(message)
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._configured(message)})
            elif message.get("method") == "textDocument/publishDiagnostics":
                self.published.put(message["params"])
            elif "id" in message:
                self.answers[message["id"]].put(message)

    def _configured(self, message: Any) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self.settings.get(item.get("section", ""), None) for item in message["params"]["items"]]

    # --- documents

    def open(self, uri: str, text: str) -> list[Any]:
        """Open a document; the diagnostics that the server publishes for it."""
        self.show(uri, text)
        return self.diagnostics(uri)

    def open_all(self, texts: dict[str, str]) -> dict[str, list[Any]]:
        """Open many documents at once; URI to its diagnostics."""
        for uri, text in texts.items():
            self.show(uri, text)
        found: dict[str, list[Any]] = {}
        while len(found) < len(texts):
            params = self.published.get(timeout=TIMEOUT)
            found[params["uri"]] = list(params["diagnostics"])
        return found

    def show(self, uri: str, text: str) -> None:
        self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}},
        )

    def change(self, uri: str, text: str, version: int = 2) -> None:
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]},
        )

    def diagnostics(self, uri: str) -> list[Any]:
        """The next diagnostics of a document."""
        while True:
            params = self.published.get(timeout=TIMEOUT)
            if params["uri"] == uri:
                return list(params["diagnostics"])

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """A request about a position, such as ``textDocument/hover``."""
        return self.request(method, {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})

    def close(self) -> None:
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(timeout=TIMEOUT)
        self._drain.join(timeout=TIMEOUT)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
