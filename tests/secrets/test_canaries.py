"""Secrets are planted wherever a file has room for one, and no command may write any of them anywhere."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import io
import json
import os
import random
import string
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from editors.language_client import LanguageClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.linting import git, run, write

import umapi_lint
from umapi_lint import output
from umapi_lint.cli import main
from umapi_lint.schema.files import schema_folder
from umapi_lint.secrets import patterns

PIECE = 6
"""So many characters of a secret in a row are a leak,"""
LONG_PIECE = 10
"""or so many if they are hexadecimal digits."""

OF_NO_FILE = {"rules", "explain", "schema", "completion", "config"}
"""Commands that read no connector file."""

CALLS: dict[str, list[list[str]]] = {
    "check": [
        [
            "check",
            "--debug",
            "--color",
            "always",
            "--statistics",
            "--write-baseline",
            "out/baseline.json",
            "{reports}",
            ".",
        ],
        [
            "check",
            "--baseline",
            "out/baseline.json",
            "--prune-baseline",
            "--output-format",
            "concise",
            "connector-umapi.yml",
        ],
        ["check", "--debug", "--kind", "connector-adobe-console", "{files}"],
        ["check", "--stdin-filename", "connector-umapi.yml", "-"],
        ["check", "--diff", "--unsafe-fixes", "."],
        ["check", "--show-settings", "."],
        ["check", "--fix", "--debug", "."],
        ["check", "--add-ignores", "--debug", "."],
    ],
    "init": [["init", "--debug", "--from", "connector-umapi.yml", "--directory", "csv", "out"]],
    "graph": [["graph", "--output-format", form, "."] for form in ("tree", "svg", "mermaid")],
    "doctor": [["doctor", "--debug", "{files}"], ["doctor", "--output-format", "json"]],
    "migrate": [["migrate", "--diff", "connector-umapi.yml"], ["migrate", "--debug", "--yes", "user-sync-config.yml"]],
    "secure": [["secure", "--diff", "connector-umapi.yml"], ["secure", "--debug", "--diff", "user-sync-config.yml"]],
    "redact": [["redact", "--debug", "{files}"], ["redact", "--no-comments", "-"]],
}
"""How each command is called, in this order, in a folder full of secrets."""

TALKS = {"server"}
"""Commands that are talked to: see the last tests."""

ALPHABETS = (
    string.ascii_lowercase, string.ascii_uppercase, string.digits, string.ascii_letters, string.ascii_letters + string.digits,
    string.hexdigits.lower()[:16], string.ascii_letters + string.digits + "+/=", string.ascii_letters + "-_.~",
    string.ascii_letters + string.punctuation, "äößéñçøžабвгд" + string.ascii_lowercase, "漢字仮名交文日本語" + string.digits,
)  # fmt: skip
SHAPES = ("p8e-{32}", "s8e-{32}", "{uuid}", "{hex}", "{hex}@AdobeOrg")


def known_pieces() -> frozenset[str]:
    """Pieces of all texts that are ours: a secret that has one of them by chance proves nothing."""
    folders = (Path(umapi_lint.__file__).parent, schema_folder())
    texts = [
        path.read_text("utf-8").lower()
        for folder in folders
        for path in folder.rglob("*.*")
        if path.suffix in (".py", ".json")
    ]
    return frozenset(text[at : at + PIECE] for text in [*texts, *map(str.lower, LINES)] for at in range(len(text)))


@dataclass
class Secrets:
    """A source of random secrets that remembers them."""

    chance: random.Random
    made: list[str] = field(default_factory=list)

    def __call__(self, alphabet: str | None = None) -> str:
        while True:
            secret = self.make(alphabet)
            if not any(piece in OURS for piece in pieces(secret)) and "\n" not in secret:
                self.made.append(secret)
                return secret

    def make(self, alphabet: str | None) -> str:
        chance = self.chance
        if alphabet is None and chance.random() < 0.3:
            hexadecimal = "".join(chance.choices("0123456789abcdef", k=32))
            uuid = "-".join(
                (hexadecimal[:8], hexadecimal[8:12], hexadecimal[12:16], hexadecimal[16:20], hexadecimal[20:])
            )
            text = "".join(chance.choices(string.ascii_letters + string.digits + "_-", k=32))
            shape = chance.choice(SHAPES)
            return shape.replace("{32}", text).replace("{uuid}", uuid).replace("{hex}", hexadecimal[:24])
        return "".join(chance.choices(alphabet or chance.choice(ALPHABETS), k=chance.randint(8, 60)))

    def word(self) -> str:
        """One that can be where YAML wants a name: of an anchor, a tag."""
        return self(string.ascii_letters + string.digits)


def pieces(secret: str) -> set[str]:
    """What of a secret would be a leak. Digits alone must be more: a few of them are in every digest by chance."""
    low = secret.lower()
    long = min(LONG_PIECE, len(low))
    short = {low[at : at + PIECE] for at in range(len(low) - PIECE + 1)}
    return {piece for piece in short if not set(piece) <= set("0123456789abcdef")} | {
        low[at : at + long] for at in range(len(low) - long + 1)
    }


# {s} is any secret, {w} one of letters and digits, {a} the same one again, {c} one that cannot be taken for prose; the lines are in a section, or begin at the margin
LINES = (
    "  client_id: {s}", "  client_secret: {s}", "  client_secret: '{s}'", '  client_secret: "{s}"', "  api_key: {w}",
    "  client_secret: |\n    {s}\n    {s}", "  client_secret: >-  # {c}\n\n    {s}", "  client_secret: {s}\n    {s}",
    '  client_secret: "{w}\n    {w}"', "  priv_key_pass: {s}", "  priv_key_data: |\n    {key}", "  priv_key_data: {s}",
    "  org_id: {s}", "  tech_acct_id: {s}", "  secure_client_secret_key: {s}", "  secure_client_id_key: {w}",
    "  secure_priv_key_data: {w}", "  priv_key_path: {s}", "  priv_key_path: private.key\n  priv_key_pass: {w}",
    "  priv_key_path: $({w})", "  client_secret: ${{w}}", "  client_secrt: {s}", "  foo: {s}", "  {s}: foo", "  {w}: {w}",
    "  {w}: {w}\n  {w}: x", "  ? {s}\n  : {s}", "  ? [{w}]\n  : {w}", "  client_secret: {w}\n  client_secret: {w}",
    "  client_secret: &{w} {w}", "  client_secret: *{w}", "  client_secret: !{w} {w}", "  client_secret: !!int {w}",
    "  client_secret: !!{w} x", "  client_secret: !<{w}> x", "  <<: {client_secret: {w}}", "  <<: {w}", "  client_secret: <<",
    "  client_secret: [{w}, {w}]", "  client_secret: {{w}: {w}}", "  client_secret: '{s}", '  client_secret: "{s}',
    '  client_secret: "\\q{w}"', '  client_secret: "\\x{w}"', "\tclient_secret: {s}", "  client_secret:\t{s}", "  client_secret {s}",
    "  client_secret: a: {s}", "  client_secret: @{s}", "  client_secret: %{s}", "  client_secret: `{s}", "  client_secret: |{w}",
    "  - {s}", "  client_secret: {s}\x07", "  client_secret: {w}\x00{w}", "  client_secret: 2024-13-45", "  client_secret: {w}\u2028{w}",
    "   client_secret: {s}", "{s}", "{w}: {s}", "[{w}", "{{w}: {w}", "authentication_method: {s}", "authentication_method: oauth {w}",
    "server: {w}", "server:\n  host: {s}\n  auth_host: {w}\n  timeout: {w}", "server:\n  host: https://{w}.com/{w}",
    "server:\n  host: {w}.adobe.io\n  {w}: 5", "server: &{w}\n  host: x\n{w}: *{w}", "ssl_verify: {w}", "logger_name: {s}",
    "notes: {s}", "notes: [{w}, {a: {w}}]", "client_secret: {s}", "integration: {client_secret: {w}}", "enterprise: {w}",
    "---\nnotes: {s}", "...\n{s}", "%TAG !{w}! tag:{w}", "%{w}", "# {c}", "  # client_secret: {c}", "# password is {c}", "#{c}",
    "# umapi-lint: ignore[{w}]", "# umapi-lint: ignore[plaintext-secret] until={w} -- {w}", "# umapi-lint: {w}",
    "server: &{a}\n  hots: 5\nnotes: *{a}", "  client_secret: &{a} {w}\n  client_id: *{a}", "  foo: &{a} 5\n  bar: *{a}",
    "enterprise: &{a} {x: 1}\nnotes: *{a}", "notes: &{a} {x: 1}\nserver:\n  <<: *{a}", "server: !!map {hots: !<tag:{w}> 1}",
    "%TAG !{a}! tag:yaml.org,2002:\n---\nserver: !{a}!map {hots: 5}",
    "# {key}", "notes: 5 # {c}", "timeout: 5 #{c}",
)  # fmt: skip
ROOT_LINES = (
    "    umapi: {s}", "    umapi: connector-umapi.yml", "    umapi: [connector-umapi.yml, more.yml, {n}: org2.yml]", "    umapi: {{n}: {w}}",
    "    umapi: [connector-umapi.yml, {n}: org2.yml, {n}: {w}]", "    umapi: [{n}: org2.yml, {w}]", "    umapi: [connector-umapi.yml, 5]",
    "    {s}: x",
)  # fmt: skip
ROOT_MORE = (
    "notes: {s}", "client_secret: {w}", "{s}: {s}", "dashboard: {w}", "invocation_defaults:\n  connector: {s}\n  ssl_cert_verify: {w}",
    "directory_users:\n  connectors: {adobe_console: {w}, {w}: {w}}\n  groups:\n    - {directory_group: {w}, adobe_groups: [{w}::{w}, {w}]}",
    "limits: {w}", "# {c}", "post_sync: {w}",
)  # fmt: skip
OURS = known_pieces()


def beginning(line: str) -> str:
    """What is above a line at the margin: nothing above a directive, or where the line has that section itself."""
    return "" if line.startswith(("%", "enterprise")) else "enterprise: {}\n"


def planted(template: str, secrets: Secrets) -> str:
    """A template with a new secret for each of its places."""
    out = template
    while "{key}" in out:
        body = "\n    ".join(secrets(string.ascii_letters + string.digits + "+/") for _ in range(3))
        armour = "-" * 5 + "{} RSA PRIVATE " + "KEY" + "-" * 5
        out = out.replace("{key}", f"{armour.format('BEGIN')}\n    {body}\n    {armour.format('END')}", 1)
    if "{a}" in out:
        out = out.replace("{a}", secrets.word())
    for place in ("{s}", "{w}", "{n}", "{c}"):
        while place in out:
            if place == "{s}":
                secret = secrets()
            elif place == "{w}":
                secret = secrets.word()
            else:  # prose, or a name: what reads like a word there is one, so these do not
                secret = secrets.word()
                while not _is_random(secret):
                    secrets.made.remove(secret)
                    secret = secrets.word()
            out = out.replace(place, secret, 1)
    return out


def _is_random(secret: str) -> bool:
    return sum(c.isdigit() for c in secret) >= 3 and not patterns.reads_like_name(secret) and not secret[-4:].isdigit()


@dataclass
class Planted:
    """A folder's files, and the secrets in them."""

    files: dict[str, bytes]
    secrets: list[str]


