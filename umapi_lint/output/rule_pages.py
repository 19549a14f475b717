"""The rules' pages in Markdown: for the documentation, and for services that show a rule beside its findings."""

from __future__ import annotations

from collections.abc import Iterable

from umapi_lint.model.rule import Example, Rule, shown
from umapi_lint.output.messages import MEANINGS
from umapi_lint.policy.suppressions import OWN

GROUPS = {
    "Sign-in": (
        "deprecated-method", "key-not-for-method", "console-json", "placeholder-value", "unexpanded-variable", "malformed-value",
        "endpoint-mismatch", "host-value", "tls-verification-off", "unencrypted-connection",
    ),
    "Keys and values": (
        "unknown-key", "missing-field", "null-value", "wrong-type", "invalid-value", "conflicting-keys", "ignored-key", "deprecated-key",
        "documented-spelling",
    ),
    "Files": (
        "yaml-syntax", "encoding", "not-a-mapping", "multiple-documents", "duplicate-key", "missing-file", "misnamed-file",
        "path-not-checked", "shell-syntax", "v1-file",
    ),
    "Deployments": (
        "missing-connector", "no-primary-target", "path-after-target", "duplicate-target", "duplicate-organization",
        "merged-organizations", "unknown-target", "unused-target", "colon-in-group", "unreferenced-file",
    ),
    "Secrets": ("plaintext-secret", "misplaced-secret", "secret-in-comment", "secret-as-keyring-name"),
    "Storage": (
        "unsafe-permissions", "unsafe-directory", "permissions-not-checked", "unencrypted-private-key", "unusable-private-key",
        "wrong-passphrase", "passphrase-beside-key", "unused-passphrase", "leftover-private-key", "leftover-copy",
    ),
    "Keyring": ("keyring-entry-missing", "keyring-unavailable", "keyring-value-too-long", "insecure-keyring-backend"),
    "Git": ("secret-in-git", "secret-in-history"),
    "Suppressions": ("unused-ignore", "expired-ignore", "invalid-ignore"),
}  # fmt: skip
"""The rules in the order in which their index and the menu show them."""


def pages(rules: Iterable[Rule]) -> dict[str, str]:
    """File names to contents of everything that is in ``docs/rules``."""
    ordered = sorted(rules, key=lambda rule: rule.id)
    return {"index.md": index(ordered), **{f"{rule.id}.md": page(rule) for rule in ordered}}


def index(rules: Iterable[Rule]) -> str:
    """All rules, a table for each group."""
    known = {rule.id: rule for rule in rules}
    lines = [
        "# Rules",
        "",
        "Each rule with its usual severity and consequence. A finding may have others where UST behaves differently.",
        'If you have a message of UST instead, run `umapi-lint explain "MESSAGE"`, or search this site for it.',
    ]
    for title, names in GROUPS.items():
        lines += ["", f"## {title}", "", "| Rule | Severity | Consequence | `--fix` | What is found |"]
        lines.append("| --- | --- | --- | --- | --- |")
        for rule in (known[name] for name in names if name in known):
            fix = "yes" if rule.fix else ""
            name = f"[{rule.id}]({rule.id}.md)"
            lines.append(
                f"| {name} | {rule.usual_severity.value} | {rule.consequence.value} | {fix} | {rule.summary} |"
            )
    lines += ["", "## Consequences", ""]
    lines += [f"- `{consequence.value}`: {meaning}" for consequence, meaning in MEANINGS.items()]
    return "\n".join(lines) + "\n"


def page(rule: Rule) -> str:
    """The page of one rule, with a message of its by which it is found."""
    said = "".join(f"> {message}\n\n" for message in messages_of(rule))
    return f"# {rule.id}\n\n{rule.usual_severity.value}, {rule.consequence.value}\n\n{said}{body(rule)}"


def messages_of(rule: Rule) -> list[str]:
    """What the rule reports of its own example, with something in place of each credential; nothing for a rule that needs
    more than the text of a file."""
    from umapi_lint.document.source import Source
    from umapi_lint.engine.context import Options
    from umapi_lint.linting.linter import Linter

    text = rule.fails.text.replace("{secret}", f"p8e-{'Ab1' * 10}Cd").replace("{passphrase}", "Ab1" * 5)
    linter = Linter(options=Options(check_files=False, check_git=False))
    found = linter.lint(Source(rule.fails.name, text.encode("utf-8", "surrogateescape"))).findings
    return [finding.message for finding in found if finding.rule == rule.id][:1]


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
