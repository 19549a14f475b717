"""A deployment: user-sync-config.yml, the connectors that it names, and what UST merges out of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from umapi_lint.document.document import Document
from umapi_lint.document.document import Path as KeyPath
from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import Source, UnreadableError, real_path
from umapi_lint.document.yaml_tree import Scalar
from umapi_lint.engine.context import Context, check
from umapi_lint.linting import discovery
from umapi_lint.linting.file_linter import FileLinter
from umapi_lint.linting.targets import Target, targets_of
from umapi_lint.model.finding import Consequence, Finding, Location, Related, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.record import Record, field, replace
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.schema.schemas import FileKind
from umapi_lint.text.masking import MaskedLine

if TYPE_CHECKING:
    from umapi_lint.policy.baseline import Key
    from umapi_lint.policy.suppressions import Suppressions

NOT_CHOSEN = "; it matters only when UST is run with this connector, which `{path}` does not choose"


class Deployment(Record, frozen=False):
    """A root that could be loaded, and its targets."""

    linter: FileLinter
    context: Context
    targets: list[Target]
    found: dict[str, list[Finding]] = field(default_factory=dict)
    kept: set[tuple[str, Location, str]] = field(default_factory=set)
    """What is in ``found``, without the target: a finding of two targets is one."""
    shown: dict[tuple[str, int], MaskedLine] = field(default_factory=dict)
    suppressions: dict[str, Suppressions | None] = field(default_factory=dict)
    digests: dict[Key, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, linter: FileLinter, path: str) -> Deployment | None:
        """The deployment of a root file; ``None`` when it cannot be read, which is then told as of any file."""
        try:
            source = linter.read(path)
        except UnreadableError:
            return None
        context = linter.context(source)
        if context.kind is None or not context.kind.root:
            return None
        return cls(linter, context, [])

    def lint_only(self, path: str) -> FileResult:
        """What is in one file of an overlay, judged by the merge."""
        for target in self.targets:
            self.lint_target(target, {})
        wanted = real_path(path)
        result = next((result for result in self.results() if real_path(result.name) == wanted), None)
        return FileResult(path) if result is None else result

    def lint(self, *, in_folder: bool, done: set[Path]) -> Iterator[FileResult]:
        """Results of the root and of every connector file it names. ``done`` gets the files that were linted.

        Args:
            in_folder: the folder was searched, so a connector file in it that nothing names is worth a note.
            done: resolved paths; a file named by an earlier deployment is linted again under this one's target.
        """
        root = self.context.document
        findings = check(self.context)
        self.keep(root, findings, None)
        self.targets = targets_of(self.context)
        done.add(real_path(root.name))
        organisations: dict[str, tuple[str, Context]] = {}
        for target in self.targets:
            if target.paths and not target.shadowed:
                self.lint_target(target, organisations)
            done.update(real_path(path) for path in target.paths)
        yield from self.results()
        if in_folder:
            yield from self.unreferenced(done)

    def lint_target(self, target: Target, organisations: dict[str, tuple[str, Context]]) -> None:
        """Lint what UST merges for one target."""
        sources = self.sources(target)
        if sources is None:
            return
        kind = self.linter.schemas.kinds[target.kind]
        whole = len(sources) == 1
        if not whole and not self.lint_parts(target, sources, kind):
            return
        sources = [replace(source, encoding=self.context.command_line.encoding) for source in sources]
        document = Document(sources[0]) if whole else Overlay(sources)
        context = replace(self.context, document=document, kind=kind, marks=[], cache={}, asked=target.asked)
        findings = check(context)
        if not whole:
            findings = [self.with_others(finding, target) for finding in findings]
        if not target.chosen:
            findings = [_not_chosen(finding, target) for finding in findings]
        self.keep(document, findings, target.name)
        if target.chosen:
            self.same_organisation(target, context, organisations)

    def lint_parts(self, target: Target, sources: list[Source], kind: FileKind) -> bool:
        """What holds for each file of an overlay alone; whether the files can be merged at all."""
        loadable, parts = True, []
        for source in sources:
            document = Document(replace(source, encoding=self.context.command_line.encoding))
            context = replace(self.context, document=document, kind=kind, marks=[], cache={})
            alone = [f for f in check(context) if self.context.registry.rules[f.rule].per_file]
            self.keep(document, alone, target.name)
            parts.append(context)
            loadable = loadable and document.problem is None and isinstance(document.value, dict)
        if not loadable:
            for source in sources:
                suppressions = self.suppressions.get(source.name)
                self.suppressions[source.name] = suppressions and replace(suppressions, readable=False)
        else:
            self.merged_organisations(target, parts)
        return loadable

    def merged_organisations(self, target: Target, parts: list[Context]) -> None:
        """Files of one target that name two organizations: the later one silently wins."""
        named = [(context, *found) for context in parts for found in _organisations(context)]
        for context, value, path in named[:-1]:
            last, chosen, other = named[-1]
            if value != chosen:
                builder = context.draft(
                    "merged-organizations", path,
                    f"{Path(last.document.name).name} is merged with this file and has another {context.name(path)}, which wins",
                    related=(Related("overridden here", last.at_value(other)),),
                )  # fmt: skip
                self.keep(context.document, [builder.finish()], target.name)
                self.keep_lines(last.document, [builder.finish()])

    def sources(self, target: Target) -> list[Source] | None:
        sources = []
        for path in target.paths:
            try:
                sources.append(self.linter.read(path))
            except UnreadableError as error:
                if os.path.isfile(path):  # one that is not there is told at the line that names it
                    self.errors[path] = str(error)
                return None
        return sources

    def with_others(self, finding: Finding, target: Target) -> Finding:
        """Name the other files of the overlay: what is missing here may have been meant to be there."""
        related = list(finding.related)
        known = {place.location.file for place in related} | {finding.location.file}
        for path in target.paths:
            if path not in known:
                related.append(Related("merged with this file", Document(Source(path, b"")).location(0, 0)))
        return replace(finding, related=tuple(related))

    def same_organisation(self, target: Target, context: Context, seen: dict[str, tuple[str, Context]]) -> None:
        """Two targets for one organization sync the same users twice."""
        for value, path in _organisations(context) if target.kind == self.targets[0].kind else ():
            if value not in seen:
                seen[value] = (target.name, context)
                continue
            name, other = seen[value]
            both, key, place = f"the targets `{name}` and `{target.name}`", context.name(path), other.at_value(path)
            if place == context.at_value(path):
                draft = context.draft(
                    "duplicate-organization", path, f"{both} take their {key} from this same line",
                    "Name another connector file for one of the two targets, or remove the target.",
                )  # fmt: skip
            else:
                draft = context.draft(
                    "duplicate-organization", path, f"{both} have the same {key}",
                    related=(Related(f"of target `{name}`", place),),
                )  # fmt: skip
            self.keep(context.document, [draft.finish()], target.name)
            self.keep_lines(other.document, [draft.finish()])

    def unreferenced(self, done: set[Path]) -> Iterator[FileResult]:
        """Connector files beside the root that nothing names: linted like any other, with a note of it."""
        folder = Path(self.context.document.name).parent
        schemas = self.linter.schemas
        named = {
            real_path(path) for root in self.neighbours(folder) for target in root.targets for path in target.paths
        }
        mentioned = self.mentioned()
        for path in sorted(folder.glob("*.y*ml")):
            kind = discovery.kind_by_name(str(path), schemas)
            if kind is None or kind.root or real_path(path) in done | named or not os.path.isfile(path):
                continue
            done.add(real_path(path))
            try:
                source = self.linter.read(str(path))
            except UnreadableError as error:
                yield FileResult(str(path), error=str(error))
                continue
            if not self.targets or os.path.normpath(path) in mentioned:  # what is wrong is told of the root
                yield self.linter.lint(source)
                continue
            context = replace(self.context, document=Document(source), kind=None)
            draft = context.draft(
                "unreferenced-file", (), f"{Path(self.context.document.name).name} does not name this file"
            )
            yield self.linter.lint(source, [draft.finish()])

    def mentioned(self) -> set[str]:
        """Every value of the root, taken for a path beside it: UST does not look for one in most of these places."""
        folder = os.path.dirname(self.context.document.name)
        values = [node.value for _, _, node in self.context.document.walk() if isinstance(node, Scalar)]
        return {os.path.normpath(os.path.join(folder, value)) for value in values if isinstance(value, str)}

    def neighbours(self, folder: Path) -> Iterator[Deployment]:
        """The deployments of the other roots in a folder."""
        for root in discovery.roots_in(folder, self.linter.schemas):
            if real_path(root) == real_path(self.context.document.name):
                continue
            other = Deployment.read(self.linter, str(root))
            if other is not None:
                check(other.context)
                other.targets = targets_of(other.context)
                yield other

    # --- collecting

    def keep(self, document: Document, findings: list[Finding], target: str | None) -> None:
        self.found.setdefault(document.name, [])
        if not isinstance(document, Overlay) and document.name not in self.suppressions:
            self.suppressions[document.name] = self.linter.policy.suppressions(document, self.linter.registry.rules)
        for finding in findings:
            kept = self.found.setdefault(finding.location.file, [])
            finding = finding.with_target(target)
            if (same := (finding.rule, finding.location, finding.message)) not in self.kept:
                self.kept.add(same)
                kept.append(finding)
        self.digests.update(self.linter.policy.digests(document, findings))
        self.keep_lines(document, findings)

    def keep_lines(self, document: Document, findings: list[Finding]) -> None:
        names = {part.name for part in document.parts} if isinstance(document, Overlay) else {document.name}
        for finding in findings:
            for place in (finding.location, *(related.location for related in finding.related)):
                key = (place.file, place.line)
                if place.file in names and key not in self.shown:
                    self.shown[key] = document.masked_lines(place.file, place.line)

    def results(self) -> Iterator[FileResult]:
        for name, findings in self.found.items():
            if name in self.errors:
                continue
            ordered = tuple(sorted(findings, key=Finding.sort_key))
            places = {(p.file, p.line) for f in ordered for p in (f.location, *(r.location for r in f.related))}
            result = FileResult(name, ordered, {key: line for key, line in self.shown.items() if key in places})
            yield self.linter.policy.apply(
                result, self.linter.registry.rules, self.suppressions.get(name), self.digests
            )
        for name, error in self.errors.items():
            yield FileResult(name, error=error)


def _organisations(context: Context) -> Iterator[tuple[str, KeyPath]]:
    """The organization id of the kind's section, and where it is. At the top level it is the account of a directory."""
    for mark in context.marks:
        value = (
            mark.instance.get(mark.value)
            if mark.keyword == "x-keyring-user" and mark.path and isinstance(mark.instance, dict)
            else None
        )
        if isinstance(value, str) and value:
            yield value, (*mark.path, mark.value)


