"""Settings that are not there, or have no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD, HEAD
from umapi_lint.rules._suggestions import commented_out
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.text.format import ticked

RULES = (
    Rule(
        id="missing-field",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A required setting is missing",
        why="UST asks for it at start and stops when it is not there. What is required depends on the "
        "authentication method.",
        remediation="Add the setting; you find its value on the credential page of your project in the Adobe Developer Console.",
        fails=Example(HEAD + "  secure_client_id_key: umapi_client_id\n"),
        passes=GOOD,
        fix="Adds `authentication_method: oauth` where only that is missing.",
        source="UST 2.10: connector_umapi.py, umapi_util.py",
    ),
    Rule(
        id="null-value",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="Key without a value",
        why="An empty value is YAML's null. UST asks 'is the key there?' for most settings, finds it, and stops "
        "because it has no value.",
        remediation="Give it a value, or remove the line.",
        fails=Example("authentication_method:\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"),
        passes=GOOD,
        source="UST 2.10: DictConfig.get_value, 'Value not found for key'",
    ),
)  # fmt: skip


def missing(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    path = mark.path
    if commented_out(context):
        yield _commented_out(context, mark)
        return
    clause, related = context.because(mark)
    yield context.draft(
        "missing-field",
        path,
        f"`{mark.property}` is missing{context.within(path)}{clause}",
        _how_to_add(context, (*path, mark.property)),
        location=context.at_key(path),
        consequence=context.consequence(mark, "required"),
        missing_paths=frozenset({(*path, mark.property)}),
        related=related,
    )


def _commented_out(context: Context, mark: KeywordMatch) -> FindingBuilder:
    """One finding for all that is missing, because somebody filled in a template and left the signs before its lines."""
    first = commented_out(context)[0]
    names = ticked(mark.value, "and")
    verb = "is" if len(mark.value) == 1 else "are"
    return context.draft(
        "missing-field", (), f"{names} {verb} missing: every line of this file is a comment",
        f"Remove the `# ` before the lines from `{first}:` on.",
        location=context.document.location(context.document.comments[0].start, context.document.comments[0].end),
        consequence=context.consequence(mark, "required"), missing_paths=frozenset({(mark.property,)}),
    )  # fmt: skip


def _how_to_add(context: Context, path: tuple[Any, ...]) -> str:
    for schema in context.described(path):
        if "x-shape" in schema:
            return f"Add `{path[-1]}`. {schema['x-shape']['help']}"
    types = [schema["type"] for schema in context.described(path) if "type" in schema]
    if "boolean" in types:
        return f"Add `{path[-1]}: true` or `{path[-1]}: false`."
    if len(path) > 1 or "object" not in types:
        return f"Add `{path[-1]}`."
    inside = "the credentials" if context.kind is not None and context.kind.section == path[-1] else "its settings"
    return f"Add the section `{path[-1]}:` with {inside} below it."


def _how_to_fill(context: Context, path: tuple[Any, ...]) -> str:
    if any("x-keyring-name-of" in schema for schema in context.described(path)):
        return f"Write the name of the keyring entry that holds the value to `{path[-1]}`."
    return _how_to_add(context, path).replace("Add `", "Set `", 1)


def missing_one_of(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """None of several settings is there; those that are there but empty count as absent."""
    if not isinstance(mark.instance, Mapping):
        return
    path = mark.path
    for names in mark.value:
        if any(_counts(context, (*path, name), mark.instance[name]) for name in names if name in mark.instance):
            continue
        clause, related = context.because(mark)
        current = [name for name in names if not _is_deprecated(context, (*path, name))]
        value = ticked(current)
        empty = [n for n in names if n in mark.instance and mark.instance[n] in (None, "")]
        consequence = context.consequence(mark, "x-require-one")
        if any(mark.instance[name] is None and not _may_be_null(context, (*path, name)) for name in empty):
            continue  # told as a key that needs a value
        if empty:
            where = (*path, empty[0])
            yield context.draft(
                "null-value",
                where,
                f"{context.name(where)} has no value, and UST needs {value}{clause}",
                _how_to_fill(context, where if empty[0] in current else (*path, current[0])),
                location=context.at_key(where),
                consequence=consequence,
                missing_paths=frozenset((*path, name) for name in names),
                related=related,
            )
        else:
            yield context.draft(
                "missing-field",
                path,
                f"{value} is missing{context.within(path)}{clause}",
                _how_to_add(context, (*path, current[0])),
                location=context.at_key(path),
                consequence=consequence,
                missing_paths=frozenset((*path, name) for name in names),
                related=related,
            )


def _counts(context: Context, path: tuple[Any, ...], value: Any) -> bool:
    if value is None or value == "":
        # only credentials are looked up in two places, where an empty text counts as none
        return value == "" and not any({"x-keyring-key", "x-keyring-name-of"} & set(s) for s in context.described(path))
    return not context.reads_as_null(path, value)


def _may_be_null(context: Context, path: tuple[Any, ...]) -> bool:
    return any("null" in schema.get("type", "null") for schema in context.described(path))


def _is_deprecated(context: Context, path: tuple[Any, ...]) -> bool:
    return any(schema.get("deprecated") for schema in context.described(path))


CHECKS = {"required": missing, "x-require-one": missing_one_of}
