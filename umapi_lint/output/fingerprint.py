"""What a finding is called by services that follow it over time, and how they call a file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator

from umapi_lint.model.finding import Finding


def fingerprints(findings: tuple[Finding, ...]) -> Iterator[tuple[Finding, str]]:
    """The findings of one file, each with a SHA-256 in hexadecimal that stays the same while lines move.

    It is made of the rule, the pointer, the target and the file, and a count where these are the same for several
    findings; no line and no value of the file is in it.
    """
    seen: dict[tuple[str, ...], int] = {}
    for finding in findings:
        place = finding.location
        key = (finding.rule, place.pointer, finding.target or "", relative(place.file))
        seen[key] = seen.get(key, 0) + 1
        yield finding, hashlib.sha256(json.dumps([*key, seen[key]]).encode()).hexdigest()


def relative(name: str) -> str:
    """A file name relative to the current folder, with slashes; one that is not below it stays absolute, or ``../``."""
    here = os.path.normpath(name)
    if os.path.isabs(here):
        base = os.path.join(os.getcwd(), "")
        here = here.removeprefix(base) if os.path.normcase(here).startswith(os.path.normcase(base)) else here
    return here.replace(os.sep, "/")
