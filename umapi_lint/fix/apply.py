"""Applying fixes in rounds, on text in memory, until nothing changes.

After each round everything that belongs together is linted again. A fix stays only if its finding is gone and nothing
new has come that is as severe; what a fix of a misspelt key reveals below that key may itself be fixed at once.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from umapi_lint.edits.apply import conflicts
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.model.finding import Consequence, Edit, Finding, Fix, Location, Severity
from umapi_lint.model.result import FileResult
from umapi_lint.record import Record, field
from umapi_lint.system.paths import resolved

MAX_ROUNDS = 100
MAX_TRIALS = 100
"""How often a file or deployment is linted to try fixes: one with so many that do not help was made to be slow."""
MAX_TRIED = 4 * 1024 * 1024
"""Bytes that are linted to try fixes, each file of those that belong together counted once a trial; the next run goes on."""
MAX_FOLLOWING = 5
"""How often what a fix reveals is itself fixed before the fix is given up."""

UNLOADABLE = "yaml-syntax"
"""The rule of a fault that hides all others of its file."""

Lint = Callable[[], Iterable[FileResult]]
Proposal = tuple[Finding, Fix]
_Key = tuple[str | None, str, str, str]


class Refusal(Record):
    """A fix that was not applied, and why, in words."""

    finding: Finding
    reason: str


class Outcome(Record, frozen=False):
    """What the rounds came to."""

    results: list[FileResult]
    fixed: list[Proposal] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def apply_fixes(lint: Lint, pending: FileBuffers, wanted: Callable[[FileResult, Finding], Iterable[Fix]]) -> Outcome:
    """Apply fixes until there are none left, or none that helps. Nothing is written.

    Args:
        lint: lints, from ``pending``, all files that belong together.
        pending: gets the new texts.
        wanted: the fixes of a finding that may be applied, the one to be tried first at the front.
    """
    return _Rounds(lint, pending, wanted).run()


class _Rounds(Record, frozen=False):
    lint: Lint
    pending: FileBuffers
    wanted: Callable[[FileResult, Finding], Iterable[Fix]]
    refused: dict[tuple[Location, str, str], Refusal] = field(default_factory=dict)
    trials: int = 0

    def run(self) -> Outcome:
        outcome = Outcome(list(self.lint()))
        for _ in range(MAX_ROUNDS):
            proposals = list(self.proposals(outcome.results))
            size = sum(len(source.data) for source in self.pending.read.values())
            if not proposals or self.trials > MAX_TRIALS or self.trials * size > MAX_TRIED:
                break
            self.bisect(outcome, compatible(proposals))
        outcome.refused = [refusal for refusal in self.refused.values() if _still_there(refusal, outcome.results)]
        return outcome

    def proposals(self, results: Iterable[FileResult]) -> Iterator[Proposal]:
        """For each finding the first fix that is wanted and was not refused."""
        for result in results:
            for finding in result.findings:
                fix = next((f for f in self.wanted(result, finding) if _identity(finding, f) not in self.refused), None)
                if fix is not None and fix.edits:
                    yield finding, fix

    def bisect(self, outcome: Outcome, batch: list[Proposal]) -> bool:
        """Accept all fixes of a batch, or one half of it, and so on down; else every one of them is refused."""
        self.trials += 1
        if self.trials > MAX_TRIALS:
            return False
        if self.accepted(outcome, batch):
            return True
        middle = len(batch) // 2
        return middle > 0 and (self.bisect(outcome, batch[:middle]) or self.bisect(outcome, batch[middle:]))

    def accepted(self, outcome: Outcome, trial: list[Proposal]) -> bool:
        """Try fixes together. What is accepted stays in the texts, and what was refused before gets another chance."""
        before = dict(self.pending.changed)
        applied, results, reason = self.attempt(outcome.results, trial)
        if reason is None:
            outcome.results = results
            outcome.fixed.extend(applied)
            self.refused.clear()
            return True
        self.pending.changed = before
        if len(trial) == 1:
            finding, fix = trial[0]
            self.refused[_identity(finding, fix)] = Refusal(finding, reason)
        return False

    def attempt(
        self, before: list[FileResult], trial: list[Proposal]
    ) -> tuple[list[Proposal], list[FileResult], str | None]:
        """Apply fixes and lint: what was applied, the results, and what is wrong with them."""
        applied = list(trial)
        step = trial
        for _ in range(MAX_FOLLOWING):
            self.apply(step)
            results = list(self.lint())
            if any(result.error is not None for result in results) and not any(r.error is not None for r in before):
                return applied, results, "the file could not be read any more"
            if not _gone(before, results, trial):
                return applied, results, "the finding would stay"
            brought = list(_introduced(before, results, trial))
            if not brought:
                return applied, results, None
            step = compatible(
                [(f, fix) for r, f in brought if (fix := next(iter(self.wanted(r, f)), None)) and fix.edits]
            )
            if len(step) < len(brought):
                break
            applied += step
        worst = max((finding for _, finding in brought), key=lambda finding: finding.severity.rank)
        return applied, results, f"it would bring {worst.rule} on line {worst.location.line}"

    def apply(self, proposals: Iterable[Proposal]) -> None:
        edits: dict[str, list[Edit]] = {}
        for finding, fix in proposals:
            edits.setdefault(resolved(finding.location.file), []).extend(fix.edits)
        for path, of_file in edits.items():
            self.pending.edit(path, of_file)


def compatible(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Of fixes that want one place the first; the others wait for the next round."""
    taken: dict[str, list[Edit]] = {}
    chosen: list[Proposal] = []
    for finding, fix in proposals:
        own = taken.setdefault(resolved(finding.location.file), [])
        if any(_clashes(own, edit) for edit in fix.edits):
            continue
        for edit in fix.edits:
            insort(own, edit, key=_span)
        chosen.append((finding, fix))
    return chosen


