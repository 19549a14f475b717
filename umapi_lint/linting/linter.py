"""From paths to results: reads each file once, runs the engine, and lets go of it before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from umapi_lint.document.source import UnreadableError, real_path
from umapi_lint.linting import discovery
from umapi_lint.linting.deployment import Deployment, Overlays
from umapi_lint.linting.file_linter import FileLinter
from umapi_lint.model.result import FileResult


class Linter(FileLinter, frozen=False):
    """Lints whatever is at a path: a file, a folder, a deployment with all that it names."""

    def lint_paths(self, paths: Iterable[str]) -> Iterator[FileResult]:
        """Lint files, and what is found below folders, in that order; a deployment's root brings its files along.

        Raises:
            ConfigError: a configuration cannot be used; before the first result, unless it is where only the root
                of a deployment leads.
        """
        for lint_again in self.units(paths):
            yield from lint_again()

    def units(self, paths: Iterable[str]) -> Iterator[Callable[[], Iterator[FileResult]]]:
        """What belongs together, as functions that lint it: a deployment with all its files, or a single file.

        Each has to be called before the next one is asked for, and may be called again.
        """
        wanted, named = self.wanted(paths)
        done: set[Path] = set()
        overlays = Overlays(self)
        for candidate in wanted:
            deployment = Deployment.read(self, candidate.path) if self.may_be_root(candidate.path) else None
            if deployment is not None:
                yield partial(self._lint_root, candidate, named, frozenset(done), done, [deployment])
        for candidate in wanted:
            if candidate.real not in done:
                yield partial(self.lint_one, candidate.path, overlays)

    def wanted(self, paths: Iterable[str]) -> tuple[list[discovery.Candidate], frozenset[Path]]:
        """The files to lint, and which of them the user named; the surroundings get to know of them.

        Raises:
            ConfigError: the configuration of one cannot be used.
        """
        wanted = list(discovery.candidates(paths, self.schemas, self.policy.excludes))
        for candidate in wanted:
            self.command_line(candidate.path)
        self.environment.paths.extend(candidate.path for candidate in wanted)
        return wanted, frozenset(candidate.real for candidate in wanted if candidate.named)

    def _lint_root(
        self,
        candidate: discovery.Candidate,
        named: frozenset[Path],
        before: frozenset[Path],
        done: set[Path],
        read: list[Deployment],
    ) -> Iterator[FileResult]:
        # what was read is for the first call: by the next one the file has changed
        deployment = read.pop() if read else Deployment.read(self, candidate.path)
        linted = set(before)
        if deployment is not None:
            for result in deployment.lint(in_folder=not candidate.named, done=linted):
                if self.counts(result, named):
                    yield result
        done |= linted

    def counts(self, result: FileResult, named: frozenset[Path]) -> bool:
        """Whether a file that a deployment brought along is to be told of."""
        return real_path(result.name) in named or not self.policy.excludes(result.name)

    def lint_one(self, path: str, overlays: Overlays) -> Iterator[FileResult]:
        """Lint a file that no deployment brought along."""
        deployment = overlays.of(path) if self.kind is None else None
        if deployment is not None:
            yield deployment.lint_only(path)
            return
        try:
            source = self.read(path)
        except UnreadableError as error:
            yield FileResult(path, error=str(error))
            return
        yield self.lint(source)
