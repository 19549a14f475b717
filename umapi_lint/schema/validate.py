"""Holds schemas to the vocabulary: whether draft-07 and our keywords are used as ``vocabulary.schema.json`` says.

The package's own schemas are held to it by the tests. At run time only schemas of other folders are, so that anyone who
writes one is told of a slip in a sentence, and not by a rule that never speaks or by a traceback.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping

from jsonschema import Draft7Validator, ValidationError
from referencing import Registry
from referencing.jsonschema import DRAFT7

from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.schema.files import VOCABULARY, SchemaError, schema_folder
from umapi_lint.schema.schemas import Schemas
from umapi_lint.text.suggest import nearest

MAX_DEPTH = 64
"""Levels of nesting; a connector file has three."""
MAX_PARTS = 100_000
"""Parts that a schema may unfold to when its references are followed."""

DOCUMENTED = ["title", "description"]
"""What a key's schema says to people. Ours must; those of other folders may go without."""

_BASE = "http://json-schema.org/draft-07/schema"
_DATA = ("examples", "enum", "const", "default", "defaultSnippets")
"""Keywords that hold values, in which ``$ref`` means nothing."""


def vocabulary() -> dict[str, Any]:
    """The meta-schema."""
    content: dict[str, Any] = json.loads((schema_folder() / VOCABULARY).read_bytes())
    return content


def validate(schemas: Schemas, names: Iterable[str], rules: Collection[str], *, documented: bool = False) -> None:
    """Hold some of the schemas to the vocabulary, and follow every reference of all of them.

    Args:
        rules: the ids of the rules that a schema may name.
        documented: whether every key must have its texts for people.

    Raises:
        SchemaError: the first thing that is wrong: the file, the place, and what.
    """
    base: Registry[Any] = Registry().with_resource(_BASE, DRAFT7.create_resource(Draft7Validator.META_SCHEMA))
    validator = Draft7Validator(vocabulary(), registry=base, format_checker=Draft7Validator.FORMAT_CHECKER)
    for name in names:
        content = schemas.files[name]
        if _depth(content) > MAX_DEPTH:
            raise SchemaError(f"{name}: is nested more than {MAX_DEPTH} levels deep")
        errors = [e for e in validator.iter_errors(content) if documented or e.validator_value != DOCUMENTED]
        errors.sort(key=lambda error: (len(error.absolute_path), _rank(error)))
        if errors:
            raise SchemaError(f"{name}: {_sentence(errors[0], validator.schema)}")
        for problem in _unknown_names(schemas, name, rules):
            raise SchemaError(f"{name}: {problem}")
    references = _References(schemas)
    for name in schemas.files:
        references.size(name, "", [])


def _depth(content: Any) -> int:
    deepest, stack = 0, [(content, 1)]
    while stack:
        value, depth = stack.pop()
        deepest = max(deepest, depth)
        if depth > MAX_DEPTH:
            break
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        stack.extend((item, depth + 1) for item in inner)
    return deepest


def _rank(error: ValidationError) -> int:
    """A keyword that does not exist is told before anything that follows from it."""
    return 0 if "propertyNames" in error.absolute_schema_path else 1


def _sentence(error: ValidationError, vocabulary: Any) -> str:
    asked: Any = error.validator_value
    around: Any = error.schema
    instance: Any = error.instance
    path = list(error.absolute_path)
    place = "".join(f"/{step}" for step in path) or "/"
    keywords = vocabulary["definitions"]["schema"]["properties"]
    if error.validator == "enum" and _rank(error) == 0:
        close = nearest(instance, asked)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        return f"at {place}: there is no keyword `{error.instance}`{hint}"
    if error.validator == "not" and path and str(path[-1]).startswith("x-"):
        return f"at {place}: a condition is only asked, and no rule hears of `{path[-1]}` there; put it into `then`"
    if error.validator == "not" and path:
        return f"at {place}: `{path[-1]}` is not evaluated here; use `pattern`, or `if` and `then`"
    keyword = next(
        (step for step in path if isinstance(step, str) and step in keywords and step.startswith("x-")), None
    )
    about = f"; `{keyword}`: {keywords[keyword]['title']}" if keyword else ""
    if error.validator == "required":
        missing = [name for name in asked if name not in instance]
        return f"at {place}: {', '.join(f'`{name}`' for name in missing)} must be there{about}"
    if error.validator == "additionalProperties":
        known = ", ".join(f"`{name}`" for name in around.get("properties", ()))
        return f"at {place}: only {known} is allowed here{about}"
    if error.validator == "format":
        return f"at {place}: is not a regular expression"
    return f"at {place}: does not hold to `{error.validator}` {json.dumps(asked)[:120]}{about}"


class _References(Record, frozen=False):
    """Follows references, and counts what they unfold to."""

    schemas: Schemas
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)

    def size(self, file: str, fragment: str, above: list[tuple[str, str]]) -> int:
        """How many parts a target unfolds to.

        Raises:
            SchemaError: a reference leads nowhere, back to where it came from, or to far too many parts.
        """
        here = (file, fragment)
        if here in self.sizes:
            return self.sizes[here]
        if here in above:
            raise SchemaError(f"{above[-1][0]}: the reference to {file}#{fragment} leads back to itself")
        total = 1
        for reference in _references(self.target(file, fragment, above)):
            target, _, inner = reference.partition("#")
            total += self.size(target or file, inner, [*above, here])
            if total > MAX_PARTS:
                raise SchemaError(f"{file}: its references unfold to more than {MAX_PARTS} parts")
        self.sizes[here] = total
        return total

    def target(self, file: str, fragment: str, above: list[tuple[str, str]]) -> Any:
        found: Any = self.schemas.files.get(file)
        for step in fragment.split("/")[1:]:
            found = found.get(step) if isinstance(found, Mapping) else None
        if not isinstance(found, Mapping):
            shown = f"{file}#{fragment}" if fragment else file
            raise SchemaError(
                f"{above[-1][0] if above else file}: the reference to {shown} leads to no schema; a reference names a file "
                "of the folder, and nothing is ever fetched"
            )
        return found


def _references(schema: Any) -> Iterator[str]:
    """References of a schema; those of its ``definitions`` count where these are referred to."""
    stack: list[Any] = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            else:
                stack.extend(inner for key, inner in value.items() if key != "definitions" and key not in _DATA)
        elif isinstance(value, list):
            stack.extend(value)


def _unknown_names(schemas: Schemas, name: str, rules: Collection[str]) -> Iterator[str]:
    """Rules, kinds and files that a schema names and that do not exist."""
    stack: list[Any] = [schemas.files[name]]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        if not isinstance(value, Mapping):
            continue
        stack.extend(value.values())
        stated = [value.get("x-finding"), value.get("x-ignored"), *(value.get("x-unknown") or {}).values()]
        for words in stated:
            rule = words.get("rule", "unknown-key") if isinstance(words, Mapping) else "unknown-key"
            if rule not in rules:
                yield f"there is no rule `{rule}`"
        connector = value.get("x-connector")
        for kind in (value.get("x-targets"), connector.get("kind") if isinstance(connector, Mapping) else None):
            if isinstance(kind, str) and kind not in schemas.kinds:
                yield f"there is no kind `{kind}`"
        for file in value.get("x-other-methods", ()):
            if file not in schemas.files:
                yield f"there is no schema {file}"
