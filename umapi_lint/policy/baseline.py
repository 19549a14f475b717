"""A baseline: findings that are known and accepted for now, so that only new ones are told.

A finding is recognized by file, rule, key path and a keyed digest of what is at its place: it may move to another
line, and a value that is changed is a new finding. The key of the digest is a random salt in the baseline, so that a
digest tells nothing about two baselines. What may be guessed, such as a passphrase, is stretched first: anyone who has the
baseline then needs a tenth of a second for each guess. A client secret as Adobe makes them is beyond guessing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source, UnreadableError, read_source
from umapi_lint.document.yaml_tree import Node, Scalar
from umapi_lint.model.finding import Consequence, Finding, Location
from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.secrets.patterns import classify
from umapi_lint.text.regex import regex

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
SHORTEST, WEAKEST = 8, 48
"""Characters and bits of a value that may be secret, below which a baseline holds nothing of it."""
SALT_BYTES = 32
ROUNDS = 300_000
"""Of PBKDF2-HMAC-SHA256, for a value that may be guessed."""

_NAMES = regex(r"`([^`]*)`")
_HEX = regex(r"[0-9a-f]{64}\Z")

Key = tuple[str, Location, str]
"""What a finding is known by as long as a run lasts."""


class BaselineError(Exception):
    """A baseline cannot be read or written; ``str()`` is one sentence that quotes nothing of it."""


class BaselineEntry(Record):
    """An accepted finding. Nothing of the file is in it but names of keys that a schema knows."""

    file: str
    """Relative to the folder of the baseline, with slashes."""
    rule: str
    path: str
    digest: str


class Baseline(Record):
    """What a baseline file holds."""

    salt: bytes
    entries: frozenset[BaselineEntry] = frozenset()
    source: Source | None = None
    """The file that it was read from."""

    @classmethod
    def new(cls) -> Baseline:
        return cls(secrets.token_bytes(SALT_BYTES))

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a baseline.

        Raises:
            BaselineError: it cannot be read, or is none.
        """
        try:
            source = read_source(path, MAX_BYTES)
            content = json.loads(source.data)
        except UnreadableError as error:
            raise BaselineError(str(error)) from None
        except (ValueError, RecursionError):
            raise BaselineError("is not a baseline: it is not JSON") from None
        if not isinstance(content, dict) or content.get("version") != VERSION:
            raise BaselineError(f"is not a baseline of version {VERSION}")
        salt, found = content.get("salt"), content.get("findings")
        if not isinstance(salt, str) or not _HEX.match(salt) or not isinstance(found, list):
            raise BaselineError("is not a baseline: its salt or its findings are not as umapi-lint writes them")
        return cls(bytes.fromhex(salt), frozenset(_entry(item) for item in found), source)

    def written(self) -> bytes:
        """The text of a baseline: sorted, a line for each finding, and nothing in it that changes by itself."""
        lines = ",\n    ".join(json.dumps(vars(entry), ensure_ascii=False) for entry in sorted(self.entries))
        found = f"[\n    {lines}\n  ]" if lines else "[]"
        text = f'{{\n  "version": {VERSION},\n  "salt": "{self.salt.hex()}",\n  "findings": {found}\n}}\n'
        return text.encode("utf-8", "backslashreplace")


def _entry(item: Any) -> BaselineEntry:
    if not isinstance(item, dict) or set(item) != set(BaselineEntry._fields):
        raise BaselineError("is not a baseline: a finding in it is not as umapi-lint writes them")
    if not all(isinstance(value, str) for value in item.values()):
        raise BaselineError("is not a baseline: a finding in it is not as umapi-lint writes them")
    return BaselineEntry(**item)


