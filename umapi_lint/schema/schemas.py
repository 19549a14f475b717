"""The schemas as the engine's program: evaluating a value against one gives *marks*.

Evaluation decides nothing: a standard keyword that is violated, and every keyword of our own vocabulary that is met,
becomes a :class:`umapi_lint.schema.evaluator.Mark` that says where. The rules turn marks into findings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cached_property

from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.schema.evaluator import Evaluator, KeywordMatch
from umapi_lint.schema.terms import Vocabulary


class FileKind(Record):
    """A kind of file that a schema describes, from its ``x-kind``."""

    name: str
    schema: str
    files: tuple[str, ...]
    """Patterns of file names."""
    section: str | None
    """The top-level key that tells this kind by content."""
    signs: tuple[str, ...] = ()
    """Further top-level keys that tell it."""
    root: bool = False
    """Whether it names other files: the root of a deployment."""

    @property
    def usual_name(self) -> str:
        """What a file of this kind is called in the manual, and where User Sync Tool looks for a root."""
        return f"{self.name}.yml"

    def has_name(self, name: str) -> bool:
        name = name.lower()
        return any(
            all(part in name for part in parts) and fnmatchcase(name, pattern) for parts, pattern in self._patterns
        )

    @cached_property
    def _patterns(self) -> list[tuple[list[str], str]]:
        """What a name must have in it for a pattern to fit, since most fit none and each takes time, and the pattern."""
        return [(re.split(r"[*?]|\[[^]]*\]", pattern), pattern) for pattern in map(str.lower, self.files)]


def general(path: Iterable[Any]) -> tuple[Any, ...]:
    """A path with ``*`` for every index, as the schemas know it."""
    return tuple(["*" if isinstance(step, int) else step for step in path])


Asked = tuple[Mapping[str, Any], str]
"""A schema, and the file that it is written in."""


class Schemas(Record, frozen=False):
    """All schemas of a run: those of the package, and those of further folders, which win."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> dict[str, FileKind]:
        """The kinds of files, by name."""
        found = {}
        for name, content in self.files.items():
            about = content.get("x-kind")
            if about is not None:
                found[about["name"]] = FileKind(
                    about["name"], name, tuple(about.get("files", ())), about.get("section"),
                    tuple(about.get("signs", ())), bool(about.get("root")),
                )  # fmt: skip
        return found

    def named(self, name: str) -> FileKind | None:
        """The kind that the name of a file tells."""
        if name not in self._named:
            self._named[name] = next((kind for kind in self.kinds.values() if kind.has_name(name)), None)
        return self._named[name]

    @cached_property
    def _named(self) -> dict[str, FileKind | None]:
        return {}

    def evaluate(
        self, kind: FileKind, value: Any, keywords: Collection[str], as_run: Any = None, asked: Iterable[Asked] = ()
    ) -> list[KeywordMatch]:
        """What the schema of a kind has to tell of a value, in the order of the schema.

        Args:
            keywords: those that somebody wants to hear of.
            as_run: the value as it counts in a run, where that differs.
            asked: further schemas that the value is held to.
        """
        return Evaluator(self.files, self.resolve, keywords).marks(kind.schema, value, as_run, asked)

    def holds(self, condition: Mapping[str, Any], kind: FileKind, value: Any) -> bool:
        """Whether a value is as a condition in the schema of a kind says."""
        return Evaluator(self.files, self.resolve, ()).holds(condition, kind.schema, value)

    def command_line(self, kind: FileKind) -> Mapping[str, Any]:
        """What the schema of a kind says of the command line; empty where it says nothing."""
        stated: Mapping[str, Any] = self.files[kind.schema].get("x-command-line", {})
        return stated

    def resolve(self, schema: Mapping[str, Any], base: str) -> tuple[Mapping[str, Any], str]:
        """Follow ``$ref`` to a schema and the file it is in."""
        while "$ref" in schema:
            target, _, fragment = str(schema["$ref"]).partition("#")
            base = target or base
            schema = self.files[base]
            for step in fragment.split("/")[1:]:
                schema = schema[step]
        return schema, base

    def properties(self, kind: FileKind) -> dict[tuple[str, ...], list[Mapping[str, Any]]]:
        """Every property that a kind knows under *any* method: path of names to the subschemas that describe it."""
        cached: dict[tuple[str, ...], list[Mapping[str, Any]]] | None = self._properties.get(kind.name)
        if cached is None:
            cached = self._properties[kind.name] = {}
            self._collect(self.files[kind.schema], kind.schema, (), cached)
        return cached

    def described(self, kind: FileKind | None, path: Iterable[Any]) -> list[Mapping[str, Any]]:
        """Every subschema that speaks of a path of keys and indexes, under whichever method."""
        here = general(path)
        if kind is None or not here:
            return self.top(kind)
        return self.properties(kind).get(here, [])

    def saying(self, kind: FileKind, keyword: str, value: Any = None) -> frozenset[tuple[str, ...]]:
        """The properties of a kind of which some subschema has a keyword, with that value where one is given."""
        asked = (kind.name, keyword, value)
        if asked not in self._saying:
            self._saying[asked] = frozenset(
                path
                for path, described in self.properties(kind).items()
                if any(keyword in schema and value in (None, schema[keyword]) for schema in described)
            )
        return self._saying[asked]

    @cached_property
    def _saying(self) -> dict[tuple[str, str, Any], frozenset[tuple[str, ...]]]:
        return {}

    def top(self, kind: FileKind | None) -> list[Mapping[str, Any]]:
        """The schemas of a kind's top level."""
        return [] if kind is None else [self.resolve(self.files[kind.schema], kind.schema)[0]]

    @cached_property
    def sensitive(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """Names of settings that hold a credential in any kind of file, and the subschemas that say so."""
        found = ((n, [s for s in d if s.get("x-sensitive") is True]) for n, d in self.described_by_name.items())
        return {name: seen for name, seen in found if seen}

    @cached_property
    def described_by_name(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """Names of settings of any kind of file, and every subschema that describes one of that name."""
        found: dict[str, list[Mapping[str, Any]]] = {}
        for kind in self.kinds.values():
            for path, described in self.properties(kind).items():
                found.setdefault(path[-1], []).extend(described)
        return found

    @cached_property
    def redacted(self) -> frozenset[str]:
        """Names of settings whose value is no secret and still nothing to be published."""
        return frozenset(
            n for n, described in self.described_by_name.items() if any(s.get("x-redact") for s in described)
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names and words of all kinds."""
        roots = [((), [self.files[kind.schema]]) for kind in self.kinds.values()]
        properties = [item for kind in self.kinds.values() for item in self.properties(kind).items()]
        return Vocabulary.of([*roots, *properties])

    @cached_property
    def _properties(self) -> dict[str, dict[tuple[str, ...], list[Mapping[str, Any]]]]:
        return {}

    def _collect(
        self,
        schema: Mapping[str, Any],
        base: str,
        path: tuple[str, ...],
        found: dict[tuple[str, ...], list[Mapping[str, Any]]],
    ) -> None:
        schema, base = self.resolve(schema, base)
        if path:
            found.setdefault(path, []).append(schema)
        for name, inner in schema.get("properties", {}).items():
            self._collect(inner, base, (*path, name), found)
        for branch in ("then", "else"):
            if branch in schema:
                self._collect(schema[branch], base, path, found)
        for part in schema.get("allOf", ()):
            if not part.get("x-for-editors"):
                self._collect(part, base, path, found)
        items = schema.get("items")
        if isinstance(items, dict):
            self._collect(items, base, (*path, "*"), found)
