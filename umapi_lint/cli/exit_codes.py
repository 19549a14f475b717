"""What a run comes to, as the exit code of the process."""

from __future__ import annotations

FOUND, USAGE, NOTHING, INTERRUPTED = 1, 2, 3, 130


class UsageError(Exception):
    """The command cannot be carried out as it was called; ``str()`` is one sentence for the user."""
