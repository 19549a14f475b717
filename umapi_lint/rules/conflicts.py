"""Settings that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Related, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import Any
from umapi_lint.rules._examples import GOOD
from umapi_lint.schema.evaluator import KeywordMatch

RULES = (
    Rule(
        id="conflicting-keys",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="Two settings that exclude each other",
        why="UST takes a credential either from the file or from the keyring, and a setting under its old or its new name, never both.",
        remediation="Remove one of the two.",
        fails=Example(GOOD.text + "  client_id: some-named-client\n"),
        passes=GOOD,
        source="UST 2.10: DictConfig.get_credential, umapi_util.py",
    ),
)  # fmt: skip


def refused_with(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Keys that may not both be there, whatever they hold."""
    path = mark.path
    yield from _conflicts(context, path, [name for name in mark.value if _there(context, path, name)])


def conflicts_with(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """Keys that may not both hold something; an empty text is something."""
    path = mark.path
    if mark.instance is None or context.reads_as_null(path, mark.instance):
        return
    others = [n for n in mark.value if _there(context, path, n) and context.value_at((*path[:-1], n)) is not None]
    yield from _conflicts(context, path, others)


def twice_given(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    """A credential in the file and in the keyring: refused where neither is empty."""
    path = mark.path
    plain = (*path[:-1], mark.value)
    if mark.instance and isinstance(mark.instance, str) and context.value_at(plain):
        yield from _conflicts(context, path, [mark.value])


def _there(context: Context, path: tuple[Any, ...], name: str) -> bool:
    return context.document.entry((*path[:-1], name)) is not None


def _conflicts(context: Context, path: tuple[Any, ...], others: list[str]) -> Iterator[FindingBuilder]:
    for name in others[:1]:
        here, other = context.at_key(path), context.at_key((*path[:-1], name))
        yield context.draft(
            "conflicting-keys",
            path,
            f"{context.name(path)} and `{name}` on {context.line(other, here)} exclude each other",
            f"Remove one of the two: {context.name(path)} or `{name}`.",
            location=here,
            related=(Related(f"`{name}` is set here", other),),
            supersedes=frozenset({"deprecated-key"}),
        )


CHECKS = {"x-refused-with": refused_with, "x-conflicts-with": conflicts_with, "x-keyring-name-of": twice_given}