def _clashes(taken: list[Edit], edit: Edit) -> bool:
    """Whether an edit is at odds with one of those, of which no two are, in the order of the text."""
    at = bisect_left(taken, _span(edit), key=_span)
    return any(conflicts(edit, other) for other in taken[max(0, at - 1) : at + 2])


def _span(edit: Edit) -> tuple[int, int]:
    return (edit.start, edit.end)


def _identity(finding: Finding, fix: Fix) -> tuple[Location, str, str]:
    """What a fix is known by as long as the texts stay as they are."""
    return (finding.location, finding.rule, fix.title)


def _is_broken(finding: Finding, lines: set[int]) -> bool:
    """Whether a repaired line is refused, for what it now sets or since it still does not load."""
    return finding.location.line in lines and finding.consequence is Consequence.REFUSED


def _key(finding: Finding) -> _Key:
    # a file has one fault at a time that keeps it from being loaded, and the next one is another
    pointer = str(finding.location.line) if finding.rule == UNLOADABLE else finding.location.pointer
    return (finding.target, finding.location.file, finding.rule, pointer)


def _counted(results: Iterable[FileResult]) -> Counter[_Key]:
    return Counter(_key(finding) for result in results for finding in result.findings)


def _gone(before: list[FileResult], after: list[FileResult], trial: list[Proposal]) -> bool:
    """Whether every finding that was to be fixed is there no more."""
    old, new = _counted(before), _counted(after)
    fixed = Counter(_key(finding) for finding, _ in trial)
    return all(new[key] <= old[key] - number for key, number in fixed.items())


def _introduced(
    before: list[FileResult], after: list[FileResult], trial: list[Proposal]
) -> Iterator[tuple[FileResult, Finding]]:
    """Findings that are new and weigh against the fixes: those as severe as what is fixed, or errors if the fix is unsafe.

    A finding that only has another name now, since its key has, is not new. What is in files that were not linted before,
    or could not be loaded, was only revealed, unless the line that makes a file load is itself refused.
    """
    known = {result.name for result in before}
    fixed = Counter(_key(finding) for finding, _ in trial)
    matched = _counted(before) - fixed
    rest: list[tuple[FileResult, Finding]] = []
    for result in after:
        for finding in result.findings:
            if matched[_key(finding)] > 0:
                matched[_key(finding)] -= 1
            elif result.name in known:
                rest.append((result, finding))
    moved: Counter[tuple[str | None, str, str]] = Counter()
    for key, number in matched.items():
        moved[key[:3]] += number
    repaired = {
        finding.location.file: {finding.location.line, *(place.line for place in fix.places)}
        for finding, fix in trial
        if finding.rule == UNLOADABLE
    }
    gravest = max(finding.consequence.rank for finding, _ in trial)
    unsafe = any(not fix.safe for _, fix in trial)
    for result, finding in rest:
        if moved[_key(finding)[:3]] > 0:
            moved[_key(finding)[:3]] -= 1
        elif (lines := repaired.get(finding.location.file)) and not _is_broken(finding, lines):
            continue
        elif finding.severity is Severity.ERROR if unsafe else finding.consequence.rank >= gravest:
            yield result, finding


def _still_there(refusal: Refusal, results: Iterable[FileResult]) -> bool:
    return _key(refusal.finding) in _counted(results)
