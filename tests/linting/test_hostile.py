"""Input that was made to hurt: each gets one clear line, and the other files are linted all the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, rules_of, run, write

import umapi_lint
from umapi_lint import lint_text
from umapi_lint.output import FORMATS

PACKAGE = Path(umapi_lint.__file__).parent.parent

BOMB = "\n".join(
    ["enterprise: &a0 [x,x,x,x,x,x,x,x,x]"]
    + [f"k{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    + ["server: *a39", "authentication_method: *a39", ""]
)


def test_aliases_of_aliases_are_never_unfolded() -> None:
    findings = lint_text(BOMB)
    assert "wrong-type" in rules_of(findings)


def test_merge_keys_of_merge_keys_are_never_unfolded() -> None:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}], k{i}: v}}" for i in range(1, 40)]
    assert rules_of(lint_text("\n".join([*lines, "enterprise: *a39", ""])))


def test_a_value_that_holds_itself_is_no_trap() -> None:
    assert "wrong-type" in rules_of(lint_text("authentication_method: oauth\nenterprise: &a\n  org_id: *a\n"))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n"])
def test_ten_thousand_levels_are_one_finding(opening: str) -> None:
    text = "".join(" " * i + "a:\n" for i in range(2000)) if opening == "a:\n" else "x: " + opening * 10_000
    findings = lint_text(text)
    assert len(findings) == 1
    assert findings[0].rule == "yaml-syntax"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "missing-field"),
        (os.urandom(4096).replace(b"\n", b"\0"), "encoding"),
        ("a: b\n".encode("utf-16"), "encoding"),
        (b"a: b\0c\n", "yaml-syntax"),
        (b"\xef\xbb\xbf" + KEYRING_OAUTH.encode(), None),
    ],
    ids=["empty", "binary", "utf-16", "nul", "bom"],
)
def test_odd_bytes_are_at_most_one_finding(content: bytes, rule: str | None) -> None:
    assert rules_of(lint_text(content)) == ([] if rule is None else [rule])


def test_unreadable_inputs_are_one_line_each_and_the_rest_is_linted(tmp_path: Path) -> None:
    good = write(tmp_path / "good", KEYRING_OAUTH)
    sparse = tmp_path / "large-connector-umapi.yml"
    with sparse.open("wb") as stream:
        stream.truncate(2**30)
    fifo = tmp_path / "fifo-connector-umapi.yml"
    os.mkfifo(fifo)
    link = tmp_path / "link-connector-umapi.yml"
    link.symlink_to("nowhere")
    loop = tmp_path / "loop-connector-umapi.yml"
    loop.symlink_to(loop.name)
    bad = [sparse, fifo, link, loop, tmp_path / "missing.yml", Path("/dev/zero")]
    done = run("check", *bad, good)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [str(path) for path in bad]
    assert "Traceback" not in done.stdout + done.stderr
    assert "1 file" in done.stdout


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "&a [", "!!seq ["])
def test_a_hundred_thousand_levels_are_one_finding(opening: str) -> None:
    assert rules_of(lint_text("x: " + opening * 100_000)) == ["yaml-syntax"]


def test_an_unreadable_file_is_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, KEYRING_OAUTH, mode=0)
    try:
        path.read_bytes()
    except PermissionError:
        done = run(path)
        assert (done.returncode, done.stderr) == (2, f"umapi-lint: {path}: permission denied\n")
    else:  # the administrator may read everything
        assert run(path).returncode != 2


# --- what steers a terminal, a log or a pipeline

STEERING = "\x1b[31m\x07\x9b2J\u202e\u2066\u200b\u2028\u2029\x85\r\t"
FORGED = "\n::error file=x::forged\n##vso[task.logissue type=error]forged\n[error] forged\n"
HOSTILE = f"{STEERING}{FORGED}"


def assert_harmless(printed: str) -> None:
    """No line is somebody else's, and no character is there that does more than show itself."""
    assert [c for c in printed if not c.isprintable() and c not in "\n\t"] == []
    starts = ("::error file=x", "##vso", "[error] forged", "forged")
    # a line of the format for Azure Pipelines is a command, and names the file that it speaks of
    printed = re.sub(r"(?m)^##vso\[task\.logissue type=(?:error|warning);sourcepath=", "", printed)
    assert [line for line in printed.split("\n") if line.lstrip().startswith(starts)] == []


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_key_or_value_steers_anything_in_any_report(form: str, tmp_path: Path) -> None:
    folder = tmp_path / HOSTILE.replace("/", "")
    quoted = json.dumps(HOSTILE)
    text = f"{quoted}: {quoted}\n{KEYRING_OAUTH}  {quoted}: {quoted}\n  org_id: {quoted}\nserver:\n  host: {quoted}\n# {STEERING}\n"
    write(folder, text)
    (folder / "broken-connector-umapi.yml").symlink_to("nowhere")
    done = run("check", "--output-format", form, ".", cwd=folder.parent)
    assert done.returncode == 2
    assert_harmless(done.stdout)
    assert_harmless(done.stderr)


