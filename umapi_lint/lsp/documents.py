"""The documents that are open in an editor, and how they are linted: as if their text were on the disk already."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source, UnreadableError
from umapi_lint.engine.context import Context
from umapi_lint.fix import secure
from umapi_lint.fix.apply import apply_fixes
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.linting import discovery
from umapi_lint.linting.linter import Linter
from umapi_lint.lsp.compose import Recorded
from umapi_lint.model.finding import Edit, Finding, Fix
from umapi_lint.model.result import FileResult, listed
from umapi_lint.policy.new_ignores import new_ignores
from umapi_lint.policy.policy import Policy
from umapi_lint.record import Record, field, replace
from umapi_lint.system.environment import Environment
from umapi_lint.system.paths import resolved


class Desk(Record, frozen=False):
    """What is open. Names are paths, or, for a text that is no file, whatever the editor calls it."""

    linter: Linter
    policy: Callable[[], Policy]
    """What counts, asked anew for each lint, since configurations change while an editor runs."""
    texts: dict[str, str] = field(default_factory=dict)

    def findings(self, name: str, fixes: bool = True) -> list[Finding]:
        """What is found in an open document; nothing in one that is none of the kinds, or excluded.

        Args:
            name: what the document is known by.
            fixes: whether the findings are to have fixes, which take longer than to find them.

        Raises:
            ConfigError: the configuration that counts for it cannot be used.
        """
        pending = self.pending()
        linter = self.linter_on(pending, name)
        linter.options = replace(linter.options, fixes=fixes)
        if not self.is_ours(name) or linter.policy.excludes(name):
            return []
        result = _linted(linter, pending, name)
        return [] if result.error is not None else list(listed(result).findings)

    def all_fixed(self, name: str) -> list[Edit]:
        """Edits of an open document that fix all that can be fixed safely."""
        pending = self.pending()
        first = pending.source(name).data
        linter = self.linter_on(pending, name)

        def wanted(_: FileResult, finding: Finding) -> Iterable[Fix]:
            return [finding.fix] if finding.fix is not None and finding.fix.safe else []

        apply_fixes(lambda: [_linted(linter, pending, name)], pending, wanted)
        return pending.since(name, first)

    def ignoring(self, name: str, finding: Finding) -> list[Edit]:
        """The edit that adds a comment which silences a finding of a file; none where YAML has no room for one."""
        context = self.context(name)
        return [] if context is None else list(new_ignores(context.document, [finding]))

    def secured(self, name: str) -> tuple[secure.SecurePlan, list[Edit]]:
        """What would move out of an open document into the keyring, and the edits of the document that go with it.

        Raises:
            PlanError: something keeps a machine from doing it.
        """
        pending = self.pending()
        first = pending.source(name).data
        plan = secure.plan(self.linter, name, pending=pending)
        return plan, pending.since(name, first)

    def context(self, name: str) -> Context | None:
        """An open document and its kind; ``None`` where it cannot be read, or is none of the kinds."""
        if not self.is_ours(name):
            return None
        context = self.linter.context(self.pending().source(name))
        return None if context.kind is None or context.document.root is None else context

    def is_ours(self, name: str) -> bool:
        """Whether it is worth reading an open document: an editor shows us all YAML files that it has."""
        schemas = self.linter.schemas
        if self.linter.kind is not None or discovery.kind_by_name(name, schemas) is not None:
            return True
        return discovery.may_be_wanted(self.texts[name].encode("utf-8", "surrogatepass"), schemas)

    def text(self, path: str) -> str | None:
        """The text of any file, open or not; ``None`` where there is none."""
        if path in self.texts:
            return self.texts[path]
        try:
            return self.pending().source(path).data.decode("utf-8", "replace")
        except UnreadableError:
            return None

    def pending(self) -> Recorded:
        """The files as they would be read if every open text were written."""
        return Recorded(open={resolved(name): (name, text) for name, text in self.texts.items()})

    def linter_on(self, pending: FileBuffers, name: str) -> Linter:
        return replace(self.linter, read=pending.source, policy=self.policy(), environment=Environment(paths=[name]))


def _linted(linter: Linter, pending: FileBuffers, name: str) -> FileResult:
    """One document: a root for itself, a file of an overlay by the merge."""
    source = pending.source(name)
    if source.path is None or _is_root(linter, source):
        return linter.lint(source)
    return next((r for r in linter.lint_paths([name]) if r.name == name), FileResult(name))


def _is_root(linter: Linter, source: Source) -> bool:
    kind = linter.kind or discovery.kind_by_name(source.name, linter.schemas)
    kind = kind or discovery.kind_of(Document(source), linter.schemas)
    return kind is not None and kind.root
