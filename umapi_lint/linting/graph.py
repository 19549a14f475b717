"""From paths to the graph of what names what. No value of a credential is in it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from pathlib import Path

from umapi_lint.document.source import Source, UnreadableError
from umapi_lint.engine.context import Context, check
from umapi_lint.linting.deployment import Deployment
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.targets import targets_of
from umapi_lint.model.graph import KEYRING_ENTRY, MISSING, PRIVATE, PRIVATE_KEY, Edge, Graph, Node
from umapi_lint.record.typed import Any
from umapi_lint.rules._key_files import key_files
from umapi_lint.secrets.patterns import reads_like_name
from umapi_lint.system.access import sentence
from umapi_lint.system.permissions import access_of_file


def graph_of(linter: Linter, paths: Iterable[str]) -> Graph:
    """The graph of the files at and below paths.

    Raises:
        ConfigError: a configuration cannot be used.
    """
    graph = Graph()
    wanted, _ = linter.wanted(paths)
    for candidate in wanted:
        deployment = Deployment.read(linter, candidate.path) if linter.may_be_root(candidate.path) else None
        if deployment is None:
            continue
        check(deployment.context)
        root = _add_file(graph, linter, candidate.path)
        for target in targets_of(deployment.context):
            for path in target.paths:
                edge = Edge(root, _add_file(graph, linter, path, target.kind), target.name)
                if edge not in graph.edges:
                    graph.edges.append(edge)
    for candidate in wanted:
        _add_file(graph, linter, candidate.path)
    return graph


def _add_file(graph: Graph, linter: Linter, path: str, kind: str | None = None) -> str:
    """Add a file with all that it names; its label."""
    if path in graph.nodes:
        return path
    try:
        source = linter.read(path)
    except UnreadableError:
        # what is no file at all may be a secret that was put in place of its name
        there = os.path.lexists(path)
        label = path if there else f"missing file {sum(n.kind == MISSING for n in graph.nodes.values()) + 1}"
        graph.nodes[label] = Node(label, "cannot be read" if there else MISSING)
        return label
    context = linter.context(source, linter.schemas.kinds.get(kind or ""))
    check(context)
    name = "unknown" if context.kind is None else context.kind.name
    graph.nodes[path] = Node(path, name, _access(linter, source), bool(context.credentials))
    _add_entries(graph, context, path)
    for place, found in key_files(context):
        if isinstance(found, Source):
            label = found.name.removeprefix(os.path.join(os.getcwd(), ""))
            graph.nodes.setdefault(label, Node(label, PRIVATE_KEY, _access(linter, found), holds_secret=True))
            graph.edges.append(Edge(path, label, str(place[-1])))
    return path


def _add_entries(graph: Graph, context: Context, path: str) -> None:
    for place, entry, node in context.document.walk():
        named = any("x-keyring-name-of" in schema for schema in context.described(place))
        if entry is not None and named and isinstance(node.value, str) and reads_like_name(node.value):
            user = context.keyring_user(place[:-1])
            label = _entry(graph, node.value, None if user is None else context.value_at(user))
            graph.edges.append(Edge(path, label, str(place[-1])))


def _entry(graph: Graph, service: str, user: Any) -> str:
    """The label of an entry; entries of one name and different users are different entries."""
    for number in itertools.count(1):
        label = f"keyring: {service}{f' of organization {number}' if number > 1 else ''}"
        if graph.nodes.setdefault(label, Node(label, KEYRING_ENTRY, user=user)).user == user:
            break
    return label


def _access(linter: Linter, source: Source) -> str:
    if source.path is None or source.stat is None:
        return ""
    access = access_of_file(Path(source.path), source.stat, linter.environment.permissionless_devices)
    return access.unchecked or sentence(access.grants) or PRIVATE
