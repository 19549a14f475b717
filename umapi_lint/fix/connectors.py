"""The connectors after a path, as UST would load them: what `migrate` and `secure` work on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from umapi_lint.document.document import Document
from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import Source, UnreadableError
from umapi_lint.engine.context import Context, check
from umapi_lint.linting.deployment import Deployment, Overlays
from umapi_lint.linting.file_linter import UNKNOWN_KIND
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.targets import Target, targets_of
from umapi_lint.record import replace


class PlanError(Exception):
    """A plan cannot be carried out. ``str()`` is a sentence without a value of a file."""


def connectors(linter: Linter, path: str) -> list[Context]:
    """A context for each connector: those that a root names, or the one that is at the path. Marks are there.

    Args:
        linter: reads the files.
        path: a connector or the root of a deployment.

    Raises:
        PlanError: a file cannot be read or loaded, is none that we know, or is not complete by itself.
    """
    found = list(_contexts(linter, path))
    for context in found:
        _refuse_unloadable(context.document, path)
        check(context)
    return found


def _refuse_unloadable(document: Document, path: str) -> None:
    if document.problem is not None or not isinstance(document.value, dict):
        raise PlanError(f"{document.name}: UST cannot load this file; `umapi-lint {path}` says why")


def _contexts(linter: Linter, path: str) -> Iterator[Context]:
    deployment = Deployment.read(linter, path)
    if deployment is None:
        yield _single(linter, path)
        return
    check(deployment.context)
    targets = [target for target in targets_of(deployment.context) if not target.shadowed]
    if not targets:
        raise PlanError(f"{path}: names no connector; `umapi-lint {path}` says why")
    for target in targets:
        sources = _sources(linter, target, path)
        for source in sources:  # what is merged must be, so that no part of it is skipped
            _refuse_unloadable(Document(source), path)
        document = Document(sources[0]) if len(sources) == 1 else Overlay(sources)
        kind = linter.schemas.kinds[target.kind]
        yield replace(deployment.context, document=document, kind=kind, marks=[], cache={}, confirmed=0)


def _single(linter: Linter, path: str) -> Context:
    try:
        context = linter.context(linter.read(path))
    except UnreadableError as error:
        raise PlanError(f"{path}: {error}") from None
    if context.kind is None:
        raise PlanError(f"{path}: {UNKNOWN_KIND}")
    if context.kind.root:
        raise PlanError(f"{path}: UST cannot load this file; `umapi-lint {path}` says why")
    merged = Overlays(linter).of(path) if linter.kind is None else None
    if merged is not None:
        root = merged.context.document.name
        raise PlanError(f"{path}: is merged with other files by {Path(root).name}; name that file instead")
    return context


def _sources(linter: Linter, target: Target, root: str) -> list[Source]:
    sources = []
    for path in target.paths:
        try:
            sources.append(linter.read(path))
        except UnreadableError as error:
            # what is no file at all may be a secret that is in place of its name
            name = path if os.path.lexists(path) else f"{root}: a file that it names"
            raise PlanError(f"{name}: {error}; `umapi-lint {root}` says where") from None
    return sources
