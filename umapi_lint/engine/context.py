"""The one place that runs a document through its schema and the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from umapi_lint.document.document import Document, Path
from umapi_lint.document.yaml_tree import Node, Scalar
from umapi_lint.engine.fixes import FixFactory
from umapi_lint.model.finding import Consequence, Finding, Fix, Location, Related, Severity
from umapi_lint.model.registry import Registry
from umapi_lint.model.result import MOST_FOUND
from umapi_lint.model.rule import Rule
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.schema.command_line import CommandLine
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.schema.schemas import Asked, FileKind, Schemas
from umapi_lint.secrets.allowlist import reveal
from umapi_lint.secrets.comments import CommentedCredential, find_in_comments
from umapi_lint.secrets.detect import Credential, find_credentials
from umapi_lint.secrets.patterns import looks_like_credential
from umapi_lint.system.environment import Environment


class Options(Record):
    """What a caller may choose about a lint."""

    check_files: bool = True
    """Look at files that the document names, and at the modes of both."""
    check_git: bool = True
    history: bool = False
    keyring: bool = False
    fixes: bool = True
    """Work out how findings can be fixed, which takes longer than to find them."""


class FindingBuilder(Record, frozen=False):
    """A finding in the making, before findings with the same cause are made one."""

    rule: Rule
    path: Path
    location: Location
    message: str
    help: str
    severity: Severity
    consequence: Consequence
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    missing_paths: frozenset[Path] = frozenset()
    """Paths that this finding says are missing; any one of them would have done."""
    accounts_for: tuple[Path, ...] = ()
    """Paths that are missing because of this finding, such as the right spelling of a misspelt key."""
    supersedes: frozenset[str] = frozenset()
    """Rules that have nothing more to report at the same place or below it."""
    alone: bool = False
    """Whether nothing else that the text shows is worth a finding."""

    def finish(self) -> Finding:
        return Finding(
            rule=self.rule.id,
            severity=self.severity,
            consequence=self.consequence,
            message=self.message,
            help=self.help,
            location=self.location,
            related=self.related,
            fix=self.fix,
        )


class Context(FixFactory, Record, frozen=False):
    """One document under one schema: what rules may ask."""

    document: Document
    kind: FileKind | None
    schemas: Schemas
    registry: Registry
    options: Options = field(default_factory=Options)
    marks: list[KeywordMatch] = field(default_factory=list)
    environment: Environment = field(default_factory=Environment)
    """What the machine answers when a rule asks: one for all files of a run."""
    cache: dict[str, Any] = field(default_factory=dict)
    """What rules found out about the document and share."""
    command_line: CommandLine = field(default_factory=CommandLine)
    """What User Sync Tool is run with."""
    run_as: str | None = None
    """The account that runs it, as the user calls it."""
    asked: tuple[Asked, ...] = ()
    """Further schemas that the document is held to, because the root of its deployment is as it is."""
    confirmed: int = 0
    """Characters that were parsed once more to confirm fixes."""

    # --- places

    def at_key(self, path: Path) -> Location:
        """The key at a path, or the value where there is no key, or the start of the file."""
        entry = self.document.entry(path)
        if entry is None:
            return self.at_value(path)
        return self.at_node(entry.key, path)

    def at_value(self, path: Path) -> Location:
        """The value at a path; its key where the value is empty or a secret by its key, of an empty item the dash; for
        the root the start of the file. Of a credential in a wrong place the first character only: a span tells a length."""
        node = self.document.node(path)
        entry = self.document.entry(path)
        described = self.described(path)
        if node is None or not path:
            return self.document.location(0, 0, self.document.pointer(path))
        if node.start == node.end and entry is not None:
            return self.at_key(path)
        if node.start == node.end:
            return self.document.location(node.start - 1, node.start, self.document.pointer(path))
        if not described or any(schema.get("x-sensitive") for schema in described):
            elsewhere = entry is None or entry.aliased or self.document.is_public_value(node)
            return self.at_node(node, path) if elsewhere else self.at_key(path)
        end = self._end_of(node)
        if looks_like_credential(self.document.text[node.start : end]):
            end = node.start + 1
        return self.document.location(node.start, end, self.document.pointer(path))

    def at_node(self, node: Node, path: Path) -> Location:
        """The span of a key or a value."""
        return self.document.location(node.start, self._end_of(node), self.document.pointer(path))

    def _end_of(self, node: Node) -> int:
        """Where a value ends: before the spaces that follow, and a section before the comments that follow too."""
        end = self._before_blanks(node.start, node.end)
        if isinstance(node, Scalar) or self.document.text[node.start] in "[{":
            return end
        comments = {self._before_blanks(comment.start, comment.end): comment for comment in self.document.comments}
        while end in comments and comments[end].start > node.start:
            end = self._before_blanks(node.start, comments[end].start)
        return end

    def _before_blanks(self, start: int, end: int) -> int:
        return start + len(self.document.text[start:end].rstrip())

    @cached_property
    def credentials(self) -> list[Credential]:
        """The credentials of the document, looked for once however many rules ask."""
        return find_credentials(self.document, self.kind, self.schemas, self.commented)

    @cached_property
    def commented(self) -> list[CommentedCredential]:
        """Those that stand in comments."""
        return list(find_in_comments(self.document, self.schemas))

    @property
    def wants_fixes(self) -> bool:
        return self.options.fixes

    # --- what the schema says of a place

    def described(self, path: Path) -> Sequence[Mapping[str, Any]]:
        """Every subschema that speaks of a path, under whichever method."""
        return self.schemas.described(self.kind, path)

    def value_at(self, path: Path) -> Any:
        """The value at a path as UST sees it; ``None`` where nothing is."""
        node = self.document.node(path)
        return None if node is None else node.value

    def keyring_user(self, section: Path) -> Path | None:
        """The setting that gives the user name of the keyring entries that a section names."""
        named = (schema["x-keyring-user"] for schema in self.described(section) if "x-keyring-user" in schema)
        return next(((*section, name) for name in named), None)

    def reads_as_null(self, path: Path, value: Any) -> bool:
        """Whether UST takes a value of this type for none at all (a path that is a number, say)."""
        unusable = any(schema.get("x-unusable-type") == "null" for schema in self.described(path))
        return unusable and not isinstance(value, (str, list))

    def in_force(self) -> Mapping[str, Any]:
        """The settings that a run goes by, of those that the command line may replace."""
        if self.kind is None or not isinstance(self.document.value, Mapping):
            return {}
        return self.command_line.in_force(self.schemas, self.kind, self.document.value)

    def evaluate(self, value: Any) -> list[KeywordMatch]:
        """Every mark that the schema of the document's kind leaves on a value, in the order of the schema."""
        if self.kind is None:
            return []
        as_run = None
        if self.schemas.command_line(self.kind) and isinstance(value, Mapping):
            as_run = self.command_line.settings(self.schemas, self.kind, value)
        return self.schemas.evaluate(self.kind, value, self.registry.keywords, as_run, self.asked)

    # --- words

    def within(self, path: Path) -> str:
        """`` in `enterprise` ``, or nothing at the top level."""
        return f" in {self.name(path)}" if path else ""

    def name(self, path: Path) -> str:
        """How a message calls a key: its name in backticks, or ``this key`` where the name may be a secret."""
        step = path[-1] if path else ""
        entry = self.document.entry(path)
        if isinstance(step, int) and entry is None:
            return f"item {step + 1} of {self.name(path[:-1])}" if len(path) > 1 else f"item {step + 1}"
        if isinstance(step, str) and (
            (entry is not None and self.document.is_public_key(entry.key)) or step in self.document.public_names
        ):
            return f"`{step}`"
        return "this key"

    def shown(self, path: Path) -> str:
        """A value in backticks if it may be shown, else ``this value``."""
        node = self.document.node(path)
        public = node is not None and self.document.is_public_value(node)
        if not public or not isinstance(node, Scalar) or not isinstance(node.value, (str, bool, int)):
            return "this value"
        return (
            f"`{str(node.value).lower() if isinstance(node.value, bool) else node.value}`"
            if node.value != ""
            else "an empty text"
        )

    def because(self, mark: KeywordMatch) -> tuple[str, tuple[Related, ...]]:
        """Why the schema took the branch a mark comes from: a clause, and the place of the cause."""
        if mark.chosen_by is None:
            return "", ()
        entry = self.document.entry((mark.chosen_by,))
        if entry is None:
            return f", because `{mark.chosen_by}` is missing, which means JWT", ()
        place = self.at_value((mark.chosen_by,))
        line = self.line(place, self.at_key(mark.path))
        clause = f", because `{mark.chosen_by}` on {line} is {self.shown((mark.chosen_by,))}"
        return clause, (Related(f"`{mark.chosen_by}` chooses the method here", place),)

    def choice(self, mark: KeywordMatch) -> str:
        """The setting that chose the branch a mark comes from, as it is written, and its line."""
        entry = None if mark.chosen_by is None else self.document.entry((mark.chosen_by,))
        if mark.chosen_by is None or entry is None:
            return "this authentication method"
        line = self.line(self.at_value((mark.chosen_by,)), self.at_key(mark.path))
        value = self.shown((mark.chosen_by,))
        return (
            f"`{mark.chosen_by}: {value.strip('`')}` on {line}"
            if value.startswith("`")
            else "this authentication method"
        )

    def line(self, place: Location, here: Location) -> str:
        """How a message at one place calls the line of another, which may be in another file of an overlay."""
        return f"line {place.line}" if place.file == here.file else f"line {place.line} of {place.file}"

    # --- making findings

    def draft(
        self,
        rule: str,
        path: Path,
        message: str,
        help: str = "",
        *,
        location: Location | None = None,
        severity: Severity | None = None,
        consequence: Consequence | None = None,
        **more: Any,
    ) -> FindingBuilder:
        """A draft with the rule's own severity and consequence, unless others are given. What is refused is an error."""
        page = self.registry.rules[rule]
        consequence = consequence or page.consequence
        severity = severity or page.severity
        if consequence is Consequence.REFUSED:
            severity = Severity.ERROR
        return FindingBuilder(
            page, path, location or self.at_value(path), message, help or page.remediation, severity, consequence, **more
        )  # fmt: skip

    def lifted(self, draft: FindingBuilder, mark: KeywordMatch) -> FindingBuilder:
        """What an option of User Sync Tool would lift is a warning that names the option."""
        options = [option for option in mark.lifted_by if not self.command_line.has(option, self.schemas)]
        if draft.consequence is Consequence.REFUSED and options:
            draft.severity = Severity.WARNING
            draft.help += f" `{'` or `'.join(options)}` on the command line replaces it."
        elif mark.lifted_by:
            draft.message += f" (`{mark.lifted_by[0]}` on the command line)"
        return draft

    def consequence(self, mark: KeywordMatch, keyword: str) -> Consequence:
        """What the schema says UST does when this keyword is violated: ``refused`` unless it says otherwise."""
        value = mark.schema.get("x-consequence", "refused") if isinstance(mark.schema, Mapping) else "refused"
        if isinstance(value, Mapping):
            value = value.get(keyword, "refused")
        return Consequence(value)


