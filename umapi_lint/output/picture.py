"""A deployment drawn: as SVG, as Mermaid's text, and as an indented list that everybody can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from umapi_lint.model.finding import Severity
from umapi_lint.model.graph import Graph, Node
from umapi_lint.text.format import printable

STYLE = """\
.picture { font: 13px system-ui, sans-serif; }
.picture rect { fill: #f6f8fa; stroke: #57606a; stroke-width: 1.5; }
.picture .error rect { stroke: #b3261e; stroke-width: 3; }
.picture .warning rect { stroke: #8a5a00; stroke-width: 3; }
.picture text { fill: #1f2328; }
.picture .small { font-size: 11px; fill: #424a53; }
.picture path { fill: none; stroke: #57606a; stroke-width: 1.5; }
@media (prefers-color-scheme: dark) {
  .picture rect { fill: #161b22; stroke: #9198a1; }
  .picture .error rect { stroke: #ff8f86; }
  .picture .warning rect { stroke: #e3b341; }
  .picture text { fill: #f0f6fc; }
  .picture .small { fill: #c9d1d9; }
  .picture path { stroke: #9198a1; }
}
"""
_WIDTH, _HEIGHT, _GAP, _BETWEEN = 250, 66, 18, 130
"""Of a box, between two of a column, and between columns; pixels."""


def svg(graph: Graph, worst: Mapping[str, Severity], *, alone: bool = True) -> str:
    """The picture; ``alone``: as a file of its own, with its style."""
    columns = graph.columns()
    places = {
        node.label: (12 + at * (_WIDTH + _BETWEEN), 12 + row * (_HEIGHT + _GAP))
        for at, column in enumerate(columns)
        for row, node in enumerate(column)
    }
    width = 24 + len(columns) * (_WIDTH + _BETWEEN) - _BETWEEN
    height = 24 + max(map(len, columns), default=0) * (_HEIGHT + _GAP) - _GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="Which file names which, and who can read it">'
    ]
    if alone:
        lines.append(f"<style>{STYLE}</style>")
    for edge in graph.edges:
        (x, y), (to_x, to_y) = places[edge.start], places[edge.end]
        x, y, to_y, middle = x + _WIDTH, y + _HEIGHT // 2, to_y + _HEIGHT // 2, _BETWEEN // 2
        lines.append(f'<path d="M{x} {y}C{x + middle} {y} {to_x - middle} {to_y} {to_x} {to_y}"/>')
    for label, node in graph.nodes.items():
        names = ", ".join(dict.fromkeys(edge.meaning for edge in graph.edges if edge.end == label))
        lines += _box(node, names, *places[label], worst.get(label))
    return "\n".join([*lines, "</svg>"]) + "\n"


def _box(node: Node, names: str, x: int, y: int, severity: Severity | None) -> Iterator[str]:
    yield f'<g class="{severity.value if severity else "clean"}"><title>{escape(printable("; ".join(_about(node, severity))))}</title>'
    yield f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
    kind = f"{node.kind}{f' ({names})' if names else ''}{f': {severity.value}' if severity else ''}"
    name = node.label.removeprefix("keyring: ")
    yield f'<text x="{x + 10}" y="{y + 21}">{_cut(name, 30, end=True)}</text>'
    for line, text in enumerate((kind, node.access), 1):
        yield f'<text class="small" x="{x + 10}" y="{y + 21 + 18 * line}">{_cut(text, 40)}</text>'
    yield "</g>"


def _about(node: Node, severity: Severity | None) -> list[str]:
    secret = "holds a credential" if node.holds_secret else ""
    parts = (node.label, node.kind, secret, node.access, f"has {severity.value}s" if severity else "")
    return [part for part in parts if part]


def _cut(text: str, most: int, *, end: bool = False) -> str:
    """A text with an ellipsis where it would not fit; of a path the end is what tells."""
    text = printable(text)
    if len(text) > most:
        text = f"…{text[1 - most :]}" if end else f"{text[: most - 1]}…"
    return escape(text)


def mermaid(graph: Graph, worst: Mapping[str, Severity]) -> str:
    """The picture as GitHub, GitLab and wikis draw it from text."""
    names = {label: f"n{at}" for at, label in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for label, node in graph.nodes.items():
        shown = "<br>".join(map(_quoted, _about(node, worst.get(label))))
        lines.append(f'  {names[label]}["{shown}"]')
    lines += [f'  {names[edge.start]} -->|"{_quoted(edge.meaning)}"| {names[edge.end]}' for edge in graph.edges]
    marked = [(names[label], severity.value) for label, severity in worst.items() if label in names]
    lines += [f"  class {name} {severity}" for name, severity in marked]
    lines += [
        f"  classDef {name} stroke:{color},stroke-width:3px"
        for name, color in (("error", "#b3261e"), ("warning", "#8a5a00"), ("note", "#57606a"))
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text for a label: everything that means something to Mermaid or to HTML becomes an entity of Mermaid's."""
    return "".join(c if c.isalnum() or c in " ./_-:," else f"#{ord(c)};" for c in printable(text))


def tree(graph: Graph, worst: Mapping[str, Severity]) -> str:
    """The picture as an indented list."""
    led_to = {edge.end for edge in graph.edges}
    lines: list[str] = []

    def add(label: str, meaning: str, depth: int) -> None:
        about = "; ".join(_about(graph.nodes[label], worst.get(label))[1:])
        lines.append(f"{'  ' * depth}{f'{meaning}: ' if meaning else ''}{label} ({about})")
        for edge in graph.edges if depth < 3 else ():
            if edge.start == label:
                add(edge.end, edge.meaning, depth + 1)

    for label in graph.nodes:
        if label not in led_to:
            add(label, "", 0)
    return "".join(f"{printable(line)}\n" for line in lines)
