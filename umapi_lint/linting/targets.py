"""Which files a root names for which target, as its schema marks them (`x-targets`, `x-connector`)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from umapi_lint.document.document import Path as KeyPath
from umapi_lint.engine.context import Context
from umapi_lint.record import Record
from umapi_lint.record.typed import Any
from umapi_lint.rules.deployment import PRIMARY
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.schema.schemas import Asked
from umapi_lint.secrets import patterns


class Target(Record):
    """A connector as UST will load it: one file, or several that it merges."""

    name: str
    kind: str
    paths: tuple[str, ...]
    place: KeyPath
    """Where the root names it."""
    shadowed: bool = False
    """A later target has the same name, and is the one that counts."""
    chosen: bool = True
    """Whether UST uses it when it is run without options."""
    chosen_by: str = ""
    asked: tuple[Asked, ...] = ()
    """Further schemas that the connector is held to because the root is as it is."""


def targets_of(context: Context) -> list[Target]:
    """All targets that a root names, the primary one first, in the order of the file."""
    found: list[Target] = []
    for mark in context.marks:
        if mark.keyword == "x-targets":
            found.extend(_umapi_targets(context, mark))
        elif mark.keyword == "x-connector":
            found.append(_connector(context, mark))
    return [target for target in found if target.paths]


def _umapi_targets(context: Context, mark: KeywordMatch) -> Iterator[Target]:
    place = mark.path
    kind = str(mark.value)
    value = mark.instance
    items = value if isinstance(value, list) else [value]
    primary = [item for item in items if isinstance(item, str)]
    yield Target(PRIMARY, kind, tuple(_beside(context, path) for path in primary), place)
    named = [
        (i, n, p)
        for i, item in enumerate(items)
        if isinstance(item, dict)
        for n, p in item.items()
        if isinstance(p, str)
    ]
    last = {name: index for index, (_, name, _) in enumerate(named)}
    for index, (item, name, path) in enumerate(named):
        yield Target(
            _shown_name(name, index), kind, (_beside(context, path),), (*place, item, name), shadowed=last[name] != index
        )  # fmt: skip


def _connector(context: Context, mark: KeywordMatch) -> Target:
    stated = mark.value
    paths = mark.instance if isinstance(mark.instance, list) else [mark.instance]
    setting: list[str] = stated.get("chosen-by", [])
    words: Any = context.in_force().get(setting[-1]) if setting else None
    chosen = words[:1] == [stated["choice"]] if isinstance(words, list) else not setting
    return Target(
        stated.get("target") or _shown_name(mark.path[-1], len(mark.path)), stated["kind"],
        tuple(_beside(context, path) for path in paths if isinstance(path, str)),
        mark.path, chosen=chosen, chosen_by=".".join(setting), asked=tuple(_asked(context, stated.get("asks", ()))),
    )  # fmt: skip


def _asked(context: Context, asks: Iterable[Mapping[str, Any]]) -> Iterator[Asked]:
    kind = context.kind
    for ask in asks:
        if kind is not None and context.schemas.holds(ask["if"], kind, context.document.value):
            yield ask["then"], kind.schema


def _beside(context: Context, path: str) -> str:
    """A path as the root's own name would be given: beside the root, and short."""
    return os.path.normpath(os.path.join(os.path.dirname(context.document.name), path))


def _shown_name(name: Any, index: int) -> str:
    """A target's name as the user gave it, if it reads like one: anything else in its place may be a secret."""
    return name if isinstance(name, str) and patterns.reads_like_name(name) else f"secondary {index + 1}"