COMMANDS_OF_PIPELINES = ("::", "##[", "##vso[", "##teamcity[", "#[", "section_start:", "section_end:")
NAMES = (
    "::error file=x,title=pwn::forged", "##vso[task.setvariable variable=a]b", "##[error]forged", "##teamcity[message text='a']",
    "section_start:1:a", " ::set-output name=a::b",
)  # fmt: skip
CALLS = (
    ["check", "{}"], ["check", "--output-format", "concise", "{}"], ["check", "--diff", "--unsafe-fixes", "{}"], ["check", "--fix", "{}"],
    ["redact", "{}"], ["migrate", "--diff", "{}"], ["secure", "--diff", "{}"], ["schema", "--modeline", "{}"], ["config", "show", "{}"],
)  # fmt: skip


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_no_line_of_any_command_begins_with_a_command_to_a_pipeline(arguments: list[str], tmp_path: Path) -> None:
    for name in NAMES:
        text = f"# {name}\n{KEYRING_OAUTH}  api_key: {name!r}\n{name!r}: {name!r}\nnotes: |\n  {name}\n"
        write(tmp_path / name, text, f"{name}-connector-umapi.yml")
        write(tmp_path / name, f"{name}\n[", "connector-umapi.yml")
        for file in (f"{name}-connector-umapi.yml", "connector-umapi.yml"):
            path = f"{name}/{file}"
            done = run(*(argument.replace("{}", path) for argument in arguments), cwd=tmp_path)
            lines = f"{done.stdout}\n{done.stderr}".splitlines()
            assert [line for line in lines if line.lstrip().lower().startswith(COMMANDS_OF_PIPELINES)] == []
            assert "##vso[" not in done.stdout + done.stderr


def test_no_target_steers_anything(tmp_path: Path) -> None:
    name = json.dumps(HOSTILE)
    root = f"adobe_users:\n  connectors:\n    umapi:\n      - connector-umapi.yml\n      - {name}: {name}\n"
    write(tmp_path, root, "user-sync-config.yml")
    write(tmp_path, KEYRING_OAUTH + "unknown: 1\n")
    for form in FORMATS:
        done = run("check", "--output-format", form, "user-sync-config.yml", cwd=tmp_path)
        assert_harmless(done.stdout)
        assert_harmless(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--schema-dir", HOSTILE], ["--config", HOSTILE], ["--kind", HOSTILE], ["--select", HOSTILE], ["--baseline", HOSTILE],
        ["--exclude", HOSTILE], ["--output", f"json:{HOSTILE}/x"], ["--output", f"{HOSTILE}:x"], ["--fail-on", HOSTILE],
        ["--output-format", HOSTILE], [HOSTILE],
    ],
    ids=lambda arguments: arguments[0] if arguments[0].startswith("--") else "path",
)  # fmt: skip
def test_no_argument_steers_anything_in_a_complaint(arguments: list[str], tmp_path: Path) -> None:
    done = run("check", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert_harmless(done.stdout)
    assert_harmless(done.stderr)


@pytest.mark.parametrize(
    "text",
    [
        f"[severity]\n{json.dumps(HOSTILE)} = 'error'\n", f"select = [{json.dumps(HOSTILE)}]\n",
        f"exclude = [{json.dumps(HOSTILE)}]\n", f"fail-on = {json.dumps(HOSTILE)}\n", f"{json.dumps(HOSTILE)} = 1\n",
        STEERING, "[" * 100_000, "x = " + "[" * 100_000, "x" * 2_000_000, "\0",
    ],
    ids=["severity", "select", "exclude", "fail-on", "key", "no toml", "deep", "deep value", "long", "nul"],
)  # fmt: skip
def test_no_configuration_steers_anything(text: str, tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    write(tmp_path, text, ".umapi-lint.toml")
    done = run("check", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert len(done.stderr) < 1000
    assert_harmless(done.stderr)


def test_a_schema_folder_steers_nothing(tmp_path: Path) -> None:
    write(tmp_path, json.dumps({HOSTILE: HOSTILE, "type": HOSTILE}), f"{HOSTILE.replace('/', '')}.schema.json")
    done = run("check", "--schema-dir", tmp_path, ".", cwd=tmp_path)
    assert done.returncode == 2
    assert_harmless(done.stderr)


# --- code that the surroundings name


def test_a_check_runs_no_keyring_that_the_environment_names(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    write(tmp_path, f"open({str(marker)!r}, 'w')\n", "evil.py")
    write(tmp_path, KEYRING_OAUTH)
    done = run("check", ".", cwd=tmp_path, PYTHON_KEYRING_BACKEND="evil.Keyring", PYTHONPATH=f"{tmp_path}:{PACKAGE}")
    assert (done.returncode, marker.exists()) == (0, False)


def test_a_check_opens_no_connection_and_starts_no_program(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH.replace("org_id", "orgid"))
    code = (
        "import sys\nfrom umapi_lint.cli.main import main\nseen = []\n"
        "sys.addaudithook(lambda event, _: seen.append(event) if event.startswith(('socket.', 'subprocess.', 'os.exec')) else None)\n"
        "main(['.'])\nsys.exit(bool(seen))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
