"""The report to look at: its structure, and what a browser and a person without a mouse make of it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from support.linting import run
from support.results import RESULTS, count, printed

from umapi_lint.model.result import FileResult

ROOT = Path(__file__).parents[2]
EDITORS = ROOT / "tests" / "editors"
VOID = {"meta", "br"}


class Structure(HTMLParser):
    """The elements of a page; whether each is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(RESULTS)
def test_has_an_article_for_each_finding_and_nothing_that_a_file_could_put_there(results: list[FileResult]) -> None:
    page = Structure(printed("html", results))
    assert sum(tag == "article" for tag, _ in page.elements) == count(results)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "link", "iframe", "form", "object"})
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("style", "src", "action") for name in attributes)
        assert (attributes.get("href") or "https://umapi-lint.github.io/").startswith("https://umapi-lint.github.io/")


def test_its_policy_allows_the_style_sheet_and_nothing_else() -> None:
    text = printed("html", [])
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    done = run("check", "--output", f"html:{path}", "examples", cwd=ROOT)
    assert done.returncode == 1
    return path


def test_draws_the_deployment(report: Path) -> None:
    text = report.read_text()
    assert text.count("<svg ") == 1
    assert f"<title>{Path('examples/good/user-sync-config.yml')}; user-sync-config; " in text
    assert "<h2>Without findings</h2>" in text


def test_says_once_what_a_fix_does(report: Path) -> None:
    text = report.read_text()
    assert (
        "<p>Rename the key to <code>authentication_method</code>.</p>\n<p><code>umapi-lint --fix</code> does it.</p>"
        in text
    )
    assert not re.search(r"<p>(.+)\.</p>\n<p>\1: <code>umapi-lint", text)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_a_browser_and_axe_find_nothing_to_complain_of(report: Path, scheme: str, width: int) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing: install the system's package chromium"
    command = ["node", "browse.mjs", chromium, str(report), scheme, str(width)]
    done = subprocess.run(command, cwd=EDITORS, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    assert seen["requests"] == [report.as_uri()]
    assert (seen["messages"], seen["errors"], seen["violations"]) == ([], [], [])
    assert seen["passes"] > 20, "axe looked at the page"
    assert seen["overflow"] <= 0, "the page is no wider than the window"
    assert seen["reached"] > 20
    assert seen["unreachable"] == 0, "all that can be used or scrolled is reached with the Tab key"
