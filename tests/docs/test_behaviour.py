"""``docs/ust-behaviour.md`` says what the schemas say."""

from __future__ import annotations

from pathlib import Path

from behaviour import behaviour

from umapi_lint.linting.load import load_schemas

PAGE = Path(__file__).parents[2] / "docs" / "ust-behaviour.md"
SCHEMAS = load_schemas()


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == behaviour(SCHEMAS), "run `python docs/build/generate.py`"


def test_every_key_of_every_kind_has_a_row() -> None:
    text = behaviour(SCHEMAS)
    for kind in SCHEMAS.kinds.values():
        for path in SCHEMAS.properties(kind):
            if path[-1] != "*":
                assert f"`{path[-1]}`" in text, path


def test_every_row_says_what_the_tool_does() -> None:
    rows = [line for line in behaviour(SCHEMAS).splitlines() if line.startswith(("| `", "| **`"))]
    assert len(rows) > 50
    for row in rows:
        assert row.count(" | ") == 3
        assert not row.endswith("|  |"), row
