"""What User Sync Tool does with each key, as the schemas say it: ``docs/ust-behaviour.md``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from umapi_lint.schema.schemas import Schemas

_HEAD = """\
# What the User Sync Tool does with each key

Written from the schemas of umapi-lint, which were read off and measured on User Sync Tool 2.10.0rc2 with
umapi-client 3.0.1. *Refused* means that UST does not start.

What holds for every file: it is UTF-8, with or without a byte order mark, and one YAML document. Of a key that is set
twice the last one counts. Where UST expects a string and YAML reads a number, a date or `yes`, it crashes with
"maximum recursion depth exceeded". `true` passes where an integer is expected.
"""
_TABLE = "| Key | Type | Default | What UST does |\n| --- | --- | --- | --- |"
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "object": "section",
    "array": "list",
    "null": "null",
}
_CREDENTIALS = "Credentials"


def behaviour(schemas: Schemas) -> str:
    """The whole page, in Markdown."""
    parts = [_HEAD]
    methods = {name: content for name, content in schemas.files.items() if "x-method" in content}
    sections = []
    for kind in schemas.kinds.values():
        content = schemas.files[kind.schema]
        parts.append(f"## {kind.name}.yml\n\n{content['description']}\n")
        parts.extend(_sections(schemas, content, kind.schema, ()))
        if kind.section and not kind.root:
            sections.append(f"`{kind.section}` in {kind.name}.yml")
    parts.append(f"## {_CREDENTIALS}\n\n{' and '.join(sections)}, by the authentication method.\n")
    for name, content in methods.items():
        parts.extend(_sections(schemas, content, name, (), f"Method `{content['x-method']}`"))
    return "\n".join(parts)


def _sections(
    schemas: Schemas, schema: Mapping[str, Any], base: str, path: tuple[str, ...], title: str = ""
) -> Iterator[str]:
    """A table for an object, and one for each object within it."""
    properties = schema.get("properties", {})
    if not properties:
        return
    title = title or (f"`{'.'.join(path)}`" if path else "Top level")
    rows = []
    inner = []
    for name, unresolved in properties.items():
        found, where = schemas.resolve(unresolved, base)
        rows.append(
            f"| {_name(name, schema)} | {_type(found)} | {_default(found).replace('|', chr(92) + '|')} | {_cell(_does(found))} |"
        )
        item, item_base = (
            schemas.resolve(found.get("items", {}), where) if isinstance(found.get("items"), dict) else ({}, where)
        )
        inner.append((found, where, (*path, name)))
        inner.append((item, item_base, (*path, f"{name}[]")))
    yield f"### {title}\n\n{_TABLE}\n" + "\n".join(rows) + f"\n\n{_rest(schema)}\n"
    for found, where, place in inner:
        yield from _sections(schemas, found, where, place)


def _name(name: str, schema: Mapping[str, Any]) -> str:
    return f"**`{name}`**" if name in schema.get("required", ()) else f"`{name}`"


def _type(schema: Mapping[str, Any]) -> str:
    value = schema.get("type")
    names = value if isinstance(value, list) else [value] if value else []
    return " or ".join(_TYPES[name] for name in names) or "any"


def _default(schema: Mapping[str, Any]) -> str:
    return (
        f"`{json.dumps(schema['default']) if not isinstance(schema['default'], str) else schema['default']}`"
        if "default" in schema
        else ""
    )


def _does(schema: Mapping[str, Any]) -> Iterator[str]:
    yield str(schema.get("x-ust", ""))
    if "x-replaced-by" in schema:
        yield f"old name of `{schema['x-replaced-by']}`"
    if "x-keyring-key" in schema:
        yield f"or from the keyring, by the name in `{schema['x-keyring-key']}`"
    for keyword in ("x-refused-with", "x-conflicts-with"):
        if keyword in schema:
            yield "refused together with " + ", ".join(f"`{name}`" for name in schema[keyword])


def _cell(parts: Iterator[str]) -> str:
    return "; ".join(parts).replace("|", "\\|").replace("\n", " ")


def _rest(schema: Mapping[str, Any]) -> str:
    """What holds for the object as a whole: what is asked for, and what becomes of other keys."""
    value = []
    if schema.get("required"):
        value.append("Keys in bold are required.")
    for names in schema.get("x-require-one", ()):
        value.append(
            f"One of {', '.join(f'`{name}`' for name in names)} is required; null and an empty text count as absent."
        )
    consequence = schema.get("x-consequence", "refused")
    if isinstance(consequence, Mapping):
        consequence = consequence.get("additionalProperties", "refused")
    known = schema.get("additionalProperties", True)
    value.append(f"Any other key is {consequence}." if known is False else "Other keys are taken.")
    return " ".join(value)
