"""The rounds by themselves, on a linter of a few lines: what a fix brings, and whether it stays, is plain to see.

In a text of words, each word is a finding of the rule of its name, where `FLAWS` knows it: `slip/a>b+c` is one that a fix
replaces by `b c`, safely unless a `?` is in front. A word with an `@` is the section in which all others lie.
"""

import re

import pytest

from umapi_lint.fix.apply import MAX_TRIALS, apply_fixes, compatible
from umapi_lint.fix.buffers import FileBuffers
from umapi_lint.model.finding import Consequence, Edit, Finding, Fix, Location, Severity
from umapi_lint.model.result import FileResult

FLAWS = {
    "note": (Severity.NOTE, Consequence.DEPRECATED),
    "slip": (Severity.WARNING, Consequence.IGNORED),
    "fatal": (Severity.ERROR, Consequence.REFUSED),
}


class Words:
    """Files of words, and the linter of them; `fixes` says what each word may be replaced by."""

    def __init__(self, folder, **texts):
        self.folder = folder
        self.pending = FileBuffers()
        self.lints = 0
        for name, text in texts.items():
            (folder / name).write_text(text)
        self.names = list(texts)

    def lint(self):
        self.lints += 1
        for name in self.names:
            path = str(self.folder / name)
            text = self.pending.source(path).data.decode()
            if "unreadable" in text.split():
                yield FileResult(path, error="is broken")
                continue
            yield FileResult(path, tuple(self.found(path, text)))

    def found(self, path, text):
        section = next((word for word in text.split() if word.startswith("@")), "")
        for number, match in enumerate(re.finditer(r"\S+", text), 1):
            word, _, new = match.group().partition(">")
            rule, _, pointer = word.partition("/")
            if rule in FLAWS:
                safe = not new.startswith("?")
                fix = Fix(
                    "Fix it",
                    (Edit(match.start(), match.end(), new.lstrip("?").replace("+", " ").replace("=", ">")),),
                    safe,
                )
                place = Location(path, 1, number, 1, number + 1, f"{section}/{pointer}")
                yield Finding(rule, *FLAWS[rule], "a flaw", "Fix it.", place, fix=fix if new else None)

    def fixed(self):
        outcome = apply_fixes(self.lint, self.pending, lambda _, finding: [finding.fix] if finding.fix else [])
        texts = [self.pending.source(str(self.folder / name)).data.decode() for name in self.names]
        return texts[0] if len(texts) == 1 else texts, [refusal.reason for refusal in outcome.refused], outcome


@pytest.fixture
def words(tmp_path):
    return lambda *texts: Words(tmp_path, **{f"{number}.txt": text for number, text in enumerate(texts)})


def test_a_fix_stays_if_its_finding_is_gone_and_nothing_as_grave_has_come(words):
    assert words("slip>fine").fixed()[:2] == ("fine", [])
    assert words("slip>note").fixed()[:2] == ("note", [])
    assert words("slip>slip/x").fixed()[:2] == ("slip>slip/x", ["it would bring slip on line 1"])
    assert words("note>slip").fixed()[:2] == ("note>slip", ["it would bring slip on line 1"])
    assert words("slip>fatal").fixed()[:2] == ("slip>fatal", ["it would bring fatal on line 1"])


def test_the_gravest_that_a_fix_would_bring_is_named(words):
    assert words("slip>slip/x+slip/y+fatal").fixed()[1] == ["it would bring fatal on line 1"]


def test_an_unsafe_fix_may_bring_what_is_no_error(words):
    assert words("note>?slip").fixed()[:2] == ("slip", [])
    assert words("slip>?fatal").fixed()[:2] == ("slip>?fatal", ["it would bring fatal on line 1"])
    assert words("fatal>?slip").fixed()[:2] == ("slip", [])


def test_a_fix_that_leaves_its_finding_is_refused(words):
    assert words("slip>slip").fixed()[:2] == ("slip>slip", ["the finding would stay"])


def test_a_fix_that_makes_a_file_unreadable_is_refused(words):
    assert words("slip>unreadable").fixed()[:2] == ("slip>unreadable", ["the file could not be read any more"])


def test_a_file_that_was_unreadable_before_holds_nothing_up(words):
    assert words("slip>fine", "unreadable").fixed()[:2] == (["fine", "unreadable"], [])


def test_what_a_fix_reveals_is_fixed_with_it(words):
    text, refused, outcome = words("slip/a>slip/b=slip/c=fine slip/d").fixed()
    assert (text, refused) == ("fine slip/d", [])
    assert len(outcome.fixed) >= 2


def test_those_that_help_are_found_among_many_that_do_not(words):
    bad = [f"slip/{number}>fatal" for number in range(4)]
    good = [f"slip/{number}>fine" for number in range(4, 9)]
    text, refused, outcome = words(" ".join([*bad, *good])).fixed()
    assert text == " ".join([*bad, *["fine"] * 5])
    assert refused == ["it would bring fatal on line 1"] * 4
    assert len(outcome.fixed) == 5


def test_once_a_half_is_accepted_no_edit_of_the_old_text_is_made(words):
    text = "slip/0>fine slip/1>fatal slip/2>fine slip/3>fatal slip/4>fine slip/5>fine"
    after, refused, _ = words(text).fixed()
    assert after == "fine slip/1>fatal fine slip/3>fatal fine fine"
    assert refused == ["it would bring fatal on line 1"] * 2


def test_findings_that_stay_are_counted_one_by_one(words):
    text = "slip slip slip note>slip"
    assert words(text).fixed()[:2] == (text, ["it would bring slip on line 1"])
    assert words("slip slip slip note>fine").fixed()[:2] == ("slip slip slip fine", [])
    assert words("slip/a slip/b slip/c note>fine").fixed()[:2] == ("slip/a slip/b slip/c fine", [])


def test_what_only_lies_under_another_name_then_is_not_new(words):
    assert words("slip/a>@new slip/b slip/c").fixed()[:2] == ("@new slip/b slip/c", [])
    more = "slip/a>@new+slip/x slip/b slip/c"
    assert words(more).fixed()[:2] == (more, ["it would bring slip on line 1"])


def test_gives_up_after_so_many_trials(words):
    case = words(" ".join(f"slip/{number}>fatal" for number in range(MAX_TRIALS)))
    _, refused, _ = case.fixed()
    assert 0 < len(refused) < MAX_TRIALS
    assert case.lints == MAX_TRIALS + 1


def test_of_fixes_of_one_place_the_first_is_taken_and_the_others_in_other_places():
    def proposal(file, start, end):
        fix = Fix("Fix it", (Edit(start, end, "x"),))
        return Finding("slip", *FLAWS["slip"], "a flaw", "", Location(file, 1, 1, 1, 1), fix=fix), fix

    first, same, other, elsewhere = (
        proposal("a", 0, 3),
        proposal("a", 2, 4),
        proposal("a", 4, 5),
        proposal("b", 0, 3),
    )
    assert compatible([first, same, other, elsewhere]) == [first, other, elsewhere]
