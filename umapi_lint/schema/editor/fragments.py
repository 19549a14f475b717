"""Pieces of schemas for editors, of which a bundle is put together."""

from __future__ import annotations

from collections.abc import Mapping

from umapi_lint.record.typed import Any
from umapi_lint.schema.editor import messages
from umapi_lint.schema.terms import types
from umapi_lint.text.regex import regex

Schema = dict[str, Any]

HOLDERS = "^(?:x-|\\.)"
"""Keys that by custom hold YAML anchors and no settings."""


_LINK = regex(r"\[([^\]]*)\]\([^)]*\)")
_EMPHASIS = regex(r"(\*\*?)(\S(?:.*?\S)?)\1")


def shown(described: Mapping[str, Any]) -> Schema:
    """What an editor shows of a key, whether it may be there or not."""
    title = {"title": described["title"]} if "title" in described else {}
    return {**title, **descriptions(described["description"])} if "description" in described else title


def descriptions(markdown: str) -> Schema:
    """A description for editors that show Markdown, and the same text without links and emphasis for the others."""
    plain = _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", markdown)).replace("\n\n", " ")
    return {"description": plain} | ({"markdownDescription": markdown} if plain != markdown or "`" in markdown else {})


def deprecated(schema: Mapping[str, Any]) -> Schema:
    """What is said of an old key, unless it has no value."""
    value = {"deprecationMessage": schema["deprecationMessage"]}
    return {"if": {"not": {"type": "null"}}, "then": value} if "null" in types(schema) else value


_SWITCHES = {True: ("yes", "Yes", "YES", "on", "On", "ON"), False: ("no", "No", "NO", "off", "Off", "OFF")}
"""What is true and false to User Sync Tool, which reads YAML 1.1, and a text to editors, which read YAML 1.2."""


def switches(out: Schema) -> Schema:
    """A schema that takes `Yes` and `off` where it takes true and false."""
    if isinstance(out.get("const"), bool):
        stated = out.pop("const")
        out["enum"] = [stated, *_SWITCHES[stated]]
    if "boolean" in types(out) and "string" not in types(out) and "enum" not in out:
        out["type"] = [*types(out), "string"]
        out["pattern"] = f"^(?:{'|'.join(word for words in _SWITCHES.values() for word in words)})$"
    return out


def empty(described: Mapping[str, Any]) -> list[Any]:
    """Values that count as none: credentials, which are looked up in two places, may be empty texts too."""
    return [None, ""] if {"x-keyring-key", "x-keyring-name-of"} & set(described) else [None]


def there(name: str, absent: list[Any] | tuple[()] = ()) -> Schema:
    here: Schema = {"required": [name]}
    return {**here, "properties": {name: {"not": {"enum": absent}}}} if absent else here


def refused(names: list[str], message: str) -> Schema:
    return {"properties": dict.fromkeys(names, False), "errorMessage": message}


def ignoring_unknown(out: Schema, schema: Mapping[str, Any]) -> Schema:
    """Unknown keys where UST ignores them: mappings and lists may hold YAML anchors, unless a section is missing."""
    del out["additionalProperties"]
    known: Schema = {"properties": dict.fromkeys(out["properties"], True), "patternProperties": {HOLDERS: True}}
    wanted = list(schema.get("required", ()))
    strict: Schema = {**known, "additionalProperties": False, "errorMessage": messages.UNKNOWN}
    seen: Schema = {"if": {"not": {"type": ["object", "array"]}}, "then": {"deprecationMessage": messages.UNKNOWN}}
    lenient: Schema = {**known, "additionalProperties": seen}
    return {"if": {"required": wanted}, "then": lenient, "else": strict}
