"""Print a kind's JSON Schema as one self-contained file for editors; without a kind, list the kinds."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from umapi_lint.bundle import bundle, file_name
from umapi_lint.cli import UsageError
from umapi_lint.schema import SchemaError, Schemas


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", nargs="?", help="kind of file, such as connector-umapi")
    parser.add_argument(
        "--write", metavar="FOLDER", type=Path, help="write it, or the schemas of all kinds, into this folder"
    )
    parser.add_argument(
        "--schema-dir", metavar="DIR", action="append", default=[], type=Path, help="folder with further *.schema.json"
    )


def run(options: argparse.Namespace) -> int:
    try:
        schemas = Schemas.load(*options.schema_dir)
    except SchemaError as error:
        raise UsageError(str(error)) from None
    if options.kind is not None and options.kind not in schemas.kinds:
        known = ", ".join(sorted(schemas.kinds))
        raise UsageError(f"there is no kind {options.kind!r}; known are {known}")
    if options.write is not None:
        _write_all(schemas, options.write, options.kind)
    elif options.kind is not None:
        sys.stdout.write(text(schemas, options.kind))
    else:
        sys.stdout.write(listed(schemas))
    return 0


def text(schemas: Schemas, kind: str) -> str:
    """A bundled schema as the text of a file."""
    return json.dumps(bundle(schemas, kind), indent=2, ensure_ascii=False) + "\n"


def listed(schemas: Schemas) -> str:
    """The kinds, one a line, with what each is."""
    width = max(map(len, schemas.kinds))
    return "".join(
        f"{name:<{width}}  {schemas.files[kind.schema].get('description', '')}".rstrip() + "\n"
        for name, kind in schemas.kinds.items()
    )


def _write_all(schemas: Schemas, folder: Path, only: str | None) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in schemas.kinds:
            if only in (None, kind):
                path = folder / file_name(kind)
                path.write_text(text(schemas, kind), encoding="utf-8", newline="\n")
                sys.stdout.write(f"{path}\n")
    except OSError as error:
        raise UsageError(f"{folder}: {(error.strerror or 'cannot be written').lower()}") from None
