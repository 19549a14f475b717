"""Values of a type, or not of a list, that UST accepts."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping

from umapi_lint.document.document import Path
from umapi_lint.document.yaml_tree import Scalar
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Fix, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import TYPE_CHECKING, Any
from umapi_lint.rules._examples import GOOD, HEAD
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.schema.python_texts import bad_line
from umapi_lint.text.format import series, ticked
from umapi_lint.text.regex import regex

if TYPE_CHECKING:
    from umapi_lint.document.syntax_problem import SyntaxProblem

RULES = (
    Rule(
        id="wrong-type",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A value is of the wrong type",
        why="YAML reads an unquoted `12345` as a number, `yes` as true and `[x]` as a list. Where UST "
        "expects a string, it crashes with 'maximum recursion depth exceeded', which does not name the cause.",
        remediation="Put the value in quotes.",
        fails=Example(HEAD.replace("1234567890ABCDEF12345678@AdobeOrg", "12345")),
        passes=GOOD,
        fix="Adds quotes where a string is expected, removes them where a number or boolean is, and removes dashes where a mapping is.",
        source="UST 2.10: ObjectConfig.describe_types calls itself without end",
    ),
    Rule(
        id="invalid-value",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A value is not one of those that UST accepts",
        why="UST compares such values exactly.",
        remediation="Write one of the values that the message names.",
        fails=Example(HEAD.replace("oauth", "OAuth") + "  secure_client_id_key: a_name\n  secure_client_secret_key: b_name\n"),
        passes=GOOD,
        fix="Corrects the spelling of `oauth`.",
        source="UST 2.10: connector_umapi.py, directory_adobe_console.py",
    ),
)  # fmt: skip


_TYPE_WORDS = {"string": "a string", "integer": "an integer", "boolean": "`true` or `false`", "object": "a mapping",
               "number": "a number", "array": "a list", "null": "nothing"}  # fmt: skip


def _type_name(value: Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, float):
        return "a number"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return "a date"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "a string" if isinstance(value, str) else "something else"


def wrong_type(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    path = mark.path
    if not path:
        return  # told as not-a-mapping
    allowed = mark.value if isinstance(mark.value, list) else [mark.value]
    if mark.instance is None:
        yield context.draft(
            "null-value",
            path,
            f"{context.name(path)} is empty but required",
            _how_to_fill(context, path, allowed),
            location=context.at_key(path),
            consequence=context.consequence(mark, "type"),
            missing_paths=frozenset({path}),
        )
        return
    wanted = series(_TYPE_WORDS[name] for name in allowed if name != "null")
    found = _type_name(mark.instance)
    message = f"{context.name(path)} must be {wanted}, not {found}"
    consequence = context.consequence(mark, "type")
    more: dict[str, Any] = {}
    if context.reads_as_null(path, mark.instance):
        message += "; UST treats it as no value at all"
        consequence, more["accounts_for"] = Consequence.IGNORED, (path,)
    elif stated := mark.schema.get("x-type-error"):
        message += f"; {stated}"
    elif "string" in allowed and "array" not in allowed:
        message += '; reading it crashes UST with "maximum recursion depth exceeded", which names no setting'
    help_text, fix = _as_wanted(context, mark, allowed, wanted)
    yield context.draft(
        "wrong-type", path, message, help_text, consequence=consequence, fix=fix,
        supersedes=frozenset({"plaintext-secret", "misplaced-secret", "missing-file"}), **more,
    )  # fmt: skip


def _as_wanted(context: Context, mark: KeywordMatch, allowed: list[str], wanted: str) -> tuple[str, Fix | None]:
    """How to write a value of the right type, and the fix that does it."""
    path, value = mark.path, mark.instance
    if isinstance(value, str):
        text = value.strip()
        if "integer" in allowed and _INTEGER.match(text):
            return "Remove the quotes around the number.", context.unquote(path, int(text))
        if "boolean" in allowed and text.lower() in ("true", "false"):
            return "Remove the quotes.", context.unquote(path, text.lower() == "true")
        if "errorMessage" in mark.schema:
            return str(mark.schema["errorMessage"]), None
    if "string" in allowed and not isinstance(value, (Mapping, list)):
        return "Put the value in quotes.", context.quote(path)
    if "string" in allowed and _in_brackets(context, path):
        return "Remove the brackets, or put the value in quotes if they belong to it.", None
    if "object" in allowed and isinstance(value, str) and (slip := _glued(context, path)) is not None:
        return slip.help, context.repair(slip)
    if "object" in allowed and isinstance(value, list):
        return "Remove the `-` before each setting.", context.unlist(path)
    if "object" in allowed:
        return "Write its settings on the lines below it, indented, with a space after each colon.", None
    return f"Write {wanted} here.", None


_INTEGER = regex(r"[+-]?(?:0|[1-9][0-9]*)\Z")


def _in_brackets(context: Context, path: Path) -> bool:
    node = context.document.node(path)
    return node is not None and context.document.text[node.start] == "["


def _glued(context: Context, path: Path) -> SyntaxProblem | None:
    """The first setting of a section that YAML takes for a text, since no space follows its colon."""
    from umapi_lint.document.yaml_causes import glued, line_start  # most files need none of it

    node, text = context.document.node(path), context.document.text
    if not isinstance(node, Scalar) or node.style is not None:
        return None
    slip = glued(text, line_start(text, node.start))
    return slip if slip is not None and node.start <= slip.offset < node.end else None


def _how_to_fill(context: Context, path: Path, allowed: list[str]) -> str:
    """What to write where the value is empty; nothing where the line may as well go."""
    described = context.described(path)
    if choices := next((schema["x-choices"] for schema in described if "x-choices" in schema), None):
        return f"Write `{path[-1]}: {choices[0]}`."
    groups = [names for schema in context.described(path[:-1]) for names in schema.get("x-require-one", ())]
    if not context.is_required(path) and not any(path[-1] in names for names in groups):
        return ""
    if advice := next((schema["x-shape"]["help"] for schema in described if "x-shape" in schema), None):
        return f"Give it a value. {advice}"
    return "Write its settings on the lines below it, indented." if allowed == ["object"] else "Give it a value."


def not_allowed(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A value outside `enum`, `const`, `pattern` and the like."""
    path, schema = mark.path, mark.schema
    choices = schema.get("x-choices") or schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if choices:
        shown = context.shown(path)
        name = context.name(path)
        what = f"the value of {name}" if shown == "this value" else f"{shown} as the value of {name}"
        message, verb = f"UST does not accept {what}", "Write one of" if len(choices) > 1 else "Write"
        help_text = f"{verb} {', '.join(f'`{choice}`' for choice in choices)}."
    else:
        message = f"UST does not accept the value of {context.name(path)}"
        examples = ticked(schema.get("examples", ()))
        otherwise = f"Write a value such as {examples}." if examples else "Correct the value, or remove it."
        help_text = schema.get("errorMessage", otherwise)
    yield context.draft(
        "invalid-value", path, message, help_text, consequence=context.consequence(mark, mark.keyword),
        supersedes=frozenset({"malformed-value"}),
    )  # fmt: skip