@st.composite
def folders(draw: st.DrawFn) -> Planted:
    secrets = Secrets(random.Random(draw(st.integers(0, 2**32))))
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-16", "utf-8-sig"]))
    files: dict[str, bytes] = {}
    for name, section in (("connector-umapi.yml", "enterprise"), ("org2.yml", "enterprise"), ("more.yml", "enterprise"),
                          ("connector-adobe-console.yml", "integration")):  # fmt: skip
        lines = [
            planted(line, secrets)
            for line in draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=5, unique=True))
        ]
        method = draw(st.sampled_from(["oauth", "jwt"]))
        inside = [line for line in lines if line.startswith((" ", "\t"))]
        outside = [line for line in lines if not line.startswith((" ", "\t"))]
        first = [line for line in outside if line.startswith("%")]
        rest = [line for line in outside if line not in first]
        text = "\n".join([*first, f"authentication_method: {method}", f"{section}:", *inside, *rest, ""])
        files[name] = text.encode(encoding) + draw(st.sampled_from([b""] * 7 + [b"\xff" + secrets.word().encode()]))
    root = [planted(draw(st.sampled_from(ROOT_LINES)), secrets)]
    more = [planted(line, secrets) for line in draw(st.lists(st.sampled_from(ROOT_MORE), max_size=3, unique=True))]
    files["user-sync-config.yml"] = "\n".join(["adobe_users:", "  connectors:", *root, *more, ""]).encode()
    files["private.key"] = (
        planted("{key}" if draw(st.booleans()) else "{w}\n{w}", secrets).replace("\n    ", "\n").encode()
    )
    return Planted(files, secrets.made)


