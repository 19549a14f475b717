"""What git tells of files, asked of real repositories, some of which mean harm."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from support.linting import git

from umapi_lint.system.git import Git, Repository, State, environment, find_git
from umapi_lint.system.git_history import MAX_VERSION_BYTES, changes_of

pytestmark = pytest.mark.posix

ODD_NAMES = ["blank name.yml", "näme.yml", "-dash.yml", "[x]*.yml", ":(glob)a.yml", "new\nline.yml", 'quo"te.yml']


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    top = tmp_path / "repository"
    top.mkdir()
    git(top, "init", "-q")
    return top


def put(path: Path, text: str = "x\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def commit(top: Path, name: str, text: str) -> str:
    put(top / name, text)
    git(top, "add", ".")
    git(top, "commit", "-qm", "change")
    return git(top, "rev-parse", "HEAD").strip()


def counting_git(folder: Path, before: str = "") -> tuple[str, Path]:
    """A PATH whose git notes each call in a file and goes on as the real one."""
    real = shutil.which("git")
    log = folder / "calls"
    program = put(folder / "bin" / "git", f'#!/bin/sh\necho "$@" >> "{log}"\n{before}\nexec "{real}" "$@"\n')
    program.chmod(0o755)
    return str(program.parent), log


# --- tracked, ignored, neither


@pytest.mark.parametrize("name", ["connector.yml", "deep/er/connector.yml", *ODD_NAMES])
def test_tells_a_tracked_file(repository: Path, name: str):
    put(repository / name)
    git(repository, "add", ".")
    assert Git().state(repository / name) is State.TRACKED


@pytest.mark.parametrize("name", ["connector.yml", "deep/er/connector.yml", *ODD_NAMES])
def test_tells_an_untracked_file(repository: Path, name: str):
    assert Git().state(put(repository / name)) is State.UNTRACKED


@pytest.mark.parametrize("name", ["connector.yml", "deep/er/connector.yml", "blank name.yml", "new\nline.yml"])
def test_tells_an_ignored_file(repository: Path, name: str):
    put(repository / ".gitignore", "*.yml\n")
    assert Git().state(put(repository / name)) is State.IGNORED


def test_tells_a_file_that_is_tracked_although_it_is_ignored(repository: Path):
    put(repository / ".gitignore", "*.yml\n")
    put(repository / "a.yml")
    git(repository, "add", "-f", "a.yml")
    assert Git().state(repository / "a.yml") is State.TRACKED


def test_knows_the_exclude_file_of_the_repository(repository: Path):
    put(repository / ".git" / "info" / "exclude", "a.yml\n")
    assert Git().state(put(repository / "a.yml")) is State.IGNORED


def test_takes_a_file_for_untracked_once_git_has_let_it_go(repository: Path):
    commit(repository, "a.yml", "x")
    git(repository, "rm", "-q", "--cached", "a.yml")
    assert Git().state(repository / "a.yml") is State.UNTRACKED


def test_says_nothing_outside_a_repository(tmp_path: Path):
    assert Git().state(put(tmp_path / "a.yml")) is None


def test_says_nothing_of_what_belongs_to_git_itself(repository: Path):
    assert Git().state(put(repository / ".git" / "a.yml")) is None


def test_follows_a_link_to_the_file_that_is_read(repository: Path, tmp_path: Path):
    outside = put(tmp_path / "outside.yml")
    link = repository / "a.yml"
    link.symlink_to(outside)
    git(repository, "add", ".")
    assert Git().state(link) is None
    into = tmp_path / "into.yml"
    put(repository / "b.yml")
    git(repository, "add", ".")
    into.symlink_to(repository / "b.yml")
    assert Git().state(into) is State.TRACKED


def test_asks_the_innermost_repository(repository: Path):
    inner = repository / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    put(inner / "a.yml")
    git(inner, "add", ".")
    knows = Git([str(put(repository / "b.yml"))])
    assert knows.state(inner / "a.yml") is State.TRACKED
    assert knows.state(repository / "b.yml") is State.UNTRACKED


def test_looks_past_a_git_folder_that_is_none(repository: Path):
    inner = repository / "inner"
    (inner / ".git").mkdir(parents=True)
    put(inner / "a.yml")
    # git itself would not add it, but what it has it has
    blob = git(repository, "hash-object", "-w", inner / "a.yml").strip()
    git(repository, "update-index", "--add", "--cacheinfo", f"100644,{blob},inner/a.yml")
    assert Git().state(inner / "a.yml") is State.TRACKED


def test_knows_a_worktree(repository: Path, tmp_path: Path):
    commit(repository, "a.yml", "x")
    git(repository, "worktree", "add", "-q", tmp_path / "second")
    assert Git().state(tmp_path / "second" / "a.yml") is State.TRACKED
    assert [v.data for v in Git().versions(tmp_path / "second" / "a.yml") or ()] == [b"x"]


# --- calls


def test_calls_git_once_for_all_files_of_a_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    files = [put(repository / f"folder{index}" / "a.yml") for index in range(30)]
    git(repository, "add", *[str(path) for path in files[:15]])
    search, log = counting_git(tmp_path)
    monkeypatch.setenv("PATH", search)
    knows = Git([str(path) for path in files])
    assert [knows.state(path) for path in files] == [State.TRACKED] * 15 + [State.UNTRACKED] * 15
    calls = log.read_text().splitlines()
    assert len(calls) == 2, calls
    assert sum("ls-files" in call for call in calls) == 1


def test_calls_no_git_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    search, log = counting_git(tmp_path)
    monkeypatch.setenv("PATH", search)
    Git().state(put(tmp_path / "a.yml"))
    assert not log.exists()


def test_has_no_answer_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch):
    path = put(repository / "a.yml")
    monkeypatch.setenv("PATH", "")
    assert Git().state(path) is None
    assert Git().versions(path) is None


def test_has_no_answer_for_the_repository_of_another_user(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = put(repository / "a.yml")
    search, _ = counting_git(tmp_path, "export GIT_TEST_ASSUME_DIFFERENT_OWNER=1")
    monkeypatch.setenv("PATH", search)
    assert Git().state(path) is None
    assert Git().versions(path) is None


def test_has_no_answer_for_a_broken_repository(repository: Path):
    commit(repository, "a.yml", "x")
    (repository / ".git" / "index").write_bytes(b"nonsense")
    assert Git().state(repository / "a.yml") is None


def test_finds_git_in_absolute_folders_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here = put(tmp_path / "here" / "git", "#!/bin/sh\n")
    here.chmod(0o755)
    monkeypatch.chdir(here.parent)
    assert find_git("") is None
    assert find_git(os.pathsep.join(["", ".", "../here"])) is None
    assert find_git(os.pathsep.join([".", str(here.parent)])) == str(here)
    here.chmod(0o644)
    assert find_git(str(here.parent)) is None


def test_is_not_led_astray_by_the_settings_of_a_hook(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    put(repository / "a.yml")
    git(repository, "add", ".")
    for name, value in {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git" / "index"),
        "GIT_PREFIX": "x/",
        "GIT_LITERAL_PATHSPECS": "0",
        "GIT_TRACE": "2",
    }.items():
        monkeypatch.setenv(name, value)
    assert Git().state(repository / "a.yml") is State.TRACKED


def test_leaves_the_user_the_choice_of_whom_to_trust():
    kept = environment({"GIT_CONFIG_COUNT": "1", "GIT_DIR": "x", "git_dir": "x", "HOME": "h"})
    assert kept["GIT_CONFIG_COUNT"] == "1"
    assert kept["HOME"] == "h"
    assert "GIT_DIR" not in kept
    assert "git_dir" not in kept


# --- a repository that means harm


def test_runs_nothing_that_a_repository_names(repository: Path, tmp_path: Path):
    sign = tmp_path / "was-run"
    evil = put(tmp_path / "evil", f'#!/bin/sh\necho "$0 $@" >> "{sign}"\nexit 1\n')
    evil.chmod(0o755)
    for text in ("one\n", "two\n", "three\n"):
        commit(repository, "a.yml", text)
    tree = git(repository, "rev-parse", "HEAD^{tree}").strip()
    before = git(repository, "rev-parse", "HEAD~1").strip()
    signed = (
        f"tree {tree}\nparent {before}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n eA==\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    put(tmp_path / "signed", signed)
    git(
        repository,
        "update-ref",
        "HEAD",
        git(repository, "hash-object", "-t", "commit", "-w", tmp_path / "signed").strip(),
    )
    put(repository / ".gitattributes", "* filter=evil diff=evil\n")
    settings = {
        "core.fsmonitor": evil, "core.pager": evil, "pager.log": evil, "pager.ls-files": evil, "core.sshCommand": evil,
        "core.gitProxy": evil, "core.alternateRefsCommand": evil, "core.askPass": evil, "core.editor": evil,
        "gpg.program": evil, "log.showSignature": "true", "diff.external": evil, "diff.evil.command": evil,
        "diff.evil.textconv": evil, "filter.evil.clean": evil, "filter.evil.smudge": evil, "filter.evil.process": evil,
        "alias.ls-files": f"!{evil}", "alias.log": f"!{evil}", "credential.helper": f"!{evil}", "core.hooksPath": tmp_path,
        "protocol.allow": "always", "protocol.ext.allow": "always", "protocol.ssh.allow": "always",
        "remote.origin.url": f"ext::{evil} x", "remote.origin.promisor": "true", "remote.origin.uploadpack": evil,
        "remote.origin.partialCloneFilter": "blob:none", "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1", "submodule.recurse": "true",
    }  # fmt: skip
    for name, value in settings.items():
        git(repository, "config", name, value)
    for hook in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        shutil.copy(evil, tmp_path / hook)
    # an object that is not there is what a partial clone would fetch
    blob = git(repository, "rev-parse", "HEAD~1:a.yml").strip()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    assert Git().state(put(repository / "b.yml")) is State.UNTRACKED
    assert Git().state(repository / "a.yml") is State.TRACKED
    found = Git().versions(repository / "a.yml")
    assert found is not None
    assert [version.data for version in found] == [b"three\n", b"one\n"]
    assert not sign.exists(), sign.read_text()


def test_the_trap_above_does_snap_when_git_is_called_without_care(repository: Path, tmp_path: Path):
    sign = tmp_path / "was-run"
    evil = put(tmp_path / "evil", f'#!/bin/sh\necho "$0 $@" >> "{sign}"\nexit 1\n')
    evil.chmod(0o755)
    commit(repository, "a.yml", "x")
    git(repository, "config", "core.fsmonitor", evil)
    git(repository, "ls-files", "--modified")
    assert sign.exists()


# --- history


def test_gives_earlier_versions_newest_first_and_each_content_once(repository: Path):
    hashes = [commit(repository, "a.yml", text) for text in ("one", "two", "three", "two")]
    found = Git().versions(repository / "a.yml") or []
    assert [(v.commit, v.data) for v in found] == [(hashes[3], b"two"), (hashes[2], b"three"), (hashes[0], b"one")]


def test_follows_a_rename(repository: Path):
    text = "".join(f"line {index}\n" for index in range(20))
    first = commit(repository, "old name.yml", text + "old\n")
    git(repository, "mv", "old name.yml", "new.yml")
    git(repository, "commit", "-qm", "rename")
    commit(repository, "new.yml", text + "new\n")
    found = Git().versions(repository / "new.yml") or []
    assert [v.data for v in found] == [(text + "new\n").encode(), (text + "old\n").encode()]
    assert found[1].commit != first  # the newest commit that had it


@pytest.mark.parametrize("name", ["deep/er/a.yml", *ODD_NAMES])
def test_gives_the_versions_of_any_name(repository: Path, name: str):
    commit(repository, name, "one")
    assert [v.data for v in Git().versions(repository / name) or []] == [b"one"]


def test_sees_what_only_a_merge_brought(repository: Path):
    commit(repository, "a.yml", "base")
    git(repository, "checkout", "-qb", "side")
    commit(repository, "b.yml", "side")
    git(repository, "checkout", "-q", "main")
    commit(repository, "c.yml", "main")
    git(repository, "merge", "-q", "--no-commit", "--no-ff", "side")
    merge = commit(repository, "a.yml", "only in the merge")
    last = commit(repository, "a.yml", "after")
    found = Git().versions(repository / "a.yml") or []
    assert [(v.commit, v.data) for v in found][:2] == [(last, b"after"), (merge, b"only in the merge")]
    assert found[-1].data == b"base"


def test_gives_the_versions_of_a_file_that_git_has_let_go(repository: Path):
    commit(repository, "a.yml", "one")
    git(repository, "rm", "-q", "--cached", "a.yml")
    git(repository, "commit", "-qm", "let go")
    assert [v.data for v in Git().versions(repository / "a.yml") or []] == [b"one"]


def test_passes_over_a_version_that_is_too_large(repository: Path):
    commit(repository, "a.yml", "x" * (MAX_VERSION_BYTES + 1))
    commit(repository, "a.yml", "small")
    assert [v.data for v in Git().versions(repository / "a.yml") or []] == [b"small"]


def test_passes_over_a_link(repository: Path):
    (repository / "a.yml").symlink_to("elsewhere")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "link")
    (repository / "a.yml").unlink()
    commit(repository, "a.yml", "one")
    assert [v.data for v in Git().versions(repository / "a.yml") or []] == [b"one"]


def test_knows_no_version_before_the_first_commit(repository: Path):
    assert Git().versions(put(repository / "a.yml")) == []


def test_knows_no_version_outside_a_repository(tmp_path: Path):
    assert Git().versions(put(tmp_path / "a.yml")) == []


def test_reads_a_listing_of_versions_whatever_the_names():
    old, new = b"a" * 40, b"b" * 40
    listed = b"\0".join(
        [b"c" * 40, b"\n:100644 100644 " + old + b" " + new + b" R090", b":100644 odd", b"\nname", b"d" * 40,
         b"\n:000000 120000 " + old + b" " + new + b" A", b"link", b""]
    )  # fmt: skip
    assert [(c.commit, c.status, c.name, c.blob) for c in changes_of(listed)] == [
        (b"c" * 40, b"R", "\nname", new),
        (b"d" * 40, b"A", "link", None),
    ]


def test_one_call_answers_for_the_history_of_all_files(repository: Path, monkeypatch: pytest.MonkeyPatch):
    paths = [repository / f"{number}.yml" for number in range(20)]
    for text in ("one", "two"):
        for path in paths:
            put(path, f"{text} {path.name}")
        git(repository, "add", ".")
        git(repository, "commit", "-qm", text)
    git(repository, "mv", "3.yml", "three.yml")
    git(repository, "commit", "-qm", "rename")
    paths[3] = repository / "three.yml"
    asked = Git([str(path) for path in paths])
    calls: list[str] = []
    call = Repository.call

    def counted(self: Repository, arguments: list[str], *rest: Any, **more: Any) -> bytes | None:
        calls.append(arguments[0])
        return call(self, arguments, *rest, **more)

    monkeypatch.setattr(Repository, "call", counted)
    for number, path in enumerate(paths):
        held = [version.data.decode() for version in asked.versions(path) or []]
        assert held == [f"two {number}.yml", f"one {number}.yml"]
    assert calls == ["rev-parse", "log", "diff-tree", "log", "cat-file", "cat-file"]


@pytest.mark.parametrize("format", ["sha1", "sha256"])
def test_knows_both_kinds_of_hashes(tmp_path: Path, format: str):
    git(tmp_path, "init", "-q", f"--object-format={format}")
    name = commit(tmp_path, "a.yml", "one")
    assert [(v.commit, v.data) for v in Git().versions(tmp_path / "a.yml") or []] == [(name, b"one")]


def test_takes_a_hundred_thousand_files(repository: Path):
    blob = git(repository, "hash-object", "-w", put(repository / "a.yml")).strip()
    rows = "".join(f"100644 {blob}\tfolder{index % 500}/file{index}.yml\n" for index in range(100_000))
    put(repository / "rows", rows)
    os.system(f'git -C "{repository}" update-index --index-info < "{repository}/rows"')  # noqa: S605
    assert Git().state(repository / "a.yml") is State.UNTRACKED
    assert Git().state(put(repository / "folder7" / "file507.yml")) is State.TRACKED


@pytest.mark.parametrize("name", ["A.yml", "a.YML"])
def test_takes_names_for_the_same_only_where_the_system_does(repository: Path, name: str):
    put(repository / "a.yml")
    git(repository, "add", ".")
    expected = State.TRACKED if sys.platform in ("win32", "darwin") else State.UNTRACKED
    assert Git().state(put(repository / name)) is expected
