"""What git knows of files: which ones it tracks or ignores, and what they held before.

The repository may be anybody's, so git is called in a way that gives its settings nothing to run: no hook, no file
monitor, no pager, no filter, no signature check, no transport. It is found on the absolute folders of ``PATH`` alone,
never in the current folder. Where git has no answer (it is not installed, the repository belongs to somebody else, it
takes too long) the answer is ``None``, never an exception.
"""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from umapi_lint.record import Record, field
from umapi_lint.record.typed import TYPE_CHECKING
from umapi_lint.system.paths import resolved

if TYPE_CHECKING:
    from umapi_lint.system.git_history import History, Version

TIMEOUT = 10.0
"""Seconds that git may take for a listing; 100,000 files take a tenth of one."""
_KEPT = ("GIT_CONFIG", "GIT_EXEC_PATH")
_SETTINGS = (
    "core.fsmonitor=false", f"core.hooksPath={os.devnull}", "protocol.allow=never", "log.showSignature=false",
    "submodule.recurse=false",
)  # fmt: skip
_NAMES_IGNORE_CASE = sys.platform in ("win32", "darwin")


class State(enum.Enum):
    """What the repository knows of a file in it."""

    TRACKED = "tracked"
    UNTRACKED = "untracked"
    """Neither tracked nor ignored: the next ``git add .`` takes it."""
    IGNORED = "ignored"


class Git(Record, frozen=False):
    """git's answers, one repository after the other; each is asked once."""

    paths: Sequence[str] = ()
    """Files that will be asked for, so that one call can answer for all of them."""
    _repositories: dict[str, Repository | None] = field(default_factory=dict)

    @cached_property
    def program(self) -> str | None:
        return find_git(os.environ.get("PATH", ""))

    def state(self, path: str | os.PathLike[str]) -> State | None:
        """What its repository knows of a file; ``None`` outside of one and where git has no answer.

        Symbolic links are followed first: git keeps a link, not what it leads to.
        """
        real = resolved(path)
        repository = self.repository(real)
        return None if repository is None else repository.state(real)

    def versions(self, path: str | os.PathLike[str]) -> list[Version] | None:
        """What a file held in the commits that lead to ``HEAD``, the newest first, each content once.

        Empty outside a repository; ``None`` where git has no answer. Renames are followed. At most
        :data:`~umapi_lint.system.git_history.MAX_VERSIONS` commits are looked at.
        """
        real = resolved(path)
        repository = self.repository(real)
        return [] if repository is None else repository.versions(real)

    def repository(self, real: str) -> Repository | None:
        """The repository that a resolved path is in, found by its ``.git``; git is not called."""
        folder = os.path.dirname(real)
        passed = []
        found: Repository | None = None
        while folder not in self._repositories:
            passed.append(folder)
            if os.path.lexists(os.path.join(folder, ".git")):
                found = Repository(self, folder)
                break
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
        else:
            found = self._repositories[folder]
        self._repositories.update(dict.fromkeys(passed, found))
        return found


class Repository(Record, frozen=False):
    """A work tree; ``top`` is the resolved folder that has the ``.git``."""

    git: Git
    top: str
    _ignored: dict[str, bool] = field(default_factory=dict)

    def state(self, real: str) -> State | None:
        name = self.name(real)
        if name is None or self.tracked is None:
            return None
        if _folded(name) in self.tracked:
            return State.TRACKED
        ignored = self.ignored(name)
        return None if ignored is None else State.IGNORED if ignored else State.UNTRACKED

    def name(self, real: str) -> str | None:
        """A resolved path as git calls it; ``None`` for what belongs to git itself."""
        name = os.path.relpath(real, self.top).replace(os.sep, "/")
        return None if ".git" in name.split("/") else name

    @cached_property
    def tracked(self) -> frozenset[str] | None:
        # One listing of the whole index: it costs less than a second call, and no argument list is long enough for
        # every file of a run.
        listed = self.call(["ls-files", "-z", "--cached"])
        return None if listed is None else frozenset(_folded(os.fsdecode(name)) for name in listed.split(b"\0"))

    def ignored(self, name: str) -> bool | None:
        if name not in self._ignored:
            wanted = dict.fromkeys([name, *self._upcoming(self.tracked or ())])
            if not self._ask_ignored([*wanted]) and len(wanted) > 1:
                self._ask_ignored([name])  # one odd path fails the whole call
        return self._ignored.get(name)

    def _upcoming(self, known: Collection[str]) -> Iterator[str]:
        """Files of this repository that will be asked for, without those of these names."""
        for path in self.git.paths:
            real = resolved(path)
            if self.git.repository(real) is self:
                name = self.name(real)
                if name is not None and _folded(name) not in known:
                    yield name

    def _ask_ignored(self, names: list[str]) -> bool:
        listed = self.call(["check-ignore", "-z", "--stdin"], "\0".join("./" + name for name in names), nothing=1)
        if listed is None:
            return False
        found = {os.fsdecode(name) for name in listed.split(b"\0")}
        self._ignored.update((name, "./" + name in found) for name in names)
        return True

    def versions(self, real: str) -> list[Version] | None:
        name = self.name(real)
        return [] if name is None else self.history.versions(name, self._upcoming(()))

    @cached_property
    def history(self) -> History:
        from umapi_lint.system.git_history import History

        return History(self.call)

    def call(
        self, arguments: list[str], given: str = "", *, nothing: int | None = None, timeout: float = TIMEOUT
    ) -> bytes | None:
        """What git prints; ``None`` when it fails. ``nothing`` is the exit code by which it says that there is nothing."""
        if self.git.program is None:
            return None
        import subprocess

        command = [self.git.program, "--no-pager", "--no-optional-locks", "-C", self.top]
        for setting in _SETTINGS:
            command += ["-c", setting]
        try:
            done = subprocess.run(
                [*command, *arguments], input=os.fsencode(given), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=environment(os.environ), timeout=timeout, check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
        if done.returncode == 0:
            return done.stdout
        return b"" if done.returncode == nothing else None


def find_git(search: str) -> str | None:
    """git's program in a ``PATH``. Relative folders are skipped: one of them is the folder that is being linted."""
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in search.split(os.pathsep):
        program = os.path.join(folder.strip('"'), name)
        if os.path.isabs(program) and os.path.isfile(program) and os.access(program, os.X_OK):
            return program
    return None


def environment(inherited: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """The environment for git: without what would send it to another repository, as a hook's own settings do.

    The user's choice of configuration stays: it is what says which repositories of others are trusted.
    """
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.upper().startswith("GIT_") or name.upper().startswith(_KEPT)
    }
    return {
        **kept,
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "LC_ALL": "C",
    }


def _folded(name: str) -> str:
    return name.casefold() if _NAMES_IGNORE_CASE else name
