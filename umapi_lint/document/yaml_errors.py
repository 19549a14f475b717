"""Why UST cannot load a text, in words for somebody who does not know YAML's grammar."""

from __future__ import annotations

import re

import yaml

from umapi_lint.document import yaml_causes as causes
from umapi_lint.document.syntax_problem import SyntaxProblem

_QUOTE = "Put the whole value in single quotes."
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("mapping keys are not allowed", "unexpected `?`", "Put the value in quotes."),
    ("sequence entries are not allowed", "unexpected `-`", "Start the list on the line below its key, or put the value in quotes."),
    ("that cannot start any token", "a value cannot start with this character unless it is in quotes", "Put the value in quotes."),
    ("could not find expected ':'", "missing `:` after this key", "Write a colon and a space between the key and its value."),
    ("expected ',' or", "unclosed bracket, or a missing comma", "Close the bracket, or put the value in quotes if the bracket is part of it."),
    ("expected the node content", "expected a value", "Write a value here, or put it in quotes if it starts with this character."),
    ("expected <block end>, but found '-'", "this list item is not indented like the items above", "Indent it like the items above."),
    ("expected <block end>, but found '<scalar>'", "unexpected text after the end of a value", _QUOTE),
    ("expected <block end>, but found '<anchor>'", "unexpected text after the end of a value", _QUOTE),
    ("expected <block end>, but found ']'", "this bracket is closed but was never opened", _QUOTE),
    ("expected <block end>, but found '}'", "this bracket is closed but was never opened", _QUOTE),
    ("expected <block end>, but found ','", "unexpected comma after the end of a value", _QUOTE),
    ("expected <block end>", "inconsistent indentation", "Indent this line like the other lines of its section."),
    ("expected '<document start>'", "unexpected text after the end of the settings", "Remove the extra bracket, or indent this line like the lines above."),
    ("found undefined tag handle", "unknown tag (`!…`), which UST refuses", "Put the value in quotes, or remove the tag."),
    ("expected chomping or indentation indicators", "unexpected text after `|` or `>`", "Start the value on the next line, indented."),
    ("expected indentation indicator", "unexpected text after `|` or `>`", "Start the value on the next line, indented."),
    ("expected a comment or a line break", "unexpected text after `|` or `>`", "Start the value on the next line, indented."),
    ("expected alphabetic or numeric character", "a value that starts with `&` or `*` must be in quotes", "Put the value in quotes."),
    ("found undefined alias", "`*` starts the name of an alias in YAML, and this one is not defined", "Put a value that starts with `*` in quotes."),
    ("found incompatible YAML document", "unsupported YAML version", "Remove the `%YAML` line."),
    ("found unexpected document separator", "unclosed quote", "Write the closing quote at the end of the value."),
    ("did not find expected key", "unexpected text after the end of a value, or inconsistent indentation", _QUOTE),
    ("did not find expected '-' indicator", "inconsistent indentation", "Indent this line like the other lines of its section."),
    ("did not find expected <document start>", "unexpected text after the end of the settings", "Indent this line like the lines above."),
    ("duplicate", "this name is defined twice", "Remove one of the two."),
)  # fmt: skip
"""Parts of PyYAML's problems, what they mean, and what to do."""


_OUT_OF_STEP = (
    "expected <block end>, but found '<block mapping start>'",
    "expected <block end>, but found '<block sequence start>'",
    "expected <block end>, but found '?'",
    "expected '<document start>'",
    "did not find expected",
)


