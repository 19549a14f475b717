"""Nothing that is printed tells how long a secret is: two files that differ only in that have the same reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.linting import ORG_ID, fake_secret, git, run, write

from umapi_lint.document.document import Document
from umapi_lint.document.source import Source
from umapi_lint.linting.linter import Linter
from umapi_lint.model.result import Summary
from umapi_lint.output import FORMATS, Style, create
from umapi_lint.secrets.redact import redacted

HEAD = f"authentication_method: oauth\nenterprise:\n  org_id: {ORG_ID}\n"
SECRET = fake_secret()
LONGER = SECRET + "-" + SECRET[4:]

SHAPES = {
    "in-place": HEAD + "  client_id: {}\n  client_secret: {}\n",
    "quoted": HEAD + "  client_id: '{}'\n  # {}\n  client_secret: \"{}\"\n",
    "misspelt": HEAD + "  secure_client_id_key: a\n  clientsecret: {}\n",
    "name-of-an-entry": HEAD + "  secure_client_id_key: a\n  secure_client_secret_key: {}\n",
    "wrong-key": HEAD.replace(ORG_ID, "{}") + "  secure_client_id_key: a\n  secure_client_secret_key: b\n",
    "name-of-a-key": HEAD + "  secure_client_id_key: a\n  secure_client_secret_key: b\n  {}: c\n",
    "given-twice": HEAD + "  secure_client_id_key: a\n  client_secret: {}\n  client_secret: {}\n",
    "list": HEAD + "  secure_client_id_key: a\n  client_secret: [\n    {}\n  ]\n",
    "comment": HEAD + "  secure_client_id_key: a\n  secure_client_secret_key: b\n# client_secret: {}\n",
    "passphrase": HEAD.replace("oauth", "jwt") + "  client_id: a\n  client_secret: b\n  tech_acct_id: {}\n"
    "  priv_key_path: k.key\n  priv_key_pass: {}\n",
    "syntax": HEAD + '  client_secret: "{}\n',
    "no-mapping": "{}\n",
}  # fmt: skip
BEHIND = (
    "{}  # umapi-lint: ignore[no-such-rule]", "{}  # umapi-lint: ignore[", "{} # client_secret: {}", "{} # was {} in May", "{}: x",
    "{}\t\tx: y", "'{}' x", '"{}" "{}"', '"{}\\q"', '"{}\\x4"', "[{}, [{}", "[{}, {}]", "{a: {}, org_id: 5}", "{a: {}, org_id: [b}",
    "{}\0", "{}\x07", "{}\udcff", "*{}", "&{} {}", "!{} {}", "!!int {}", "|{}", ">\n    {}\n  x", "{} {{", "@{}", "`{}", "%{}",
    "{}\u00a0", "{}\u2028x", "\u201c{}\u201d", "'{}", "{},", "{}]", "- {}", "? {}",
)  # fmt: skip
"""What may be in a line with a secret, and after it: a fault there must not be told with a column that tells the length."""
PLACES = (
    "  client_secret: ", "  client_id: ", "  secure_client_secret_key: ", "  foo: ", "  org_id: ", "  ? ", "  {}: ", "", "# ", "  # client_id: ",
    "server: ", "server:\n  host: ", "server: {host: {}, timeout: ", "notes: {}\nserver:\n  timeout: ", "  - ",
)  # fmt: skip


def reports(folder: Path, text: str) -> str:
    """All reports of a file that everybody may read and that git tracks."""
    write(folder, text, mode=0o644)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    outputs = [f"--output={name}:report.{name}" for name in FORMATS]
    done = run("--output-format=text", "--statistics", *outputs, "connector-umapi.yml", cwd=folder)
    assert done.returncode == 1
    return "\n".join([done.stdout, *((folder / f"report.{name}").read_text() for name in FORMATS)])


@pytest.mark.parametrize("shape", SHAPES)
def test_no_report_tells_the_length_of_a_secret(shape: str, tmp_path: Path) -> None:
    short, long = (
        reports(tmp_path / name, SHAPES[shape].replace("{}", value)) for name, value in (("a", SECRET), ("b", LONGER))
    )
    assert short == long


def told(text: str) -> dict[str, str]:
    """All that a program is told of a text in every format, and its redacted copy."""
    source = Source("connector-umapi.yml", text.encode("utf-8", "surrogateescape"))
    linter = Linter()
    result = linter.lint(source)
    summary = Summary()
    summary.add(result)
    reports = {name: create(name, Style(statistics=True)) for name in FORMATS}
    copy = redacted(Document(source), linter.schemas.kinds["connector-umapi"], linter.schemas)
    return {
        "redact": copy,
        **{name: report.begin() + report.file(result) + report.end(summary) for name, report in reports.items()},
    }


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(BEHIND)), min_size=1, max_size=3),
    st.integers(1, 60),
    st.sampled_from(["oauth", "jwt"]),
)
def test_two_files_that_differ_only_in_a_secret_are_told_the_same(
    lines: list[tuple[str, str]], more: int, method: str
) -> None:
    text = HEAD.replace("oauth", method) + "".join(f"{before}{behind}\n" for before, behind in lines)
    one, other = (told(text.replace("{}", value)) for value in (SECRET, SECRET[:-4] + "a1_-B" * more))
    assert one == other
