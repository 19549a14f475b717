"""A deployment from nothing: the templates in ``schemas/templates``, and the questions that they ask.

A template is YAML in which ``<name>`` waits for a value, ``<name=default>`` for one that has a default, and ``<!name>`` for
one that is never shown. What a value means, and what it may be, its place in the schema says. A line that has
``<target>`` in it is there once for each further organization; one that ends in ``#! a b`` for these directories alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.fix.connectors import PlanError
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding
from umapi_lint.record import Record
from umapi_lint.record.typed import Any
from umapi_lint.schema.files import schema_folder
from umapi_lint.schema.schemas import FileKind, Schemas

_GAP = re.compile(r"<(!?)([a-z_]+)(?:=([^>]*))?>")
_ONLY = re.compile(r" #! (.*)$")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\Z")
"""What a target may be called: it becomes a part of a file name, and of group names before ``::``."""


class Question(Record):
    """A value that a template waits for."""

    name: str
    default: str | None
    hidden: bool
    sensitive: bool
    path: tuple[Any, ...]
    """Its place in the file."""
    title: str
    example: str | None
    console: tuple[str, ...]
    """Where the JSON of the Adobe Developer Console has it."""


class Template(Record, frozen=False):
    """The template of a kind of file."""

    kind: FileKind
    schemas: Schemas

    @cached_property
    def text(self) -> str:
        return _file(self.kind).read_text("utf-8")

    def questions(self, directory: str = "") -> list[Question]:
        """What has to be asked for it, in the order of the file."""
        text = _for_directory(self.text, directory)
        document = Document(Source(self.kind.usual_name, text.encode()))
        gaps: dict[str, tuple[Any, ...]] = {}
        for path, _, node in document.walk():
            if isinstance(node.value, str) and (gap := _GAP.fullmatch(node.value)):
                gaps.setdefault(gap[2], path)
        return [
            self._question(gap, gaps.get(gap[2], ()))
            for gap in {found[2]: found for found in _GAP.finditer(text)}.values()
            if gap[2] not in ("target", "directory", "kind")
        ]

    def _question(self, gap: re.Match[str], path: tuple[Any, ...]) -> Question:
        described = self.schemas.described(self.kind, path) if path else []
        stated: dict[str, Any] = {}
        for schema in described:
            stated = {**schema, **stated}
        example = next(iter(stated.get("examples", ())), None)
        title = gap[2].replace("_", " ").capitalize() if "title" not in stated else stated["title"]
        console = tuple(stated.get("x-console-json", ()))
        return Question(gap[2], gap[3], bool(gap[1]), bool(stated.get("x-sensitive")), path, title, example, console)

    def filled(self, values: Mapping[str, str], directory: str = "", targets: Mapping[str, Any] | None = None) -> str:
        """The text of a file; a value that is not there yet stays a gap."""
        lines: list[str] = []
        for line in _for_directory(self.text, directory).splitlines(keepends=True):
            names: list[str] = list(targets or ()) if "<target>" in line else [""]
            lines += (self._line(line.replace("<target>", name), values, directory) for name in names)
        return "".join(lines)

    def _line(self, line: str, values: Mapping[str, str], directory: str) -> str:
        line = line.replace("<directory>", directory).replace("<kind>", directory.replace("_", "-"))
        return _GAP.sub(lambda gap: _quoted(values[gap[2]]) if gap[2] in values else gap[0], line)

    def objections(
        self, linter: Linter, question: Question, values: Mapping[str, str], directory: str = ""
    ) -> list[Finding]:
        """What the linter finds wrong with one of the values; where a secret is kept is another matter."""
        if not question.path:
            return []
        text = self.filled(values, directory)
        result = linter.lint(Source(self.kind.usual_name, text.encode("utf-8", "replace")))
        pointer = "".join(f"/{step}" for step in question.path)
        here = (finding for finding in result.findings if finding.location.pointer == pointer)
        return [finding for finding in here if not question.sensitive or finding.consequence is not Consequence.EXPOSED]


def root_and_target(schemas: Schemas) -> tuple[FileKind, FileKind]:
    """The kind of the root of a deployment, and that of the connectors to Adobe that it names."""
    return next(
        (kind, schemas.kinds[schema["x-targets"]])
        for kind in schemas.kinds.values()
        for described in schemas.properties(kind).values()
        for schema in described
        if "x-targets" in schema
    )


def directories(schemas: Schemas) -> dict[str, FileKind]:
    """The directory connectors that a root may name and that have a template, by the name that the root gives them."""
    root, _ = root_and_target(schemas)
    found = {
        path[-1]: schemas.kinds[schema["x-connector"]["kind"]]
        for path, described in schemas.properties(root).items()
        for schema in described
        if "x-connector" in schema
    }
    return {name: kind for name, kind in found.items() if _file(kind).exists()}


def _file(kind: FileKind) -> Path:
    """Not called as its kind: whoever unpacks umapi-lint beside a deployment would have it linted too."""
    return schema_folder() / "templates" / f"{kind.name}.template"


def from_console(data: bytes, questions: list[Question]) -> dict[str, str]:
    """The values that the JSON of the Adobe Developer Console has for questions, by their names.

    Three shapes are known: a project or workspace, a single OAuth Server-to-Server credential, and one for Postman.

    Raises:
        PlanError: it is no such JSON, or has several credentials.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        raise PlanError("is not JSON") from None
    values: dict[str, str] = {}
    for question in questions:
        found = [value for path in question.console for value in dict.fromkeys(_at(content, path.split(".")))]
        if len(found) > 1 and not question.hidden:
            raise PlanError(
                f"has {len(found)} values for {question.title}; leave one OAuth Server-to-Server credential in it"
            )
        if found:
            values[question.name] = found[0]  # several secrets of one credential are all good
    if not any(question.sensitive and question.name in values for question in questions):
        raise PlanError("is not the JSON of an OAuth Server-to-Server credential of the Adobe Developer Console")
    return values


def _at(value: Any, path: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            stated = isinstance(item, dict) and path and item.get("key") == path[0]
            yield from _at(item.get("value"), path[1:]) if stated else _at(item, path)
    elif isinstance(value, dict) and path:
        yield from _at(value.get(path[0]), path[1:])
    elif isinstance(value, str) and not path:
        yield value


def _for_directory(text: str, directory: str) -> str:
    kept: list[str] = []
    for line in text.splitlines():
        only = _ONLY.search(line)
        if only is None or directory in only[1].split():
            kept.append(_ONLY.sub("", line))
    return "\n".join(kept) + "\n"


def _quoted(value: str) -> str:
    """A value in double quotes: then nothing in it means anything to YAML, and nothing becomes a number or a date."""
    return json.dumps(value, ensure_ascii=not value.isprintable())
