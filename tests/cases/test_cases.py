"""Every case in this folder, found by itself: tests/cases/RULE/NAME.yml, or a folder NAME, and what is reported in NAME.out.

A file is linted as connector-umapi.yml, a folder as it is. `{secret}`, `{uuid}`, `{passphrase}`, `{pem}`, `{rsa}` and
`{sealed}` become made-up credentials. A NAME.out that is not there is written, for you to read.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import write
from support.placeholders import filled

from umapi_lint import lint_paths
from umapi_lint.model.finding import Finding
from umapi_lint.rules._registry import registry

HERE = Path(__file__).parent
CASES = sorted(path for path in HERE.glob("[a-z]*/*") if path.suffix != ".out")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.relative_to(HERE).with_suffix("").as_posix())
def test_a_case_is_reported_as_it_says(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for path in case.rglob("*") if case.is_dir() else [case]:
        name = path.relative_to(case).as_posix() if case.is_dir() else "connector-umapi.yml"
        if path.is_file():
            write(tmp_path, filled(path.read_bytes().decode("utf-8", "surrogateescape")), name)
    reported = "".join(map(line_of, lint_paths(["."])))
    out = case.with_suffix(".out")
    if not out.exists():
        out.write_text(reported, encoding="utf-8")
        pytest.fail(f"wrote {out.relative_to(HERE)}: read it, and run again")
    assert reported == out.read_text(encoding="utf-8"), (
        f"if this is right, delete {out.relative_to(HERE)}, and run again"
    )


def line_of(finding: Finding) -> str:
    """What a case holds of a finding; its words are held by the tests of the rules."""
    at = finding.location
    fixable = " (fixable)" if finding.fixable else ""
    return f"{at.file}:{at.line}:{at.column}: {finding.severity.value}[{finding.rule}] {finding.consequence.value}{fixable}\n"


@pytest.mark.parametrize("folder", sorted(path.name for path in HERE.glob("[a-z]*/")))
def test_a_folder_of_cases_is_called_as_its_rule_and_one_of_them_shows_it(folder: str) -> None:
    assert folder in registry().rules
    assert any(f"[{folder}]" in out.read_text(encoding="utf-8") for out in (HERE / folder).glob("*.out"))


def test_every_report_belongs_to_a_case() -> None:
    assert {out.with_suffix("") for out in HERE.glob("*/*.out")} <= {case.with_suffix("") for case in CASES}
