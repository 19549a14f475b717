"""Why UST cannot load a text, in words for somebody who does not know YAML's grammar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import yaml

from umapi_lint.model.finding import Edit, Fix
from umapi_lint.text.format import counted
from umapi_lint.text.regex import regex


class SyntaxProblem(Exception):
    """The text is not what ``safe_load`` accepts. ``str()`` is made of our own words and never quotes the text."""

    def __init__(
        self,
        message: str,
        offset: int,
        rule: str = "yaml-syntax",
        help: str = "",
        setting: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
        self.help = help
        self.setting = setting
        """What the text calls the setting that the message means by ``{setting}``: shown only if it is a known name."""
        self.fix = fix
        """A likely fix. Nobody has parsed the text with it yet."""


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
    ("expected alphabetic or numeric character", "`&` or `*` without a name", "Put a value that starts with `&` or `*` in quotes."),
    ("found incompatible YAML document", "unsupported YAML version", "Remove the `%YAML` line."),
    ("found unexpected document separator", "unclosed quote", "Write the closing quote at the end of the value."),
    ("did not find expected key", "unexpected text after the end of a value, or inconsistent indentation", _QUOTE),
    ("did not find expected '-' indicator", "inconsistent indentation", "Indent this line like the other lines of its section."),
    ("did not find expected <document start>", "unexpected text after the end of the settings", "Indent this line like the lines above."),
    ("duplicate", "this name is defined twice", "Remove one of the two."),
)  # fmt: skip
"""Parts of PyYAML's problems, what they mean, and what to do."""


_KEY = regex(r"[ \t]*(?:-[ \t]+)*[\"']?([A-Za-z_][\w.-]*)[\"']?[ \t]*:(?:[ \t]+|$)")
_QUOTED = regex(r"[ \t]*(?:-[ \t]+)*[\"']?[A-Za-z_][\w.-]*[\"']?[ \t]*:[ \t]+([\"'])")
_CLOSED = {'"': regex(r'"(?:[^"\\]|\\.)*"'), "'": regex(r"'(?:[^']|'')*'")}
_HIDDEN = "\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff"
_STRANGE = regex(
    rf"[ \t]*(?:-[ ]+)?(?:(?P<indent>[{_HIDDEN}]+)|[A-Za-z_][\w.-]*[ ]*"
    rf"(?:(?P<before>[{_HIDDEN}]+)[ ]*:|(?P<colon>[\uff1a\ufe55\ufe13])|:(?P<after>[{_HIDDEN}]+)|:[ ]+(?P<quote>[\u201c\u201d\u201e\u2018\u2019])))"
)
"""A character that looks like a space, a colon or a quote, where YAML needs the real one."""

_NEAR = 3
"""How many lines above the place where the parser stops its cause may be."""

_GLUED = regex(r"[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?[A-Za-z][\w-]+(?::(?=[^\s/])|[ \t]*=(?=[ \t]*[^\s=]))")
"""A line that was meant to set a key, and is a string to YAML: `key:value` and `key = value`, but not `https://`."""

_PEM_BEGIN = regex(r"[ \t]*(?:(?P<setting>[A-Za-z_][\w-]*)[\"']?[ \t]*:[ \t]+)?[\"']?-----BEGIN ")
_PEM_BODY = regex(r"[ \t]*[A-Za-z0-9+/=]+[ \t]*\r?$", re.MULTILINE)
_SETTING = regex(r"[ \t]*([A-Za-z_][\w-]*)[\"']?[ \t]*:")
_MOST_PEM_LINES = 300
"""A key of 16,384 bits has about 200 lines."""


