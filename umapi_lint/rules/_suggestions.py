"""What an unknown key may have been meant to be: a name that it is a slip of, or its own name in another section."""

from __future__ import annotations

from collections.abc import Mapping

from umapi_lint.document.document import Path
from umapi_lint.engine.context import Context
from umapi_lint.record.typed import Any, cast
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets import patterns
from umapi_lint.secrets.allowlist import MAX_SLIPS
from umapi_lint.text.regex import regex
from umapi_lint.text.suggest import nearest

_COMMENTED_KEY = regex(r"#*\s*([A-Za-z_]\w*)\s*:")


def meant(context: Context, mark: KeywordMatch) -> list[Path]:
    """Settings that an unknown key may stand for and that are not there yet; none if too many keys are unknown.

    Those of the same section whose name is close; else those of another section that has the very name and takes it
    under the method that is chosen.

    Args:
        mark: of ``additionalProperties``.
    """
    if not isinstance(mark.property, str):
        return []
    asked: dict[Path, list[Path]] = context.cache.setdefault("meant", {})
    where = (*mark.path, mark.property)
    if where not in asked:
        few = len(asked) < MAX_SLIPS
        asked[where] = (_misspelt(context, mark) or _misplaced(context, mark)) if few else []
    return asked[where]


def _misspelt(context: Context, mark: KeywordMatch) -> list[Path]:
    instance: Any = mark.instance
    known = [name for name in nearest(mark.property, mark.schema.get("properties", {})) if name not in instance]
    names = dict.fromkeys(_for_value(context, mark, name) for name in known)
    return [(*mark.path, name) for name in names if name not in instance]


def _for_value(context: Context, mark: KeywordMatch, name: str) -> str:
    """The name of a credential itself where a credential is under a slip of its keyring entry's name."""
    value = context.value_at((*mark.path, mark.property))
    if isinstance(value, str) and patterns.classify(value):
        for schema in context.described((*mark.path, name)):
            if "x-keyring-name-of" in schema:
                return str(schema["x-keyring-name-of"])
    return name


def _misplaced(context: Context, mark: KeywordMatch) -> list[Path]:
    if context.kind is None:
        return []
    value = context.value_at((*mark.path, mark.property))
    known = [path for path in context.schemas.properties(context.kind) if path[-1] == mark.property and "*" not in path]
    return [path for path in known if context.document.entry(path) is None and _is_taken(context, path, value)]


def useless_as(context: Context, where: Path, path: Path) -> Mapping[str, Any] | None:
    """The finding of the schema that would have a line removed, once its key is renamed to another path; if there is one."""
    whole = _with(context, path, context.value_at(where)) if context.kind is not None else None
    if context.kind is None or whole is None:
        return None
    for mark in context.evaluate(whole):
        if mark.keyword == "x-finding" and mark.path == path and mark.value.get("fix") == "remove":
            return cast("Mapping[str, Any]", mark.value)
    return None


def _with(context: Context, path: Path, value: Any) -> dict[str, Any] | None:
    """The document as it would be with a setting at a path; ``None`` where its section cannot be one."""
    whole = section = dict(context.document.value)
    for step in path[:-1]:
        inner = section.get(step)
        if inner is not None and not isinstance(inner, dict):
            return None
        section[step] = section = dict(inner or {})
    section[path[-1]] = value
    return whole


def _is_taken(context: Context, path: Path, value: Any) -> bool:
    """Whether the schema would take a setting at a path, and not call it useless there."""
    whole = _with(context, path, value)
    return whole is not None and not any(_is_against(context, mark, path) for mark in context.evaluate(whole))


def _is_against(context: Context, mark: KeywordMatch, path: Path) -> bool:
    """Whether a mark says that a setting is unknown or useless at a path, or given there in another way already."""
    if mark.keyword == "additionalProperties":
        return (*mark.path, mark.property) == path
    if mark.keyword in ("x-ignored", "deprecated"):
        return mark.path == path
    return mark.keyword == "x-keyring-name-of" and (*mark.path[:-1], mark.value) == path and bool(mark.instance)


def commented_out(context: Context) -> list[str]:
    """Required settings that a file has in its comments, where it has nothing but comments; in the order of the file."""
    document, kind = context.document, context.kind
    if document.root is not None or document.problem is not None or kind is None or not document.comments:
        return []
    required = {name for schema in context.schemas.top(kind) for name in schema.get("required", ())}
    written = (_COMMENTED_KEY.match(comment.text) for comment in document.comments)
    return [match[1] for match in written if match is not None and match[1] in required]
