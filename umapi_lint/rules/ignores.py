"""Comments that silence rules, and do not do what their writer thinks. :mod:`umapi_lint.policy.suppressions` finds them."""

from __future__ import annotations

from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules._examples import HEAD, NAMES

_ID = "  secure_client_id_key: umapi_client_id\n"
_SILENCED = "  client_secret: {secret}  # umapi-lint: ignore[plaintext-secret] -- test organization\n"

RULES = (
    Rule(
        id="invalid-ignore",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="A comment that should silence a rule, and cannot be understood",
        why="`# umapi-lint: ignore[rule]` silences a rule. Where the rule does not exist, or the comment is written in "
        "another way, it silences nothing, and its writer does not learn of it.",
        remediation="Write `# umapi-lint: ignore[rule] until=2027-01-31 -- reason`; the day and the reason may be left out. "
        "`ignore-file[rule]` is for the whole file.",
        fails=Example(HEAD + NAMES + "# umapi-lint: ignore[unknwon-key]\n"),
        passes=Example(HEAD + NAMES + "# a comment\n"),
        source="umapi-lint's own",
        per_file=True,
        fix="Writes the name of the rule that is meant, where only one comes close.",
    ),
    Rule(
        id="unused-ignore",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="Unused suppression comment",
        why="It is no longer needed, or is in the wrong place. It would hide the next problem of that kind, such as a "
        "new secret on the same line.",
        remediation="Remove the comment, or move it to the line that it is meant for or above that line.",
        fails=Example(HEAD + NAMES + "# umapi-lint: ignore-file[unknown-key]\n"),
        passes=Example(HEAD + _ID + _SILENCED),
        source="umapi-lint's own",
        per_file=True,
        fix="Removes the rules that find nothing from the comment, or the comment from the file.",
    ),
    Rule(
        id="expired-ignore",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="Suppression comment past its date",
        why="The comment was meant for a limited time, and the problem is still there. Its findings are reported again.",
        remediation="Fix the finding and remove the comment, or set a new date.",
        fails=Example(HEAD + _ID + "  client_secret: {secret}  # umapi-lint: ignore[plaintext-secret] until=2020-01-31\n"),
        passes=Example(HEAD + _ID + _SILENCED.replace("]", "] until=9999-12-31")),
        source="umapi-lint's own",
        per_file=True,
    ),
)  # fmt: skip
