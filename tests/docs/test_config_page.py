"""The page about the configuration, and the rules in its schema."""

from __future__ import annotations

import json
import re
from pathlib import Path

import config_page
import pytest

from umapi_lint.policy import directive
from umapi_lint.policy.config_reader import parse
from umapi_lint.rules._registry import registry
from umapi_lint.schema.files import schema_folder

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
SCHEMA = json.loads((schema_folder() / "umapi-lint-config.schema.json").read_text("utf-8"))
TEXT = PAGE.read_text("utf-8")


def test_both_are_current() -> None:
    words = "run `python docs/build/generate.py`"
    assert config_page.with_rules(SCHEMA, registry().rules) == SCHEMA, words
    assert config_page.page(TEXT, SCHEMA) == TEXT, words


def test_every_example_of_the_table_can_be_used_as_it_stands() -> None:
    rows = [line for line in config_page.table(SCHEMA).splitlines() if line.startswith("| `")]
    assert len(rows) == len(SCHEMA["properties"])
    for row in rows:
        for cell in re.findall(r"`([a-z-]+ = .*?)` \|", row):
            parse(cell, "the page", Path(), registry().rules)


def test_the_configurations_that_the_page_shows_can_be_used() -> None:
    shown = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert shown
    for text in shown:
        parse(text, "the page", Path(), registry().rules)


def test_the_comments_that_the_page_shows_are_understood() -> None:
    shown = [
        line
        for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
        for line in block.splitlines()
        if "#" in line
    ]
    assert len(shown) == 3
    for line in shown:
        output = directive.parse(line[line.index("#") :])
        assert output is not None
        assert all(name.text in registry().rules for name in output.names)


def test_refuses_a_page_without_a_place_for_the_table() -> None:
    with pytest.raises(ValueError, match="no place"):
        config_page.page("# A page\n", SCHEMA)
