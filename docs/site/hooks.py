"""What the site has beyond the pages: the schemas at their addresses, every page in the menu, links into the repository."""

from __future__ import annotations

import logging
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
DOCS, SCHEMAS = ROOT / "docs", ROOT / "schemas"
LINK = re.compile(r"(?<=\]\()(?:\.\./)+[^)\s#]*")
ROW = re.compile(r"^\|.*$", re.MULTILINE)
CODE = re.compile(r"`[^`\n]+`")
log = logging.getLogger("mkdocs.hooks.umapi_lint")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages of the rules into the menu, in the groups of their index."""
    (rules,) = (entry["Rules"] for entry in config.nav if isinstance(entry, dict))
    index = (DOCS / "rules" / "index.md").read_text(encoding="utf-8")
    for group in index.split("\n## ")[1:]:
        if pages := re.findall(r"\]\(([a-z0-9-]+\.md)\)", group):
            rules.append({group.partition("\n")[0]: [f"rules/{page}" for page in pages]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Publish the schemas, the bundled ones under their own names: an editor wants one file without references."""
    schemas = {path.name: path for folder in (SCHEMAS, SCHEMAS / "bundled") for path in folder.glob("*.json")}
    for name, path in schemas.items():
        files.append(File.generated(config, f"schemas/{name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links that leave the documentation to the schemas of the site, or to the repository.

    GitHub wants ``\\|`` for a bar in code in a table, and shows the bar; the site would show both.
    """
    here = posixpath.dirname(page.file.src_uri)

    def led(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("docs", here, match.group()))
        if target.startswith("docs/"):
            return match.group()
        if not (ROOT / target).exists():
            log.warning("%s links to %s, which is not there", page.file.src_uri, target)
        published = f"schemas/{posixpath.basename(target)}"
        if files.get_file_from_path(published) is not None:
            return posixpath.relpath(published, here or ".")
        return f"{config.repo_url}/blob/main/{target}"

    def bars(row: re.Match[str]) -> str:
        return CODE.sub(lambda code: code.group().replace("\\|", "|"), row.group())

    return ROW.sub(bars, LINK.sub(led, markdown))
