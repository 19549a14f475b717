"""Why the tool cannot load a text, in words for somebody who does not know YAML's grammar."""

from __future__ import annotations

import re

import yaml

from umapi_lint.text.regex import regex


class SyntaxProblem(Exception):
    """The text is not what ``safe_load`` takes. ``str()`` is our own words, never a quotation of the text."""

    def __init__(
        self, message: str, offset: int, rule: str = "yaml-syntax", help: str = "", setting: str | None = None
    ) -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
        self.help = help
        self.setting = setting
        """What the text calls the setting that the message means by ``{setting}``: to be shown only if it is a known one."""


_WORDS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "a colon stands where no key can be: the line is indented too far, or a value with a colon and a blank in it lacks its quotes"),
    ("mapping keys are not allowed", "a `?` stands where no key can be; put the value in quotes"),
    ("sequence entries are not allowed", "a `-` stands where no list can begin; put a list on the lines below its key, or the value in quotes"),
    ("that cannot start any token", "this character cannot start a value; put the value in quotes"),
    ("found unexpected end of stream", "a quote is opened here and never closed"),
    ("found unexpected document separator", "a quote is opened here and not closed before the document ends"),
    ("could not find expected ':'", "a colon is missing behind this key"),
    ("expected ',' or", "a bracket is opened and not closed, or a comma is missing in between"),
    ("expected the node content", "a value is missing here, or a character stands in its place that cannot start one"),
    ("expected <block end>, but found '-'", "a list item is not indented like the items above"),
    ("expected <block end>, but found '<scalar>'", "something follows a value that has already ended; put the whole value in quotes"),
    ("expected <block end>, but found '<anchor>'", "something follows a value that has already ended; put the whole value in quotes"),
    ("expected <block end>, but found ']'", "a bracket is closed here that was never opened; put the value in quotes"),
    ("expected <block end>, but found '}'", "a bracket is closed here that was never opened; put the value in quotes"),
    ("expected <block end>, but found ','", "a comma stands behind a value that has already ended; put the whole value in quotes"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    ("expected '<document start>'", "the structure ends above this line: the indentation does not fit, or a `}` or `]` is too many"),
    ("unknown escape character", "a backslash in double quotes starts an escape that YAML does not know; use single quotes"),
    ("escape sequence", "a backslash in double quotes starts an escape that is not complete; use single quotes"),
    ("found undefined tag handle", "this tag (`!…`) is none that the tool knows, and stops it"),
    ("expected chomping or indentation indicators", "the text must begin on the line below the `|` or `>`"),
    ("expected indentation indicator", "the text must begin on the line below the `|` or `>`"),
    ("expected a comment or a line break", "the text must begin on the line below the `|` or `>`"),
    ("expected alphabetic or numeric character", "an anchor (`&`) or alias (`*`) has no name; put a value that begins with `&` or `*` in quotes"),
    ("found incompatible YAML document", "this YAML version is not supported; remove the `%YAML` line"),
    ("duplicate", "this is defined twice"),
)  # fmt: skip
"""Parts of PyYAML's problems, and what they mean to somebody who does not know its grammar."""


_GLUED = regex(r"[ \t]*(?:-[ \t]+)?[A-Za-z][\w-]+(?::(?=[^\s/])|[ \t]*=(?=[ \t]*[^\s=]))")
"""A line that was meant to set a key, and is a text to YAML: `key:value` and `key = value`, but not `https://`."""

_PEM_BEGIN = regex(r"[ \t]*(?:(?P<setting>[A-Za-z_][\w-]*)[\"']?[ \t]*:[ \t]+)?[\"']?-----BEGIN ")
_PEM_BODY = regex(r"[ \t]*[A-Za-z0-9+/=]+[ \t]*\r?$", re.MULTILINE)
_SETTING = regex(r"[ \t]*([A-Za-z_][\w-]*)[\"']?[ \t]*:")
_MOST_PEM_LINES = 300
"""A key of 16,384 bits has about 200 lines."""


