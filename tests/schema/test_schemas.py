"""The schemas are the engine's program: a new connector is a new schema, and no Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from support.linting import fake_secret, rules_of, run, write

import umapi_lint
from umapi_lint.document.source import read_source
from umapi_lint.linting.linter import Linter
from umapi_lint.linting.load import load_schemas
from umapi_lint.model.finding import Finding
from umapi_lint.schema.schemas import FileKind, Schemas

MADE_UP = Path(__file__).parents[1] / "data" / "made-up"
SCHEMAS = load_schemas()
TEAPOT = "teapot:\n  spout: long\n"


@pytest.mark.parametrize("name", sorted(SCHEMAS.files))
def test_every_schema_is_valid(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS.files[name])


def lint(folder: Path, text: str) -> list[Finding]:
    linter = Linter(load_schemas(MADE_UP))
    result = linter.lint(read_source(write(folder, text, "connector-teapot.yml")))
    assert result.error is None
    return list(result.findings)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (TEAPOT, []),
        ("teapot: {}\n", ["missing-field"]),
        (TEAPOT + "  handle: x\n", ["unknown-key"]),
        (TEAPOT.replace("spout", "sprout"), ["unknown-key"]),
        (TEAPOT + "  snout: x\n", ["deprecated-key"]),
        (TEAPOT + "  leaf_word: {secret}\n", ["plaintext-secret"]),
        (TEAPOT + "  leaf_word: {secret}\n  secure_leaf_word_key: entry\n", ["conflicting-keys", "plaintext-secret"]),
        (TEAPOT + "  secure_leaf_word_key: entry\n", []),
        (TEAPOT + "  milk: true\n  lemon: true\n", ["conflicting-keys"]),
        ("steam: x\n" + TEAPOT, ["ignored-key"]),
        (TEAPOT.replace("long", "12"), ["wrong-type"]),
        (TEAPOT.replace(" long", ""), ["null-value"]),
    ],
)  # fmt: skip
def test_a_schema_alone_makes_a_connector(text: str, rules: list[str], tmp_path: Path) -> None:
    assert rules_of(lint(tmp_path, text.replace("{secret}", fake_secret()))) == rules


def test_a_made_up_secret_is_masked_like_any_other(tmp_path: Path) -> None:
    secret = fake_secret()
    path = write(tmp_path, TEAPOT + f"  leaf_word: {secret}\n", "connector-teapot.yml")
    done = run("--schema-dir", MADE_UP, path)
    assert "plaintext-secret" in done.stdout
    assert secret not in done.stdout + done.stderr


def test_a_kind_without_file_names_is_told_by_its_content_alone() -> None:
    assert not FileKind("teapot", "teapot.schema.json", (), "teapot").has_name("connector-teapot.yml")
    assert FileKind("teapot", "teapot.schema.json", ("*-TEAPOT.yml",), "teapot").has_name("Connector-teapot.yml")


def test_only_settings_marked_so_hold_a_credential_or_are_not_to_be_published() -> None:
    settings = {"leaf": {"x-sensitive": True}, "owner": {"x-redact": True}, "colour": {}}
    schemas = Schemas({"a.schema.json": {"x-kind": {"name": "a"}, "properties": settings}})
    assert schemas.sensitive == {"leaf": [{"x-sensitive": True}]}
    assert schemas.redacted == {"owner"}


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("connector-umapi", ("server", "timeout")),
        ("connector-umapi", ("enterprise", "client_secret")),  # of one method
        ("connector-umapi", ("enterprise", "priv_key_path")),  # of the other
        ("user-sync-config", ("adobe_users", "exclude_adobe_groups", "*")),
    ],
)
def test_knows_the_settings_of_both_methods_and_the_items_of_lists(kind: str, path: tuple[str, ...]) -> None:
    properties = SCHEMAS.properties(SCHEMAS.kinds[kind])
    assert properties[path]
    assert SCHEMAS.properties(SCHEMAS.kinds[kind]) is properties


def test_a_file_of_no_kind_has_no_top_level() -> None:
    assert SCHEMAS.top(None) == []
    [top] = SCHEMAS.top(SCHEMAS.kinds["connector-umapi"])
    assert "enterprise" in top["properties"]


def test_a_part_for_editors_alone_adds_no_setting() -> None:
    parts = [
        {"x-for-editors": True, "properties": {"drawn": {}}},
        {"x-for-editors": False, "properties": {"read": {}}},
        {"properties": {"plain": {}}},
    ]
    schemas = Schemas({"a.schema.json": {"x-kind": {"name": "a"}, "allOf": parts}})
    assert set(schemas.properties(schemas.kinds["a"])) == {("read",), ("plain",)}


def test_no_name_of_a_connectors_key_stands_in_the_package() -> None:
    names = {step for kind in SCHEMAS.kinds.values() for path in SCHEMAS.properties(kind) for step in path}
    telling = {name for name in names if "_" in name or name in ("enterprise", "integration")}
    assert len(telling) > 30
    package = Path(umapi_lint.__file__).parent
    found = [
        f"{path.relative_to(package)}:{line}: {text}"
        for path in sorted(package.rglob("*.py"))
        for line, text in strings(ast.parse(path.read_text(encoding="utf-8")))
        if text in telling
    ]
    assert found == []


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The strings of a module, but for the pages of rules and their examples."""
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in ("Rule", "Example"):
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.lineno, tree.value
    for child in ast.iter_child_nodes(tree):
        yield from strings(child)