_FOR_PYTHON = {
    "x-python-regex": ("regular expression", ".*@example\\.com"),
    "x-date-format": ("format of a date", "{:%Y-%m-%d}.log"),
    "x-python-format": ("format", "{givenName} {sn}"),
}


def for_python(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A string that UST passes to Python, which cannot read it."""
    path = mark.path
    what, example = _FOR_PYTHON[mark.keyword]
    yield context.draft(
        "invalid-value", path, f"{context.name(path)} is not a valid {what} for Python 3.9",
        f"Correct it; what `{example}` means is a {what}.",
    )  # fmt: skip


def windows_only(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """What works on Windows alone. A warning elsewhere: the file may be meant for another machine than this one."""
    if os.name != "nt":
        draft = context.draft(
            "invalid-value", mark.path, str(mark.value), "Choose another value, unless UST runs on Windows."
        )
        draft.severity = Severity.WARNING
        yield draft


def code(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A string that UST compiles as Python, which it is not."""
    yield context.draft(
        "invalid-value", mark.path, f"{context.name(mark.path)} is not Python 3.9: the error is on line {bad_line(mark.instance)} of the code",
        "Correct the code. Start it without indentation, after `|`.", location=context.at_key(mark.path),
    )  # fmt: skip


CHECKS = {
    "x-python-code": code,
    **dict.fromkeys(_FOR_PYTHON, for_python),
    "x-windows-only": windows_only,
    "type": wrong_type,
    "enum": not_allowed,
    "const": not_allowed,
    "pattern": not_allowed,
    "minLength": not_allowed,
    "minItems": not_allowed,
    "minimum": not_allowed,
    "maximum": not_allowed,
}
