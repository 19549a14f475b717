"""What holds for every format, tried on real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import KEYRING_OAUTH, fake_secret, fake_uuid, write
from support.results import printed

from umapi_lint import output
from umapi_lint.linting.linter import Linter
from umapi_lint.model.result import FileResult
from umapi_lint.output import Style

ROOT = (
    "adobe_users:\n  connectors:\n    umapi:\n      - connector-umapi.yml\n      - {target}: org2.yml\n"
    "directory_users:\n  groups: []\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"
)


def results(folder: Path) -> list[FileResult]:
    found = list(Linter().lint_paths([str(folder)]))
    assert sum(len(result.findings) for result in found) > 4
    return found


@pytest.mark.parametrize("form", output.FORMATS)
def test_no_secret_of_a_file_is_in_a_report_wherever_it_stands(form: str, tmp_path: Path) -> None:
    secrets = [fake_secret(), fake_uuid(), fake_secret("s8"), fake_secret(), fake_secret(), fake_secret()]
    value, old, key, comment, anchor, target = secrets
    text = f"{KEYRING_OAUTH}  client_secret: {value}  # once {comment}\n  {key}: x\n  foo: &{anchor} {old}\n"
    write(tmp_path, ROOT.replace("{target}", target), "user-sync-config.yml")
    write(tmp_path, text)
    write(tmp_path, text.replace("oauth", f'"{old}', 1), "org2.yml")
    written = printed(form, results(tmp_path), Style(color=True, links=True, statistics=True))
    for secret in secrets:
        assert secret not in written
        assert secret[-24:] not in written


@pytest.mark.parametrize("form", output.FORMATS)
def test_no_file_name_adds_a_line_or_a_control_character(form: str, tmp_path: Path) -> None:
    text = KEYRING_OAUTH + "".join(f"  unknown{i}: x\n" for i in range(5))
    harmless = printed(form, results(write(tmp_path / "a", text).parent))
    try:
        hostile = write(tmp_path / "b", text, "evil\n::error::\x1b[31m|<b>\r/connector-umapi.yml").parent
    except OSError:
        return  # Windows does not let a file be called so
    written = printed(form, results(hostile))
    assert written.count("\n") == harmless.count("\n")
    assert written.replace("\n", "").isprintable()
