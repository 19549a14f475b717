"""The rules' pages in Markdown: for the documentation, and for services that show a rule beside its findings."""

from __future__ import annotations

from collections.abc import Iterable

from umapi_lint.model.rule import Example, Rule, shown
from umapi_lint.output.messages import MEANINGS
from umapi_lint.policy.suppressions import OWN


def pages(rules: Iterable[Rule]) -> dict[str, str]:
    """File names to contents of everything that is in ``docs/rules``."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    return {"index.md": index(ordered), **{f"{rule.id}.md": page(rule) for rule in ordered}}


def index(rules: Iterable[Rule]) -> str:
    """The table of all rules."""
    lines = [
        "# Rules",
        "",
        "Each rule with its usual severity and consequence. A finding may have others where UST behaves differently.",
        "",
        "| Rule | Severity | Consequence | `--fix` | What is found |",
        "| --- | --- | --- | --- | --- |",
    ]
    for rule in rules:
        fix = "yes" if rule.fix else ""
        name = f"[{rule.id}]({rule.id}.md)"
        lines.append(f"| {name} | {rule.usual_severity.value} | {rule.consequence.value} | {fix} | {rule.summary} |")
    lines += ["", "What the consequences mean:", ""]
    lines += [f"- `{consequence.value}`: {meaning}" for consequence, meaning in MEANINGS.items()]
    return "\n".join(lines) + "\n"


def page(rule: Rule) -> str:
    """The page of one rule."""
    return f"# {rule.id}\n\n{rule.usual_severity.value}, {rule.consequence.value}\n\n{body(rule)}"


def body(rule: Rule) -> str:
    """The page of a rule without its title."""
    parts = [*parts_of(rule), ("Source", rule.source)]
    return "\n\n".join(f"## {title}\n\n{_text(part, rule)}" for title, part in parts) + "\n"


def parts_of(rule: Rule) -> list[tuple[str, str | Example]]:
    """What there is to say of a rule in addition to its source, in the order of reading: titles, and texts or examples."""
    return [
        ("What it finds", f"{rule.summary}."),
        ("What UST does", MEANINGS[rule.consequence]),
        ("Why", rule.why),
        ("How to fix it", rule.remediation),
        *([("What `--fix` does", rule.fix)] if rule.fix else []),
        ("Wrong", rule.fails),
        ("Right", rule.passes),
        ("How to silence it", silencing(rule)),
    ]


def silencing(rule: Rule) -> str:
    """How to say that a finding of a rule is known and meant."""
    everywhere = f"`--ignore {rule.id}`"
    if rule.id in OWN:
        return f"With {everywhere}, or in the configuration; a comment cannot."
    return (
        f"Write `# umapi-lint: ignore[{rule.id}] -- reason` at the end of the line or on the line above, "
        f"`ignore-file[{rule.id}]` for the whole file, or use {everywhere}."
    )


def _text(part: str | Example, rule: Rule) -> str:
    return part if isinstance(part, str) else _example(part, rule.passes if part is rule.fails else rule.fails)


def _example(example: Example, other: Example) -> str:
    """An example, and of the files beside it those that differ from the other example's."""
    title = ", ".join(
        [f"`{example.name}`", *(f"`{word}`" if word.startswith("-") else word for word in example.around)]
    )
    shows = [f"{title}:\n\n{_block(example.shown)}"]
    alike = [name for name, text in example.files.items() if other.files.get(name) == text]
    shows += [
        f"beside it `{name}`:\n\n{_block(shown(text))}" for name, text in example.files.items() if name not in alike
    ]
    if alike:
        shows.append("Beside it: " + ", ".join(f"`{name}`" for name in alike) + ".")
    return "\n\n".join(shows)


def _block(text: str) -> str:
    return f"```yaml\n{text.rstrip()}\n```"
