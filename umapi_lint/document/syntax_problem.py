"""What keeps UST from loading a text."""

from __future__ import annotations

from umapi_lint.model.finding import Fix


class SyntaxProblem(Exception):
    """The text is not what ``safe_load`` accepts. ``str()`` is made of our own words and never quotes the text."""

    def __init__(
        self,
        message: str,
        offset: int,
        rule: str = "yaml-syntax",
        help: str = "",
        setting: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
        self.help = help
        self.setting = setting
        """What the text calls the setting that the message means by ``{setting}``: shown only if it is a known name."""
        self.fix = fix
        """A likely fix. Nobody has parsed the text with it yet."""
