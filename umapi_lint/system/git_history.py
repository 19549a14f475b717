"""What git keeps of older versions of files, asked for all files of a run at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from umapi_lint.record import Record, field
from umapi_lint.text.regex import regex

TIMEOUT = 60.0
"""Seconds that git may take to walk the history of the files."""
MAX_VERSIONS = 200
"""Commits, the newest first, that are looked at for one file."""
MAX_VERSION_BYTES = 1024 * 1024
"""A historic version larger than this is skipped: no connector file is."""
MAX_HELD_BYTES = 8 * 1024 * 1024
"""Historic versions that are read at once for the files that will be asked for."""

_Commits = dict[bytes, bytes]
"""Object to the newest commit with it, in the order of the history."""


class Version(Record):
    """What a file held in one commit."""

    commit: str
    """The whole hash."""
    data: bytes = field(repr=False)


class History(Record, frozen=False):
    """The history of one repository; ``call`` runs git in it, as :meth:`umapi_lint.system.git.Repository.call` does."""

    call: Callable[..., bytes | None]
    _commits: dict[str, _Commits | None] = field(default_factory=dict)
    _contents: dict[bytes, bytes | None] = field(default_factory=dict)

    def versions(self, name: str, upcoming: Iterable[str] = ()) -> list[Version] | None:
        """What a file held, the newest first, each content once; ``None`` where git has no answer.

        Args:
            name: the file as git calls it.
            upcoming: files that will be asked for, so that the same calls answer for them.
        """
        if name not in self._commits:
            others = [other for other in upcoming if other not in self._commits and "\n" not in name + other]
            self._commits.update(self._histories([*dict.fromkeys([name, *others])]))
        commits = self._commits[name]
        if commits is None or not self._fetched(name, commits):
            return None
        held = ((commit, self._contents.get(blob)) for blob, commit in commits.items())
        return [Version(commit.decode("ascii"), data) for commit, data in held if data is not None]

    def _histories(self, names: list[str]) -> dict[str, _Commits | None]:
        """For each file the contents that it had, by object, and the newest commit with each: two calls for all of them.

        What was renamed is followed by a call of its own, for git follows one file at a time.
        """
        if self.call(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], nothing=1) == b"":
            return {name: {} for name in names}  # nothing is committed yet
        listed = self._log(["--no-renames", f"--max-count={MAX_VERSIONS * len(names)}", "HEAD"], names)
        if listed is None:
            return dict.fromkeys(names)
        histories: dict[str, _Commits | None] = {name: {} for name in names}
        added: dict[str, bytes] = {}
        for change in changes_of(listed):
            commits = histories.get(change.name)
            if commits is not None and len(commits) < MAX_VERSIONS:
                if change.blob is not None:
                    commits.setdefault(change.blob, change.commit)
                if change.status == b"A":
                    added[change.name] = change.commit
        moved = self.call(
            ["diff-tree", "--stdin", "-r", "-m", "--root", "-M", "--raw", "-z", "--no-abbrev", "--no-ext-diff", "--diff-filter=R"],
            _lines([*dict.fromkeys(added.values())]), timeout=TIMEOUT,
        )  # fmt: skip
        for name in {change.name for change in changes_of(moved or b"")} & added.keys():
            followed = self._log(["--follow", f"--max-count={MAX_VERSIONS}", "HEAD"], [name])
            commits = histories[name] = None if followed is None else {}
            for change in changes_of(followed or b""):
                if change.blob is not None and commits is not None:
                    commits.setdefault(change.blob, change.commit)
        return histories

    def _log(self, arguments: list[str], names: list[str]) -> bytes | None:
        stated = ["--stdin"] if len(names) > 1 else ["--", f":(literal){names[0]}"]
        given = (
            "".join(f"{line}\n" for line in ("--", *(f":(literal){name}" for name in names))) if len(names) > 1 else ""
        )
        return self.call(
            ["log", "--format=tformat:%H", "--raw", "--no-abbrev", "-z", "--no-show-signature", "--no-ext-diff",
             "--no-textconv", "--no-notes", "--no-decorate", "--no-color", "--ignore-submodules=all", "-m", *arguments, *stated],
            given, timeout=TIMEOUT,
        )  # fmt: skip

    def _fetched(self, name: str, commits: _Commits) -> bool:
        """Whether it is known what the objects of a file hold; those of the next files are asked for by the same call."""
        if commits.keys() <= self._contents.keys():
            return True
        following = [*self._commits][[*self._commits].index(name) + 1 :]
        blobs = dict.fromkeys([*commits, *(blob for other in following for blob in self._commits[other] or ())])
        sizes = self.call(["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"], _lines([*blobs]))
        if sizes is None:
            return False
        self._contents = dict.fromkeys(commits)
        wanted, total = [], 0
        for words in (line.split(b" ") for line in sizes.splitlines()):
            if len(words) == 3 and words[1] == b"blob" and int(words[2]) <= MAX_VERSION_BYTES:
                total += int(words[2])
                if words[0] in commits or total <= MAX_HELD_BYTES:
                    wanted.append(words[0])
        packed = self.call(["cat-file", "--batch=%(objectname) %(objectsize)"], _lines(wanted)) if wanted else b""
        self._contents.update(_unpacked(packed or b""))
        return packed is not None


_RAW = regex(rb":[0-7]{6} ([0-7]{6}) [0-9a-f]{40,64} ([0-9a-f]{40,64}) ([A-Z])[0-9]*\Z")


class Change(Record):
    """What a commit did to a file; ``blob`` is its content, if it is a regular file still."""

    commit: bytes
    status: bytes
    name: str
    blob: bytes | None


def changes_of(listed: bytes) -> Iterator[Change]:
    """Every change in what ``git log --raw -z --format=tformat:%H``, or ``git diff-tree --stdin``, prints."""
    words = iter(listed.split(b"\0"))
    commit = b""
    for word in words:
        word = word.lstrip(b"\n")
        raw = _RAW.match(word)
        if raw is None:
            commit = word or commit
            continue
        name = next(words, b"")
        if raw.group(3) in b"RC":
            name = next(words, b"")  # a rename has two names
        regular = raw.group(1).startswith(b"100")
        yield Change(commit, raw.group(3), os.fsdecode(name), raw.group(2) if regular else None)


def _unpacked(packed: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(packed):
        end = packed.index(b"\n", at)
        name, size = packed[at:end].split(b" ")
        if not size.isdigit():  # "missing"
            at = end + 1
            continue
        yield name, packed[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)


def _lines(words: list[bytes]) -> str:
    return "".join(word.decode("ascii") + "\n" for word in words)
