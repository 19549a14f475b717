"""`umapi-lint schema`: lists, prints and writes what editors read."""

from __future__ import annotations

import json
from pathlib import Path

from support.linting import KEYRING_OAUTH, run, write

from umapi_lint.linting.load import load_schemas


def test_lists_the_kinds_one_a_line() -> None:
    done = run("schema")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == sorted(load_schemas().kinds)


def test_prints_one_self_contained_file() -> None:
    done = run("schema", "connector-umapi")
    assert done.returncode == 0
    made = json.loads(done.stdout)
    assert made["$id"].endswith("/connector-umapi.schema.json")
    assert made["properties"]["enterprise"]["title"] == "Credentials"


def test_names_the_kinds_when_asked_for_one_that_does_not_exist() -> None:
    done = run("schema", "connector-teapot")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no kind 'connector-teapot'; known are connector-adobe-console, connector-" in done.stderr


def test_writes_all_kinds_or_one_of_them_into_a_folder(tmp_path: Path) -> None:
    assert run("schema", "--write", tmp_path / "all").returncode == 0
    assert len(list((tmp_path / "all").iterdir())) == len(load_schemas().kinds)
    done = run("schema", "--write", tmp_path / "one", "connector-umapi")
    assert done.stdout.strip() == str(tmp_path / "one" / "connector-umapi.schema.json")
    assert json.loads((tmp_path / "one" / "connector-umapi.schema.json").read_text())["title"]


def test_says_why_a_folder_cannot_be_written_to(tmp_path: Path) -> None:
    done = run("schema", "--write", write(tmp_path, "", "a-file"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


def test_bundles_a_kind_of_another_folder(tmp_path: Path) -> None:
    own = {
        "x-kind": {"name": "connector-sign"},
        "type": "object",
        "properties": {"host": {"$ref": "server.schema.json#/definitions/host"}},
    }
    write(tmp_path, json.dumps(own), "connector-sign.schema.json")
    done = run("schema", "connector-sign", "--schema-dir", tmp_path)
    assert json.loads(done.stdout)["definitions"]["server.host"]["title"] == "UMAPI host"


def test_a_faulty_schema_of_another_folder_is_one_sentence(tmp_path: Path) -> None:
    write(tmp_path, '{"properties": {"a": {"x-sensitiv": true}}}', "connector-sign.schema.json")
    done = run("schema", "--schema-dir", tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "umapi-lint: connector-sign.schema.json: at /properties/a: there is no keyword `x-sensitiv`; "
        "did you mean `x-sensitive`?\n"
    )


# --- the comment for editors


def test_a_modeline_points_at_a_schema_beside_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, KEYRING_OAUTH)
    done = run("schema", "--modeline", file)
    assert done.returncode == 0
    assert file.read_text() == f"# yaml-language-server: $schema=./connector-umapi.schema.json\n{KEYRING_OAUTH}"
    assert json.loads((tmp_path / "connector-umapi.schema.json").read_text())["title"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("schema", "--modeline", file).stdout == f"{tmp_path / 'connector-umapi.schema.json'}\n"
    assert file.read_text().count("yaml-language-server") == 1


def test_a_modeline_may_point_elsewhere(tmp_path: Path) -> None:
    file = write(tmp_path, KEYRING_OAUTH)
    assert run("schema", "--modeline", file, "--to", tmp_path / "schemas" / "umapi.json").returncode == 0
    assert file.read_text().startswith("# yaml-language-server: $schema=./schemas/umapi.json\n")
    assert (tmp_path / "schemas" / "umapi.json").is_file()
    assert run("schema", "--modeline", file, "--to", "https://example.com/umapi.json").returncode == 0
    assert file.read_text().startswith("# yaml-language-server: $schema=https://example.com/umapi.json\nauth")


def test_the_kind_of_a_file_without_a_telling_name_may_be_named(tmp_path: Path) -> None:
    file = write(tmp_path, "a: b\n", "other.yml")
    done = run("schema", "--modeline", file)
    assert (done.returncode, "name its kind" in done.stderr) == (2, True)
    assert run("schema", "connector-adobe-console", "--modeline", file).returncode == 0
    assert "./connector-adobe-console.schema.json\n" in file.read_text()


def test_a_file_that_is_no_schema_of_ours_is_not_written_over(tmp_path: Path) -> None:
    file, own = write(tmp_path, KEYRING_OAUTH), write(tmp_path, "mine", "notes.json")
    done = run("schema", "--modeline", file, "--to", own)
    assert done.returncode == 2
    assert "is not a schema that umapi-lint wrote" in done.stderr
    assert (file.read_text(), own.read_text()) == (KEYRING_OAUTH, "mine")


def test_a_file_that_cannot_be_marked_is_one_sentence(tmp_path: Path) -> None:
    bad = write(tmp_path, KEYRING_OAUTH.encode("utf-16"))
    for arguments in (["--modeline", bad], ["--modeline", tmp_path / "none.yml"], ["--modeline", bad, "--to", "https://a b"], ["--to", "a"]):  # fmt: skip
        done = run("schema", *arguments)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert bad.read_bytes() == KEYRING_OAUTH.encode("utf-16")
