"""A private key that nothing reads any more, beside a connector whose method needs none."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath

from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import UnreadableError, read_source
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules._examples import OAUTH
from umapi_lint.rules._key_files import PRIVATE_KEY
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.system.paths import left_beside, resolved
from umapi_lint.text.format import series
from umapi_lint.text.regex import regex

MAX_ENTRIES = 200
"""A folder with more entries is left alone: beside a connector lie a handful, and of a part nothing could be said."""
MAX_NAMED = 3
"""Files that a message names."""
_HEAD_BYTES = 4096
_MAX_SIBLING_BYTES = 256 * 1024

_ARMOUR = regex(rb"-----BEGIN (?:RSA |ENCRYPTED )?PRIVATE KEY-----")

RULES = (
    Rule(
        id="leftover-private-key",
        severity=Severity.NOTE,
        consequence=Consequence.EXPOSED,
        summary="A private key next to a connector that needs none",
        why="oauth reads no private key. After the move from JWT the old key is of no use to you, and it is one more file "
        "that must not get into wrong hands.",
        remediation="Delete it once UST runs with oauth, and what the keyring holds of it. If another program uses the key, "
        "keep it in a folder of that program.",
        fails=Example(OAUTH, files={"private.key": "{rsa}"}),
        passes=Example(OAUTH),
        source="The manual, 'Migrating From JWT to Server-to-Server', step 6",
        needs_environment=True,
    ),
    Rule(
        id="leftover-copy",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="A copy of the file that umapi-lint did not get to finish",
        why="umapi-lint writes a file under a temporary name first. If it is killed, or the power fails, the copy stays, with all "
        "the secrets of the file.",
        remediation="Delete it, and run again what was interrupted.",
        fails=Example(OAUTH, files={".connector-umapi.yml.0123456789ab.tmp": ""}),
        passes=Example(OAUTH),
        source="umapi-lint itself, see docs/fixing.md",
        per_file=True,
        needs_environment=True,
    ),
)  # fmt: skip


def leftovers(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Private keys in the folder of a connector whose method reads none, and that no file beside it names."""
    folder = context.document.folder_of(context.document.node(mark.path))
    if folder is None or not context.options.check_files or _reads_key(context, mark):
        return
    files = _files(folder)
    keys = [name for name in files if name.lower().endswith((".key", ".pem")) and _is_key(folder / name)]
    if not keys:
        return
    texts = [_plain(folder / name) for name in files if name.lower().endswith((".yml", ".yaml"))]
    unnamed = [name for name in keys if not any(text is None or name in text for text in texts)]
    if unnamed:
        shown = [f"`{_printable(name)}`" for name in unnamed[:MAX_NAMED]]
        if len(unnamed) > MAX_NAMED:
            shown.append(f"{len(unnamed) - MAX_NAMED} more")
        many = len(unnamed) > 1
        yield context.draft(
            "leftover-private-key", mark.path,
            f"{series(shown, 'and')} beside this file {'are private keys' if many else 'is a private key'} that this method does not "
            f"read and no file here names; {'were they' if many else 'was it'} left over from JWT?",
            location=context.at_key(mark.path),
        )  # fmt: skip


def unfinished(context: Context) -> Iterator[FindingBuilder]:
    """Copies of a file beside it that were to replace it."""
    source = context.document.source
    if source.path is None or source.stat is None or not context.options.check_files:
        return
    if isinstance(context.document, Overlay):
        return  # its files are looked at one by one
    path = FilePath(resolved(source.path))
    for name in sorted(left_beside(context.environment.names(str(path.parent)), path.name)):
        yield context.draft(
            "leftover-copy", (), f"`{_printable(name)}` beside this file is a copy of it that umapi-lint did not get to finish",
            help=f"Delete it with {_deletion(path.with_name(name))}, and run again what was interrupted.",
        )  # fmt: skip


def _deletion(path: FilePath) -> str:
    return f'`del "{path}"`' if os.name == "nt" else f"`rm {shlex.quote(str(path))}`"


def _reads_key(context: Context, mark: KeywordMatch) -> bool:
    """Whether the schema of the method knows a setting for a private key."""
    base = mark.schema.get("$id", "")
    for schema in mark.schema.get("properties", {}).values():
        try:
            described, _ = context.schemas.resolve(schema, base)
        except KeyError:  # a reference within a schema that does not say its own name
            continue
        if described.get("x-file") == PRIVATE_KEY or "x-private-key" in described:
            return True
    return False


def _files(folder: FilePath) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            found = list(islice(entries, MAX_ENTRIES + 1))
            return sorted(entry.name for entry in found if entry.is_file()) if len(found) <= MAX_ENTRIES else []
    except OSError:  # then nothing is found there
        return []


def _is_key(path: FilePath) -> bool:
    try:
        # the whole of a small file: a reader that stops at a number of bytes would call a longer one an error
        return _ARMOUR.search(read_source(path, _MAX_SIBLING_BYTES).data[:_HEAD_BYTES]) is not None
    except UnreadableError:
        return False


def _plain(path: FilePath) -> str | None:
    """The text of a file without lines that are comments, to look for names in; ``None`` of one that we cannot read."""
    try:
        text = read_source(path, _MAX_SIBLING_BYTES).data.decode("utf-8", "replace")
    except UnreadableError:  # such as the file of another connector, kept for its own account: it may name any key
        return None
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() and c != "`" else "?" for c in name)


CHECKS = {"x-method": leftovers}
DOCUMENT_CHECKS = (unfinished,)
