"""Write the rule pages anew: ``python docs/generate.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from umapi_lint.pages import pages
from umapi_lint.registry import registry


def write(folder: Path) -> None:
    """Write every page to a folder, and remove those of rules that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages(registry().rules.values())
    for path in folder.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "rules")
