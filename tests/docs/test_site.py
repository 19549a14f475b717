"""The documentation as a site: it builds without a broken link, answers at every address that we tell, and asks nobody."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from umapi_lint.model.rule import address_of
from umapi_lint.rules._registry import registry

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "docs" / "site" / "mkdocs.yml"
HOME = re.search(r"^site_url: (.*)$", CONFIGURATION.read_text(encoding="utf-8"), re.MULTILINE).group(1)
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", CONFIGURATION, "-d", folder],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_rule_has_its_address(site: Path) -> None:
    for rule in registry().rules:
        page = site / address_of(rule).removeprefix(HOME) / "index.html"
        assert rule in page.read_text(encoding="utf-8")


def test_every_schema_has_its_address(site: Path) -> None:
    for path in (ROOT / "schemas" / "bundled").glob("*.json"):
        published = site / json.loads(path.read_bytes())["$id"].removeprefix(HOME)
        assert published.read_bytes() == path.read_bytes()
    assert (site / "schemas" / "findings.schema.json").is_file()


def test_every_page_for_users_is_in_the_menu(site: Path) -> None:
    home = (site / "index.html").read_text(encoding="utf-8")
    for page in [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "rules").glob("*.md")]:
        if page.stem in ("architecture", "reliability", "releasing", "schemastore"):
            assert f'href="{page.stem}/" class="md-nav__link' not in home  # for those who work on umapi-lint
            continue
        address = page.relative_to(ROOT / "docs").with_suffix("").as_posix().removesuffix("index")
        assert f'href="{address.rstrip("/") + "/" if address else "."}" class="md-nav__link' in home, page


def test_a_bar_in_a_table_is_a_bar(site: Path) -> None:
    assert "<code>umapi-lint completion fish | source</code>" in (site / "configuration" / "index.html").read_text(
        "utf-8"
    )


class Loads(HTMLParser):
    """What a browser fetches by itself for a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        output = dict(attrs)
        if tag in LOADED:
            self.addresses.append(output.get(LOADED[tag]) or "")
        if tag == "link" and output.get("rel") not in ("canonical", "prev", "next"):
            self.addresses.append(output["href"] or "")


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        loads = Loads(page.read_text(encoding="utf-8")).addresses
        assert loads
        assert not [address for address in loads if "//" in address], page


def test_every_list_and_table_is_one_on_the_site_too() -> None:
    """GitHub takes a list that follows a paragraph without an empty line, the site does not."""
    for page in (ROOT / "docs").rglob("*.md"):
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        paragraphs = re.split(r"\n\s*\n", text)
        for paragraph in paragraphs:
            starts = [re.match(r"([-*] |\d+\. |\|)?", line).group(1) for line in paragraph.strip("\n").split("\n")]
            assert starts[0] or not any(starts), (page.name, paragraph)


def test_the_configuration_names_what_there_is() -> None:
    output = CONFIGURATION.read_text(encoding="utf-8")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert f"repo_url: https://github.com/{action['author']}/{action['name']}\n" in output
