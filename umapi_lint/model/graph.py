"""What names what in a deployment: plain data for a picture of it."""

from __future__ import annotations

from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any

KEYRING_ENTRY, PRIVATE_KEY, MISSING = "keyring entry", "private key", "missing file"
"""Kinds of nodes beside the kinds of files."""
ENTRIES = (KEYRING_ENTRY, PRIVATE_KEY)
PRIVATE = "only its owner can read it"


class Node(Record):
    """A file, or an entry of the keyring."""

    label: str
    kind: str
    """A kind of file, or one of the words above."""
    access: str = ""
    """Who can read it beside its owner, as a clause."""
    holds_secret: bool = False
    """Whether a credential is in the file itself."""
    user: Any = field(default=None, repr=False)
    """Of an entry: the user name that it is under; not shown."""


class Edge(Record):
    """One names the other; both by their labels."""

    start: str
    end: str
    meaning: str = ""
    """The name of the target, or the setting that names an entry."""


class Graph(Record, frozen=False):
    """Nodes by label, in the order in which they were met, and the edges between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def columns(self) -> list[list[Node]]:
        """The nodes from left to right: what names files, files, and what is named in them; no column is empty."""
        led_to = {edge.end for edge in self.edges}
        roots = {edge.start for edge in self.edges if self.nodes[edge.end].kind not in ENTRIES} - led_to
        found: list[list[Node]] = [[], [], []]
        for label, node in self.nodes.items():
            found[2 if node.kind in ENTRIES else 0 if label in roots else 1].append(node)
        return [column for column in found if column]
