"""A bar on the terminal that says how far a long run has come. Imported only where standard error is a terminal."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from umapi_lint.model.result import FileResult
from umapi_lint.record.typed import TextIO

PATIENCE = 1.0
"""Seconds before anybody wonders."""
INTERVAL = 0.1
WIDTH = 24


def shown(
    results: Iterator[FileResult], total: Callable[[], int], stream: TextIO, prints: Callable[[FileResult], bool]
) -> Iterator[FileResult]:
    """The same results, with a bar on a terminal while they take long; it is gone when they are over.

    Args:
        results: one at a time.
        total: how many there will be, as far as that is known by now.
        stream: the terminal.
        prints: whether a result makes anyone who takes it write to the same terminal, so that the bar has to give way.
    """
    started = drawn_at = time.monotonic()
    drawn = done = 0
    try:
        for result in results:
            done += 1
            if drawn and prints(result):
                drawn = _erase(stream, drawn)
            yield result
            now = time.monotonic()
            if now - started >= PATIENCE and now - drawn_at >= INTERVAL:
                drawn_at = now
                drawn = _draw(stream, done, max(total(), done))
    finally:
        if drawn:
            _erase(stream, drawn)


def _draw(stream: TextIO, done: int, total: int) -> int:
    full = WIDTH * done // total
    text = f"[{'#' * full}{'-' * (WIDTH - full)}] {done} of {total} files"
    with suppress(OSError):  # no size to be had
        columns = os.get_terminal_size(stream.fileno()).columns
        text = text[: columns - 1] if columns else text
    stream.write(f"\r{text}")
    stream.flush()
    return len(text)


def _erase(stream: TextIO, length: int) -> int:
    stream.write(f"\r{' ' * length}\r")
    stream.flush()
    return 0
