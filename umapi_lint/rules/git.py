"""Credentials that git keeps, or is about to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from umapi_lint.document.document import Document, Path
from umapi_lint.document.merged import Overlay
from umapi_lint.document.source import Source
from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Related, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.record.typed import TYPE_CHECKING, Any
from umapi_lint.rules._examples import HEAD, OAUTH
from umapi_lint.rules._key_files import key_files
from umapi_lint.secrets.detect import Credential, find_credentials
from umapi_lint.text.format import series

if TYPE_CHECKING:
    from umapi_lint.system.git_history import Version

_BAD = HEAD + "  secure_client_id_key: umapi_client_id\n  client_secret: {secret}\n"

RULES = (
    Rule(
        id="secret-in-git",
        severity=Severity.ERROR,
        consequence=Consequence.EXPOSED,
        summary="git tracks a file that holds a credential, or would with the next `git add`",
        why="Anyone who can read the repository, a clone or a backup can read the credential, even after the file is "
        "changed: git keeps every version, and no file permissions. This is about the linted file and about the "
        "private key that it names.",
        remediation="Take the credential out of the file (`umapi-lint secure` moves it to the keyring), or take the file out of "
        "git with `git rm --cached` and name it in `.gitignore`. If it was ever committed, ask for a new credential in the "
        "Adobe Developer Console and remove the old one there: treat anything you pushed as compromised.",
        fails=Example(_BAD, git=True),
        passes=Example(OAUTH, git=True),
        source="git-add(1), gitignore(5); the manual, 'Security Recommendations'",
        per_file=True,
        needs_environment=True,
    ),
    Rule(
        id="secret-in-history",
        severity=Severity.ERROR,
        consequence=Consequence.EXPOSED,
        summary="An earlier version of the file, kept by git, held a credential",
        why="A credential that was taken out of the file is still in the commits before. Only `--history` looks for it, and "
        "only in the newest 200 commits that lead to HEAD and changed the file.",
        remediation="Ask for a new credential in the Adobe Developer Console and remove the old one there. Once the old one is "
        "worthless, this finding can be silenced; rewriting the history of a repository that others have cloned does not "
        "bring the credential back.",
        fails=Example(OAUTH, git=True, earlier=_BAD, flags=("--history",)),
        passes=Example(OAUTH, git=True, flags=("--history",)),
        source="git-log(1)",
        per_file=True,
        needs_environment=True,
    ),
)  # fmt: skip

_PEM = b"PRIVATE KEY-----"
_ADD_NOTHING = "Name it in `.gitignore`, or keep the credential in the keyring; `umapi-lint secure` moves it there."


def in_git(context: Context) -> Iterator[FindingBuilder]:
    """The file itself: whether git has it, and what git had of it."""
    document = context.document
    path = document.source.path
    if path is None or not context.options.check_git or isinstance(document, Overlay):
        return  # the files of an overlay are looked at one by one
    places = context.credentials
    now: set[str] = set()
    if places:
        from umapi_lint.system.git import State

        state = context.environment.git.state(path)
        what = _listed(context, places)
        if state is State.TRACKED:
            now = {place.text for place in places}
            yield _draft(context, places, f"git tracks this file, which holds {what}")
        elif state is State.UNTRACKED:
            yield _draft(
                context, places, f"git does not ignore this file, so the next `git add .` takes {what} into the repository",
                help=_ADD_NOTHING, severity=Severity.WARNING,
            )  # fmt: skip
    if context.options.history:
        yield from in_history(context, path, now)


def in_history(context: Context, path: FilePath, known: set[str]) -> Iterator[FindingBuilder]:
    """The newest commit in which the file held a credential that is not in ``known``."""
    for version in _versions(context, path):
        if version is None:
            yield _not_told(context, (), "this file")
            return
        document = Document(Source(context.document.name, version.data))
        places = [
            place for place in find_credentials(document, context.kind, context.schemas) if place.text not in known
        ]
        if places:
            yield _was_held(context, (), version, "this file", _listed(context, places))
            return


def _versions(context: Context, path: FilePath) -> list[Version] | list[None]:
    found = context.environment.git.versions(path)
    return [None] if found is None else found


def _not_told(context: Context, path: Path, what: str) -> FindingBuilder:
    return context.draft(
        "secret-in-history", path, f"the history of {what} could not be read",
        "Run `git log` in its folder to see why: git may not be installed, or the repository may belong to another user.",
        severity=Severity.NOTE,
    )  # fmt: skip


def _was_held(context: Context, path: Path, version: Version, what: str, held: str) -> FindingBuilder:
    return context.draft(
        "secret-in-history", path, f"in commit {version.commit[:10]} {what} held {held}, and git keeps that version"
    )


def _draft(context: Context, places: list[Credential], message: str, **more: Any) -> FindingBuilder:
    document = context.document
    # the first character only: the span of a secret would tell its length
    spots = [document.location(place.start, place.start + 1, document.pointer(place.path or ())) for place in places]
    related = tuple(Related("and here", spot) for spot in spots[1:])
    return context.draft("secret-in-git", places[0].path or (), message, location=spots[0], related=related, **more)


def _listed(context: Context, places: Iterable[Credential]) -> str:
    """The credentials in words: the names of their keys, where these may be told."""
    return series(dict.fromkeys(_name(context, place) for place in places), "and")


def _name(context: Context, place: Credential) -> str:
    step = place.path[-1] if place.path else None
    return f"`{step}`" if isinstance(step, str) and step in context.document.public_names else "a credential"


def keys_in_git(context: Context) -> Iterator[FindingBuilder]:
    """Private keys in files of their own."""
    if not context.options.check_git or isinstance(context.document, Overlay):
        return
    for path, source in key_files(context):
        if isinstance(source, Source) and source.path is not None:
            yield from key_in_git(context, path, source, source.path)


def key_in_git(context: Context, path: Path, source: Source, real: FilePath) -> Iterator[FindingBuilder]:
    from umapi_lint.system.git import State

    what = f"the file that {context.name(path)} names"
    state = context.environment.git.state(real) if _PEM in source.data else None
    sealed = b"ENCRYPTED" in source.data
    if state is State.TRACKED:
        yield context.draft(
            "secret-in-git", path, f"git tracks {what}, which holds {'an encrypted' if sealed else 'the'} private key",
            severity=Severity.WARNING if sealed else None,
        )  # fmt: skip
    elif state is State.UNTRACKED:
        yield context.draft(
            "secret-in-git", path, f"git does not ignore {what}, so the next `git add .` takes the private key into the repository",
            _ADD_NOTHING, severity=Severity.WARNING,
        )  # fmt: skip
    if context.options.history:
        now = source.data.split() if state is State.TRACKED else None
        for version in _versions(context, real):
            if version is None:
                yield _not_told(context, path, what)
            elif _PEM in version.data and version.data.split() != now:
                yield _was_held(context, path, version, what, "a private key")
                return


DOCUMENT_CHECKS = (in_git, keys_in_git)