_OUT_OF_STEP = (
    "expected <block end>, but found '<block mapping start>'",
    "expected <block end>, but found '<block sequence start>'",
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
    if strange := lookalike(text, _line_end(text, offset)):
        return strange
    if (quote := _unclosed_quote(text, offset)) is not None:
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
        return _tab(text, offset)
    if "escape" in problem:
        return SyntaxProblem(
            "a backslash inside double quotes starts an escape sequence, and this one does not exist",
            offset,
            help="Put the value in single quotes, which leave backslashes as they are, as in `'C:\\Users'`.",
            fix=single_quoted(text, offset if opened is None else opened),
        )
    stray = _stray_pem(text, offset) or (None if opened is None else _stray_pem(text, opened))
    if stray is not None:
        return stray
    if opened is not None and "could not find expected ':'" in problem:
        offset = opened  # the key; the parser looks for its colon up to the end of the file
        glued = _glued(text, _line_start(text, offset))
    else:
        glued = _glued_above(text, offset)
    if glued is not None:
        return glued
    if "mapping values are not allowed" in problem:
        return _second_colon(text, offset) or _indentation(text, offset) or _no_colon_above(text, offset)
    if problem.startswith(_OUT_OF_STEP):
        wrong = _indentation(text, offset)
        if wrong is not None:
            return wrong
    stated, help = next(((words, help) for part, words, help in _WORDS if part in problem), ("invalid YAML", ""))
    return SyntaxProblem(stated, offset, help=help)


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


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _lines(text: str, upto: int) -> Iterator[tuple[int, int, str]]:
    """Number, offset and text of each line that is more than a comment, up to the one that an offset is in."""
    start = 0
    for number, line in enumerate(text[: _line_end(text, upto)].splitlines(keepends=True), 1):
        if line.strip() and not line.lstrip().startswith(("#", "---")):
            yield number, start, line.rstrip()
        start += len(line)


def lookalike(text: str, upto: int) -> SyntaxProblem | None:
    """A character that only looks like the space, colon or quote that YAML needs, on a line or right above it."""
    found = None
    for _, start, line in list(_lines(text, upto))[-_NEAR:]:
        base = start + (1 if start == 0 and line.startswith("\ufeff") else 0)
        match = _STRANGE.match(text, base, start + len(line))
        found = match or found
    if found is None:
        return None
    part = next(name for name, value in found.groupdict().items() if value)
    at, end = found.span(part)
    called = named_character(text[at])
    if part == "quote":
        return SyntaxProblem(
            f"{called} is not a quote in YAML", at, help='Replace the curly quotes with straight ones (`"`).'
        )
    if part == "colon":
        follows = "" if text[end : end + 1] == " " else " "
        fix = Fix("Write an ordinary colon", (Edit(at, end, ":" + follows),))
        return SyntaxProblem(f"{called} in place of `:`", at, help="Replace it with an ordinary colon.", fix=fix)
    where = {"indent": "in the indentation", "before": "before this colon", "after": "after this colon"}[part]
    replacement = "" if part == "before" else "".join(" " if c.isspace() else "" for c in text[at:end])
    if part == "after" and not replacement and text[end : end + 1] != " ":
        replacement = " "
    title = "Replace it with an ordinary space" if replacement else "Remove it"
    return SyntaxProblem(
        f"{called} {where}; YAML does not treat it as a space",
        at,
        help=f"{title}.",
        fix=Fix(title, (Edit(at, end, replacement),)),
    )


def named_character(character: str) -> str:
    """A character that editors do not show, in words: ``no-break space (U+00A0)``."""
    known = {
        "\ufeff": "byte order mark",
        "\u201c": "curly quote",
        "\u201d": "curly quote",
        "\uff1a": "full-width colon",
    }
    called = known.get(character) or unicodedata.name(character, "control character").lower()
    return f"{called} (U+{ord(character):04X})"


def _tab(text: str, offset: int) -> SyntaxProblem:
    start = _line_start(text, offset)
    end = start + len(text[start:]) - len(text[start:].lstrip(" \t"))
    if not text[start:end].count("\t"):
        return SyntaxProblem("a value cannot start with a tab character", offset, help="Replace the tab with a space.")
    above = [len(line) - len(line.lstrip(" ")) for _, _, line in _lines(text, start - 1)] if start else []
    indents = [indent for indent in above if indent] or [2]
    fix = Fix("Replace the tab with spaces", (Edit(start, end, " " * indents[-1]),))
    return SyntaxProblem(
        "tab character used for indentation; YAML allows only spaces",
        text.index("\t", start),
        help="Replace the tab with spaces.",
        fix=fix,
    )


def _unclosed_quote(text: str, offset: int) -> SyntaxProblem | None:
    """A quote that is not closed on its line although the next line sets another key."""
    lines = list(_lines(text, len(text)))
    for index, (number, start, line) in enumerate(lines):
        if start > offset:
            return None
        following = lines[index + 1][2] if index + 1 < len(lines) else ""
        match = _QUOTED.match(line)
        if match is None or _CLOSED[match[1]].match(line, match.start(1)):
            continue
        if following and not _KEY.match(following):
            continue
        end = start + len(line)
        plain = "#" not in line[match.end() :]
        fix = Fix("Close the quote at the end of the line", (Edit(end, end, match[1]),)) if plain else None
        return SyntaxProblem(
            f"unclosed quote on line {number}",
            start + match.start(1),
            help=f"Write the closing `{match[1]}` at the end of the value.",
            fix=fix,
        )
    return None


def single_quoted(text: str, offset: int) -> Fix | None:
    """Write the value whose double quote opens at an offset, or before it on its line, in single quotes."""
    start = text.find('"', _line_start(text, offset), offset + 1)
    end = text.rfind('"', 0, _line_end(text, offset))
    if start < 0 or end <= start or "'" in text[start:end] or '\\"' in text[start:end] or '"' in text[start + 1 : end]:
        return None
    return Fix("Write single quotes", (Edit(start, start + 1, "'"), Edit(end, end + 1, "'")))


def _second_colon(text: str, offset: int) -> SyntaxProblem | None:
    """A value that holds `: ` and is not in quotes."""
    start, end = _line_start(text, offset), _line_end(text, offset)
    match = _KEY.match(text, start, end)
    if match is None or match.end() > offset or text[match.end()] in "\"'[{|>&*":
        return None
    value = text[match.end() : end].rstrip()
    plain = "'" not in value and " #" not in value
    edits = (Edit(match.end(), match.end(), "'"), Edit(match.end() + len(value), match.end() + len(value), "'"))
    return SyntaxProblem(
        "this value contains `: `, so it must be in quotes",
        match.end(),
        help=_QUOTE,
        fix=Fix("Put the value in quotes", edits) if plain else None,
    )


def _indentation(text: str, offset: int) -> SyntaxProblem | None:
    """A line that starts in another column than every section that it could belong to."""
    *above, (_, start, line) = list(_lines(text, offset)) or [(0, 0, "")]
    here = len(line) - len(line.lstrip(" "))
    levels: list[tuple[int, int, int]] = []
    for number, begins, other in above:
        indent = len(other) - len(other.lstrip(" "))
        while levels and levels[-1][0] > indent:
            levels.pop()
        if not levels or levels[-1][0] < indent:
            levels.append((indent, number, begins))
        else:
            levels[-1] = (indent, number, begins)
    if not levels or any(indent == here for indent, _, _ in levels):
        return None
    if here < levels[0][0]:  # the lines above are indented, and nothing is above them
        indent, number, begins = levels[0]
        what, like, move, at, size = "this section", "the other keys at its level", here - indent, begins, indent
    else:
        indent, number, begins = min(levels, key=lambda level: (abs(level[0] - here), -level[0]))
        what, like, move, at, size = "this line", f"line {number}", indent - here, start, here
    help = f"{'Add' if move > 0 else 'Remove'} {counted(abs(move), 'space')} before {what}, so that it is indented like {like}."
    fix = Fix(f"Indent by {counted(size + move, 'space')}", (Edit(at, at + size, " " * (size + move)),), safe=False)
    stated = f"inconsistent indentation: {counted(here, 'space')} here, {indent} on line {number}"
    return SyntaxProblem(stated, start + here, help=help, fix=fix)


def _no_colon_above(text: str, offset: int) -> SyntaxProblem:
    above = [(start, line) for _, start, line in _lines(text, _line_start(text, offset) - 1)] if offset else []
    if above and ":" not in above[-1][1]:
        start, line = above[-1]
        return SyntaxProblem(
            "missing `:` on this line",
            start + len(line) - len(line.lstrip()),
            help="Write a colon and a space between the key and its value.",
        )
    return SyntaxProblem("unexpected `:`", offset, help="Indent this line like the others, or put the value in quotes.")


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
        "the lines of the key must be indented more than {setting}",
        marked,
        help="Write `|` after the setting's colon, and indent each line of the key by two spaces more than the setting.",
        setting=None if above is None else above[1],
    )


def _glued_above(text: str, offset: int) -> SyntaxProblem | None:
    """The first of the lines right above a place that YAML read as one string, because no space follows their colons."""
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
    equals = match.group().endswith("=")
    end = at + 1 + len(text[at + 1 :]) - len(text[at + 1 :].lstrip(" \t"))
    begin = at - (len(text[start:at]) - len(text[start:at].rstrip())) if equals else at
    title = "Write a colon and a space" if equals else "Add a space after the colon"
    stated = "expected `:`, found `=`" if equals else "missing space after `:`"
    return SyntaxProblem(stated, at, help=f"{title}.", fix=Fix(title, (Edit(begin, end, ": "),)))


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
