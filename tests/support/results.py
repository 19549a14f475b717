"""Results as no file would yield them, for reports that must withstand any name and any sentence."""

from __future__ import annotations

from hypothesis import strategies as st

from umapi_lint import output
from umapi_lint.model.finding import Consequence, Edit, Finding, Fix, Location, Related, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.output import Style

ANY_TEXT = st.text(
    st.characters() | st.sampled_from("\0\x1b\r\n\t|`<>&\"'%,:[](){}*_#@\\\ud800\udce9\u2028\u202e\ufeff")
)
PLACES = st.builds(Location, ANY_TEXT, *[st.integers(1, 10**6)] * 4, ANY_TEXT)
FIXES = st.builds(
    lambda title, edits, safe: Fix(title, tuple(e for e, _ in edits), safe, places=tuple(p for _, p in edits)),
    ANY_TEXT,
    st.lists(st.tuples(st.builds(Edit, st.integers(0), st.integers(0), ANY_TEXT), PLACES), max_size=2),
    st.booleans(),
)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(["null-value", "plaintext-secret", "unknown-key"]),
    st.sampled_from(Severity),
    st.sampled_from(Consequence),
    st.builds("x{}".format, ANY_TEXT),
    ANY_TEXT,
    PLACES,
    st.none() | ANY_TEXT,
    st.lists(st.builds(Related, ANY_TEXT, PLACES), max_size=2).map(tuple),
    st.none() | FIXES,
)
RESULTS = st.lists(
    st.builds(FileResult, ANY_TEXT, st.lists(FINDINGS, max_size=3).map(tuple))
    | st.builds(FileResult, ANY_TEXT, error=ANY_TEXT),
    max_size=4,
)


def printed(form: str, results: list[FileResult], style: Style = Style()) -> str:  # noqa: B008
    """The whole report of a run."""
    out, summary = output.create(form, style), Summary()
    text = out.begin()
    for result in results:
        summary.add(result)
        text += out.file(result)
    return text + out.end(summary)


def count(results: list[FileResult]) -> int:
    return sum(len(result.findings) for result in results)
