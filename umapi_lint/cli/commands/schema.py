"""Print a kind's JSON Schema as one self-contained file for editors; without a kind, list the kinds.

With --modeline, write the comment into a file that tells editors which schema it is held to. The schema is written
beside the file, so that editors need no network; --to names another place for it, or an address where it is already.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from umapi_lint.cli.catalogue import examples
from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.cli.options import add_schema_dir
from umapi_lint.linting.load import load_schemas
from umapi_lint.record.typed import Any
from umapi_lint.rules._registry import registry
from umapi_lint.schema.editor import MADE_BY, bundle, file_name
from umapi_lint.schema.editor.fragments import descriptions
from umapi_lint.schema.files import SchemaError
from umapi_lint.schema.schemas import Schemas
from umapi_lint.text.format import printable

EXAMPLES = examples(
    ("umapi-lint schema", "the kinds of files"),
    ("umapi-lint schema connector-umapi > connector-umapi.schema.json", "one schema"),
    ("umapi-lint schema --write schemas", "all of them"),
    ("umapi-lint schema --modeline connector-umapi.yml", "tell editors, in the file"),
)


def _summary(schema: Mapping[str, Any]) -> str:
    return str(descriptions(schema.get("description", "").partition("\n")[0])["description"])


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", nargs="?", help="kind of file, such as connector-umapi")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--write", metavar="FOLDER", type=Path, help="write it, or the schemas of all kinds, into this folder"
    )
    what.add_argument("--modeline", metavar="FILE", help="tell editors by a comment in FILE which schema it is held to")
    parser.add_argument(
        "--to", metavar="PATH_OR_URL", help="with --modeline: where the schema is to lie, or does; default: beside FILE"
    )
    add_schema_dir(parser)


def run(options: argparse.Namespace) -> int:
    try:
        schemas = load_schemas(*options.schema_dir)
    except SchemaError as error:
        raise UsageError(str(error)) from None
    if options.kind is not None and options.kind not in schemas.kinds:
        known = ", ".join(sorted(schemas.kinds))
        raise UsageError(f"there is no kind {options.kind!r}; known are {known}")
    if options.to is not None and options.modeline is None:
        raise UsageError("--to says where the schema of a --modeline is")
    if options.modeline is not None:
        _mark(schemas, options.modeline, options.kind, options.to)
    elif options.write is not None:
        for kind in [options.kind] if options.kind else schemas.kinds:
            write_schema(schemas, kind, options.write / file_name(kind))
            sys.stdout.write(f"{options.write / file_name(kind)}\n")
    elif options.kind is not None:
        sys.stdout.write(text(schemas, options.kind))
    else:
        sys.stdout.write(listed(schemas))
    return 0


def text(schemas: Schemas, kind: str) -> str:
    """A bundled schema as the text of a file."""
    return json.dumps(bundle(schemas, kind, registry().rules), indent=2, ensure_ascii=False) + "\n"


def listed(schemas: Schemas) -> str:
    """The kinds, one a line, with what each is."""
    width = max(map(len, schemas.kinds))
    return "".join(
        f"{name:<{width}}  {_summary(schemas.files[kind.schema])}".rstrip() + "\n"
        for name, kind in schemas.kinds.items()
    )


def write_schema(schemas: Schemas, kind: str, path: Path) -> None:
    """Write a bundled schema; an older one that umapi-lint wrote is overwritten, and nothing else."""
    from umapi_lint.document.atomic_write import WriteError, put

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and MADE_BY not in path.read_bytes().decode("utf-8", "replace"):
            raise UsageError(f"{path}: is not a schema that umapi-lint wrote, and is left as it is")
        put(path, text(schemas, kind).encode("utf-8"))
    except WriteError as error:
        raise UsageError(f"{path}: {error}") from None
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from None


def _mark(schemas: Schemas, name: str, kind: str | None, to: str | None) -> None:
    """Put a modeline into a file, and its schema where it points."""
    from umapi_lint.document.atomic_write import WriteError, write_over
    from umapi_lint.document.document import Document
    from umapi_lint.document.source import UnreadableError, read_source
    from umapi_lint.edits.modeline import modeline, with_modeline
    from umapi_lint.linting import discovery

    try:
        source = read_source(name)
    except UnreadableError as error:
        raise UsageError(f"{name}: {error}") from None
    document = Document(source)
    if document.problem is not None and document.problem.rule == "encoding":
        raise UsageError(f"{name}: {document.problem}")
    found = discovery.kind_of(document, schemas)
    if kind is None and found is None:
        raise UsageError(f"{name}: is none of the files that umapi-lint knows; name its kind")
    kind = kind or (found.name if found else "")
    path = None if to is not None and "://" in to else Path(name).parent / file_name(kind) if to is None else Path(to)
    address = _beside(path, name) if path is not None else str(to)
    try:
        modeline(address)
        data = with_modeline(document, address).encode("utf-8")
    except ValueError as error:
        raise UsageError(f"{address}: {error}") from None
    if path is not None:
        write_schema(schemas, kind, path)
        sys.stdout.write(f"{printable(str(path))}\n")
    if data == source.data:
        return
    try:
        write_over(source, data)
    except WriteError as error:
        raise UsageError(f"{name}: {error}") from None
    sys.stdout.write(f"{printable(name)}\n")


def _beside(path: Path, name: str) -> str:
    """The address of a schema as seen from a file: relative, so that both can be moved together."""
    try:
        relative = os.path.relpath(path, Path(name).parent).replace(os.sep, "/")
    except ValueError:  # another drive of Windows
        return path.absolute().as_uri()
    return relative if relative.startswith("../") else f"./{relative}"