def traces(secret: str) -> Iterator[str]:
    """What a secret may look like in an output, but for pieces of it: as formats write it, and what it hashes to."""
    data = secret.encode()
    for written in (quote(secret), secret.encode("unicode_escape").decode(), escape(secret), repr(secret)[1:-1], secret[::-1],
                    secret.encode("ascii", "xmlcharrefreplace").decode(), "".join(f"\\u{ord(c):04x}" for c in secret)):  # fmt: skip
        yield written.lower()
    yield binascii.hexlify(data).decode()[:16]
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + data).decode()[4:-4][:12].lower()
    for name in ("md5", "sha1", "sha256", "sha512", "blake2b", "sha3_256"):
        digest = hashlib.new(name, data, usedforsecurity=False).digest()
        yield digest.hex()[:12]
        yield base64.b64encode(digest).decode()[:12].lower()


class Search:
    """Looks for secrets in outputs."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.pieces = {piece: secret for secret in secrets for piece in pieces(secret)}
        self.traces = {trace: secret for secret in secrets for trace in traces(secret) if len(trace) >= LONG_PIECE}
        self.clean: set[str] = set()

    def leaks(self, output: str) -> set[str]:
        """The secrets of which something is in an output; one that was searched before is not searched again."""
        if output in self.clean:
            return set()
        found = self._found(output)
        if not found:
            self.clean.add(output)
        return found

    def _found(self, output: str) -> set[str]:
        low = output.lower()
        lengths = set(map(len, self.pieces))
        written = {low[at : at + size] for size in lengths for at in range(len(low) - size + 1)}
        return {self.pieces[piece] for piece in written & self.pieces.keys()} | {
            s for trace, s in self.traces.items() if trace in low
        }


@contextlib.contextmanager
def working_in(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def called(arguments: list[str], given: bytes) -> tuple[int, str]:
    """The exit code of a call, and all that it printed on both streams."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given), "utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main.main(arguments)
    finally:
        sys.stdin = before
    printed = []
    for stream in (out, err):
        stream.flush()
        printed.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return code, "\n".join(printed)


