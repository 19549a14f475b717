"""Baselines: what is accepted stays accepted, and what is new or changed is told."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.linting import KEYRING_OAUTH, ORG_ID, fake_secret, run, write

from umapi_lint.linting.linter import Linter
from umapi_lint.policy.baseline import Baseline, BaselineEntry, BaselineError, BaselineRun
from umapi_lint.policy.policy import Policy

HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n  secure_client_id_key: umapi_client_id\n"
SECRET = fake_secret()
PLAINTEXT = HEAD + f"  client_secret: {SECRET}\n"


def accept(folder: Path, baseline: Path | None = None) -> BaselineRun:
    """A baseline that accepts all that is found below a folder, written beside it."""
    path = baseline or folder / "baseline.json"
    accepted = Baseline.read(path) if path.exists() else Baseline.new()
    comparison = BaselineRun(path, accepted, accept_all=True)
    assert found(folder, comparison) == []
    comparison.write()
    return comparison


def found(folder: Path, comparison: BaselineRun) -> list[str]:
    results = Linter(policy=Policy(baseline=comparison)).lint_paths([str(folder)])
    return sorted(finding.rule for result in results for finding in result.findings)


def against(folder: Path, baseline: Path | None = None) -> list[str]:
    """Rules that have something to say beyond the baseline."""
    path = baseline or folder / "baseline.json"
    return found(folder, BaselineRun(path, Baseline.read(path)))


def stale(folder: Path) -> list[str]:
    comparison = BaselineRun(folder / "baseline.json", Baseline.read(folder / "baseline.json"))
    found(folder, comparison)
    return sorted(entry.rule for entry in comparison.stale())


@pytest.mark.parametrize(
    "text",
    [
        PLAINTEXT,
        "# a comment\n\n" + PLAINTEXT,
        PLAINTEXT.replace("\n", "\r\n"),
        "\ufeff" + PLAINTEXT,
        PLAINTEXT.replace(SECRET, f'"{SECRET}"'),
        PLAINTEXT.replace("  ", "      "),
        PLAINTEXT.replace(SECRET, SECRET + "   # a comment"),
    ],
)
def test_what_moved_stays_accepted(text: str, tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    accept(tmp_path)
    write(tmp_path, text)
    assert against(tmp_path) == []


def test_a_changed_secret_is_told_again(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    accept(tmp_path)
    write(tmp_path, PLAINTEXT.replace(SECRET, fake_secret()))
    assert against(tmp_path) == ["plaintext-secret"]
    assert stale(tmp_path) == ["plaintext-secret"]


@pytest.mark.parametrize("changed", [0, 1])
def test_a_changed_secret_is_told_again_where_another_one_is_on_its_line(changed: int, tmp_path: Path) -> None:
    text = f"authentication_method: oauth\nenterprise: {{{{org_id: {ORG_ID}, client_secret: {{}}, api_key: {{}}, foo: {{}}}}}}\n"
    secrets = [fake_secret(), fake_secret(), fake_secret()]
    write(tmp_path, text.format(*secrets))
    accept(tmp_path)
    assert against(tmp_path) == []
    secrets[changed] = fake_secret()
    write(tmp_path, text.format(*secrets))
    assert "plaintext-secret" in against(tmp_path)


def test_a_changed_block_text_is_told_again(tmp_path: Path) -> None:
    text = HEAD + "  client_secret: |\n    one\n    two\n"
    write(tmp_path, text)
    accept(tmp_path)
    assert against(tmp_path) == []
    write(tmp_path, text.replace("two", "three"))
    assert "plaintext-secret" in against(tmp_path)


def test_the_same_finding_in_another_file_is_new(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT, "a/connector-umapi.yml")
    accept(tmp_path)
    write(tmp_path, PLAINTEXT, "b/connector-umapi.yml")
    assert against(tmp_path) == ["plaintext-secret"]


def test_two_missing_settings_are_two_findings(tmp_path: Path) -> None:
    both = "authentication_method: oauth\nenterprise:\n  secure_client_id_key: umapi_client_id\n"
    write(tmp_path, both + f"  org_id: {ORG_ID}\n")
    accept(tmp_path)
    write(tmp_path, both)
    assert against(tmp_path) == ["missing-field"]


def test_it_holds_for_deployments_and_overlays(tmp_path: Path) -> None:
    root = (
        "adobe_users:\n  connectors:\n    umapi:\n      - connector-umapi.yml\n      - more.yml\n"
        "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
    )
    write(tmp_path, root, "user-sync-config.yml")
    write(tmp_path, HEAD)
    more = "enterprise:\n  nonsense: 1\n  client_secret: "
    write(tmp_path, more + SECRET + "\n", "more.yml")
    accept(tmp_path)
    assert against(tmp_path) == []
    write(tmp_path, more + fake_secret() + "\n", "more.yml")
    assert against(tmp_path) == ["plaintext-secret"]


def test_neither_a_value_nor_a_plain_digest_of_one_is_written(tmp_path: Path) -> None:
    passphrase = "sommer" + "2026"
    write(tmp_path, PLAINTEXT.replace(SECRET, passphrase) + f"  {SECRET}: x\n")
    comparison = accept(tmp_path)
    text = (tmp_path / "baseline.json").read_text("utf-8")
    for value in (passphrase, SECRET):
        assert value not in text
        assert value not in repr(comparison)
        for name in ("md5", "sha1", "sha256", "sha512"):
            assert hashlib.new(name, value.encode()).hexdigest() not in text


@pytest.mark.parametrize("weak", ["47110", "hunter2", "aaaaaaaabbbbbbbb", "0123456789", "abcdefgh"])
def test_a_value_that_can_be_guessed_is_not_in_it_at_all(weak: str, tmp_path: Path) -> None:
    digests = []
    for value in (weak, weak[::-1]):
        write(tmp_path, HEAD + f"  client_secret: '{value}'\n")
        comparison = BaselineRun(tmp_path / "baseline.json", Baseline(b"0" * 32), accept_all=True)
        found(tmp_path, comparison)
        digests.append({entry.digest for entry in comparison.seen if entry.rule == "plaintext-secret"})
    assert digests[0] == digests[1]
    assert len(digests[0]) == 1


def test_two_baselines_of_the_same_file_have_no_digest_in_common(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT, "a/connector-umapi.yml")
    first = accept(tmp_path / "a", tmp_path / "one.json")
    second = accept(tmp_path / "a", tmp_path / "two.json")
    assert not {entry.digest for entry in first.seen} & {entry.digest for entry in second.seen}


def test_it_is_sorted_and_the_same_when_nothing_changed(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        write(tmp_path, PLAINTEXT + "  nonsense: 1\n", f"{name}/connector-umapi.yml")
    accept(tmp_path)
    text = (tmp_path / "baseline.json").read_bytes()
    entries = json.loads(text)["findings"]
    assert entries == sorted(entries, key=lambda entry: list(entry.values()))
    assert set(entries[0]) == {"file", "rule", "path", "digest"}
    accept(tmp_path)
    assert (tmp_path / "baseline.json").read_bytes() == text


def test_what_was_not_looked_at_stays_when_it_is_written_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, PLAINTEXT, f"{name}/connector-umapi.yml")
    accept(tmp_path)
    write(tmp_path, KEYRING_OAUTH, "a/connector-umapi.yml")
    accept(tmp_path / "a", tmp_path / "baseline.json")
    entries = json.loads((tmp_path / "baseline.json").read_bytes())["findings"]
    assert {entry["file"] for entry in entries} == {"b/connector-umapi.yml"}


def test_entries_of_a_file_that_is_gone_are_stale(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT, "a/connector-umapi.yml")
    write(tmp_path, KEYRING_OAUTH, "b/connector-umapi.yml")
    accept(tmp_path)
    assert stale(tmp_path) == []
    (tmp_path / "a" / "connector-umapi.yml").unlink()
    assert "plaintext-secret" in stale(tmp_path)


def test_entries_of_rules_that_do_not_count_are_not_stale(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    write(tmp_path, PLAINTEXT)
    accept(tmp_path)
    done = run("--baseline", "baseline.json", "--select", "unknown-key", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "[" * 100_000, '{"version": 2}', '{"version": 1, "salt": "00", "findings": []}',
        '{"version": 1, "salt": "' + "0" * 64 + '", "findings": [1]}',
        '{"version": 1, "salt": "' + "0" * 64 + '", "findings": [{"file": 1, "rule": "", "path": "", "digest": ""}]}',
        '{"version": 1, "salt": "' + "0" * 64 + '", "findings": [{"file": ""}]}',
    ],
    ids=lambda value: value[:12],
)  # fmt: skip
def test_refuses_what_is_no_baseline(text: str, tmp_path: Path) -> None:
    path = write(tmp_path, text, "baseline.json")
    with pytest.raises(BaselineError, match="is not a baseline"):
        Baseline.read(path)


NAMES = st.text(max_size=8)


@given(st.frozensets(st.builds(BaselineEntry, NAMES, NAMES, NAMES, NAMES), max_size=5))
@settings(max_examples=50)
def test_reads_what_it_writes(tmp_path_factory: pytest.TempPathFactory, entries: frozenset[BaselineEntry]) -> None:
    path = tmp_path_factory.mktemp("baseline") / "baseline.json"
    written = Baseline(bytes(32), entries).written()
    path.write_bytes(written)
    assert Baseline.read(path).entries == entries
    assert Baseline.read(path).written() == written


# --- on the command line


def test_the_way_of_a_baseline_from_the_first_to_the_last_finding(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT)
    first = run("--write-baseline", "baseline.json", cwd=tmp_path)
    assert first.returncode == 0
    assert "baseline.json: holds 1 accepted finding now" in first.stderr
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "baseline.json").stat().st_mode) == 0o600

    quiet = run("--baseline", "baseline.json", cwd=tmp_path)
    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert "(1 in the baseline)" in quiet.stdout

    write(tmp_path, PLAINTEXT + "  nonsense: 1\n")
    more = run("--baseline", "baseline.json", "--output-format", "concise", cwd=tmp_path)
    assert (more.returncode, "unknown-key" in more.stdout, "plaintext-secret" in more.stdout) == (1, True, False)

    write(tmp_path, KEYRING_OAUTH)
    fixed = run("--baseline", "baseline.json", cwd=tmp_path)
    assert fixed.returncode == 0
    assert "1 entry matches nothing any more" in fixed.stderr
    pruned = run("--baseline", "baseline.json", "--prune-baseline", cwd=tmp_path)
    assert (pruned.returncode, "holds 0 accepted findings now" in pruned.stderr) == (0, True)
    assert json.loads((tmp_path / "baseline.json").read_bytes())["findings"] == []


def test_pruning_accepts_nothing_new(tmp_path: Path) -> None:
    write(tmp_path, KEYRING_OAUTH)
    run("--write-baseline", "baseline.json", cwd=tmp_path)
    write(tmp_path, PLAINTEXT)
    assert run("--baseline", "baseline.json", "--prune-baseline", cwd=tmp_path).returncode == 1
    assert json.loads((tmp_path / "baseline.json").read_bytes())["findings"] == []


def test_it_means_the_same_from_wherever_it_is_used(tmp_path: Path) -> None:
    write(tmp_path, PLAINTEXT, "site/a/connector-umapi.yml")
    run("--write-baseline", "site/baseline.json", "site", cwd=tmp_path)
    assert run("--baseline", "../baseline.json", cwd=tmp_path / "site" / "a").returncode == 0
    path = tmp_path / "site" / "a" / "connector-umapi.yml"
    assert run("--baseline", tmp_path / "site" / "baseline.json", path).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--baseline", "nowhere.json"], ["--prune-baseline"], ["--write-baseline", "connector-umapi.yml"],
        ["--baseline", "x.json", "--write-baseline", "x.json"], ["--write-baseline", "nowhere/x.json"],
        ["--fix", "--write-baseline", "x.json"],
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_code_2(arguments: list[str], tmp_path: Path) -> None:
    path = write(tmp_path, PLAINTEXT)
    done = run(*arguments, cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert path.read_text("utf-8") == PLAINTEXT
    assert SECRET not in done.stdout + done.stderr
