"""The causes of what a parser of YAML reports, each looked for in the text: a tab, a quote, a colon, a space that is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from umapi_lint.document.syntax_problem import SyntaxProblem
from umapi_lint.model.finding import Edit, Fix
from umapi_lint.text.format import counted
from umapi_lint.text.regex import regex

_QUOTE = "Put the whole value in single quotes."
_KEY = regex(r"[ \t]*(?:-[ \t]+)*[\"']?([A-Za-z_][\w.-]*)[\"']?[ \t]*:(?:[ \t]+|$)")
_QUOTED = regex(r"[ \t]*(?:-[ \t]+)*[\"']?[A-Za-z_][\w.-]*[\"']?[ \t]*:[ \t]+([\"'])")
_CLOSED = {'"': regex(r'"(?:[^"\\]|\\.)*"'), "'": regex(r"'(?:[^']|'')*'")}
_SPECIAL = regex(
    r"[ \t]*(?:-[ \t]+)*(?:[\"']?[A-Za-z_][\w.-]*[\"']?[ \t]*:[ \t]+)?(?P<value>[@`%&*!][^\r\n]*?)[ \t]*\r?$"
)
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


def line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end


def _lines(text: str, upto: int) -> Iterator[tuple[int, int, str]]:
    """Number, offset and text of each line that is more than a comment, up to the one that an offset is in."""
    start = 0
    for number, line in enumerate(text[: line_end(text, upto)].splitlines(keepends=True), 1):
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


def tab(text: str, offset: int) -> SyntaxProblem:
    start = line_start(text, offset)
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


def unclosed_quote(text: str, offset: int) -> SyntaxProblem | None:
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
    start = text.find('"', line_start(text, offset), offset + 1)
    end = text.rfind('"', 0, line_end(text, offset))
    if start < 0 or end <= start or "'" in text[start:end] or '\\"' in text[start:end] or '"' in text[start + 1 : end]:
        return None
    return Fix("Write single quotes", (Edit(start, start + 1, "'"), Edit(end, end + 1, "'")))


def unquoted(text: str, offset: int) -> Fix | None:
    """Put a value in quotes whose first character means something to YAML; it starts at an offset, or before it on its line."""
    match = _SPECIAL.match(text, line_start(text, offset), line_end(text, offset))
    if match is None or match.start("value") > offset or "'" in match["value"] or " #" in match["value"]:
        return None
    start, end = match.span("value")
    return Fix("Put the value in quotes", (Edit(start, start, "'"), Edit(end, end, "'")))


def second_colon(text: str, offset: int) -> SyntaxProblem | None:
    """A value that holds `: ` and is not in quotes."""
    start, end = line_start(text, offset), line_end(text, offset)
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


def indentation(text: str, offset: int) -> SyntaxProblem | None:
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
    beside = next((level for level in levels if level[0] == here), None)
    if beside is not None:
        return _beside_dash(text, start, line, beside)
    if not levels:
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


def _beside_dash(text: str, start: int, line: str, beside: tuple[int, int, int]) -> SyntaxProblem | None:
    """A key that is indented like the `-` of the list item that it belongs to, and not like the key after that `-`."""
    here, number, begins = beside
    item = text[begins + here : line_end(text, begins)]
    inner = here + len(item) - len(item[1:].lstrip(" "))
    if item[:2] != "- " or line[here : here + 1] == "-":
        return None
    fix = Fix(f"Indent by {counted(inner, 'space')}", (Edit(start, start + here, " " * inner),), safe=False)
    return SyntaxProblem(
        f"inconsistent indentation: {counted(here, 'space')} here, {inner} before the key of this list item on line {number}",
        start + here,
        help=f"Add {counted(inner - here, 'space')} before this line, so that it is indented like the text after `- ` on line {number}.",
        fix=fix,
    )


def no_colon_above(text: str, offset: int) -> SyntaxProblem:
    above = [(start, line) for _, start, line in _lines(text, line_start(text, offset) - 1)] if offset else []
    if above and ":" not in above[-1][1]:
        start, line = above[-1]
        return SyntaxProblem(
            "missing `:` on this line",
            start + len(line) - len(line.lstrip()),
            help="Write a colon and a space between the key and its value.",
        )
    return SyntaxProblem("unexpected `:`", offset, help="Indent this line like the others, or put the value in quotes.")


def stray_pem(text: str, offset: int) -> SyntaxProblem | None:
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


def glued_above(text: str, offset: int) -> SyntaxProblem | None:
    """The first of the lines right above a place that YAML read as one string, because no space follows their colons."""
    found, start = None, text.rfind("\n", 0, offset) + 1
    while start > 0:
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        line = text[start:end]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        above = glued(text, start)
        if above is None:
            break
        found = above
    return found


def glued(text: str, start: int) -> SyntaxProblem | None:
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
