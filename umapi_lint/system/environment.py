"""What a run asks of the machine around its files: each thing at most once, and only when a rule wants to know it."""

from __future__ import annotations

import os
from functools import cached_property

from umapi_lint.record import Record, field
from umapi_lint.record.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from umapi_lint.system.git import Git
    from umapi_lint.system.keyring import Keyring


class Environment(Record, frozen=False):
    """Answers, kept for one run: anyone who lints again later, as an editor does, takes new ones."""

    paths: list[str] = field(default_factory=list)
    """The files that the run will come to, so that one question can be asked for all of them."""
    mountinfo: str = "/proc/self/mountinfo"
    """Where the system lists what is mounted."""

    folders: dict[str, list[str]] = field(default_factory=dict)

    def names(self, folder: str) -> list[str]:
        """Names of what is in a folder; nothing of one that cannot be read."""
        if folder not in self.folders:
            try:
                self.folders[folder] = os.listdir(folder)
            except OSError:
                self.folders[folder] = []
        return self.folders[folder]

    @cached_property
    def git(self) -> Git:
        """What git knows of files."""
        from umapi_lint.system.git import Git

        return Git(self.paths)

    @cached_property
    def permissionless_devices(self) -> dict[int, str]:
        """Devices whose file systems show modes that they do not keep, by ``st_dev``, and how to call each."""
        from umapi_lint.system import mounts

        return mounts.permissionless_devices(self.mountinfo)

    @cached_property
    def keyring(self) -> Keyring:
        """What the keyring has."""
        from umapi_lint.system.keyring import Keyring

        return Keyring()
