"""Where the schemas lie, what is called what, and one of them read."""

from __future__ import annotations

from pathlib import Path

from umapi_lint.record.typed import Any
from umapi_lint.text.format import printable

SUFFIX = ".schema.json"
VOCABULARY = "vocabulary" + SUFFIX
"""The meta-schema of the schemas."""
OF_NO_FILE = (VOCABULARY, "findings" + SUFFIX, "umapi-lint-config" + SUFFIX)
"""Schemas that are beside the others, and describe no file that is linted."""


class SchemaError(Exception):
    """A schema file cannot be used; ``str()`` says which and why."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))  # it quotes names of the schema, and these may be anything


def schema_folder() -> Path:
    """Where the schemas lie: inside the package when it is installed, beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"


def read_schema(path: Path) -> dict[str, Any]:
    import json

    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise SchemaError(f"{path}: is not readable JSON ({type(error).__name__})") from None
    except RecursionError:
        raise SchemaError(f"{path}: is nested too deeply") from None
    if not isinstance(content, dict):
        raise SchemaError(f"{path}: is not a JSON object")
    return content
