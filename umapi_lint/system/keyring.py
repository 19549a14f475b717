"""Whether entries exist in the keyring of this machine and user, and which store keeps them.

The keyring library is never loaded here. A process of its own asks it, because a locked store may prompt and then wait
for ever, and because what a value passes through ends with that process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.system.paths import resolved

TIMEOUT = 10.0
"""Seconds that a keyring may take for all questions of one file."""

Question = tuple[str, str]
"""Service and user name of an entry."""

_PROBLEMS = {
    "not-installed": "the Python package `keyring` is not installed here",
    "settings": "the backend that is chosen by `PYTHON_KEYRING_BACKEND` or `keyringrc.cfg` cannot be loaded",
    "no-backend": "no store is available here: no Secret Service, no keychain, no Credential Manager",
    "failed": "the store refused to answer; it may be locked",
    "timeout": f"the store did not answer within {TIMEOUT:.0f} seconds; it may be locked, and prompting for its password",
    "no-answer": "the process that asks it ended without an answer",
}
_PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from umapi_lint.system.keyring_probe import main; main()"


class Keyring(Record, frozen=False):
    """Answers, each asked for once; a keyring that could not be asked is not asked again."""

    timeout: float = TIMEOUT
    problem: str = ""
    """A clause that says why the keyring could not be asked; empty when it could."""
    error: str = ""
    """The class of the error after the problem, for anyone who has to look further."""
    stores: tuple[str, ...] = ()
    """Classes of the stores in use, with their modules, in the order in which they are asked."""
    _known: dict[Question, bool] = field(default_factory=dict)

    def ask(self, questions: Iterable[Question]) -> None:
        """Ask for several entries at once, in one process."""
        new = [question for question in dict.fromkeys(questions) if question not in self._known]
        if not new or self.problem:
            return
        import json

        value = ask_process(json.dumps(new).encode("ascii"), self.timeout)
        try:
            answer: dict[str, Any] = json.loads(value) if value is not None else {"problem": "timeout"}
        except ValueError:
            answer = {"problem": "no-answer"}
        self.stores = tuple(answer.get("stores", ()))
        self.problem = _PROBLEMS[answer["problem"]] if "problem" in answer else ""
        self.error = answer.get("error", "")
        self._known.update(zip(new, answer.get("found", ()), strict=False))

    def exists(self, question: Question) -> bool | None:
        """Whether an entry exists; ``None`` when nobody asked or the keyring gave no answer."""
        return self._known.get(question)


def ask_process(questions: bytes, timeout: float = TIMEOUT) -> bytes | None:
    """What a process prints that asks the keyring; ``None`` when it had to be ended."""
    import subprocess

    try:
        process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,  # no terminal to prompt on, and a group that can be ended as a whole
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
    except OSError:
        return b""
    job = _job(process.pid)  # before it is asked anything: it has no children yet
    try:
        return process.communicate(questions, timeout)[0]
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            _end(process.pid, job)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def _command() -> list[str]:
    """How the process is started; the executable without Python is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--keyring-probe"]
    return [sys.executable, "-c", _PROGRAM, *search_path()]


def search_path() -> list[str]:
    """Where the process looks for modules: where this one does, but not in the current folder, which may be anybody's."""
    here = resolved(os.curdir)
    package = os.path.dirname(os.path.dirname(os.path.dirname(resolved(__file__))))
    return [path for path in sys.path if path and (resolved(path) != here or here == package)]


def _job(pid: int) -> int | None:
    if sys.platform != "win32":
        return None
    from umapi_lint.system import windows

    return windows.job_of(pid)


def _end(pid: int, job: int | None) -> None:
    """End a process and all that it started."""
    import signal

    if sys.platform != "win32":
        os.killpg(pid, signal.SIGKILL)
        return
    from umapi_lint.system import windows

    if not (job and windows.end_job(job)):
        os.kill(pid, signal.SIGTERM)
