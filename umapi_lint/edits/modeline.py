"""The comment that tells an editor which schema a file is held to, for every editor that knows the YAML language server.

``# yaml-language-server: $schema=ADDRESS``, on the first line. Nothing but that comment is touched.
"""

from __future__ import annotations

from umapi_lint.document.document import LINE_END, Comment, Document
from umapi_lint.edits.apply import applied
from umapi_lint.model.finding import Edit
from umapi_lint.text.regex import regex

_MODELINE = regex(r"#+\s+yaml-language-server\s*:.*\$schema=")
_BOM = "\ufeff"


def modeline(address: str) -> str:
    """The comment.

    Raises:
        ValueError: the address is empty or has a space in it, with which editors take the part before it.
    """
    if not address or any(c.isspace() or not c.isprintable() for c in address):
        raise ValueError("the address in a modeline must not be empty or contain a space")
    return f"# yaml-language-server: $schema={address}"


def with_modeline(document: Document, address: str) -> str:
    """The text of a document with a modeline: an older one is replaced where it is, any further one goes.

    Raises:
        ValueError: the address cannot be in one.
    """
    line = modeline(address)
    old = [comment for comment in document.comments if _MODELINE.match(comment.text)]
    if not old:
        start = len(_BOM) if document.text.startswith(_BOM) else 0
        found = LINE_END.search(document.text)
        return applied(document.text, [Edit(start, start, line + (found.group() if found else "\n"))])
    first, *others = old
    return applied(document.text, [Edit(first.start, first.end, line), *(_without(document, c) for c in others)])


def _without(document: Document, comment: Comment) -> Edit:
    """Take a comment away, with its line where nothing else is on it."""
    text = document.text
    start, end = document.line_span(document.line_of(comment.start))
    if text[start : comment.start].strip():
        before = text[start : comment.start]
        return Edit(start + len(before.rstrip()), comment.end, "")
    follows = LINE_END.match(text, end)
    return Edit(start, follows.end() if follows else end, "")
