"""Random attacks: patterns and texts that take time out of proportion, damaged schemas of users, texts in an editor, ``--watch``.

A long run by hand: ``ATTACK_SECONDS=600 python -m pytest tests/attack``.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import pkgutil
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fuzz.target import corpus
from support.linting import KEYRING_OAUTH, write

import umapi_lint
from umapi_lint.document.source import Source
from umapi_lint.edits.apply import applied
from umapi_lint.linting.linter import Linter
from umapi_lint.lsp import responses
from umapi_lint.lsp.documents import Desk
from umapi_lint.lsp.positions import Places
from umapi_lint.policy.policy import Policy
from umapi_lint.schema.files import schema_folder
from umapi_lint.text.regex import regex

SECONDS = float(os.environ.get("ATTACK_SECONDS", "5"))
LENGTHS = (1_000, 30_000)
"""Characters: of the longer texts those that take time by the square of their length are noticed too."""
MOST = 2.0
"""Seconds for one search in such a text, on a machine that is busy."""
ATOMS = (
    "a", "A", "0", "_", "-", " ", "\t", ":", "=", "#", "'", '"', "/", "\\", ".", "*", "[", "{", "$", "%", "&", "<", "@", "a.", "a_", "a-",
    "client_secret", "client_secret: ", "secret ", "p8e-", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "# ", "\n", "0a", "a@b.", "::", "${", "ldap://", "]", "%",
)  # fmt: skip


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """Every pattern that a module of the package holds, compiled or not yet, and every one of a schema."""
    for path in sorted(schema_folder().glob("*.schema.json")):
        for text in sorted(set(_of_schema(json.loads(path.read_text("utf-8"))))):
            yield f"{path.name}: {text}", re.compile(text)
    for info in pkgutil.walk_packages(umapi_lint.__path__, "umapi_lint."):
        if info.name.endswith("__main__") or ".windows" in info.name:
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, (re.Pattern, type(regex("")))):
                yield f"{info.name}.{name}", value


def _of_schema(schema: Any) -> Iterator[str]:
    for key, value in (
        schema.items() if isinstance(schema, dict) else enumerate(schema) if isinstance(schema, list) else ()
    ):
        if key == "pattern" and isinstance(value, str):
            yield value
        elif key == "patternProperties":
            yield from value
        yield from _of_schema(value)


def texts(chance: random.Random) -> Iterator[str]:
    while True:
        unit = "".join(chance.choices(ATOMS, k=chance.randint(1, 3)))
        length = chance.choice(LENGTHS)
        yield (
            chance.choice(("", "", *ATOMS))
            + (unit * length)[:length]
            + chance.choice(("", "!", "\0", " x", "\n", ":x"))
        )


@pytest.fixture
def give_up_after() -> Iterator[Callable[[float], None]]:
    """Raise ``TimeoutError`` after so many seconds of processor time, 0 for never; a search in ``re`` looks for signals too."""

    def give_up(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    yield lambda seconds: signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.posix
def test_no_pattern_takes_time_out_of_proportion(give_up_after: Callable[[float], None]) -> None:
    found = list(patterns())
    assert len(found) > 20
    chance = random.Random(15)
    begun = time.monotonic()
    for tried, text in enumerate(texts(chance)):
        if tried > 3 and time.monotonic() - begun > SECONDS:
            break
        for name, pattern in found:
            give_up_after(MOST)
            try:
                # many of our own are only ever matched, where a search would begin at every character
                searched = len(text) < max(LENGTHS) or ".schema.json" in name
                find = pattern.search if searched else pattern.match
                find(text if isinstance(pattern.pattern, str) else text.encode())  # type: ignore[arg-type]
            except TimeoutError:
                pytest.fail(f"{name} on {text[:40]!r} and more, {len(text)} characters")
        give_up_after(0)


def test_no_faulty_schema_ends_in_an_error_of_our_own(tmp_path: Path) -> None:
    chance = random.Random(15)
    source = (schema_folder() / "connector-umapi.schema.json").read_bytes()
    begun = time.monotonic()
    folder = tmp_path / "schemas"
    folder.mkdir()
    tried = 0
    while time.monotonic() - begun < SECONDS or tried < 3:
        data = bytearray(source)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 30)] = chance.choice(
                (b"", b"9" * 5000, b"null", b"{}", b"[", b'"', b"\xff")
            )
        (folder / "x.schema.json").write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-m", "umapi_lint", "schema", "--schema-dir", folder],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode in (0, 2)
        assert "error of umapi-lint itself" not in done.stderr, data
        tried += 1


@pytest.mark.posix
def test_no_text_takes_time_out_of_proportion(give_up_after: Callable[[float], None]) -> None:
    chance, linter, begun = random.Random(17), Linter(), time.monotonic()
    shapes = ("k: '{}'\n", "client_secret: '{}'\n", "# {}\n", "{}\n", 'k: "{}\n', "k: [{}\n")
    for tried, text in enumerate(texts(chance)):
        if tried > 3 and time.monotonic() - begun > SECONDS / 3:
            break
        shape = chance.choice(shapes)
        give_up_after(4 * MOST)
        try:
            linter.lint(Source("connector-umapi.yml", (KEYRING_OAUTH + shape.format(text)).encode()))
        except TimeoutError:
            pytest.fail(f"{shape!r} of {text[:40]!r} and more, {len(text)} characters")
        give_up_after(0)


def test_an_editor_is_answered_whatever_is_typed() -> None:
    chance, begun = random.Random(17), time.monotonic()
    begins = [data.decode("utf-8", "replace") for data in corpus()]
    linter = Linter()
    rules = linter.registry.rules
    tried = 0
    while tried < 5 or time.monotonic() - begun < SECONDS / 3:
        text = chance.choice(begins)
        for _ in range(chance.randint(1, 5)):
            at = chance.randrange(len(text) + 1)
            text = (
                text[:at]
                + chance.choice((*ATOMS, "\ud800", "\U0001f600", "\r", "\0"))
                + text[at + chance.randint(0, 3) :]
            )
        name = chance.choice(("connector-umapi.yml", "user-sync-config.yml"))
        desk = Desk(linter, Policy, {name: text})
        places = Places(text, chance.choice(("utf-8", "utf-16", "utf-32")))
        for finding in desk.findings(name):
            shown = responses.diagnostic(finding, rules[finding.rule], lambda _, places=places: places)
            assert (shown.range.start.line, shown.range.start.character) <= (
                shown.range.end.line,
                shown.range.end.character,
            )
            responses.text_edits(() if finding.fix is None else finding.fix.edits, places)
            responses.text_edits(desk.ignoring(name, finding), places)
        context = desk.context(name)
        responses.hover([], context, chance.randrange(len(text) + 1))
        edits = desk.all_fixed(name)
        assert not edits or applied(text, edits) != text
        tried += 1


@pytest.mark.posix
@pytest.mark.skipif(importlib.util.find_spec("watchfiles") is None, reason="watchfiles is not installed")
def test_watching_outlives_whatever_happens_to_the_files(tmp_path: Path) -> None:
    chance = random.Random(17)
    path = write(tmp_path, KEYRING_OAUTH)
    process = subprocess.Popen(
        [sys.executable, "-m", "umapi_lint", "--watch", "--output-format", "sarif"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    output: list[str] = []
    reader = threading.Thread(target=lambda: output.extend(process.stdout or ()))
    reader.start()
    wait_for(lambda: "Ctrl-C" in "".join(output))
    for _ in range(int(4 * SECONDS)):
        happens = chance.randrange(5)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        if happens == 0:
            path.mkdir()
        elif happens == 1:
            path.symlink_to(path.name)
        elif happens < 4:
            path.write_bytes(chance.randbytes(chance.randint(0, 400)))
        time.sleep(0.02)
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    write(tmp_path, KEYRING_OAUTH + "  the_last_one: 1\n")
    wait_for(lambda: '"unknown-key"' in "".join(output).rpartition("changed")[2])
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    reader.join()
    assert "error of" not in "".join(output)


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