class BaselineRun(Record, frozen=False):
    """One run held against a baseline; it remembers what it has seen."""

    path: Path
    """Where the baseline is, or will be."""
    accepted: Baseline
    accept_all: bool = False
    """Whether a new baseline is being made, so that every finding is accepted."""
    seen: set[BaselineEntry] = field(default_factory=set)
    looked_at: dict[str, Callable[[str], bool]] = field(default_factory=dict)
    """Files that were linted, and whether silence of a rule means that there was nothing to find."""
    _stretched: dict[str, bytes] = field(default_factory=dict, repr=False)

    def digests(self, document: Document, findings: Iterable[Finding]) -> dict[Key, str]:
        """A digest for each finding; to be asked while the document is there."""
        found = list(findings)
        nodes = _Nodes(document) if found else None
        return {key_of(finding): self._digest(document, nodes.of(finding), finding) for finding in found if nodes}

    def _digest(self, document: Document, nodes: list[Node], finding: Finding) -> str:
        value = "\n".join(_value(document, node) for node in nodes)
        public = all(document.is_public_key(node) or document.is_public_value(node) for node in nodes)
        if not nodes or (not public and _is_weak(value)):
            return self._keyed(finding, b"")
        guessable = not public and not _beyond_guessing(value)
        return self._keyed(finding, self._stretch(value) if guessable else value.encode("utf-8", "replace"))

    def _keyed(self, finding: Finding, value: bytes) -> str:
        stated = [
            self.name_of(finding.location.file),
            finding.rule,
            finding.location.pointer,
            *_NAMES.findall(finding.message),
        ]
        message = json.dumps(stated).encode() + b"\0" + value
        return hmac.new(self.accepted.salt, message, hashlib.sha256).hexdigest()

    def _stretch(self, value: str) -> bytes:
        if value not in self._stretched:
            raw = value.encode("utf-8", "replace")
            self._stretched[value] = hashlib.pbkdf2_hmac("sha256", raw, self.accepted.salt, ROUNDS)
        return self._stretched[value]

    def name_of(self, file: str) -> str:
        """How the baseline calls a file, wherever it is called from."""
        try:
            relative = os.path.relpath(file, self.path.parent)
        except ValueError:  # another drive
            relative = os.path.abspath(file)
        return relative.replace(os.sep, "/")

    def new_of(
        self, file: str, findings: Iterable[Finding], digests: Mapping[Key, str], proves: Callable[[str], bool]
    ) -> list[Finding]:
        """The findings of a file that are not accepted."""
        name = self.name_of(file)
        self.looked_at[name] = proves
        new = []
        for finding in findings:
            digest = digests.get(key_of(finding)) or self._keyed(finding, b"")
            entry = BaselineEntry(name, finding.rule, finding.location.pointer, digest)
            self.seen.add(entry)
            if not self.accept_all and entry not in self.accepted.entries:
                new.append(finding)
        return new

    def stale(self) -> set[BaselineEntry]:
        """Entries that certainly match nothing any more."""
        return {entry for entry in self._unseen() if self._gone(entry) or self.looked_at[entry.file](entry.rule)}

    def _unseen(self) -> set[BaselineEntry]:
        missing = self.accepted.entries - self.seen
        return {entry for entry in missing if entry.file in self.looked_at or self._gone(entry)}

    def _gone(self, entry: BaselineEntry) -> bool:
        return entry.file not in self.looked_at and not os.path.lexists(self.path.parent / entry.file)

    def outcome(self) -> Baseline:
        """What the baseline should hold now: what was seen, and what this run did not look at.

        Without ``accept_all`` nothing is added.
        """
        kept = self.accepted.entries - self._unseen()
        return Baseline(
            self.accepted.salt, frozenset(kept | self.seen if self.accept_all else kept), self.accepted.source
        )

    def write(self) -> None:
        """Write the outcome, unless it is what is there already.

        Raises:
            BaselineError: it cannot be written; a baseline that was there is as it was.
        """
        from umapi_lint.document.atomic_write import WriteError, create, write_over

        outcome = self.outcome()
        data = outcome.written()
        try:
            if outcome.source is None:
                create(self.path, data)
            elif outcome.source.data != data:
                write_over(outcome.source, data)
        except WriteError as error:
            raise BaselineError(str(error)) from None


def key_of(finding: Finding) -> Key:
    return finding.rule, finding.location, finding.message


class _Nodes:
    """What of a document findings speak of."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.at: dict[int, Node] = {}
        """The key or value that begins at an offset; a mapping gives way to its first key."""
        self.behind: dict[int, Node] = {}
        """The value whose key begins there."""
        self.pointers: dict[int, set[str]] = {}
        self.by_pointer: dict[str, list[Node]] = {}
        for path, entry, node in document.walk():
            pointer = document.pointer(path)
            self.by_pointer.setdefault(pointer, []).append(node)
            if entry is not None:
                self.behind[entry.key.start] = node
            for one in (node,) if entry is None else (entry.key, node):
                self.pointers.setdefault(one.start, set()).add(pointer)
                if isinstance(one, Scalar) or one.start not in self.at:
                    self.at[one.start] = one

    def of(self, finding: Finding) -> list[Node]:
        """What stands where a finding is; or all that its pointer may mean, if its column is that of a secret before it."""
        offset, pointer = self.document.offset_of(finding.location), finding.location.pointer
        if pointer and pointer not in self.pointers.get(offset, ()) and pointer in self.by_pointer:
            return self.by_pointer[pointer]
        node = self.at.get(offset)
        if finding.consequence is Consequence.EXPOSED:  # it points at the key, and yet a new secret is a new finding
            node = self.behind.get(offset, node)
        return [] if node is None else [node]


def _value(document: Document, node: Node) -> str:
    """What a node holds, however it is written: quotes and indentation are no change."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    return "\n".join(line.strip() for line in document.text[node.start : node.end].strip().splitlines())


def _is_weak(value: str) -> bool:
    """Whether so few values are like this one that a digest, however slow, would be as good as the value itself."""
    kinds = ((str.isdigit, 10), (str.islower, 26), (str.isupper, 26), (lambda c: not c.isalnum(), 32))
    alphabet = sum(size for is_kind, size in kinds if any(map(is_kind, value))) or 2
    return len(value) < SHORTEST or len(set(value)) < 5 or len(value) * math.log2(alphabet) < WEAKEST


def _beyond_guessing(value: str) -> bool:
    """Whether a value has the shape of one that a machine made, at random."""
    return classify(value) is not None and len(value) >= 36
