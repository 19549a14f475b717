"""The command line that User Sync Tool is run with: which settings it replaces, and what then holds.

A root's schema says it all: `x-command-line` which section holds the defaults of the options, `x-option` beside each of
its settings which option replaces it.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping

from umapi_lint.record import Record, field
from umapi_lint.record.typed import Any
from umapi_lint.schema.schemas import FileKind, Schemas
from umapi_lint.text.format import series
from umapi_lint.text.suggest import nearest


class CommandLineError(ValueError):
    """User Sync Tool would not take this command line; ``str()`` says which option, and why."""


class Option(Record):
    """One option of User Sync Tool, from the ``x-option`` of the setting that it replaces."""

    setting: str
    takes: str
    """``nothing``, one ``text``, any number of ``words``, or the name of an ``encoding``."""
    default: Any

    def of_file(self, value: Any) -> Any:
        """What a setting in the file counts for; ``None`` where it does not count."""
        if self.takes == "words":
            words = value if isinstance(value, list) else [] if value is None else [value]
            return words or None
        if self.takes == "text":
            return value if isinstance(value, str) and value else None
        return value if self.takes == "nothing" and isinstance(value, bool) else None


class CommandLine(Record):
    """What is on the command line: a value for each setting that it replaces."""

    given: Mapping[str, Any] = field(default_factory=dict)
    encoding: str = "utf-8"
    """How all files are decoded."""

    @classmethod
    def parse(cls, text: str, schemas: Schemas) -> CommandLine:
        """The command line behind `user-sync`, as a shell would split it.

        Raises:
            CommandLineError: User Sync Tool would not take it.
        """
        import shlex

        try:
            words = shlex.split(text)
        except ValueError:
            raise CommandLineError("a quote is not closed") from None
        kind = next((kind for kind in schemas.kinds.values() if schemas.command_line(kind)), None)
        if kind is None:
            raise CommandLineError("no schema describes a command line")
        if words[:1] == [schemas.command_line(kind)["command"]]:
            del words[0]
        return _Reader(_flags(schemas, kind), words).read()

    def has(self, flag: str, schemas: Schemas) -> bool:
        """Whether an option is given, in whatever spelling."""
        for kind in schemas.kinds.values():
            if schemas.command_line(kind) and (found := _flags(schemas, kind).get(flag)):
                return found[0].setting in self.given
        return False

    def settings(self, schemas: Schemas, kind: FileKind, value: Mapping[Any, Any]) -> dict[Any, Any]:
        """A root as it counts in a run: the section of defaults holds what is in force, texts of one word as a list."""
        about = schemas.command_line(kind)
        if not about:
            return dict(value)
        stated = value.get(about["section"])
        section = dict(stated) if isinstance(stated, Mapping) else {}
        for option in _options(schemas, kind):
            found = self.given.get(option.setting)
            if found is None:
                found = option.of_file(section.get(option.setting))
            found = option.default if found is None else found
            if option.takes == "words":
                found = [_normal(word) if index == 0 else word for index, word in enumerate(found or ())]
            section[option.setting] = found
        return {**value, about["section"]: section}

    def in_force(self, schemas: Schemas, kind: FileKind, value: Mapping[Any, Any]) -> dict[str, Any]:
        """The settings of the section of defaults that a run goes by, after what some of them mean for others."""
        about = schemas.command_line(kind)
        if not about:
            return {}
        section: dict[str, Any] = self.settings(schemas, kind, value)[about["section"]]
        for rule in about.get("implies", ()):
            if schemas.holds(rule["if"], kind, section):
                section = {**section, **rule["then"]}
        return section


def _normal(word: Any) -> Any:
    return word.strip().lower() if isinstance(word, str) else word


def _options(schemas: Schemas, kind: FileKind) -> Iterator[Option]:
    section = schemas.command_line(kind)["section"]
    for path, described in schemas.properties(kind).items():
        if len(path) == 2 and path[0] == section:
            for schema in described:
                if "x-option" in schema:
                    yield Option(path[1], schema["x-option"]["takes"], schema.get("default"))


def _flags(schemas: Schemas, kind: FileKind) -> dict[str, tuple[Option, bool]]:
    """Every option as it is written, and for a switch what it means."""
    found: dict[str, tuple[Option, bool]] = {}
    for option in _options(schemas, kind):
        for schema in schemas.properties(kind)[schemas.command_line(kind)["section"], option.setting]:
            stated = schema.get("x-option", {})
            found.update((flag, (option, True)) for flag in stated.get("flags", ()))
            found.update((flag, (option, False)) for flag in stated.get("off", ()))
    return found


class _Reader(Record, frozen=False):
    """Reads options as User Sync Tool does: an option takes the next word whatever it is, and no abbreviation is known."""

    flags: dict[str, tuple[Option, bool]]
    words: list[str]
    given: dict[str, Any] = field(default_factory=dict)
    encoding: str = "utf-8"

    def read(self) -> CommandLine:
        while self.words:
            word = self.words.pop(0)
            if not word.startswith("-") or word in ("-", "--"):
                raise CommandLineError(f"{_quoted(word)} belongs to no option")
            if word.startswith("--"):
                flag, equals, value = word.partition("=")
                self._take(flag, value if equals else None)
            else:
                self._letters(word[1:])
        return CommandLine(self.given, self.encoding)

    def _letters(self, letters: str) -> None:
        """Options of one letter, of which several may be together."""
        while letters:
            flag, letters = f"-{letters[0]}", letters[1:]
            if flag in self.flags and self.flags[flag][0].takes != "nothing":
                self._take(flag, letters or None)
                return
            self._take(flag, None)

    def _take(self, flag: str, value: str | None) -> None:
        if flag not in self.flags:
            close = nearest(flag, self.flags)
            hint = f"; did you mean {series(close)}?" if close else f"; it has {', '.join(self.flags)}"
            raise CommandLineError(f"User Sync Tool has no option {_quoted(flag)}{hint}")
        option, on = self.flags[flag]
        if option.takes == "nothing":
            if value is not None:
                raise CommandLineError(f"{flag} takes no value")
            self.given[option.setting] = on
            return
        if value is None:
            if not self.words:
                raise CommandLineError(f"{flag} needs a value")
            value = self.words.pop(0)
        words = [value]
        while option.takes == "words" and self.words and not self.words[0].startswith("-"):
            words.append(self.words.pop(0))
        if option.takes == "encoding":
            self.encoding = _encoding(value or "utf-8")
        else:
            self.given[option.setting] = words if option.takes == "words" else value


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return name


def _quoted(word: str) -> str:
    return f"`{word}`" if word.isprintable() and len(word) <= 40 else "that was given"
