"""Findings that a schema words itself, with `x-finding`."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.engine.context import Context, Draft
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.schema.evaluator import Mark


def declared(context: Context, mark: Mark) -> Iterator[Draft]:
    """A finding that the schema itself words, where its condition holds (`x-finding`)."""
    said = mark.said
    path = mark.place
    at = next(((*path, name) for name in said.get("at", ()) if context.document.entry((*path, name)) is not None), path)
    location = context.at_key(at) if "at" in said or said.get("at-key") else context.at_value(path)
    where = (*path, said["key"]) if "key" in said else at
    yield context.draft(
        said["rule"],
        where,
        said["message"].replace("{value}", context.shown(path)),
        said["help"],
        location=location,
        severity=Severity(said["severity"]) if "severity" in said else None,
        consequence=Consequence(said["consequence"]) if "consequence" in said else None,
        missing=frozenset({where}) if "key" in said else frozenset(),
        explains=tuple((*path[:-1], name) for name in said.get("explains", ())),
        replaces=frozenset(said.get("replaces", ())),
        fix=context.declared_fix(where, said.get("fix"), at),
    )


CHECKS = {"x-finding": declared}
