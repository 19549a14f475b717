"""What User Sync Tool and Adobe report, and the cause of it: a table beside the schemas, searched by people's own text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from umapi_lint.record import Record
from umapi_lint.record.typed import BinaryIO
from umapi_lint.schema.files import read_schema, schema_folder

MAX_LINE = 4_000
"""Characters of a line that are looked at: a log is anybody's text."""


class UstMessage(Record):
    """One message: the cause, the rules that find the cause in the files, and the next step."""

    title: str
    contains: tuple[str, ...]
    """Texts, in lower case, one of which such a line contains. Plain texts, for a log may have millions of lines."""
    cause: str
    rules: tuple[str, ...]
    next: str


@lru_cache(maxsize=1)
def ust_messages() -> tuple[UstMessage, ...]:
    """The table, in the order in which its rows are tried."""
    rows = read_schema(schema_folder() / "ust-messages.json")["messages"]
    return tuple(
        UstMessage(r["title"], tuple(text.lower() for text in r["contains"]), r["cause"], tuple(r["rules"]), r["next"])
        for r in rows
    )


def explaining(text: str) -> UstMessage | None:
    """The message that a line is, or holds; ``None`` if none is known. What else is in the line is not kept."""
    line = text[:MAX_LINE].lower()
    for part, message in _parts():
        if part in line:
            return message
    return None


@lru_cache(maxsize=1)
def _parts() -> tuple[tuple[str, UstMessage], ...]:
    return tuple((part, message) for message in ust_messages() for part in message.contains)


def explained_in(log: BinaryIO) -> Iterator[tuple[int, UstMessage]]:
    """The messages of a log, each with its line, from 1. A log of any size is read, a line at a time."""
    number, starts = 1, True
    while line := log.readline(MAX_LINE):
        # PowerShell redirects into UTF-16, of which all but ASCII is of no interest here
        message = explaining(line.replace(b"\0", b"").decode("utf-8", "replace")) if starts else None
        if message is not None:
            yield number, message
        starts = line.endswith(b"\n")
        number += starts
