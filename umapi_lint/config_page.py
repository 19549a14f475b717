"""The table of settings in ``docs/configuration.md``, and the rules in the schema of the configuration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

BEGIN, END = "<!-- settings: written by docs/generate.py -->", "<!-- end of settings -->"


def page(text: str, schema: Mapping[str, Any]) -> str:
    """The text of the page with its table brought up to date.

    Raises:
        ValueError: the page has no place for it.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no place for the table of settings")
    return f"{before}{BEGIN}\n\n{table(schema)}\n{END}{after}"


def table(schema: Mapping[str, Any]) -> str:
    """All settings, as their schema describes them."""
    rows = ["| setting | what it says | default | example |", "|---|---|---|---|"]
    for name, described in schema["properties"].items():
        default, example = toml(described["default"]), toml(described["examples"][0])
        rows.append(f"| `{name}` | {described['description']} | `{default}` | `{name} = {example}` |")
    return "\n".join(rows) + "\n"


def toml(value: Any) -> str:
    """A value on one line of TOML."""
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(name)} = {toml(item)}" for name, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)


def _key(name: str) -> str:
    return name if name.replace("-", "").isalnum() else json.dumps(name)


def with_rules(schema: Mapping[str, Any], rules: Iterable[str]) -> dict[str, Any]:
    """The schema with the ids of all rules, so that an editor offers them and marks misspelt ones."""
    rule = {**schema["definitions"]["rule"], "enum": sorted(rules)}
    return {**schema, "definitions": {**schema["definitions"], "rule": rule}}
