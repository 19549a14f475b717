"""One self-contained schema file for editors, made of the engine's schemas.

Editors know neither our keywords nor our files. So references are gathered under ``definitions``, and what our keywords
say is said again in draft-07 and in the words that editors show (``errorMessage``, ``deprecationMessage``). Two things
hold for the result:

- It calls a file invalid only where UST refuses it; what UST merely ignores is shown by ``deprecationMessage``,
  which no validator counts. Exceptions are what nobody can mean: a misspelt method, ``true`` for a number, and a section
  under the name of the other connector.
- What it reports is told by the linter at the same place, too, and once: a missing key is not reported beside an unknown
  one, which may be the missing one misspelt.
"""

from __future__ import annotations

from collections.abc import Mapping

from umapi_lint.model.rule import Rule
from umapi_lint.schema.editor.ajv_strict import strict
from umapi_lint.schema.editor.fragments import Schema
from umapi_lint.schema.editor.translate import Bundle
from umapi_lint.schema.files import SUFFIX
from umapi_lint.schema.schemas import Schemas

ADDRESS = "https://umapi-lint.github.io/umapi-lint/schemas/"
"""Where the bundled files live; the address of one is this and its file name."""
MADE_BY = "Made by `umapi-lint schema"
"""How the comment of a bundled file begins, by which one is known."""
DIALECT = "http://json-schema.org/draft-07/schema#"


def bundle(schemas: Schemas, kind: str, rules: Mapping[str, Rule]) -> Schema:
    """The schema of a kind with everything it refers to, for editors.

    Raises:
        KeyError: there is no such kind.
    """
    name = schemas.kinds[kind].schema
    work = Bundle(schemas, name, rules)
    root = work.translate(schemas.files[name], name)
    return {
        "$schema": DIALECT,
        "$id": ADDRESS + name,
        "$comment": f"{MADE_BY} {kind}`; do not edit.",
        **strict({**root, "definitions": dict(sorted(work.definitions.items()))}),
    }


def file_name(kind: str) -> str:
    """What a bundled file is called."""
    return f"{kind}{SUFFIX}"
