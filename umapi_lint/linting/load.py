"""From folders of schema files to the schemas of a run."""

from __future__ import annotations

from pathlib import Path

from umapi_lint.rules._registry import registry
from umapi_lint.schema.files import OF_NO_FILE, SUFFIX, SchemaError, read_schema
from umapi_lint.schema.prepared import own_schemas
from umapi_lint.schema.schemas import Schemas


def load_schemas(*folders: Path) -> Schemas:
    """Read every ``*.schema.json``; those of further folders are held to the vocabulary.

    Raises:
        SchemaError: a folder has none, or one is not a JSON object or not as the vocabulary says.
    """
    schemas = own_schemas()
    foreign: set[str] = set()
    for folder in folders:
        found = [path for path in sorted(folder.glob(f"*{SUFFIX}")) if path.name not in OF_NO_FILE]
        if not found:
            raise SchemaError(f"{folder}: no file named *{SUFFIX}")
        foreign.update(path.name for path in found)
        schemas = Schemas({**schemas.files, **{path.name: read_schema(path) for path in found}})
    if foreign:
        from umapi_lint.schema.validate import validate

        validate(schemas, sorted(foreign), registry().rules)
    return schemas
