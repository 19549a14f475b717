"""The table of settings in ``docs/configuration.md``, and the rules in the schema of the configuration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from umapi_lint.cli.commands.config import toml

BEGIN, END = "<!-- settings: written by docs/build/generate.py -->", "<!-- end of settings -->"


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


def with_rules(schema: Mapping[str, Any], rules: Iterable[str]) -> dict[str, Any]:
    """The schema with the ids of all rules, so that an editor offers them and marks misspelt ones."""
    rule = {**schema["definitions"]["rule"], "enum": sorted(rules)}
    return {**schema, "definitions": {**schema["definitions"], "rule": rule}}
