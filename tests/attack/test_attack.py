"""Random attacks: patterns that take time out of proportion, and schemas of users that are damaged.

A long run by hand: ``ATTACK_SECONDS=600 python -m pytest tests/attack``.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import umapi_lint
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
