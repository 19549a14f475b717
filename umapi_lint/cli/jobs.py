"""`check --jobs`: several processes lint, and the results are those of one, in the same order. Not a command of its own.

A deployment stays whole in one process, for its files are judged together. What has to be remembered from one file to
the next stays in the process that was called: what deployments took along, and what a baseline has seen.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from pathlib import Path

from umapi_lint.cli.exit_codes import UsageError
from umapi_lint.document.source import real_path
from umapi_lint.linting.deployment import Deployment, Overlays
from umapi_lint.linting.discovery import Candidate
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Finding
from umapi_lint.model.result import FileResult
from umapi_lint.policy.baseline import BaselineRun, Key, key_of
from umapi_lint.record import Record, field, replace
from umapi_lint.record.typed import Any

CHUNK = 50
"""Files that a process gets at once; fewer of them are not worth a second process."""
AHEAD = 3
"""Chunks for each process that may be on their way, so that memory does not grow with the number of files."""
MAX_JOBS = 61
"""Windows waits for no more processes at once."""


class Told(Record):
    """A result on its way between two processes."""

    result: FileResult
    digests: dict[Key, str]
    extra: bool = False
    """Whether the file only is beside the root of a deployment, which does not name it."""


class Followed(Record):
    """What a process found by following the root of a deployment."""

    told: list[Told]
    done: set[Path]
    """Files that need not be linted again."""


class _Noting(BaselineRun, frozen=False):
    """Notes by what a baseline would know the findings of a file, and accepts none."""

    noted: dict[Key, str] = field(default_factory=dict)

    def new_of(self, file: str, findings: Iterable[Finding], digests: Any, proves: Any) -> list[Finding]:
        found = list(findings)
        self.noted = {key: digests[key] for key in map(key_of, found) if key in digests}
        return found


def jobs_of(options: argparse.Namespace) -> int:
    """How many processes the options ask for; 0 is one for each processor that is ours to use.

    Raises:
        UsageError: it is no number of processes.
    """
    wanted: int = options.jobs
    if wanted < 0:
        raise UsageError("--jobs needs the number of processes, or 0 for one for each processor")
    has = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(wanted or has, MAX_JOBS)


def lint_paths(
    linter: Linter, paths: Sequence[str], jobs: int, context: BaseContext | None = None
) -> Iterator[FileResult]:
    """What ``linter.lint_paths(paths)`` gives, linted by several processes.

    Args:
        linter: it keeps the baseline; each process gets a copy of the rest.
        paths: files and folders.
        jobs: how many processes at the most.
        context: how processes are started, where not as usual on this system.

    Raises:
        ConfigError: a configuration cannot be used.
        UsageError: a process did not survive.
    """
    wanted, named = linter.wanted(paths)
    jobs = max(1, min(jobs, -(-len(wanted) // CHUNK)))
    roots = [candidate for candidate in wanted if linter.may_be_root(candidate.path)]
    baseline = linter.policy.baseline
    noting = None if baseline is None else _Noting(baseline.path, baseline.accepted)
    theirs = replace(linter, policy=linter.policy.with_baseline(noting))
    done: set[Path] = set()
    sys.stdout.flush()  # or each process, which begins as a copy of this one, would print it again at its end
    pool = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(theirs,))
    try:
        for followed in _in_order(pool, jobs, _follow, [(root, named) for root in roots], 1 + CHUNK // 10):
            if followed is not None:
                seen = [one for one in followed.told if not (one.extra and real_path(one.result.name) in done)]
                yield from _accepted(linter, seen)
                done |= followed.done
        rest = [candidate.path for candidate in wanted if candidate.real not in done]
        for seen in _in_order(pool, jobs, _lint, rest, CHUNK):
            yield from _accepted(linter, seen)
    except BrokenProcessPool:
        raise UsageError("a process that linted files was ended from outside; try fewer --jobs") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _accepted(linter: Linter, seen: Iterable[Told]) -> Iterator[FileResult]:
    for one in seen:
        unread = one.result.error is not None
        yield one.result if unread else linter.policy.apply_baseline(one.result, linter.registry.rules, one.digests)


def _in_order(
    pool: ProcessPoolExecutor, jobs: int, work: Callable[[Any], Any], items: Sequence[Any], size: int
) -> Iterator[Any]:
    """What ``work`` makes of each item, in their order, a few chunks ahead of anyone who takes it."""
    chunks = (items[at : at + size] for at in range(0, len(items), size))
    waiting: deque[Future[list[Any]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(_each, work, chunk))
        if len(waiting) > AHEAD * jobs:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


# --- in a process of its own


class _Worker(Record, frozen=False):
    linter: Linter
    overlays: Overlays

    @property
    def noted(self) -> dict[Key, str]:
        """What a baseline would know the findings of the last result by."""
        baseline = self.linter.policy.baseline
        return baseline.noted if isinstance(baseline, _Noting) else {}


_worker: list[_Worker] = []
"""One in a process that works for another; a pool has no other place for what outlives a call."""


def _begin(linter: Linter) -> None:
    for number in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, number, signal.SIGTERM), signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches every process: the first one alone speaks of it
    _worker[:] = [_Worker(linter, Overlays(linter))]


def _each(work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    return [work(item) for item in items]


def _lint(path: str) -> list[Told]:
    worker = _worker[0]
    return [Told(result, worker.noted) for result in worker.linter.lint_one(path, worker.overlays)]


def _follow(item: tuple[Candidate, frozenset[Path]]) -> Followed | None:
    candidate, named = item
    worker = _worker[0]
    deployment = Deployment.read(worker.linter, candidate.path)
    if deployment is None:
        return None
    done: set[Path] = set()
    seen = []
    for result in deployment.lint(in_folder=not candidate.named, done=done):
        if worker.linter.counts(result, named):
            own = {candidate.real, *(real_path(p) for target in deployment.targets for p in target.paths)}
            seen.append(Told(result, worker.noted, extra=real_path(result.name) not in own))
    return Followed(seen, done)
