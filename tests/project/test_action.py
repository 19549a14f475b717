"""action.yml, run as GitHub runs it: its scripts under bash, with the variables and files that a runner sets."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.linting import KEYRING_OAUTH, ORG_ID, fake_client_id, fake_secret, write

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["id"]: step for step in ACTION["runs"]["steps"]}
UNKNOWN = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  client: x\n"


@dataclass(frozen=True)
class Done:
    code: int
    log: str
    outputs: dict[str, str]
    summary: str


class GitHubRunner:
    """What a runner does with a composite action: expressions, environment, and the files that outputs go to."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.temp = folder / "temp"
        self.workspace.mkdir(parents=True)
        self.temp.mkdir()
        self.outputs = {"python": {"python-path": sys.executable}}

    def run(self, step: str, **inputs: str) -> Done:
        """Run the script of a step with these inputs; the others are what they are by default."""
        given = {name: inputs.get(name.replace("-", "_"), about["default"]) for name, about in ACTION["inputs"].items()}
        output, summary = self.temp / "output", self.temp / "summary"
        for path in (output, summary):
            path.write_text("", encoding="utf-8")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))},
            **{name: self.valued(text, given) for name, text in STEPS[step]["env"].items()},
            "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.temp),
        }  # fmt: skip
        script = self.temp / f"{step}.sh"
        script.write_text(STEPS[step]["run"], encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script],
            cwd=self.workspace, env=environment, text=True, check=False, timeout=300,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        reported = output.read_text(encoding="utf-8").splitlines()
        self.outputs[step] = dict(line.split("=", 1) for line in reported)
        assert len(self.outputs[step]) == len(reported)
        return Done(done.returncode, done.stdout, self.outputs[step], summary.read_text(encoding="utf-8"))

    def valued(self, text: str, inputs: dict[str, str]) -> str:
        """An expression of the action, with its value."""
        kind, *path = re.fullmatch(r"\$\{\{ ([\w.-]+) \}\}", text).group(1).split(".")
        return inputs[path[0]] if kind == "inputs" else self.outputs[path[0]][path[2]]


@pytest.fixture
def runner(tmp_path: Path) -> GitHubRunner:
    """A runner on which the action has installed this project already."""
    there = GitHubRunner(tmp_path)
    commands = tmp_path / "bin"
    commands.mkdir()
    for name, start in (("python", '"$@"'), ("umapi-lint", '-m umapi_lint "$@"')):
        command = commands / name
        command.write_text(f"#!/bin/sh\nexec '{sys.executable}' {start}\n", encoding="utf-8")
        command.chmod(0o755)
    there.outputs["install"] = {"bin": str(commands)}
    return there


def secret_file(secret: str) -> str:
    return (
        f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
        f"  client_id: {fake_client_id()}\n  client_secret: {secret}\n"
    )


def test_a_clean_file_passes_and_leaves_a_report(runner: GitHubRunner) -> None:
    write(runner.workspace, KEYRING_OAUTH)
    done = runner.run("lint")
    assert (done.code, done.outputs["findings"], done.outputs["exit-code"]) == (0, "0", "0"), done.log
    sarif = Path(done.outputs["sarif"])
    assert sarif.is_relative_to(runner.temp)
    assert json.loads(sarif.read_text(encoding="utf-8"))["runs"][0]["results"] == []
    assert [path.name for path in runner.workspace.iterdir()] == ["connector-umapi.yml"]


def test_findings_fail_the_step_and_are_told_everywhere_without_the_secret(runner: GitHubRunner) -> None:
    secret = fake_secret()
    write(runner.workspace, secret_file(secret))
    done = runner.run("lint", sarif="reports.sarif")
    assert (done.code, done.outputs["exit-code"], done.outputs["sarif"]) == (1, "1", "reports.sarif")
    assert "::warning file=connector-umapi.yml,line=5," in done.log
    assert "plaintext-secret" in done.summary
    report = (runner.workspace / "reports.sarif").read_text(encoding="utf-8")
    assert len(json.loads(report)["runs"][0]["results"]) == int(done.outputs["findings"]) > 0
    everything = [done.log, done.summary, report]
    everything += [path.read_text(encoding="utf-8") for path in runner.temp.rglob("*") if path.is_file()]
    assert not [text for text in everything if secret in text]


