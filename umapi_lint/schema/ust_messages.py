"""What User Sync Tool and Adobe report, and what is behind it: a table beside the schemas, searched by people's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from umapi_lint.record import Record
from umapi_lint.schema.files import read_schema, schema_folder

MAX_LINE = 4_000
"""Characters of a line that are looked at: a log is anybody's text."""


class UstMessage(Record):
    """One message: the cause, the rules that find the cause in the files, and the next step."""

    title: str
    pattern: str
    cause: str
    rules: tuple[str, ...]
    next: str


@lru_cache(maxsize=1)
def ust_messages() -> tuple[UstMessage, ...]:
    """The table, in the order in which its patterns are tried."""
    rows = read_schema(schema_folder() / "ust-messages.json")["messages"]
    return tuple(UstMessage(r["title"], r["pattern"], r["cause"], tuple(r["rules"]), r["next"]) for r in rows)


def explaining(text: str) -> UstMessage | None:
    """The message that a line is, or holds; ``None`` if none is known. What else is in the line is not kept."""
    line = text[:MAX_LINE]
    return next((message for message in ust_messages() if re.search(message.pattern, line, re.IGNORECASE)), None)


def explained_in(log: str) -> Iterator[tuple[int, UstMessage]]:
    """The messages of a log, each with its line, from 1."""
    for number, line in enumerate(log.splitlines(), 1):
        message = explaining(line)
        if message is not None:
            yield number, message