def expanded(call: list[str], files: dict[str, bytes]) -> list[str]:
    arguments = []
    for argument in call:
        if argument == "{reports}":
            arguments += [part for name in output.FORMATS for part in ("--output", f"{name}:out/report.{name}")]
        else:
            arguments += sorted(set(files) - {"private.key"}) if argument == "{files}" else [argument]
    return arguments


def test_every_command_is_called() -> None:
    assert set(CALLS) | OF_NO_FILE | TALKS == set(main.COMMANDS), (
        "say here how a new command is called on files full of secrets"
    )


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(folder=folders())
def test_no_command_writes_a_secret_anywhere(folder: Planted) -> None:
    search = Search(folder.secrets)
    for command, calls in CALLS.items():
        with tempfile.TemporaryDirectory() as temporary, working_in(temporary):
            Path("out").mkdir()
            for name, data in folder.files.items():
                write(Path(), data, name)
            for call in calls:
                arguments = expanded(call, folder.files)
                code, printed = called(arguments, folder.files["connector-umapi.yml"])
                assert "an error of umapi-lint itself" not in printed, printed
                assert search.leaks(printed) == set(), (command, arguments, code)
                for path in Path().rglob("*"):
                    assert search.leaks(str(path)) == set(), arguments
                    if path.is_file() and path.name not in folder.files:
                        assert search.leaks(path.read_bytes().decode("utf-8", "replace")) == set(), (
                            path,
                            arguments,
                        )


