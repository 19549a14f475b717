"""Write anew what in the documentation comes from the code: ``python docs/build/generate.py``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import config_page
import kind_lists
from behaviour import behaviour
from schema_style import styled

from umapi_lint.linting.load import load_schemas
from umapi_lint.output.rule_pages import pages
from umapi_lint.rules._registry import registry

HERE = Path(__file__).parents[1]
CONFIG_SCHEMA = HERE.parent / "schemas" / "umapi-lint-config.schema.json"


def write(folder: Path) -> None:
    """Write every page to a folder, and remove those of rules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages(registry().rules.values())
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def write_configuration() -> None:
    """Write the rules into the schema of the configuration, and its settings into the page about it."""
    schema = config_page.with_rules(json.loads(CONFIG_SCHEMA.read_text("utf-8")), registry().rules)
    CONFIG_SCHEMA.write_text(styled(schema) + "\n", encoding="utf-8", newline="\n")
    path = HERE / "configuration.md"
    path.write_text(config_page.page(path.read_text("utf-8"), schema), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "rules")
    if len(sys.argv) == 1:
        write_configuration()
        (HERE / "ust-behaviour.md").write_text(behaviour(load_schemas()), encoding="utf-8", newline="\n")
        kind_lists.write(load_schemas())
