"""What a rule can offer to fix a finding: edits that the parser has confirmed, with a title, and whether they are safe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping

from umapi_lint.model.finding import Fix
from umapi_lint.record import replace
from umapi_lint.record.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from umapi_lint.document.document import Document, Path
    from umapi_lint.document.syntax_problem import SyntaxProblem
    from umapi_lint.document.yaml_tree import Mapping, MappingEntry
    from umapi_lint.edits.apply import Change, Excerpt
    from umapi_lint.schema.schemas import FileKind, Schemas

MAX_CONFIRMED = 512 * 1024
"""Each fix is confirmed by parsing the text with its edits; a huge file with a thousand faults gets them step by step."""


class FixFactory:
    """The part of :class:`umapi_lint.engine.context.Context` that makes fixes. All of them are ``None`` where none is sure.

    What computes the edits is imported where it is used: most files need no fixing.
    """

    document: Document
    schemas: Schemas
    kind: FileKind | None
    confirmed: int

    if TYPE_CHECKING:

        @property
        def wants_fixes(self) -> bool: ...
        def described(self, path: Path) -> Sequence[AnyMapping[str, Any]]: ...
        def value_at(self, path: Path) -> Any: ...

    def rename(self, path: Path, name: str) -> Fix | None:
        """Rename a key."""
        from umapi_lint.edits import keys

        return self._fix(path, f"Rename the key to `{name}`", lambda document: keys.rename(document, path, name))

    def remove(self, path: Path, title: str) -> Fix | None:
        """Remove a key with its value; unsafe where the value is a credential that would be gone with it. Not offered
        where the value is a section under a wrong name, with settings in it."""
        from umapi_lint.edits import keys

        value, section = self.value_at(path), self.kind and self.kind.section
        known = self.schemas.properties(self.kind) if self.kind else ()
        if isinstance(value, dict) and any((section, key) in known for key in value):
            return None
        fix = self._fix(path, title, lambda document: keys.remove(document, path, self.is_required))
        sensitive = any(schema.get("x-sensitive") for schema in self.described(path))
        return fix and replace(fix, safe=not sensitive or not value)

    def drop(self, mapping: Mapping, entry: MappingEntry) -> Fix | None:
        """Remove an entry that a later one of the same name overwrites. Unsafe: it may be the one that was meant."""
        from umapi_lint.edits import keys
        from umapi_lint.edits.apply import Excerpt

        document, title = self.document, "Remove the overridden line"
        if not self.wants_fixes or document.part_of(entry.key.start) is not document:
            return None
        part = Excerpt.of_entry(document, mapping, entry)
        if part is not None:
            return self._confirmed(document, title, keys.drop(part, part.own, part.middle), False, part)
        return self._confirmed(document, title, keys.drop(document, mapping, entry), False)

    def merge(self, path: Path, mapping: Mapping, entry: MappingEntry) -> Fix | None:
        """Move the settings of a section that a later one overwrites into that one. Unsafe: from then on UST reads them."""
        from umapi_lint.edits import keys

        document = self.document
        if not self.wants_fixes or document.part_of(entry.key.start) is not document:
            return None
        change = keys.merge(document, path, mapping, entry)
        return self._confirmed(document, "Move the settings into the later section", change, False)

    def is_required(self, path: Path) -> bool:
        """Whether a schema asks for a key, under whatever method."""
        outer = self.described(path[:-1])
        return any(path[-1] in schema.get("required", ()) for schema in outer)

    def repair(self, problem: SyntaxProblem) -> Fix | None:
        """The likely fix of a text that cannot be loaded, if it then loads or fails further down only."""
        from umapi_lint.document import yaml_tree
        from umapi_lint.document.syntax_problem import SyntaxProblem
        from umapi_lint.edits.apply import applied

        document, fix = self.document, problem.fix
        if (
            fix is None
            or not self.wants_fixes
            or document.source.encoding != "utf-8"
            or document.part_of(problem.offset) is not document
        ):
            return None
        try:
            yaml_tree.parse(applied(document.text, fix.edits))
        except SyntaxProblem as left:
            last = document.line_of(max(edit.end for edit in fix.edits))
            if document.line_of(min(left.offset, len(document.text))) <= max(last, document.line_of(problem.offset)):
                return None
        hidden = any(document.tells_length(edit.start) or document.tells_length(edit.end) for edit in fix.edits)
        places = () if hidden else tuple(document.location(edit.start, edit.end) for edit in fix.edits)
        return replace(fix, places=places)

    def quote(self, path: Path) -> Fix | None:
        """Put a value in quotes."""
        from umapi_lint.edits import values

        return self._fix(path, "Put the value in quotes", lambda document: values.quote(document, path))

    def unquote(self, path: Path, value: Any) -> Fix | None:
        """Remove the quotes around a value."""
        from umapi_lint.edits import values

        return self._fix(path, "Remove the quotes", lambda document: values.unquote(document, path, value))

    def unlist(self, path: Path) -> Fix | None:
        """Make a list of mappings one mapping."""
        from umapi_lint.edits import values

        return self._fix(path, "Remove the dashes", lambda document: values.unlist(document, path))

    def strip(self, path: Path) -> Fix | None:
        """Take the spaces from both ends of a value."""
        from umapi_lint.edits import values

        return self._fix(path, "Remove the whitespace", lambda document: values.strip(document, path))

    def without(self, path: Path, characters: str) -> Fix | None:
        """Remove certain characters from a value."""
        from umapi_lint.edits import values

        title = f"Remove the {'character' if len(characters) == 1 else 'characters'}"
        return self._fix(path, title, lambda document: values.without(document, path, characters))

    def single_quote(self, path: Path, *, safe: bool = True) -> Fix | None:
        """Put a value that is in double quotes in single ones."""
        from umapi_lint.edits import values

        return self._fix(path, "Write single quotes", lambda document: values.single_quote(document, path), safe=safe)

    def keep(self, path: Path, start: int, end: int, title: str) -> Fix | None:
        """Leave a part of a text and remove the rest."""
        from umapi_lint.edits import values

        return self._fix(path, title, lambda document: values.keep(document, path, start, end))

    def declared_fix(self, path: Path, value: Any, at: Path | None = None) -> Fix | None:
        """The fix that a schema declares for its finding: ``remove``, or ``replace`` or ``insert`` with a text.

        Args:
            at: where the finding is, for a key that is missing: it is added to that file.
        """
        from umapi_lint.edits import keys, values

        if value == "remove":
            return self.remove(path, "Remove the line")
        if not isinstance(value, dict):
            return None
        safe = value.get("safe", True)
        if "replace" in value:
            text = value["replace"]
            return self._fix(path, f"Write `{text}`", lambda document: values.replace(document, path, text), safe=safe)
        text = value["insert"]
        title = f"Add `{path[-1]}: {text}`"
        return self._fix(
            at or path, title, lambda document: keys.insert(document, path, text, text), safe=safe, apart=False
        )

    def _fix(
        self,
        place: Path,
        title: str,
        change: Callable[[Document], Change | None],
        *,
        safe: bool = True,
        apart: bool = True,
    ) -> Fix | None:
        """A fix of the file that a place is in, if the parser confirms that it does what it should.

        Args:
            apart: the edits are of the lines of the place and of those around it.
        """
        from umapi_lint.edits.apply import Excerpt

        entry = self.document.entry(place)
        node = self.document.node(place)
        if node is None or not self.wants_fixes:
            return None
        document = self.document.part_of(node.start if entry is None else entry.key.start)
        part = Excerpt.of(document, place) if apart else None
        return self._confirmed(document, title, change(part or document), safe, part)

    def _confirmed(
        self, document: Document, title: str, change: Change | None, safe: bool, part: Excerpt | None = None
    ) -> Fix | None:
        from umapi_lint.edits.apply import confirmed

        if document.source.encoding != "utf-8":
            return None  # what writes files writes UTF-8
        text = (part or document).text
        self.confirmed += 0 if part is not None else len(text)
        if self.confirmed > max(MAX_CONFIRMED, len(text)):
            return None
        edits = confirmed(text, change, part)
        if edits is None:
            return None
        hidden = any(document.tells_length(edit.start) or document.tells_length(edit.end) for edit in edits)
        places = () if hidden else tuple(document.location(edit.start, edit.end) for edit in edits)
        return Fix(title, edits, safe, places=places)
