"""Nothing that is printed tells how long a secret is: two files that differ only in that have the same reports."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linting import ORG_ID, fake_secret, git, run, write

from umapi_lint.output import FORMATS

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
