"""The schemas of the package as they are needed at every start: read, and their words collected, when a wheel is built.

A checkout has nothing prepared, and reads its schemas as they lie there.
"""

from __future__ import annotations

import marshal

from umapi_lint.schema.files import OF_NO_FILE, SUFFIX, read_schema, schema_folder
from umapi_lint.schema.schemas import Schemas
from umapi_lint.schema.terms import Vocabulary

NAME = "prepared"


def prepare() -> bytes:
    """What :func:`own_schemas` reads; written into the wheel by ``hatch_build.py``."""
    schemas = own_schemas()
    words = schemas.vocabulary
    return marshal.dumps((schemas.files, words.names, words.words), 4)  # format 4: of every Python that we run on


def own_schemas() -> Schemas:
    """The schemas of the package."""
    folder = schema_folder()
    try:
        with open(f"{folder}/{NAME}", "rb") as stream:
            files, names, words = marshal.loads(stream.read())  # noqa: S302 - as much our own as the code beside it
    except FileNotFoundError:
        found = sorted(path for path in folder.glob(f"*{SUFFIX}") if path.name not in OF_NO_FILE)
        return Schemas({path.name: read_schema(path) for path in found})
    schemas = Schemas(files)
    schemas.vocabulary = Vocabulary(names, words)
    return schemas
