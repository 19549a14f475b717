"""What the documentation shows can be done: every command runs, every option exists, every snippet is read."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_secret, write
from support.published import publish

from umapi_lint.cli.catalogue import COMMANDS
from umapi_lint.cli.help import parser_of
from umapi_lint.linting.load import load_schemas

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = {
    page.relative_to(ROOT).as_posix(): page
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
}
WRITTEN = [name for name in PAGES if not name.startswith("docs/rules/")]
"""Those that people write; the others come from the rules, which have tests of their own."""
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?<![\w./-])(?:[\w.$/-]*/)?umapi-lint(?: +(?P<words>[^`|;#)…\n]*))?(?![\w:@/])")
LINE = re.compile(r"""^\s*(?:\$ |- |run: |script: )*['"]*(?:[\w.$/-]*/)?umapi-lint"?(?P<words>(?: .*?)?)'?$""")
NEEDS_SOMEBODY = {"init", "server", "secure", "migrate"}
"""Commands that talk to an editor, to a keyring or to a person, and are run by their own tests."""


def fences(name: str) -> list[tuple[str, str]]:
    """Language and text of each fenced block."""
    return FENCE.findall(PAGES[name].read_text(encoding="utf-8"))


def blocks(name: str, language: str) -> list[Any]:
    """The blocks of a page in YAML or JSON, parsed."""
    parse = {"yaml": yaml.safe_load, "json": json.loads}[language]
    return [parse(text) for output, text in fences(name) if output == language]


def code(name: str) -> Iterator[str]:
    """All that is in code: lines of fenced and indented blocks, and what is between backticks."""
    text = PAGES[name].read_text(encoding="utf-8")
    for _, block in fences(name):
        yield from block.splitlines()
    rest = FENCE.sub("", text)
    yield from re.findall(r"^ {4}(\S.*)", rest, re.MULTILINE)
    yield from (span.replace("\\|", "|") for span in re.findall(r"`([^`\n]+)`", rest))


def options_of(command: str) -> set[str]:
    return set(parser_of(command)._option_string_actions) | {"--debug"}


OF_UST = {
    flag
    for schemas in [load_schemas()]
    for kind in schemas.kinds.values()
    for described in schemas.properties(kind).values()
    for schema in described
    for flag in schema.get("x-option", {}).get("flags", ())
} | {"--config-file-encoding", "--config-filename"}
"""Options of User Sync Tool, which the pages speak of too."""


@pytest.mark.parametrize("name", PAGES)
def test_every_option_exists(name: str) -> None:
    known = {command: options_of(command) for command in COMMANDS} | {"": {"--help", "--version", "-h", "-V"}}
    for text in code(name):
        for call in CALL.finditer(text):
            first, *_ = words = (call["words"] or "").replace("'", "").replace('"', "").split() or [""]
            allowed = known[first if first in COMMANDS else "check"] | known[""]
            assert {word.split("=")[0] for word in words if word.startswith("-")} <= allowed, text
        if re.match(r"--\w", text):
            assert text.split()[0].split("=")[0] in OF_UST.union(*known.values()), text


@pytest.mark.parametrize("name", WRITTEN)
def test_every_command_runs(name: str, tmp_path: Path) -> None:
    """Those that are on a line of their own, one after the other, beside the files that they speak of."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "examples" / "good", tmp_path / "deploy")
    for path in (ROOT / "examples" / "good").iterdir():
        write(tmp_path, path.read_bytes(), path.name)
    shown = [
        line
        for language, text in fences(name)
        if language in ("sh", "console", "yaml", "groovy")
        for line in text.splitlines()
    ]
    shown += re.findall(r"^ {4}(\S.*)", FENCE.sub("", PAGES[name].read_text(encoding="utf-8")), re.MULTILINE)
    for call in filter(None, map(LINE.match, shown)):
        words = shlex.split(re.sub(r"\s{3,}.*", "", call["words"]), comments=True)
        if words and words[0] in NEEDS_SOMEBODY:
            continue
        command = [sys.executable, "-m", "umapi_lint", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode in (0, 1), (call.group(), done.stderr)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_snippet_parses(name: str) -> None:
    for language in ("yaml", "json"):
        blocks(name, language)


@pytest.mark.parametrize("name", WRITTEN)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    text = FENCE.sub("", PAGES[name].read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s#]+)", text):
        if "://" not in target:
            assert (PAGES[name].parent / target).exists(), target


def test_the_page_names_what_the_action_takes_and_gives() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    rows = re.findall(
        r"^\| `([\w-]+)` \|.*?(?:\| (?:`(.*)`|.*?) ?\|)?$", (DOCS / "ci.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [name for name, _ in rows] == [*action["inputs"], *action["outputs"]]
    for name, default in rows:
        if default:
            assert action["inputs"][name]["default"] == default


def test_the_hooks_that_the_page_names_exist() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    shown = [hook for page in ("README.md", "docs/ci.md") for block in blocks(page, "yaml") for hook in hooks_of(block)]
    assert shown
    assert {hook["id"] for hook in shown} <= hooks
    assert all(hook["args"][-1] == "--" for hook in shown if "args" in hook)


def hooks_of(block: Any) -> list[dict[str, Any]]:
    repositories = block.get("repos", []) if isinstance(block, dict) else []
    return [hook for repository in repositories for hook in repository["hooks"]]


def test_no_page_promises_a_release_before_there_is_one() -> None:
    released = re.search(r"^## \[\d", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE) is not None
    for name in ("README.md", "docs/ci.md", "docs/getting-started.md"):
        assert ("Nothing is published yet" in PAGES[name].read_text("utf-8")) is not released, name


def test_an_auditor_of_workflows_finds_nothing(tmp_path: Path) -> None:
    """A tag may stand for a commit here: the page says that it need not."""
    workflows = [text for language, text in fences("docs/ci.md") if language == "yaml" and "\njobs:" in text]
    assert len(workflows) == 2
    for number, text in enumerate(workflows):
        write(tmp_path, text, f".github/workflows/{number}.yml")
    write(tmp_path, "rules: {unpinned-uses: {config: {policies: {'*': ref-pin}}}}\n", "zizmor.yml")
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    audit = [zizmor, "--offline", "--no-progress", "--color=never", "--config", tmp_path / "zizmor.yml", tmp_path]
    done = subprocess.run(audit, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("keyword", "schema", "number"),
    [("jobs", "github-workflows", 2), ("umapi-lint", "gitlab-ci", 1), ("pool", "azure-pipelines", 1)],
    ids=["github", "gitlab", "azure"],
)
def test_a_pipeline_has_the_form_that_its_service_wants(keyword: str, schema: str, number: int, tmp_path: Path) -> None:
    shown = [
        text for language, text in fences("docs/ci.md") if language == "yaml" and re.search(f"^{keyword}:", text, re.M)
    ]
    assert len(shown) == number
    for count, text in enumerate(shown):
        validate(schema, write(tmp_path, text, f"{count}.yml"))


GITHUB = ROOT / ".github"


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-actions", ROOT / "action.yml"),
        ("dependabot", GITHUB / "dependabot.yml"),
        ("github-issue-config", GITHUB / "ISSUE_TEMPLATE" / "config.yml"),
        *(("github-workflows", path) for path in sorted((GITHUB / "workflows").iterdir())),
        *(("github-issue-forms", path) for path in sorted(GITHUB.glob("ISSUE_TEMPLATE/[!c]*.yml"))),
    ],
    ids=lambda value: value.name if isinstance(value, Path) else "",
)
def test_what_github_reads_has_the_form_that_it_wants(schema: str, path: Path) -> None:
    validate(schema, path)


def validate(schema: str, path: Path) -> None:
    """Hold a file to the schema of a service, of which check-jsonschema has a copy."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--regex-variant",
        "nonunicode",
        "--builtin-schema",
        f"vendor.{schema}",
        path,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout


def scripts() -> dict[str, list[str]]:
    """What each pipeline of the page runs, step by step."""
    shown = blocks("docs/ci.md", "yaml")
    (by_hand,) = [steps for block in shown if "jobs" in block for steps in [steps_of(block)] if len(steps) > 1]
    (gitlab,) = [block["umapi-lint"]["script"] for block in shown if "umapi-lint" in block]
    (azure,) = [[step["script"] for step in block["steps"] if "script" in step] for block in shown if "pool" in block]
    (jenkins,) = [
        re.findall(r"sh '''(.*?)'''", text, re.DOTALL) for output, text in fences("docs/ci.md") if output == "groovy"
    ]
    (shell,) = [[text] for output, text in fences("docs/ci.md") if output == "sh"]
    return {"github": by_hand, "gitlab": gitlab, "azure": azure, "jenkins": jenkins, "shell": shell}


def steps_of(workflow: dict[str, Any]) -> list[str]:
    return [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory.mktemp("repository"))


@pytest.mark.network
@pytest.mark.parametrize("pipeline", ["github", "gitlab", "azure", "jenkins", "shell"])
def test_a_pipeline_runs_as_it_is_shown(pipeline: str, repository: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "python"], check=True, timeout=120)
    folder = tmp_path / "checkout"
    secret = fake_secret()
    text = f"  org_id: {ORG_ID}\n  client_id: {fake_client_id()}\n  client_secret: {secret}\n"
    write(folder, f"authentication_method: oauth\nenterprise:\n{text}")
    write(folder, KEYRING_OAUTH, "clean/connector-umapi.yml")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        "PATH": f"{tmp_path / 'python' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_VALUE_0": "https://github.com/umapi-lint/umapi-lint",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }  # fmt: skip
    logs = []
    for script in scripts()[pipeline]:
        done = subprocess.run(
            ["bash", "-e", "-c", script], cwd=folder, env=environment, text=True, check=False, timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        lints = CALL.search(script) and "--output" in script
        assert done.returncode == (1 if lints else 0), done.stdout
        logs.append(done.stdout)
    reports = re.findall(r"--output \w+:(\S+)", "\n".join(scripts()[pipeline]))
    assert reports
    everything = [*logs, *((folder / name).read_text(encoding="utf-8") for name in reports)]
    assert "plaintext-secret" in "".join(logs)
    assert not [text for text in everything if secret in text]
