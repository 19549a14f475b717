"""Why the tool cannot load a text, in words for somebody who does not know YAML's grammar."""

from __future__ import annotations

import yaml


class SyntaxProblem(Exception):
    """The text is not what ``safe_load`` takes. ``str()`` is our own words, never a quotation of the text."""

    def __init__(self, message: str, offset: int, rule: str = "yaml-syntax", help: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
        self.help = help


_WORDS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "a colon stands where no key can be: the line is indented too far, or a value with a colon and a blank in it lacks its quotes"),
    ("mapping keys are not allowed", "a `?` stands where no key can be; put the value in quotes"),
    ("sequence entries are not allowed", "a `-` stands where no list can begin; put a list on the lines below its key, or the value in quotes"),
    ("that cannot start any token", "this character cannot start a value; put the value in quotes"),
    ("found unexpected end of stream", "a quote is opened here and never closed"),
    ("found unexpected document separator", "a quote is opened here and not closed before the document ends"),
    ("could not find expected ':'", "a key without a colon, or with no blank after the colon"),
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


def explained(error: yaml.MarkedYAMLError, length: int) -> SyntaxProblem:
    """What the parser refuses, in our words, at a place within a text of this length."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, length) if mark is not None else 0
    problem = error.problem or ""
    opened = error.context_mark
    if opened is not None and ("end of stream" in problem or "<stream end>" in problem):
        offset = min(opened.index, length)
        if "flow" in (error.context or ""):
            return SyntaxProblem("a bracket is opened here and never closed", offset)
    if "directive" in (error.context or ""):
        return SyntaxProblem("this directive (`%…`) is not valid; remove the line", offset)
    if "'\\t'" in problem:
        return SyntaxProblem("a tab stands where YAML takes only blanks", offset)
    return SyntaxProblem(next((words for part, words in _WORDS if part in problem), "this is not valid YAML"), offset)


def unprintable(error: yaml.reader.ReaderError) -> SyntaxProblem:
    """A character that the reader refuses."""
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    what = "a NUL byte" if code == 0 else f"the control character U+{code:04X}"
    return SyntaxProblem(f"{what} stands in the file; the tool crashes on it", error.position)


def encoding_message(data: bytes) -> str:
    """What bytes are that are not UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "the file is UTF-16, as Windows' Notepad and PowerShell may save it; the tool reads only UTF-8"
    if b"\0" in data[:1024]:
        return "this is not a text file; the tool reads only UTF-8 text"
    return "the file is not UTF-8; the tool reads only UTF-8"
