"""`umapi-lint rules` and `umapi-lint explain`."""

from __future__ import annotations

import json

import pytest
from support.linting import run

from umapi_lint.cli.commands.explain import explained
from umapi_lint.model.rule import Rule
from umapi_lint.rules._registry import registry

RULES = sorted(registry().rules.values(), key=lambda rule: rule.id)


def test_lists_every_rule_in_a_line_with_its_columns_aligned() -> None:
    heading, *lines = run("rules").stdout.split("\n\n")[0].split("\n")
    assert [line.split()[0] for line in lines] == [rule.id for rule in RULES]
    column = heading.index("summary")
    assert [line[column:] for line in lines] == [rule.summary for rule in RULES]


def test_lists_the_rules_for_machines() -> None:
    listed = json.loads(run("rules", "--output-format", "json").stdout)
    assert [entry["rule"] for entry in listed] == [rule.id for rule in RULES]
    assert set(listed[0]) == {"rule", "severity", "consequence", "fixable", "summary", "address"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_explains_a_rule_with_both_examples_and_where_it_is_from(rule: Rule) -> None:
    text = explained(rule)
    words = " ".join(text.split())
    for part in (
        rule.id,
        rule.summary,
        rule.why,
        rule.remediation,
        rule.fix,
        rule.source,
        rule.address,
        f"--ignore {rule.id}",
    ):
        assert part in words
    for placeholder in ("{secret}", "{uuid}", "{pem}"):
        assert placeholder not in text
    text.encode()


def test_explains_several_rules() -> None:
    done = run("explain", "encoding", "null-value")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "encoding (error, refused)\n\nMessage\n  this file is not UTF-8, which UST requires\n"
    )
    assert "\n\nnull-value (error, refused)\n" in done.stdout


@pytest.mark.parametrize(("name", "hint"), [("encodng", "did you mean encoding?"), ("qqq", "`umapi-lint rules` lists")])
def test_refuses_a_rule_that_does_not_exist_and_names_what_may_be_meant(name: str, hint: str) -> None:
    done = run("explain", name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert hint in done.stderr
    assert len(done.stderr.splitlines()) == 1
