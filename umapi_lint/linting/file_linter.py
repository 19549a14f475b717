"""From one file to its result."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source, read_source
from umapi_lint.engine.context import Context, Options, check
from umapi_lint.linting import discovery
from umapi_lint.linting.load import load_schemas
from umapi_lint.model.finding import Finding
from umapi_lint.model.registry import Registry
from umapi_lint.model.result import FileResult
from umapi_lint.policy.policy import Policy
from umapi_lint.policy.settings import ConfigError
from umapi_lint.record import Record, field, replace
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.rules._registry import registry
from umapi_lint.schema.command_line import CommandLine, CommandLineError
from umapi_lint.schema.schemas import FileKind, Schemas
from umapi_lint.system.environment import Environment
from umapi_lint.text.masking import MaskedLine

if TYPE_CHECKING:
    from typing_extensions import Self

UNKNOWN_KIND = "is none of the files that umapi-lint knows; name its kind with --kind"


class FileLinter(Record, frozen=False):
    """Lints files one by one; what it holds stays the same over a run."""

    schemas: Schemas = field(default_factory=load_schemas)
    options: Options = field(default_factory=Options)
    kind: FileKind | None = None
    """The kind that the user named for all files."""
    registry: Registry = field(default_factory=registry)
    environment: Environment = field(default_factory=Environment)
    """What was asked of the machine: a linter that outlives a run takes new ones for the next."""
    read: Callable[[str], Source] = read_source
    """How a file is read: anyone who has other text for it than the disk, as fixing does, reads that."""
    policy: Policy = field(default_factory=Policy)

    @classmethod
    def of_kind(cls, kind: str | None, schemas: Schemas | None = None, options: Options | None = None) -> Self:
        """A linter that takes every file for one of a kind, or looks for itself where ``kind`` is ``None``.

        Raises:
            ValueError: there is no such kind.
        """
        schemas = schemas or load_schemas()
        if kind is not None and kind not in schemas.kinds:
            raise ValueError(f"there is no kind {kind!r}; known are {', '.join(sorted(schemas.kinds))}")
        return cls(schemas, options or Options(), None if kind is None else schemas.kinds[kind])

    def context(self, source: Source, kind: FileKind | None = None) -> Context:
        command_line = self.command_line(source.name)
        document = Document(replace(source, encoding=command_line.encoding))
        kind = kind or self.kind or discovery.kind_of(document, self.schemas)
        return Context(
            document, kind, self.schemas, self.registry, self.options,
            environment=self.environment, command_line=command_line, run_as=self.policy.settings(source.name).run_as,
        )  # fmt: skip

    def command_line(self, path: str) -> CommandLine:
        """What UST is run with for the file at a path.

        Raises:
            ConfigError: its configuration cannot be used, or states a command line that UST does not take.
        """
        settings = self.policy.settings(path)
        if settings.ust_args is None:
            return CommandLine()
        try:
            return CommandLine.parse(settings.ust_args, self.schemas)
        except CommandLineError as error:
            raise ConfigError(f"{settings.origin}: `ust-args`: {error}") from None

    def lint(self, source: Source, also: Iterable[Finding] = ()) -> FileResult:
        """Lint one file for itself, whatever else belongs to it.

        Args:
            source: the file.
            also: what is known of it from elsewhere, to be treated like its own findings.

        Raises:
            ConfigError: the configuration that counts for it cannot be used.
        """
        context = self.context(source)
        if context.kind is None and context.document.problem is None and context.document.value:
            if isinstance(context.document.value, dict):
                return FileResult(source.name, error=UNKNOWN_KIND)
        elif context.kind is None:
            context.kind = next(iter(self.schemas.kinds.values()))
        document = context.document
        result = result_of(document, [*check(context), *also])
        rules, policy = self.registry.rules, self.policy
        suppressions, digests = policy.suppressions(document, rules), policy.digests(document, result.findings)
        return policy.apply(result, rules, suppressions, digests)

    def may_be_root(self, path: str) -> bool:
        """Whether a file has the name of a deployment's root, and is treated as what its name says."""
        if self.kind is not None:
            return False
        kind = discovery.kind_by_name(path, self.schemas) or discovery.kind_by_near_name(path, self.schemas)
        return kind is not None and kind.root


def result_of(document: Document, findings: Iterable[Finding], target: str | None = None) -> FileResult:
    """The result of one document, with the masked lines that its findings point at."""
    ordered = tuple(sorted((finding.with_target(target) for finding in findings), key=Finding.sort_key))
    return FileResult(document.name, ordered, excerpts(document, ordered))


def excerpts(document: Document, findings: Iterable[Finding]) -> dict[tuple[str, int], MaskedLine]:
    """The masked lines of a document that findings, and their related places, point at."""
    lines: dict[tuple[str, int], MaskedLine] = {}
    for finding in findings:
        for place in (finding.location, *(related.location for related in finding.related)):
            key = (place.file, place.line)
            if place.file == document.name and key not in lines:
                lines[key] = document.masked_line(place.line)
    return lines