def explained(error: yaml.MarkedYAMLError, text: str) -> SyntaxProblem:
    """What the parser refuses in a text, in our words, at the place where the cause is most likely."""
    mark = error.problem_mark or error.context_mark
    offset = min(mark.index, len(text)) if mark is not None else 0
    problem, context = error.problem or "", error.context or ""
    opened = min(error.context_mark.index, len(text)) if error.context_mark is not None else None
    if pasted := foreign(text):
        return pasted
    if strange := causes.lookalike(text, causes.line_end(text, offset)):
        return strange
    if (quote := causes.unclosed_quote(text, offset)) is not None:
        return quote
    if opened is not None and ("end of stream" in problem or "<stream end>" in problem):
        bracket = "flow" in context
        return SyntaxProblem(
            "unclosed bracket" if bracket else "unclosed quote",
            opened,
            help=f"Write the closing {'bracket' if bracket else 'quote'} at the end of the value.",
        )
    if "directive" in context:
        return SyntaxProblem("this directive (`%…`) is not valid", offset, help="Remove the line.")
    if "'\\t'" in problem:
        return causes.tab(text, offset)
    if "escape" in problem:
        return SyntaxProblem(
            "a backslash inside double quotes starts an escape sequence, and this one does not exist",
            offset,
            help="Put the value in single quotes, which leave backslashes as they are, as in `'C:\\Users'`.",
            fix=causes.single_quoted(text, offset if opened is None else opened),
        )
    stray = causes.stray_pem(text, offset) or (None if opened is None else causes.stray_pem(text, opened))
    if stray is not None:
        return stray
    if opened is not None and "could not find expected ':'" in problem:
        offset = opened  # the key; the parser looks for its colon up to the end of the file
        glued = causes.glued(text, causes.line_start(text, offset))
    else:
        glued = causes.glued_above(text, offset)
    if glued is not None:
        return glued
    if "mapping values are not allowed" in problem:
        return (
            causes.second_colon(text, offset) or causes.indentation(text, offset) or causes.no_colon_above(text, offset)
        )
    if problem.startswith(_OUT_OF_STEP):
        wrong = causes.indentation(text, offset)
        if wrong is not None:
            return wrong
    stated, help = next(((words, help) for part, words, help in _WORDS if part in problem), ("invalid YAML", ""))
    return SyntaxProblem(stated, offset, help=help, fix=causes.unquoted(text, offset))


def foreign(text: str) -> SyntaxProblem | None:
    """What another program wrote, if that is what the whole text is: a key file, XML, shell variables, JSON."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    if text.startswith("-----BEGIN ", start):
        return SyntaxProblem(
            "this file is a PEM key or certificate, not a file with settings",
            start,
            help="Restore the settings file from a backup or a template, and save the key under its own name.",
        )
    if text.startswith(("<?xml", "<!DOCTYPE", "<html", "<configuration"), start):
        return SyntaxProblem(
            "this file is XML or HTML, not YAML", start, help="Replace its content with `key: value` lines."
        )
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if len(lines) > 1 and all(re.match(r"(?:export\s+)?[A-Z][A-Z0-9_]*=", line) for line in lines):
        return SyntaxProblem(
            "these lines are environment variables (`NAME=value`), not YAML",
            start,
            help="Write `key: value` lines, with the key names of UST and the credentials under `enterprise:`.",
        )
    if text.startswith("{", start) and re.match(r"\{\s*[\"}]", text[start:]):
        return SyntaxProblem(
            "this file is JSON, and the JSON is not valid",
            start,
            help="Write `key: value` lines instead of JSON, one setting per line.",
        )
    return None


def unprintable(error: yaml.reader.ReaderError) -> SyntaxProblem:
    """A character that the reader refuses."""
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    what = "NUL byte" if code == 0 else f"control character U+{code:04X}"
    return SyntaxProblem(f"{what}, on which UST crashes", error.position, help="Remove the character.")


def encoding_message(data: bytes, encoding: str = "utf-8") -> str:
    """What bytes are that are not in the encoding that UST reads."""
    if encoding != "utf-8":
        return "this file is not in the encoding given by `--config-file-encoding`"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "this file is UTF-16, which Notepad and PowerShell may save; UST reads UTF-8"
    if b"\0" in data:
        return "this is not a text file; UST reads UTF-8 text"
    return "this file is not UTF-8, which UST requires"