def check(context: Context) -> list[Finding]:
    """All findings of one document, in the order of the text."""
    document, kind = context.document, context.kind
    document.public_names = context.schemas.vocabulary.names
    if document.root is not None and kind is not None and isinstance(document.value, dict):
        context.marks = context.evaluate(document.value)
        reveal(document, context.schemas, kind)
    elif document.problem is None and document.root is None and kind is not None:
        context.marks = context.evaluate({})
    drafts = [draft for draft in _drafts(context) if draft is not None]
    return [draft.finish() for draft in one_per_cause(drafts)]


def _drafts(context: Context) -> Iterator[FindingBuilder]:
    for check_document in context.registry.document_checks:
        yield from islice(check_document(context), MOST_FOUND)
    found: dict[object, int] = {}
    for mark in context.marks:
        for check_mark in context.registry.checks.get(mark.keyword, ()):
            for draft in islice(check_mark(context, mark), MOST_FOUND - found.get(check_mark, 0)):
                found[check_mark] = found.get(check_mark, 0) + 1
                yield context.lifted(draft, mark)


def one_per_cause(drafts: list[FindingBuilder]) -> list[FindingBuilder]:
    """Leave one draft for each cause.

    A misspelt key explains the absence of the right one: the two become one finding, which is as severe as the
    more severe of them. A rule that replaces others silences them at its place. The same finding twice is one.
    """
    if any(draft.alone for draft in drafts):
        drafts = [draft for draft in drafts if draft.alone or draft.rule.needs_environment]
    explained = {path: draft for draft in drafts for path in draft.accounts_for}
    silenced = {(draft.path, rule) for draft in drafts for rule in draft.supersedes}
    kept: dict[tuple[Any, ...], FindingBuilder] = {}
    for draft in drafts:
        if any((draft.path[:depth], draft.rule.id) in silenced for depth in range(len(draft.path) + 1)):
            continue
        cause = next((explained[path] for path in draft.missing_paths if path in explained), None)
        if cause is not None and cause is not draft:
            if draft.consequence.rank > cause.consequence.rank and draft.message not in cause.message:
                cause.message += (" " if cause.message.endswith("?") else "; ") + draft.message
            cause.consequence = max(cause.consequence, draft.consequence, key=lambda c: c.rank)
            cause.severity = max(cause.severity, draft.severity, key=lambda s: s.rank)
            continue
        key = (draft.rule.id, draft.location, draft.message)
        if key not in kept:
            kept[key] = draft
    return list(kept.values())