def test_takes_several_paths_and_options_a_line_each(runner: GitHubRunner) -> None:
    write(runner.workspace, KEYRING_OAUTH, "with space/connector-umapi.yml")
    write(runner.workspace, UNKNOWN, "--fix/connector-umapi.yml")
    write(runner.workspace, UNKNOWN, "left out/connector-umapi.yml")
    done = runner.run(
        "lint", paths="with space\r\n\n--fix\n", args="--ignore=missing-field\n--statistics\n", fail_on="error"
    )
    assert done.code == 1, done.log
    assert "--fix/connector-umapi.yml" in done.log
    assert "left out" not in done.log
    assert "missing-field" not in done.log


def test_can_show_lines_instead_of_annotations_and_leave_the_summary_alone(runner: GitHubRunner) -> None:
    write(runner.workspace, UNKNOWN)
    done = runner.run("lint", annotations="false", summary="false", args="--statistics")
    assert " --> connector-umapi.yml:" in done.log
    assert "::error" not in done.log
    assert "1  unknown-key" in done.log
    assert done.summary == ""


@pytest.mark.parametrize(
    ("inputs", "code"),
    [({}, 3), ({"fail_on": "never"}, 2), ({"paths": "missing.yml"}, 2), ({"args": "--no-such-option"}, 2)],
    ids=["nothing to lint", "unknown severity", "missing file", "unknown option"],
)
def test_what_could_not_be_linted_fails_and_says_so(runner: GitHubRunner, inputs: dict[str, str], code: int) -> None:
    done = runner.run("lint", **inputs)
    assert (done.code, done.outputs["exit-code"]) == (code, str(code)), done.log
    assert f"::error::umapi-lint ended with exit code {code}" in done.log
    assert done.outputs["sarif"] == "" or Path(done.outputs["sarif"]).is_file()


def test_no_input_is_a_command(runner: GitHubRunner) -> None:
    write(runner.workspace, KEYRING_OAUTH)
    there = runner.workspace / "there"
    text = f"$(touch {there})`touch {there}`'\"; touch {there} #"
    runner.run("lint", **{name.replace("-", "_"): text for name in ACTION["inputs"]})
    assert not there.exists()


def test_no_input_can_add_an_output(runner: GitHubRunner) -> None:
    write(runner.workspace, KEYRING_OAUTH)
    done = runner.run("lint", sarif="a.sarif\nfindings=none")
    assert (done.code, done.outputs) == (2, {})


def test_scripts_hold_no_expression_and_inputs_reach_them_as_variables() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
    output = (ROOT / "action.yml").read_text(encoding="utf-8")
    for name in ACTION["inputs"]:
        assert output.count(f"${{{{ inputs.{name} }}}}") == 1, name


def test_other_actions_are_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in STEPS.values() if "uses" in step]
    for path in (ROOT / ".github" / "workflows").iterdir():
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
        used += [step["uses"] for job in jobs for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name) for name in used)


@pytest.mark.network
def test_installs_the_code_that_lies_beside_it(tmp_path: Path) -> None:
    there = GitHubRunner(tmp_path)
    write(there.workspace, KEYRING_OAUTH)
    for name in ("venv", "pip", "json", "umapi_lint"):  # what a pull request could bring along
        (there.workspace / f"{name}.py").write_text("raise SystemExit(99)\n", encoding="utf-8")
    installed = there.run("install")
    assert installed.code == 0, installed.log
    done = there.run("lint")
    assert (done.code, done.outputs["findings"]) == (0, "0"), done.log


@pytest.mark.parametrize("there", ["action.yml", ".github"])
def test_an_auditor_of_actions_and_workflows_finds_nothing(there: str, tmp_path: Path) -> None:
    copy = tmp_path / there  # outside the repository, whose settings would count
    shutil.copytree(ROOT / there, copy) if (ROOT / there).is_dir() else shutil.copy2(ROOT / there, copy)
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    audit = [zizmor, "--offline", "--no-progress", "--color=never", "--persona=pedantic", tmp_path]
    done = subprocess.run(audit, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
