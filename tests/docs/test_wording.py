"""All text that people read, held to plain English: no word of a short list, and no advice longer than two sentences."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from umapi_lint.rules._registry import registry

ROOT = Path(__file__).parents[2]

DISCOURAGED = {
    r"\bmend(?:s|ed|ing)?\b": "programmers and administrators say `fix`",
    r"\bthe tool\b": "readers take it for the linter; say `UST`",
    r"\bstands?\b(?! for\b)": "a value `is` somewhere, is `stored`, or is `set`",
    r"\bblanks?\b(?! lines?\b)": "say `space`, or `whitespace`",
    r"\bbehind (?:the|a|an|it|its|this|that|which)\b(?! proxy| firewall)": "in a line of text, say `after`",
    r"\ba text\b(?! (?:editor|file|format|report))": "a value is a `string`",
    r"\bround (?:the|a|it|its)\b": "say `around`",
    r"\bheeds?\b|\bheeded\b": "say `use` or `respect`",
    r"\bgraver?\b|\bgravest\b": "say `severe`",
    r"\bwithout a word\b": "say `silently`",
    r"\bbesides\b": "say `also`",
    r"\bpass(?:es|ed)? over\b": "say `skip`",
    r"\btak(?:e|es|en) (?:it |them |this |that )?for\b": "say `treat as`",
    r"\bwhoever\b|\bwhatever\b(?! its| the| they)": "two short sentences are easier to read",
    r"\bof ours\b|\bour own\b|\bsomebody(?! else)\b": "name it: `umapi-lint's`, `the user`, `another account`",
    r"\bso many\b|\bas many as there\b": "give the number",
    r"\bdies of\b|\bdie of\b": "a program `crashes`",
    r"\bby and by\b|\blikewise\b|\bbethink\b|\bas it were\b": "not how the field speaks",
    r"\bput up with\b|\bhear of\b": "say `accept`, `report`",
    r"\blies\b|\bspells it so\b|\bnone of Adobe": "a file `is` somewhere",
    r"\bswitched off\b": "Adobe `retired` JWT",
    r"\bAll good\b": "say `No problems found`",
}
"""What not to write, and why: `docs/architecture.md` and this list are the whole style guide of words."""


def strings_of(path: Path) -> Iterator[tuple[str, str]]:
    """The texts in a module that may be shown: every string with a space but docstrings and patterns; `{}` for what is filled in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))  # a docstring
        elif isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
            "regex",
            "compile",
        ):
            skipped.update(id(inner) for inner in ast.walk(node))
        elif isinstance(node, ast.JoinedStr) and id(node) not in skipped:
            skipped.update(id(inner) for inner in node.values)
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield f"{path.name}:{node.lineno}", text
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield f"{path.name}:{node.lineno}", node.value


def values_of(value: object, keys: frozenset[str] | None, where: str) -> Iterator[tuple[str, str]]:
    """The texts of a JSON document under some keys, at whatever depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str) and (keys is None or key in keys):
                yield f"{where}/{key}", inner
            else:
                yield from values_of(inner, keys, f"{where}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from values_of(inner, keys, f"{where}/{index}")


SHOWN = frozenset(
    {"title", "description", "message", "help", "errorMessage", "deprecationMessage", "x-ust", "x-type-error", "cause", "next",
     "risk", "label"}
)  # fmt: skip


def prose(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of a page of the documentation, without its listings and code."""
    listing = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        listing ^= line.lstrip().startswith("```")
        if not listing:
            yield f"{path.name}:{number}", line


@cache
def all_text() -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for module in sorted((ROOT / "umapi_lint").rglob("*.py")):
        found += [(where, text) for where, text in strings_of(module) if " " in text]
    for schema in sorted((ROOT / "schemas").glob("*.json")):
        found += values_of(json.loads(schema.read_text(encoding="utf-8")), SHOWN, schema.name)
    pages = [
        *ROOT.glob("docs/*.md"),
        *ROOT.glob("docs/rules/*.md"),
        ROOT / "README.md",
        ROOT / "SECURITY.md",
        ROOT / "CONTRIBUTING.md",
    ]
    for page in sorted(pages):
        found += prose(page)
    return tuple((where, re.sub(r"`[^`]*`", "``", text)) for where, text in found)


@pytest.mark.parametrize("word", DISCOURAGED)
def test_no_text_has_a_discouraged_word(word: str) -> None:
    found = [f"{where}: {text.strip()}" for where, text in all_text() if re.search(word, text, re.IGNORECASE)]
    assert not found, f"{DISCOURAGED[word]}:\n" + "\n".join(found)


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?](?=\s|$)", re.sub(r"`[^`]*`", "``", text)))


def advice() -> Iterator[tuple[str, str]]:
    for rule in registry().rules.values():
        yield f"remediation of {rule.id}", rule.remediation
    for schema in sorted((ROOT / "schemas").glob("*.json")):
        keys = frozenset({"help", "errorMessage", "next"})
        yield from values_of(json.loads(schema.read_text(encoding="utf-8")), keys, schema.name)
    for module in sorted((ROOT / "umapi_lint").rglob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if (isinstance(node, ast.keyword) and node.arg == "help") or (
                isinstance(node, ast.Assign) and any("help" in getattr(target, "id", "") for target in node.targets)
            ):
                for inner in ast.walk(node.value):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        yield f"{module.name}:{inner.lineno}", inner.value
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "draft" and len(node.args) > 3:
                for inner in ast.walk(node.args[3]):
                    if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                        yield f"{module.name}:{inner.lineno}", inner.value


def test_no_advice_is_longer_than_two_sentences() -> None:
    found = [f"{where}: {text}" for where, text in advice() if sentences(text) > 2]
    assert not found, "\n".join(found)