def _not_chosen(finding: Finding, target: Target) -> Finding:
    """What would stop UST if this connector were in use does not stop it now."""
    if finding.consequence is not Consequence.REFUSED:
        return finding
    message = finding.message + NOT_CHOSEN.format(path=target.chosen_by)
    return replace(finding, message=message, consequence=Consequence.IGNORED, severity=Severity.WARNING)


class Overlays(Record, frozen=False):
    """Which files are merged with others by a root that is beside them: none of those is complete by itself."""

    linter: FileLinter
    _known: dict[Path, list[tuple[Context, Target]]] = field(default_factory=dict)

    def of(self, path: str) -> Deployment | None:
        """The deployment that merges a file with others, with no targets but those; ``None`` when there is none."""
        folder = Path(path).parent
        if folder not in self._known:
            self._known[folder] = list(self._merged(folder))
        wanted = real_path(path) if self._known[folder] else None
        found = [(c, t) for c, t in self._known[folder] if wanted in {real_path(part) for part in t.paths}]
        return Deployment(self.linter, found[0][0], [target for _, target in found]) if found else None

    def _merged(self, folder: Path) -> Iterator[tuple[Context, Target]]:
        for root in discovery.roots_in(folder, self.linter.schemas):
            deployment = Deployment.read(self.linter, str(root))
            if deployment is not None:
                check(deployment.context)
                for target in targets_of(deployment.context):
                    if len(target.paths) > 1:
                        yield deployment.context, target
