"""The rule pages in ``docs/rules`` are those of the rules."""

from __future__ import annotations

from pathlib import Path

from umapi_lint.model.rule import Example
from umapi_lint.output.rule_pages import GROUPS, index, page, pages
from umapi_lint.rules._registry import registry

DOCS = Path(__file__).parents[2] / "docs" / "rules"
RULES = registry().rules


def test_the_documentation_is_current() -> None:
    kept = {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")}
    wanted = pages(RULES.values())
    stale = sorted(name for name in kept.keys() | wanted.keys() if kept.get(name) != wanted.get(name))
    assert not stale, f"run `python docs/build/generate.py`; it would change {', '.join(stale)}"


def test_a_page_has_both_examples_and_what_the_rule_says_of_itself() -> None:
    for rule in RULES.values():
        text = page(rule)
        for part in (rule.summary, rule.why, rule.remediation, rule.source, rule.fails.shown, rule.passes.shown):
            assert part.rstrip() in text, rule.id


def test_a_page_shows_the_files_that_make_the_difference() -> None:
    text = page(RULES["duplicate-organization"])
    assert text.count("beside it `org2.yml`") == 2
    assert text.count("Beside it: `connector-umapi.yml`.") == 2


def test_no_page_shows_a_placeholder() -> None:
    assert (
        Example("a: {secret}\nb: {uuid}\nc: {pem}\n").shown
        == "a: <your secret>\nb: <your secret>\nc: <your private key>\n"
    )


def test_the_index_has_a_row_for_each_rule() -> None:
    rows = [line for line in index(RULES.values()).split("\n") if line.startswith("| [")]
    assert len(rows) == len(RULES)
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(RULES)


def test_a_page_has_a_message_by_which_it_is_found() -> None:
    assert "\n> unknown key `clientid` in `enterprise`; UST refuses to start; did you mean" in page(
        RULES["unknown-key"]
    )
    assert sum("\n> " in page(rule) for rule in RULES.values()) > 35


def test_a_page_tells_how_to_silence_the_rule() -> None:
    assert "`# umapi-lint: ignore[null-value] -- reason`" in page(RULES["null-value"])
    assert "a comment cannot" in page(RULES["unused-ignore"])
