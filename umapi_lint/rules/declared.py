"""Findings that a schema words itself, with `x-finding`."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules._examples import GOOD
from umapi_lint.schema.evaluator import KeywordMatch

RULES = (
    Rule(
        id="console-json",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="JSON from the Adobe Developer Console in place of a connector file",
        why="The Console gives the credential as JSON. UST reads YAML with other names, and finds none of them in it.",
        remediation="Run `umapi-lint init --from` with the JSON to create a connector file, then delete the JSON.",
        fails=Example('{"CLIENT_ID": "{uuid}", "CLIENT_SECRETS": ["{secret}"]}\n'),
        passes=GOOD,
        source="Adobe Developer Console, 'Download JSON'; UST 2.10: 'Missing section: enterprise'",
        per_file=True,
    ),
)


def declared(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A finding that the schema itself words, where its condition holds (`x-finding`)."""
    value = mark.value
    path = mark.path
    at = next(
        ((*path, name) for name in value.get("at", ()) if context.document.entry((*path, name)) is not None), path
    )
    location = context.at_key(at) if "at" in value or value.get("at-key") else context.at_value(path)
    where = (*path, value["key"]) if "key" in value else at
    yield context.draft(
        value["rule"],
        where,
        value["message"].replace("{value}", context.shown(path)),
        value["help"],
        location=location,
        severity=Severity(value["severity"]) if "severity" in value else None,
        consequence=Consequence(value["consequence"]) if "consequence" in value else None,
        missing_paths=frozenset({where}) if "key" in value else frozenset(),
        accounts_for=tuple((*path[:-1], name) for name in value.get("explains", ())),
        alone=value.get("alone", False),
        supersedes=frozenset(value.get("replaces", ())),
        fix=context.declared_fix(where, value.get("fix"), at),
    )


CHECKS = {"x-finding": declared}
