"""Results in the words of the Language Server Protocol. No value of a file gets into one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lsprotocol import types
from pygls import uris

from umapi_lint.engine.context import Context
from umapi_lint.lsp.positions import Places
from umapi_lint.model.finding import Consequence, Edit, Finding, Severity
from umapi_lint.model.rule import Rule
from umapi_lint.output.messages import MEANINGS

SOURCE = "umapi-lint"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
EXPLAIN = f"{SOURCE}.explain"
"""Command: a rule's id, and ``true`` if the editor shows the Markdown that it is given; else a message shows it."""
STORE = f"{SOURCE}.storeInKeyring"
"""Command: the URI of a connector whose credentials move into the keyring."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}

PlacesOf = Callable[[str], Places]
"""The places of a file, by its path."""


def diagnostic(finding: Finding, rule: Rule, places_of: PlacesOf) -> types.Diagnostic:
    """A finding as an editor shows it."""
    return types.Diagnostic(
        range=_range(places_of(finding.location.file).span(finding.location)),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(href=rule.address),
        source=SOURCE,
        message=f"{finding.message}\n{finding.help}",
        tags=[types.DiagnosticTag.Deprecated] if finding.consequence is Consequence.DEPRECATED else None,
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(
                    uri_of(related.location.file), _range(places_of(related.location.file).span(related.location))
                ),
                related.message,
            )
            for related in finding.related
        ]
        or None,
    )


def uri_of(path: str) -> str:
    """The address of a file."""
    return uris.from_fs_path(str(Path(path).absolute())) or path


def hover(rules: Iterable[Rule], context: Context | None, offset: int) -> types.Hover | None:
    """What is known of a place: the key that is there, and the rules that found something there."""
    parts = [*(described(context, offset) if context is not None else ()), *(explained(rule) for rule in rules)]
    if not parts:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts)))


def described(context: Context, offset: int) -> Iterator[str]:
    """What the schema says of the key or value at an offset; the innermost one wins."""
    found: str | None = None
    for path, entry, node in context.document.walk():
        if entry is None or not (entry.key.start <= offset <= entry.key.end or node.start <= offset <= node.end):
            continue
        for schema in context.described(path):
            text = schema.get("description")
            if text:
                found = f"**{schema.get('title', path[-1])}**\n\n{text}"
                break
    if found is not None:
        yield found


def explained(rule: Rule) -> str:
    """A rule's page without its examples."""
    return (
        f"**[{rule.id}]({rule.address})**: {rule.summary}.\n\n{MEANINGS[rule.consequence]}\n\n{rule.why}\n\n"
        f"*How to fix it*: {rule.remediation}"
    )


def quick_fixes(
    finding: Finding, diagnostic: types.Diagnostic, edit_of: Callable[[Iterable[Edit]], types.WorkspaceEdit]
) -> Iterator[types.CodeAction]:
    """What may be done about a finding in its document; what changes how UST works says so."""
    fix = finding.fix
    if fix is not None and fix.edits:
        yield types.CodeAction(
            title=fix.title if fix.safe else f"{fix.title} (UST may then do something else)",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic],
            is_preferred=fix.safe or None,
            edit=edit_of(fix.edits),
        )


def ignoring(
    finding: Finding,
    diagnostic: types.Diagnostic,
    edits: Iterable[Edit],
    edit_of: Callable[[Iterable[Edit]], types.WorkspaceEdit],
) -> Iterator[types.CodeAction]:
    """The comment that silences a finding; never what an editor does by itself."""
    for edit in edits:
        title = f"Ignore {finding.rule} here, with a comment"
        yield types.CodeAction(
            title, types.CodeActionKind.QuickFix, [diagnostic], edit=edit_of([edit]), data={"ignores": finding.rule}
        )


def commanding(title: str, command: str, arguments: list[str | bool], diagnostic: types.Diagnostic) -> types.CodeAction:
    """An action that the server carries out itself."""
    ordered = types.Command(title, command, arguments=[*arguments])
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [diagnostic], command=ordered)


def text_edits(edits: Iterable[Edit], places: Places) -> list[types.TextEdit]:
    """Edits by offset as edits by position."""
    return [
        types.TextEdit(_range((places.position(edit.start), places.position(edit.end))), edit.replacement)
        for edit in edits
    ]


def overlap(one: types.Range, other: types.Range) -> bool:
    """Whether two ranges share a place; those that only touch do, since a cursor has no width."""
    return _key(one.start) <= _key(other.end) and _key(other.start) <= _key(one.end)


def _key(position: types.Position) -> tuple[int, int]:
    return (position.line, position.character)


def _range(span: tuple[tuple[int, int], tuple[int, int]]) -> types.Range:
    return types.Range(types.Position(*span[0]), types.Position(*span[1]))
