"""The extension file, as User Sync Tool 2.10 judged each text here."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import write

from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.finding import Consequence, Finding

EXAMPLES = Path(__file__).parents[2] / "examples" / "good"
HOOK = "after_mapping_hook: x = 1\n"


def findings(folder: Path, text: str) -> tuple[Finding, ...]:
    return Linter().lint(read_source(write(folder, text, "extension-config.yml"))).findings


def refused(folder: Path, text: str) -> list[str]:
    return [found.rule for found in findings(folder, text) if found.consequence is Consequence.REFUSED]


@pytest.mark.parametrize(
    "text",
    [
        HOOK + "extended_attributes: [a, 1, true, null]\n",
        HOOK + "extended_attributes: 5\n",
        HOOK + "extended_attributes: []\n",
        HOOK + "extended_attributes: ''\nextended_adobe_groups:\n",
        HOOK + 'extended_attributes: a\nextended_adobe_groups: [":::", "nowhere::group"]\n',
        "after_mapping_hook: ''\nextended_attributes: []\n",
        HOOK + "extended_attributes: a\ncolour: x\n",
    ],
)
def test_takes_what_the_tool_takes(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "missing-field"),
        (HOOK, "missing-field"),
        ("extended_attributes: [a]\n", "missing-field"),
        ("after_mapping_hook: 5\nextended_attributes: [a]\n", "wrong-type"),
        (HOOK + "extended_attributes: [[a]]\n", "wrong-type"),
        (HOOK + "extended_attributes:\n", "wrong-type"),
        (HOOK + "extended_attributes: {a: b}\n", "wrong-type"),
        (HOOK + "extended_attributes: a\nextended_adobe_groups: ''\n", "invalid-value"),
        (HOOK + "extended_attributes: a\nextended_adobe_groups: ['::']\n", "invalid-value"),
        (HOOK + "extended_attributes: a\nextended_adobe_groups: ['org2::']\n", "invalid-value"),
        (HOOK + "extended_attributes: a\nextended_adobe_groups: 5\n", "wrong-type"),
        (HOOK + "extended_attributes: a\nextended_adobe_groups: [a, null]\n", "null-value"),
        (HOOK + "extended_attributes: a\nextended_adobe_groups: {}\n", "wrong-type"),
        ("after_mapping_hook: return\nextended_attributes: a\n", "invalid-value"),
        ("after_mapping_hook: print 1\nextended_attributes: a\n", "invalid-value"),
        ('after_mapping_hook: "x\\0"\nextended_attributes: a\n', "invalid-value"),
        ("after_mapping_hook: |\n  match x:\n    case 1: pass\nextended_attributes: a\n", "invalid-value"),
        ("[]\n", "not-a-mapping"),
    ],
)
def test_refuses_what_the_tool_refuses(tmp_path: Path, text: str, rule: str) -> None:
    assert set(refused(tmp_path, text)) == {rule}


def test_names_the_line_of_the_code_and_quotes_none_of_it(tmp_path: Path) -> None:
    text = "extended_attributes: []\nafter_mapping_hook: |\n  x = 1\n  token = 'hunter2' 5\n"
    (found,) = findings(tmp_path, text)
    assert "line 2 of the code" in found.message
    assert "hunter2" not in found.message + found.help


def test_is_judged_with_the_root_that_names_it(tmp_path: Path) -> None:
    root = (EXAMPLES / "user-sync-config.yml").read_text(encoding="utf-8")
    assert root.count("directory_users:\n") == 1
    write(
        tmp_path,
        root.replace("directory_users:\n", "directory_users:\n  extension: hooks.yml\n"),
        "user-sync-config.yml",
    )
    for path in EXAMPLES.iterdir():
        if path.name != "user-sync-config.yml":
            write(tmp_path, path.read_bytes(), path.name)
    write(tmp_path, HOOK, "hooks.yml")
    results = {Path(result.name).name: result for result in Linter().lint_paths([str(tmp_path)])}
    assert [found.rule for found in results["hooks.yml"].findings] == ["missing-field"]
