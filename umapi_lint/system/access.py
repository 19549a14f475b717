"""Who can reach a file beside its owner: plain data, whichever system told it."""

from __future__ import annotations

from umapi_lint.record import Record
from umapi_lint.text.format import series

EVERYBODY = "everybody on this machine"


class Grant(Record):
    """One who may read or change a file, or, of a folder, change what is in it."""

    who: str
    """As it is in a sentence: ``everybody on this machine``, ``the user `bob```."""
    read: bool
    change: bool
    everybody: bool = False
    """Whether this is anybody with an account, rather than people whom somebody chose."""
    account: str = ""
    """What a command of the system calls them; empty where none does."""


class Access(Record):
    """What is known of the permissions of one file."""

    grants: tuple[Grant, ...] = ()
    owner: str | None = None
    """Who owns it, when that is neither the one who runs us nor the machine's administrator."""
    shown: str = ""
    """How the system shows it to people, such as ``mode 0644``; empty where that would say nothing."""
    unchecked: str | None = None
    """Why nothing could be found out; then there are no grants."""
    narrowed_by_mode: bool = False
    """Whether taking the mode's bits of group and others away fixes it."""


def sentence(grants: tuple[Grant, ...]) -> str:
    """Who can do what, as a clause: ``the user `bob` and the group `staff` can read it``.

    Anyone who has been granted no more than everybody has is not named.
    """
    all_read = any(grant.everybody and grant.read for grant in grants)
    all_change = any(grant.everybody and grant.change for grant in grants)
    chosen = [
        grant
        for grant in grants
        if grant.everybody or (grant.read and not all_read) or (grant.change and not all_change)
    ]
    readers = [grant.who for grant in chosen if grant.read and not grant.change]
    changers = [grant.who for grant in chosen if grant.change and not grant.read]
    both = [grant.who for grant in chosen if grant.read and grant.change]
    clauses = [
        f"{series(names, 'and')} can {verb} it"
        for names, verb in ((both, "read and change"), (changers, "change"), (readers, "read"))
        if names
    ]
    return series(clauses, "and")
