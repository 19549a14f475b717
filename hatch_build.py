"""Puts the schemas into a wheel as they are needed at every start, beside the files that people read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PrepareSchemas(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from umapi_lint.schema.prepared import NAME, prepare

        self.made = Path(self.directory) / NAME
        self.made.parent.mkdir(parents=True, exist_ok=True)
        self.made.write_bytes(prepare())
        build_data["force_include"][str(self.made)] = f"umapi_lint/schemas/{NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.made.unlink()