def explained(error: yaml.MarkedYAMLError, text: str) -> SyntaxProblem:
    """What the parser refuses in a text, in our words, at the place where the cause is most likely."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark is not None else 0
    problem = error.problem or ""
    opened = error.context_mark
    if opened is not None and ("end of stream" in problem or "<stream end>" in problem):
        offset = min(opened.index, len(text))
        if "flow" in (error.context or ""):
            return SyntaxProblem("a bracket is opened here and never closed", offset)
    if "directive" in (error.context or ""):
        return SyntaxProblem("this directive (`%…`) is not valid; remove the line", offset)
    if "'\\t'" in problem:
        return SyntaxProblem("a tab stands where YAML takes only blanks", offset)
    stray = _stray_pem(text, offset)
    if stray is None and opened is not None:
        stray = _stray_pem(text, min(opened.index, len(text)))
    if stray is not None:
        return stray
    if opened is not None and "could not find expected ':'" in problem:
        offset = min(opened.index, len(text))  # the key; the parser looks for its colon up to the end of the file
        glued = _glued(text, text.rfind("\n", 0, offset) + 1)
    else:
        glued = _glued_above(text, offset)
    if glued is not None:
        return glued
    return SyntaxProblem(next((words for part, words in _WORDS if part in problem), "this is not valid YAML"), offset)


def _stray_pem(text: str, offset: int) -> SyntaxProblem | None:
    """A key that was pasted below its setting without being indented, if that is what is at a place."""
    start = text.rfind("\n", 0, offset) + 1
    marked = start + len(text[start:offset]) - len(text[start:offset].lstrip())
    for _ in range(_MOST_PEM_LINES):
        begin = _PEM_BEGIN.match(text, start)
        if begin is not None or start == 0 or _PEM_BODY.match(text, start) is None:
            break
        start = text.rfind("\n", 0, start - 1) + 1
    if begin is None:
        return None
    if not begin["setting"]:
        marked = text.index("-", start)
    above = begin if begin["setting"] else _SETTING.match(text, text.rfind("\n", 0, max(start - 1, 0)) + 1)
    return SyntaxProblem(
        "the lines of the key must be indented deeper than {setting}",
        marked,
        help="Write `|` after the setting's colon, and indent each line of the key by two spaces more than the setting.",
        setting=None if above is None else above[1],
    )


def _glued_above(text: str, offset: int) -> SyntaxProblem | None:
    """The first of the lines right above a place that YAML took for one text, because none has a blank behind its colon."""
    found, start = None, text.rfind("\n", 0, offset) + 1
    while start > 0:
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        line = text[start:end]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        above = _glued(text, start)
        if above is None:
            break
        found = above
    return found


def _glued(text: str, start: int) -> SyntaxProblem | None:
    match = _GLUED.match(text, start)
    if match is None:
        return None
    at = match.end() - 1
    if match.group().endswith("="):
        return SyntaxProblem(
            "an `=` stands here in place of a colon", at, help="Write a colon and a blank in its place."
        )
    return SyntaxProblem("no blank stands behind this colon", at, help="Write a blank behind the colon.")


def unprintable(error: yaml.reader.ReaderError) -> SyntaxProblem:
    """A character that the reader refuses."""
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    what = "a NUL byte" if code == 0 else f"the control character U+{code:04X}"
    return SyntaxProblem(f"{what} stands in the file; the tool crashes on it", error.position)


def encoding_message(data: bytes, encoding: str = "utf-8") -> str:
    """What bytes are that are not in the encoding that the tool reads."""
    if encoding != "utf-8":
        return "the file is not in the encoding that the tool is told to read by `--config-file-encoding`"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "the file is UTF-16, as Windows' Notepad and PowerShell may save it; the tool reads UTF-8"
    if b"\0" in data[:1024]:
        return "this is not a text file; the tool reads UTF-8 text"
    return "the file is not UTF-8, which the tool reads"
