"""The YAML language server that editors use, started on our bundled schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from editors.language_client import LanguageClient

from umapi_lint.linting.load import load_schemas
from umapi_lint.schema.files import schema_folder

HERE = Path(__file__).parent
SERVER = HERE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
INSTALL = "run `npm ci --prefix tests/editors` first"
PATTERNS = {kind: f"*{kind}*.yml" for kind in load_schemas().kinds}


def settings(kinds: bool = True) -> dict[str, Any]:
    """What `docs/editors.md` tells people to set, and nothing that needs the network."""
    bundled = schema_folder() / "bundled"
    patterns = PATTERNS if kinds else {}
    return {
        "yaml": {
            "schemas": {(bundled / f"{kind}.schema.json").as_uri(): pattern for kind, pattern in patterns.items()},
            "schemaStore": {"enable": False},
            "yamlVersion": "1.1",
            "validate": True,
            "hover": True,
            "completion": True,
        },
        "http": {},
        "[yaml]": {},
    }


def start(folder: Path) -> LanguageClient:
    assert SERVER.is_file(), INSTALL
    return LanguageClient(["node", str(SERVER), "--stdio"], folder, settings())
