"""What the pages about editors show is what there is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from kind_lists import PLACES

from umapi_lint.linting.load import load_schemas
from umapi_lint.rules._registry import registry
from umapi_lint.schema.editor import ADDRESS, file_name

DOCS = Path(__file__).parents[2] / "docs"
KINDS = load_schemas().kinds


def blocks(page: str) -> list[Any]:
    """The JSON of a page."""
    found = re.findall(r"```json\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)
    return [json.loads(block) for block in found]


def test_the_catalogue_entry_names_every_kind_as_we_find_its_files() -> None:
    (entries,) = blocks("schemastore.md")
    assert {entry["url"]: entry["fileMatch"] for entry in entries} == {
        f"{ADDRESS}{file_name(name)}": list(kind.files) for name, kind in KINDS.items()
    }


def test_the_settings_name_every_kind() -> None:
    code, zed, _ = blocks("editors.md")
    output = [code["yaml.schemas"], zed["lsp"]["yaml-language-server"]["settings"]["yaml"]["schemas"]]
    for schemas in output:
        assert {Path(path).name for path in schemas} == {file_name(name) for name in KINDS}
    text = (DOCS / "editors.md").read_text(encoding="utf-8")
    for name in KINDS:
        assert text.count(f"schemas/{file_name(name)}") == 4, name


@pytest.mark.parametrize("path", PLACES, ids=lambda path: path.name)
def test_every_list_of_kinds_is_written_from_the_schemas(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == PLACES[path](text, load_schemas()), "run `python docs/build/generate.py`"


def test_the_problem_matcher_of_vs_code_reads_every_finding() -> None:
    """Its regular expression is JavaScript's; it uses nothing that Python reads differently."""
    (shown,) = next(block["tasks"] for block in blocks("editors.md") if "tasks" in block)
    pattern = shown["problemMatcher"]["pattern"]
    command = [sys.executable, "-m", "umapi_lint", *shown["command"].split()[1:-1], "examples/bad"]
    done = subprocess.run(command, cwd=DOCS.parent, capture_output=True, text=True, check=False)
    found = [re.match(pattern["regexp"], line) for line in done.stdout.splitlines()]
    assert len(found) > 20
    for match in found:
        assert match is not None
        assert (DOCS.parent / match[pattern["file"]]).is_file()
        assert match[pattern["severity"]] in ("error", "warning", "note")
        assert match[pattern["code"]] in registry().rules
