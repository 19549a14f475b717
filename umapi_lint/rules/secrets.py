"""Credentials that are in the file itself, at the place that is made for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from umapi_lint.document.document import Path
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD, HEAD
from umapi_lint.secrets.placeholders import is_real
from umapi_lint.text.format import series

Schema = Mapping[str, Any]


RULES = (
    Rule(
        id="plaintext-secret",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Credential stored in plain text",
        why="Anyone who can read the file, a backup or its repository can act as your organization. "
        "The manual strongly recommends the operating system's keyring.",
        remediation="Store the value in the keyring and name the entry in the setting that the message names; "
        "`umapi-lint secure` does it. Otherwise keep the file readable by its owner only.",
        fails=Example(HEAD + "  secure_client_id_key: umapi_client_id\n  client_secret: {secret}\n"),
        passes=GOOD,
        source="The manual, 'Credential Security'",
        per_file=True,
    ),
)  # fmt: skip


def in_place(context: Context) -> Iterator[FindingBuilder]:
    """Every value at a sensitive position, however it is written; one value under two names is one finding."""
    values: dict[int, dict[Path, Schema]] = {}
    for path, schema in _sensitive(context):
        if _is_credential(context.value_at(path), path, schema):
            values.setdefault(id(context.document.node(path)), {}).setdefault(path, schema)
    refused = {(*mark.path, mark.property) for mark in context.marks if mark.keyword == "additionalProperties"}
    everything = [schema for places in values.values() if not refused.issuperset(places) for schema in places.values()]
    for places in values.values():
        value = series((context.name(path) for path in places), "and")
        are = "is" if len(places) == 1 else "are"
        yield context.draft(
            "plaintext-secret",
            next(iter(places)),
            f"{value} {are} stored in plain text",
            _OF_NO_USE if refused.issuperset(places) else _advice(places.values(), everything),
        )


def _sensitive(context: Context) -> Iterator[tuple[Path, Schema]]:
    """Places that hold a credential: those of the chosen method, and those of another one, which are not read."""
    for mark in context.marks:
        if mark.keyword == "x-sensitive" and mark.value is True:
            yield mark.path, mark.schema
        elif mark.keyword == "additionalProperties":
            path = (*mark.path, mark.property)
            yield from ((path, schema) for schema in context.described(path) if schema.get("x-sensitive") is True)


def _is_credential(value: Any, path: Path, schema: Schema) -> bool:
    if not isinstance(value, str):
        return value is not None
    return is_real(value, str(path[-1]), [schema])


_OF_NO_USE = "Remove the line: UST does not read it with this authentication method."


def _advice(schemas: Iterable[Schema], everything: Iterable[Schema]) -> str:
    """The same advice for all credentials of a file, so that a report has it once."""
    if not any("x-keyring-key" in schema for schema in schemas):
        return "Keep the file readable by its owner only."
    entries = series(dict.fromkeys(f"`{s['x-keyring-key']}`" for s in everything if "x-keyring-key" in s), "or")
    return (
        f"Run `umapi-lint secure`, which stores the value in the keyring and names the entry in {entries} instead. Otherwise make the file "
        "readable by its owner only, and add `# umapi-lint: ignore[plaintext-secret] -- why` to the line."
    )


DOCUMENT_CHECKS = (in_place,)
READS = ("x-sensitive",)
