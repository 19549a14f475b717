"""SARIF 2.1.0, for code scanning services; results are written while the run goes on."""

from __future__ import annotations

import json
import os
from pathlib import PurePath
from urllib.parse import quote

from umapi_lint import __version__
from umapi_lint.model.finding import Consequence, Finding, Fix, Location, Severity
from umapi_lint.model.result import FileResult, Summary
from umapi_lint.model.rule import Rule
from umapi_lint.output import Report, Style, rule_pages
from umapi_lint.output.fingerprint import fingerprints, relative
from umapi_lint.output.messages import MEANINGS
from umapi_lint.record.typed import Any
from umapi_lint.rules._registry import registry

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://umapi-lint.github.io/umapi-lint/"
BASE = "%SRCROOT%"

_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "6.0", Severity.NOTE: "3.0"}
"""GitHub's ``security-severity`` of what exposes a secret: high, medium, low."""


class Sarif(Report):
    def __init__(self, style: Style) -> None:
        super().__init__(style)
        self.rules = sorted(registry().rules.values(), key=lambda rule: rule.id)
        self.index = {rule.id: at for at, rule in enumerate(self.rules)}
        self.notifications: list[dict[str, Any]] = []

    def begin(self) -> str:
        driver = {
            "name": "umapi-lint",
            "version": __version__,
            "informationUri": HOME,
            "rules": [descriptor(rule) for rule in self.rules],
        }
        bases = {BASE: {"description": {"text": "The folder that umapi-lint was started in."}}}
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "newlineSequences": ["\r\n", "\n", "\r"],
            "originalUriBaseIds": bases,
        }
        head = json.dumps({"$schema": SCHEMA, "version": "2.1.0"}).removesuffix("}")
        return f'{head}, "runs": [{json.dumps(run).removesuffix("}")}, "results": ['

    def file(self, result: FileResult) -> str:
        if result.error is not None:
            self.notifications.append(notification(result.name, result.error))
        return self.items(self.result(finding, fingerprint) for finding, fingerprint in fingerprints(result.findings))

    def end(self, summary: Summary) -> str:
        done = {"executionSuccessful": not self.notifications, "toolExecutionNotifications": self.notifications}
        return f'\n], "invocations": [{json.dumps(done)}]}}]}}\n'

    def result(self, finding: Finding, fingerprint: str) -> dict[str, Any]:
        properties = {"consequence": finding.consequence.value, "help": finding.help}
        if finding.target is not None:
            properties["target"] = finding.target
        result: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self.index[finding.rule],
            "level": finding.severity.value,
            "message": {"text": plain(finding.message)},
            "locations": [place(finding.location)],
            "partialFingerprints": {"umapiLint/v1": fingerprint},
            "properties": properties,
        }
        if finding.fix is not None and finding.fix.places:
            result["fixes"] = [proposal(finding.fix)]
        if finding.related:
            result["relatedLocations"] = [
                {"id": number, "message": {"text": plain(related.message)}, **place(related.location)}
                for number, related in enumerate(finding.related, 1)
            ]
        return result


def descriptor(rule: Rule) -> dict[str, Any]:
    """A rule as it is in the rule table."""
    properties: dict[str, Any] = {"tags": [rule.consequence.value], "consequence": rule.consequence.value}
    if rule.consequence is Consequence.EXPOSED:
        properties["tags"].append("security")
        properties["security-severity"] = _SECURITY[rule.usual_severity]
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": f"{MEANINGS[rule.consequence]} {rule.why}"},
        "help": {"text": rule.remediation, "markdown": rule_pages.body(rule)},
        "helpUri": rule.address,
        "defaultConfiguration": {"level": rule.usual_severity.value},
        "properties": properties,
    }


def proposal(fix: Fix) -> dict[str, Any]:
    """A fix as a list of replacements, in one file. They hold key names and literals, never a secret."""
    replacements = [
        {"deletedRegion": region(where), "insertedContent": {"text": edit.replacement}}
        for edit, where in zip(fix.edits, fix.places, strict=True)
    ]
    change = {"artifactLocation": artifact(fix.places[0].file), "replacements": replacements}
    safety = "" if fix.safe else " (unsafe: it changes what UST does)"
    return {"description": {"text": plain(fix.title + safety)}, "artifactChanges": [change]}


def place(location: Location) -> dict[str, Any]:
    """A location, with its pointer as what it is called in the file."""
    physical = {"artifactLocation": artifact(location.file), "region": region(location)}
    logical = [{"fullyQualifiedName": location.pointer}] if location.pointer else []
    return {"physicalLocation": physical, **({"logicalLocations": logical} if logical else {})}


def region(location: Location) -> dict[str, int]:
    """A span: lines and columns count from 1 and the end column is exclusive, here as there."""
    return {
        "startLine": location.line,
        "startColumn": location.column,
        "endLine": location.end_line,
        "endColumn": location.end_column,
    }


def artifact(name: str) -> dict[str, str]:
    """A file as a percent-encoded URI, relative to the current folder where it is below it."""
    path = relative(name)
    if os.path.isabs(name) and os.path.isabs(path):
        drive, rest = os.path.splitdrive(path)
        return {"uri": f"file://{'/' if drive else ''}{drive}{encoded(rest)}"}
    return {"uri": encoded(path), "uriBaseId": BASE}


def encoded(path: str) -> str:
    """A path as a URI; bytes of a file name that are not UTF-8 are encoded as they are."""
    try:
        return quote(os.fsencode(path))
    except UnicodeEncodeError:
        return quote(path.encode("utf-8", "surrogatepass"))


def notification(name: str, error: str) -> dict[str, Any]:
    """What says that an input could not be read."""
    where = {"physicalLocation": {"artifactLocation": artifact(name)}}
    return {"level": "error", "message": {"text": plain(f"{PurePath(name).name}: {error}")}, "locations": [where]}


def plain(text: str) -> str:
    """A message in which nothing is a link: SARIF takes ``[text](target)`` for one."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") if "](" in text else text
