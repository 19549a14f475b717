"""How ``--help`` is laid out."""

from __future__ import annotations

import argparse

WIDTH = 100


class HelpFormatter(argparse.HelpFormatter):
    """Paragraphs are filled, on a wide terminal to no more than 100 columns; those with indented lines stay as they are."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._width = min(self._width, WIDTH)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.strip().split("\n\n")
        return "\n\n".join(
            paragraph if "\n " in paragraph else super(HelpFormatter, self)._fill_text(paragraph, width, indent)
            for paragraph in paragraphs
        )


def examples(*lines: tuple[str, str]) -> str:
    """The examples below the options of a command: calls, and what each does."""
    width = max(len(call) for call, _ in lines)
    return "examples:\n" + "\n".join(f"  {call:<{width}}  {meaning}".rstrip() for call, meaning in lines)
