"""For machines that read line by line: each finding a JSON object, as in the ``json`` format, and nothing else."""

from __future__ import annotations

import json

from umapi_lint.model.result import FileResult
from umapi_lint.output import Report
from umapi_lint.output.json import as_dict


class JsonLines(Report):
    def file(self, result: FileResult) -> str:
        return "".join(json.dumps(as_dict(finding)) + "\n" for finding in result.findings)
