"""What editors are told: whole sentences, since an editor shows nothing beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from umapi_lint.record.typed import Any
from umapi_lint.text.format import series, ticked

UNKNOWN = "Unknown key here; UST silently ignores it. Correct the spelling, or remove the line."

_TYPES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "object": "a section with settings",
}
_PLAIN = ("string", "integer", "boolean")
_METHODS = {"jwt": "JWT"}


def sentences(message: str, help: str) -> str:
    """A finding's message and help, as two sentences."""
    message = message.replace("{value}", "this value")
    return f"{message[:1].upper()}{message[1:]}. {help}"


def consequence(schema: Mapping[str, Any], keyword: str) -> str:
    """What UST does when this keyword of a schema is violated."""
    value = schema.get("x-consequence", "refused")
    return str(value.get(keyword, "refused") if isinstance(value, Mapping) else value)


def missing(names: Iterable[str], described: Mapping[str, Mapping[str, Any]]) -> str:
    names = list(names)
    advice = described[names[0]].get("x-shape", {}).get("help")
    return f"{ticked(names)} is missing here. {advice or 'Add it.'}"


def empty(name: str, names: Iterable[str]) -> str:
    return f"`{name}` has no value, and UST needs {ticked(names)}."


def conflict(name: str, other: str) -> str:
    return f"`{name}` and `{other}` exclude each other. Remove one of the two."


def type_or_choices(types: Iterable[str], choices: Iterable[str]) -> str:
    """What a place must hold; nothing where an editor says it well enough itself."""
    choices = list(choices)
    if choices:
        return f"UST does not know this value. Write {ticked(choices)}."
    wanted = [_TYPES[name] for name in types if name != "null"]
    if not any(name in _PLAIN for name in types):
        return ""
    quotes = " Put the value in quotes, or remove the line if there is none." if wanted == [_TYPES["string"]] else ""
    return f"UST expects {series(wanted)} here.{quotes}"


def other_method(method: str, own: str) -> str:
    method, own = _METHODS.get(method, method), _METHODS.get(own, own)
    return f"This belongs to {method}; with {own} UST refuses it. Remove the line."
