"""The benchmark of detection runs, and what it promises holds on a few of its files."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "detection.py"


@pytest.fixture(scope="module")
def detection() -> ModuleType:
    spec = importlib.util.spec_from_file_location("detection", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_everything_in_place_is_found_and_nothing_else(detection: ModuleType) -> None:
    table, wrong = detection.measured(10, 2)
    assert table["in place"] == [100] * len(detection.SHAPES)
    assert wrong == 0


def test_prints_a_table(
    detection: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["detection.py", "--count", "1"])
    detection.main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(detection.PLACES) + 4
    assert re.search(r"in place +(?:100\.0 *){5}$", lines[1])