@pytest.mark.parametrize("line", LINES)
def test_no_report_shows_a_secret_at_any_single_place(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = Secrets(random.Random(line))
    monkeypatch.chdir(tmp_path)
    head = "authentication_method: jwt\nenterprise:\n" if line.startswith((" ", "\t")) else beginning(line)
    text = (head + planted(line, secrets) + "\n").encode()
    write(tmp_path, text)
    (tmp_path / "out").mkdir()
    for call in [CALLS["check"][0], ["check", "--diff", "."], ["redact", "connector-umapi.yml"]]:
        _, printed = called(expanded(call, {"connector-umapi.yml": text}), text)
        assert Search(secrets.made).leaks(printed) == set(), call
    for path in (tmp_path / "out").iterdir():
        assert Search(secrets.made).leaks(path.read_text("utf-8")) == set(), path


def test_history_shows_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = Secrets(random.Random(1))
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-q")
    for _ in range(2):
        write(tmp_path, planted("enterprise:\n  client_secret: {w} # {c}\n", secrets))
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "one")
    code, printed = called(["check", "--history", "--debug", "."], b"")
    assert code == 1
    assert Search(secrets.made).leaks(printed) == set()


@pytest.mark.parametrize("store", ["none", "plaintext", "empty"])
def test_securing_shows_no_secret(store: str, keyring_of, tmp_path: Path) -> None:
    keyring_of(store)
    secrets = Secrets(random.Random(2))
    lines = "  org_id: {w}@AdobeOrg\n  client_id: {w}\n  client_secret: '{w}' # {c}\n  priv_key_pass: {w}\n"
    write(tmp_path, planted("authentication_method: jwt\nenterprise:\n" + lines, secrets))
    done = run("secure", "--debug", "connector-umapi.yml", cwd=tmp_path)
    assert Search(secrets.made).leaks(done.stdout + done.stderr) == set()


def test_the_language_server_says_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    secrets = Secrets(random.Random(3))
    texts: dict[str, str] = {}
    for number, line in enumerate(LINES):
        head = "authentication_method: jwt\nenterprise:\n" if line.startswith((" ", "\t")) else beginning(line)
        path = tmp_path / str(number) / "connector-umapi.yml"
        texts[path.as_uri()] = head + planted(line, secrets) + "\n"
        write(path.parent, texts[path.as_uri()])
    client = LanguageClient([sys.executable, "-m", "umapi_lint", "server", "--debug"], tmp_path)
    client.open_all(texts)
    for uri, text in texts.items():
        last = text.count("\n") - 1
        span = {"start": {"line": 0, "character": 0}, "end": {"line": last, "character": 9}}
        client.request(
            "textDocument/codeAction", {"textDocument": {"uri": uri}, "range": span, "context": {"diagnostics": []}}
        )
        client.request("workspace/executeCommand", {"command": "umapi-lint.storeInKeyring", "arguments": [uri]})
        for line in range(last + 1):
            client.at("textDocument/hover", uri, line, 4)
    client.close()
    reported = json.dumps(client.log, ensure_ascii=False) + b"".join(client.errors).decode("utf-8", "replace")
    assert Search(secrets.made).leaks(reported) == set()


def test_the_search_for_leaks_finds_them() -> None:
    secret = "Tr0ub4dor-and-3"
    hidden = [
        secret, secret[3:9], secret.upper(), base64.b64encode(secret.encode()).decode(), secret.encode().hex(), secret[::-1],
        hashlib.sha256(secret.encode()).hexdigest(), base64.b64encode(b"x" + secret.encode()).decode(),
    ]  # fmt: skip
    search = Search([secret])
    assert all(search.leaks(f"… {text} …") for text in hidden)
    assert search.leaks("nothing of it: Tr0ub, dor-a") == set()
