"""The bundled schemas as SchemaStore tests its own: ajv in strict mode, files that must be valid, files that must not."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml
from editors.yaml_server import HERE, INSTALL
from support import verdicts
from support.linting import rules_of

from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.model.finding import Consequence
from umapi_lint.rules._registry import registry
from umapi_lint.schema.editor import bundle
from umapi_lint.schema.files import schema_folder

FILES = Path(__file__).parents[1] / "schemastore"
KINDS = sorted(load_schemas().kinds)


def schema(kind: str) -> str:
    return str(schema_folder() / "bundled" / f"{kind}.schema.json")


def valid(values: list[tuple[str, Any]]) -> list[bool]:
    """Whether each value is valid for its kind, says ajv."""
    assert (HERE / "node_modules" / "ajv").is_dir(), INSTALL
    given = json.dumps([(schema(kind), value) for kind, value in values], default=str)
    done = subprocess.run(
        ["node", HERE / "strict.mjs", *map(schema, KINDS)], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[bool] = json.loads(done.stdout)
    return found


def files(folder: str) -> list[Path]:
    found = sorted((FILES / folder).glob("*/*.yml"))
    assert {path.parent.name for path in found} <= set(KINDS)
    return found


def value(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_ajv_takes_the_schemas_in_strict_mode() -> None:
    assert valid([]) == []


def test_valid_files_are_valid() -> None:
    paths = files("positive")
    judged = valid([(path.parent.name, value(path)) for path in paths])
    assert [path.name for path, well in zip(paths, judged, strict=True) if not well] == []


def test_invalid_files_are_not() -> None:
    paths = files("negative")
    judged = valid([(path.parent.name, value(path)) for path in paths])
    assert [path.name for path, well in zip(paths, judged, strict=True) if well] == []


def test_the_linter_judges_these_files_alike() -> None:
    for path in files("negative"):
        findings = Linter(kind=load_schemas().kinds[path.parent.name]).lint(read_source(path)).findings
        assert Consequence.REFUSED in {finding.consequence for finding in findings}, path.name
    for path in files("positive"):
        if not path.parent.name.endswith("-sync-config"):  # its connector files are not there
            assert (
                rules_of(list(Linter(kind=load_schemas().kinds[path.parent.name]).lint(read_source(path)).findings))
                == []
            ), path.name


def test_ajv_and_python_judge_alike_what_the_tool_was_given() -> None:
    """So the tests of the bundle, which are Python's, hold in editors too."""
    from jsonschema import Draft7Validator

    schemas = load_schemas()
    names = {"umapi": "connector-umapi", "console": "connector-adobe-console"}
    judges = {kind: Draft7Validator(bundle(schemas, kind, registry().rules)) for kind in names.values()}
    values: list[tuple[str, Any]] = []
    for row in verdicts.rows("ust-verdicts.jsonl"):
        try:
            loaded = json.loads(json.dumps(yaml.safe_load(verdicts.filled(row["text"])), default=str))
        except (yaml.YAMLError, TypeError):
            continue
        values.append((names[row["connector"]], loaded))
    assert len(values) > 600
    assert valid(values) == [judges[kind].is_valid(loaded) for kind, loaded in values]
