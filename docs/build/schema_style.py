"""The one style of the schemas: `python docs/build/schema_style.py` writes every one of them in it."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "schemas"
WIDTH = 118


def styled(value: Any, indent: int = 0, before: int = 0) -> str:
    """A value as JSON: on one line where it fits, else one member a line. ``before`` and the comma count as width."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or indent + before + len(flat) < WIDTH:
        return flat
    inner = indent + 2
    if isinstance(value, dict):
        names = [json.dumps(name, ensure_ascii=False) + ": " for name in value]
        lines = [name + styled(item, inner, len(name)) for name, item in zip(names, value.values(), strict=True)]
    elif any(isinstance(item, dict | list) for item in value):
        lines = [styled(item, inner) for item in value]
    else:
        # a space inside an item is no place for a new line
        words = ", ".join(json.dumps(item, ensure_ascii=False).replace(" ", "\0") for item in value)
        wrapped = textwrap.wrap(words, WIDTH - inner, break_long_words=False, break_on_hyphens=False)
        lines = [line.replace("\0", " ") for line in wrapped]
        return "[" + "".join(f"\n{' ' * inner}{line}" for line in lines) + f"\n{' ' * indent}]"
    start, end = "{}" if isinstance(value, dict) else "[]"
    return start + ",".join(f"\n{' ' * inner}{line}" for line in lines) + f"\n{' ' * indent}{end}"


def styled_file(path: Path) -> str:
    """The text of a schema's file in the one style."""
    return styled(json.loads(path.read_text("utf-8"))) + "\n"


if __name__ == "__main__":
    for path in SCHEMAS.glob("*.json"):
        path.write_text(styled_file(path), encoding="utf-8", newline="\n")
