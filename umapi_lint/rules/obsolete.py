"""Settings that are never read, were replaced, or are spelled as a manual spells them and UST does not."""

from __future__ import annotations

from collections.abc import Iterator

from umapi_lint.engine.context import Context, FindingBuilder
from umapi_lint.model.finding import Consequence, Severity
from umapi_lint.model.rule import Example, Rule
from umapi_lint.rules._examples import GOOD, JWT, OAUTH
from umapi_lint.schema.evaluator import KeywordMatch

RULES = (
    Rule(
        id="ignored-key",
        severity=Severity.WARNING,
        consequence=Consequence.IGNORED,
        summary="A setting that UST never reads at this place",
        why="The manual and the template that ships with UST put `ssl_verify` at the top level; UST reads it "
        "only in `server`. Who follows the manual gets nothing, and is not told.",
        remediation="Remove the line.",
        fails=Example("ssl_verify: false\n" + OAUTH),
        passes=GOOD,
        fix="Removes the line.",
        source="UST 2.10: connector_umapi.py reads server.ssl_verify only",
    ),
    Rule(
        id="deprecated-key",
        severity=Severity.WARNING,
        consequence=Consequence.DEPRECATED,
        summary="The old name of a setting",
        why="UST still reads it. If the new name is set as well, UST refuses the file.",
        remediation="Rename the key.",
        fails=Example("server:\n  ims_host: ims-na1.adobelogin.com\n" + OAUTH),
        passes=GOOD,
        fix="Renames the key to its new name, or removes it if it has none.",
        source="The manual, 'server Settings'; UST 2.10: connector_umapi.py",
    ),
    Rule(
        id="deprecated-method",
        severity=Severity.ERROR,
        consequence=Consequence.SIGN_IN_FAILS,
        summary="The file signs in with JWT, which Adobe retired",
        why="Adobe announced the end of JWT ('Service Account') credentials on 2023-05-01, created none since "
        "2024-06-03, ended their life on 2025-06-30, and on 2026-03-01 converted every remaining one to OAuth "
        "Server-to-Server, which breaks integrations that still use them. UST still takes JWT by default.",
        remediation="Follow the manual's guide: set `authentication_method: oauth`, remove the technical account and "
        "everything about the private key. Organization id, client id and client secret stay as they are.",
        fails=Example(JWT + "  secure_priv_key_data_key: umapi_private_key\n"),
        passes=GOOD,
        fix="`--unsafe-fixes` writes `oauth` where nothing but the method is of JWT; `umapi-lint migrate` does the rest.",
        source="Adobe Developer documentation, 'Migrating from Service Account (JWT)'; the manual's migration guide",
    ),
    Rule(
        id="documented-spelling",
        severity=Severity.ERROR,
        consequence=Consequence.REFUSED,
        summary="A key spelled as the documentation spells it, which UST does not know",
        why="The manual lists `secure_priv_key_data`, an old template `secure_priv_pass_key`; UST reads "
        "`secure_priv_key_data_key` and `secure_priv_key_pass_key`, and refuses the documented spellings.",
        remediation="Rename the key.",
        fails=Example(JWT + "  secure_priv_key_data: umapi_private_key\n"),
        passes=GOOD,
        fix="Renames the key.",
        source="The manual, 'Credential Security', against UST 2.10: DictConfig.get_credential",
    ),
)  # fmt: skip


def ignored(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    path = mark.path
    value = mark.value
    means = (*path[:-1], value["means"]) if "means" in value else None
    fix = None
    if means is None and "consequence" not in value:  # what UST refuses may be wanted elsewhere first
        fix = context.remove(path, "Remove the line")
    yield context.draft(
        value.get("rule", "ignored-key"),
        path,
        value["message"],
        value["help"],
        location=context.at_key(path),
        consequence=Consequence(value["consequence"]) if "consequence" in value else None,
        accounts_for=() if means is None else (means,),
        fix=fix,
    )


def deprecated(context: Context, mark: KeywordMatch) -> Iterator[FindingBuilder]:
    path = mark.path
    if mark.instance is None or mark.value is not True:
        return
    successor = mark.schema.get("x-replaced-by")
    if successor is None:
        yield context.draft(
            "deprecated-key", path, f"{context.name(path)} has no effect any more; UST logs a notice about it",
            "Remove the line.", location=context.at_key(path), fix=context.remove(path, "Remove the line"),
        )  # fmt: skip
        return
    yield context.draft(
        "deprecated-key",
        path,
        f"{context.name(path)} is the old name of `{successor}`",
        f"Rename the key to `{successor}`.",
        location=context.at_key(path),
        fix=context.rename(path, successor),
    )


CHECKS = {"x-ignored": ignored, "deprecated": deprecated}
