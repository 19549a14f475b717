"""Credentials where none belongs: in comments, under keys that UST does not read, in place of a name or an id."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.document.document import Path
from umapi_lint.document.yaml_tree import Mapping, Scalar
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules._examples import GOOD, HEAD
from umapi_lint.rules._suggestions import commented_out, meant
from umapi_lint.schema.evaluator import KeywordMatch
from umapi_lint.secrets import patterns
from umapi_lint.secrets.placeholders import is_real

_RENEW = "If others may have seen the file, create a new one in the Adobe Developer Console."

RULES = (
    Rule(
        id="secret-in-comment",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Credential in a comment",
        why="A comment is read by everybody who reads the file, and is forgotten when the credential moves to the "
        "keyring. Settings that were commented out, and notes of the former secret, are the usual ones. An id in a comment "
        "counts only next to a word for a credential; the templates' samples do not count.",
        remediation="Remove it from the comment. " + _RENEW,
        fails=Example(HEAD + "  # client_secret: {secret}\n" + GOOD.text.removeprefix(HEAD)),
        passes=Example(HEAD + '  # client_secret: "Client secret goes here"\n' + GOOD.text.removeprefix(HEAD)),
        source="Issues of the User Sync Tool, in which people have published such files",
        per_file=True,
    ),
    Rule(
        id="secret-as-keyring-name",
        severity=Severity.ERROR,
        consequence=Consequence.EXPOSED,
        summary="Credential in place of the name of a keyring entry",
        why="A setting such as `secure_client_secret_key` takes the *name* of an entry of the keyring. With the secret in "
        "its place UST looks for an entry of that name, finds none, and the secret is stored in plain text after all.",
        remediation="Store the credential in the keyring under a name of your choice, and write that name here. " + _RENEW,
        fails=Example(HEAD + "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: {secret}\n"),
        passes=GOOD,
        source="The manual, 'Credential Security'; UST 2.10: DictConfig.get_credential",
        per_file=True,
    ),
    Rule(
        id="misplaced-secret",
        severity=Severity.WARNING,
        consequence=Consequence.EXPOSED,
        summary="Credential in the wrong place",
        why="Under a key that UST does not read, in user-sync-config.yml, or in place of an id or a host, a secret is "
        "of no use and is not protected. In place of a host or an id it is even sent over the network.",
        remediation="Remove it from here. " + _RENEW,
        fails=Example("notes: {secret}\n" + GOOD.text),
        passes=GOOD,
        source="UST never reads a credential from there",
        per_file=True,
    ),
)  # fmt: skip


def in_comments(context: Context) -> Iterator[FindingBuilder]:
    if commented_out(context):
        return  # the settings themselves: they are wanted, without the sign before them
    for found in context.commented:
        yield context.draft(
            "secret-in-comment", (), f"{found.what} is in a comment",
            location=context.document.location(found.start, found.start + 1),
        )  # fmt: skip


def as_keyring_name(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    if not isinstance(mark.instance, str):
        return
    kind = patterns.classify(mark.instance) or (
        "a client id" if patterns.CLIENT_ID.fullmatch(mark.instance.strip()) else None
    )
    if kind is not None:
        name = context.name(mark.path)
        yield context.draft(
            "secret-as-keyring-name", mark.path, f"{name} expects the name of a keyring entry, but contains {kind}"
        )


def elsewhere(context: Context) -> Iterator[FindingBuilder]:
    """Keys and values that are a credential, by their shape or by their name, where the schema expects none."""
    if context.kind is None:
        return
    document = context.document
    ground = _Ground(context)
    for path, _, node in document.walk(overwritten=False):
        if isinstance(node, Mapping):
            for key in (e.key for e in node.entries if not e.overwritten and isinstance(e.key, Scalar)):
                yield from _in_name(context, ground, path, key)
        elif isinstance(node, Scalar) and isinstance(node.value, str) and id(node) not in ground.told:
            yield from _in_value(context, ground, path, node.value)


class _Ground:
    """Which parts of a document UST does not know or never reads, and which values other rules speak of."""

    def __init__(self, context: Context) -> None:
        self.unread: set[Path] = set()
        self.unknown: dict[Path, KeywordMatch] = {}
        self.told: set[int] = set()
        for mark in context.marks:
            if mark.keyword == "additionalProperties":
                self.unread.add((*mark.path, mark.property))
                self.unknown[(*mark.path, mark.property)] = mark
            elif mark.keyword == "x-ignored":
                self.unread.add(mark.path)
            elif mark.keyword in ("x-sensitive", "x-keyring-name-of"):
                self.told.add(id(context.document.node(mark.path)))

    def is_unread(self, path: Path) -> bool:
        return any(path[:depth] in self.unread for depth in range(1, len(path) + 1))


def _in_name(context: Context, ground: _Ground, path: Path, key: Scalar) -> Iterator[FindingBuilder]:
    if not isinstance(key.value, str) or key.value in context.document.public_names:
        return
    kind = patterns.classify(key.value)
    if kind is None or (patterns.UUID.search(key.value) and not ground.is_unread((*path, key.value))):
        return
    yield context.draft(
        "misplaced-secret", (*path, key.value), f"{kind} is used as a key",
        location=context.at_node(key, (*path, key.value)),
    )  # fmt: skip


def _in_value(context: Context, ground: _Ground, path: Path, value: str) -> Iterator[FindingBuilder]:
    described = context.described(path)
    if any("x-sensitive" in schema for schema in described):
        return  # told as a secret in plain text, also where the chosen method does not read it
    sensitive = context.schemas.sensitive.get(path[-1]) if path else None
    kind = patterns.classify(value)
    if kind is not None and patterns.UUID.search(value) and not patterns.SECRET.search(value):
        counts = ground.is_unread(path) or sensitive or any("x-shape" in s or "x-host" in s for s in described)
        kind = kind if counts else None
    if sensitive and not described and is_real(value, str(path[-1]), sensitive):
        stated = f"{context.name(path)} is stored in plain text where UST does not read it"
    elif kind is not None:
        stated = f"{context.name(path) if path else 'this value'} contains {kind} but is not a credential setting"
    else:
        return
    if any("x-shape" in schema or "x-host" in schema for schema in described):
        yield context.draft(
            "misplaced-secret", path, stated, "Write the right value here. " + _RENEW,
            severity=Severity.ERROR, consequence=Consequence.SIGN_IN_FAILS,
            supersedes=frozenset({"malformed-value", "host-value"}),
        )  # fmt: skip
        return
    if path in ground.unknown and meant(context, ground.unknown[path]):
        return  # `unknown-key` says where it belongs, and that it is a secret
    yield context.draft("misplaced-secret", path, stated)


DOCUMENT_CHECKS = (in_comments, elsewhere)
CHECKS = {"x-keyring-name-of": as_keyring_name}
