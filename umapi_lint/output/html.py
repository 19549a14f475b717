"""A report to look at: one file that needs no network and no script, for tickets and pipelines.

Its policy lets a browser load nothing and run nothing but the one style sheet, whose digest it names.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from html import escape

from umapi_lint import __version__
from umapi_lint.model.finding import Finding, Location
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.model.rule import address_of
from umapi_lint.output import Report, Style, picture
from umapi_lint.output.messages import CONSEQUENCES, closing, fix_of, statistics, worst_of_files
from umapi_lint.output.text import span, where
from umapi_lint.text.format import counted, printable

_STYLE = (
    """\
:root { color-scheme: light dark; --text: #1f2328; --soft: #424a53; --page: #ffffff; --box: #f6f8fa; --line: #d0d7de;
  --link: #0550ae; --error: #b3261e; --warning: #7a4f00; --note: #0550ae; --mark: #ffdf80; }
@media (prefers-color-scheme: dark) { :root { --text: #f0f6fc; --soft: #c9d1d9; --page: #0d1117; --box: #161b22;
  --line: #3d444d; --link: #79b8ff; --error: #ff8f86; --warning: #e3b341; --note: #79b8ff; --mark: #6b4e00; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--text);
  background: var(--page); overflow-wrap: anywhere; }
a { color: var(--link); }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 0; }
article { margin: 1rem 0; padding: 1rem; background: var(--box); border: 1px solid var(--line); border-left: 6px solid; border-radius: 6px; }
article.error { border-left-color: var(--error); } article.warning { border-left-color: var(--warning); }
article.note { border-left-color: var(--note); }
.error b { color: var(--error); } .warning b { color: var(--warning); } .note b { color: var(--note); }
article p { margin: .4rem 0 0; }
.soft { color: var(--soft); }
pre { margin: .6rem 0 0; padding: .6rem; overflow-x: auto; background: var(--page); border: 1px solid var(--line); border-radius: 4px;
  font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: normal; }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
@media print { article { break-inside: avoid; } pre { white-space: pre-wrap; } .wide { overflow: visible; } svg { max-width: 100%; height: auto; } }
"""
    + picture.STYLE
)
_CODE = re.compile(r"`([^`]+)`")
_DIGEST = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEAD = f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>umapi-lint report</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>umapi-lint report</h1>
"""


class Html(Report):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.results: list[FileResult] = []

    def file(self, result: FileResult) -> str:
        self.results.append(result)  # the summary comes first
        return ""

    def end(self, summary: Summary) -> str:
        parts = [_HEAD, f"<p>{_text(closing(summary) or 'No connector files found.')}</p>\n</header>\n<main>\n"]
        named = [result for result in self.results if result.findings or result.error]
        if summary.graph is not None and summary.graph.nodes:
            worst = worst_of_files(self.results)
            parts.append('<section aria-labelledby="deployment">\n<h2 id="deployment">Which file names which</h2>\n')
            parts.append('<div class="wide" tabindex="0" role="group" aria-label="Picture">\n')
            parts.append(picture.svg(summary.graph, worst, alone=False))
            parts.append("</div>\n<details>\n<summary>The same as a list</summary>\n")
            parts.append(f"{_scrolling(escape(picture.tree(summary.graph, worst)), 'List')}</details>\n</section>\n")
        if summary.rules:
            rows = "".join(_row(line) for line in statistics(summary).splitlines())
            parts.append(
                f'<section>\n<h2>Rules</h2>\n<table>\n<tr><th scope="col">Findings</th><th scope="col">Rule</th></tr>\n{rows}</table>\n</section>\n'
            )
        parts += [_file(at, result) for at, result in enumerate(named)]
        clean = [result for result in self.results if not (result.findings or result.error)]
        if clean:
            parts.append(
                f"<section>\n<h2>Without findings</h2>\n<ul>\n{''.join(f'<li>{_text(r.name)}</li>{chr(10)}' for r in clean)}</ul>\n</section>\n"
            )
        parts.append(
            f'</main>\n<footer><p class="soft">umapi-lint {__version__}. No value of a file is in this report.</p></footer>\n</body>\n</html>\n'
        )
        return "".join(parts)


def _row(line: str) -> str:
    number, _, rule = line.strip().partition("  ")
    return f'<tr><td>{number}</td><td><a href="{address_of(rule)}">{rule}</a></td></tr>\n'


def _file(at: int, result: FileResult) -> str:
    about = f"cannot be read: {result.error}" if result.error else counted(len(result.findings), "finding")
    found = "".join(_finding(finding, result) for finding in result.findings)
    return f'<section aria-labelledby="file{at}">\n<h2 id="file{at}">{_text(result.name)}</h2>\n<p>{_text(about)}</p>\n{found}</section>\n'


def _finding(finding: Finding, result: FileResult) -> str:
    severity, rule = finding.severity.value, f'<a href="{address_of(finding.rule)}">{finding.rule}</a>'
    place = where(finding.location) + ("" if finding.target is None else f" (target {finding.target})")
    lines = [
        f'<article class="{severity}">',
        f"<h3><b>{severity}</b> {rule}: {_prose(finding.message)}</h3>",
        f'<p class="soft">{_text(place)}: {CONSEQUENCES[finding.consequence]}</p>',
        _excerpt(finding.location, "", result),
        *(_excerpt(related.location, related.message, result) for related in finding.related),
        f"<p>{_prose(finding.help)}</p>" if finding.help else "",
        _fixing(finding),
        "</article>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _fixing(finding: Finding) -> str:
    """What would be done about it, unless that is what its help has said."""
    what, option = fix_of(finding) or ("", "")
    sentence = what[:1].upper() + what[1:]
    said = "" if f"{sentence}." == finding.help else f"{_prose(sentence)}: "
    return f"<p>{said}<code>umapi-lint {option}</code>{'' if said else ' does it.'}</p>" if option else ""


def _excerpt(place: Location, label: str, result: FileResult) -> str:
    """The masked line with the place marked; nothing where it is not known."""
    shown = result.excerpts.get((place.file, place.line))
    if shown is None:
        return f"<p>{_text(label)}: {_text(where(place))}</p>" if label else ""
    text, start, width = span(shown, place)
    marked = f"{escape(text[:start])}<mark>{escape(text[start : start + width]) or ' '}</mark>{escape(text[start + width :])}"
    about = f"{where(place)}{f': {label}' if label else ''}"
    head = f'<p class="soft">{_text(about)}</p>\n' if label else ""
    return head + _scrolling(f"{place.line} | {marked}", f"Line {place.line}").rstrip("\n")


def _scrolling(content: str, label: str) -> str:
    """Text that may be wider than the page; anyone who has no mouse can scroll it with the keyboard."""
    return f'<pre tabindex="0" role="group" aria-label="{label}">{content}</pre>\n'


def _text(text: str) -> str:
    return escape(printable(text.rstrip("\n")))


def _prose(text: str) -> str:
    """A sentence of umapi-lint, in which names are in backticks."""
    return _CODE.sub(r"<code>\1</code>", _text(text))
