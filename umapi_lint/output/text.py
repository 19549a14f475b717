"""For people: what is wrong, the masked source line with the place marked, and what to do."""

from __future__ import annotations

from umapi_lint.model.finding import Finding, Location, Related, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.model.rule import address_of
from umapi_lint.output import Report, Style
from umapi_lint.output.messages import consequence_of, ending, fix_of
from umapi_lint.text.format import printable
from umapi_lint.text.masking import MaskedLine

WIDEST = 160
"""A longer source line is cut to the part around the marked place."""

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_BLUE, _BOLD, _DIM = "34", "1", "2"


class Text(Report):
    """Each finding a paragraph, as compilers show them."""

    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.explained: set[tuple[str, str]] = set()
        """Rules and texts that were shown: advice that repeats itself is shown once, and so is the address of a page."""
        self.gutter = 1
        """Width of the line numbers of the finding that is being shown."""

    def file(self, result: FileResult) -> str:
        return "".join(self.finding(finding, result) for finding in result.findings)

    def end(self, summary: Summary) -> str:
        return ending(summary, self.style)

    def finding(self, finding: Finding, result: FileResult) -> str:
        color = _COLORS[finding.severity]
        places = [finding.location, *(related.location for related in finding.related)]
        self.gutter = max(len(str(p.line)) if (p.file, p.line) in result.excerpts else 1 for p in places)
        lines = [self.header(finding), self.place(finding.location, finding.target)]
        shown = result.excerpts.get((finding.location.file, finding.location.line))
        if shown is not None:
            lines += [self.bar(), *self.excerpt(shown, finding.location, "^", color)]
        for related in finding.related:
            lines += self.related(related, finding, result)
        if shown is not None:
            lines.append(self.bar())
        if self.is_first(finding.rule, finding.help):
            lines.append(self.remark("help", finding.help))
        if fix := fix_of(finding):
            lines.append(self.remark("fix", f"{fix[0]} ({fix[1]})"))
        if self.style.pages and self.is_first(finding.rule, ""):
            lines.append(self.remark("see", address_of(finding.rule)))
        return "\n".join(lines) + "\n\n"

    def is_first(self, rule: str, text: str) -> bool:
        """Whether a text about a rule has not been shown yet."""
        first = (rule, text) not in self.explained
        self.explained.add((rule, text))
        return first

    def header(self, finding: Finding) -> str:
        rule = f"[{finding.rule}]"
        if self.style.links:
            rule = f"[\x1b]8;;{address_of(finding.rule)}\x1b\\{finding.rule}\x1b]8;;\x1b\\]"
        name = self.paint(f"{finding.severity.value}{rule}", f"{_BOLD};{_COLORS[finding.severity]}")
        consequence = consequence_of(finding)
        then = self.paint(f" ({consequence})", _DIM) if consequence else ""
        return f"{name}{self.paint(': ' + printable(finding.message), _BOLD)}{then}"

    def place(self, place: Location, target: str | None = None) -> str:
        of_target = f" (target {printable(target)})" if target is not None else ""
        return f"{' ' * self.gutter}{self.paint('-->', _BLUE)} {where(place)}{of_target}"

    def bar(self) -> str:
        return f"{' ' * self.gutter} {self.paint('|', _BLUE)}"

    def excerpt(self, shown: MaskedLine, place: Location, mark: str, color: str, label: str = "") -> list[str]:
        """The masked line and, below it, the marks; of a place over several lines the first line."""
        text, start, width = span(shown, place)
        number = self.paint(f"{place.line:>{self.gutter}} |", _BLUE)
        marks = self.paint(mark * width + (f" {label}" if label else ""), color)
        return [f"{number} {text}".rstrip(), f"{self.bar()} {' ' * start}{marks}"]

    def related(self, related: Related, finding: Finding, result: FileResult) -> list[str]:
        place = related.location
        shown = result.excerpts.get((place.file, place.line))
        if shown is None:
            return [self.remark("note", f"{related.message}: {place.file}")]
        lines = [self.bar()]
        if place.file != finding.location.file:
            lines.append(self.place(place))
        return lines + self.excerpt(shown, place, "-", _BLUE, printable(related.message))

    def remark(self, kind: str, message: str) -> str:
        return f"{' ' * self.gutter} {self.paint('=', _BLUE)} {self.paint(kind + ':', _BOLD)} {printable(message)}"

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.style.color else text


def where(place: Location) -> str:
    """``file:line:column``, in a form that editors and terminals make a link of."""
    return f"{printable(place.file)}:{place.line}:{place.column}"


def span(shown: MaskedLine, place: Location) -> tuple[str, int, int]:
    """What to show of a masked line, the 0-based column where the marks begin, and how many there are (at least one)."""
    text = shown.text
    start = min(shown.column(place.column) - 1, len(text))
    end = shown.end_column(place.end_column) - 1 if place.end_line == place.line else len(text.rstrip())
    end = max(start + 1, min(end, len(text)))
    if len(text) <= WIDEST:
        return text, start, end - start
    first = max(0, min(start - WIDEST // 4, len(text) - WIDEST))
    last = first + WIDEST
    before, after = "…" if first else "", "…" if last < len(text) else ""
    begin = start - first + len(before)
    return f"{before}{text[first:last]}{after}", begin, max(1, min(end, last) - start)
