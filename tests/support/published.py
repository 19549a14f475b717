"""This project as it is here, published in a git repository: what pre-commit, pip and others install from."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.linting import git

ROOT = Path(__file__).parents[2]
PARTS = (
    "umapi_lint",
    "schemas",
    ".pre-commit-hooks.yaml",
    "pyproject.toml",
    "hatch_build.py",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
)
VERSION = "v0.2.0"
"""The tag, which is the one that the documentation names."""


def publish(folder: Path) -> Path:
    """Commit a copy of the project to a repository in an empty folder, and tag it."""
    for name in PARTS:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "The project")
    git(folder, "tag", VERSION)
    return folder
