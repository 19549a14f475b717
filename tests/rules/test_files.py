"""What is said of files that a setting names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from support.linting import JWT, KEYRING_OAUTH, lint, rules_of, write
from support.printed import Printed

from umapi_lint.document.source import Source
from umapi_lint.engine.context import Options
from umapi_lint.linting.linter import Linter
from umapi_lint.rules.files import why_not_a_file

ROOT = "user-sync-config.yml"
NAMES_A_KEY = JWT.replace("secure_priv_key_data_key: umapi_key", "priv_key_path: {}")


def naming(key: str) -> str:
    """A connector that names a private key."""
    return NAMES_A_KEY.format(key)


def told(folder: Path, text: str) -> list[str]:
    return [f.message for f in lint(folder, text) if f.rule == "missing-file"]


@pytest.mark.posix
def test_says_of_each_path_of_a_list_why_it_leads_nowhere_and_what_helps(printed: Printed) -> None:
    root = r"""adobe_users:
  connectors:
    umapi:
      - connector-umapi.yml
      - org2: nowhere.yml
directory_users:
  connectors:
    okta: ldap (old)
    ldap:
      - ldap.yml
      - ~/ldap.yml
      - $HOME/ldap.yml
      - '%APPDATA%\ldap.yml'
      - conf\ldap.yml
      - 'C:\conf\ldap.yml'
      - conf
      - ""
      - $(cat ldap.yml)
  extension: ldap.yml/extension.yml
limits:
  max_adobe_only_users: 200
"""
    files = {ROOT: root, "connector-umapi.yml": KEYRING_OAUTH, "ldap.yml": "", "ldap (old)": "", "conf/readme": ""}
    assert printed(files, "--select", "missing-file,shell-syntax", ROOT) == snapshot("""\
error[missing-file]: the file that `org2` names does not exist (UST refuses to start)
 --> user-sync-config.yml:5:15
  |
5 |       - org2: nowhere.yml
  |               ^^^^^^^^^^^
  |
  = help: Correct the path, or put the file in its place.

error[missing-file]: the file that `ldap` names does not exist (UST refuses to start)
  --> user-sync-config.yml:11:9
   |
11 |       - ***
   |         ^^^
   |
   = help: Write the whole path: UST does not expand `~`.

error[missing-file]: the file that `ldap` names does not exist (UST refuses to start)
  --> user-sync-config.yml:12:9
   |
12 |       - ***
   |         ^^^
   |
   = help: Write the whole path: UST does not expand variables.

error[missing-file]: the file that `ldap` names does not exist (UST refuses to start)
  --> user-sync-config.yml:13:9
   |
13 |       - '***'
   |         ^^^^
   |

error[missing-file]: the file that `ldap` names is a folder, not a file (UST refuses to start)
  --> user-sync-config.yml:16:9
   |
16 |       - ***
   |         ^^^
   |

error[missing-file]: `ldap` names no file: the path is empty (UST refuses to start)
  --> user-sync-config.yml:17:9
   |
17 |       - ""
   |         ^^
   |

error[shell-syntax]: UST no longer runs commands: a path of the form `$(…)` is refused
  --> user-sync-config.yml:18:9
   |
18 |       - ***
   |         ^^^
   |
   = help: Name a file, or keep the value in the keyring.

error[missing-file]: the file that `extension` names does not exist (UST refuses to start)
  --> user-sync-config.yml:19:14
   |
19 |   extension: ldap.yml/extension.yml
   |              ^^^^^^^^^^^^^^^^^^^^^^
   |

Found 8 errors in 1 of 3 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_path_in_place_of_which_a_placeholder_stands_is_told_once(tmp_path: Path) -> None:
    found = [f.rule for f in lint(tmp_path, naming("path of your private key goes here"))]
    assert found.count("missing-file") == 1
    assert "placeholder-value" not in found


@pytest.mark.posix
def test_what_is_no_regular_file_is_called_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert told(tmp_path, naming("pipe")) == ["the file that `priv_key_path` names is not a regular file"]


@pytest.mark.posix
@pytest.mark.parametrize("text", ["a\0b", "a" * 5000])
def test_what_no_system_takes_for_a_path_cannot_be_reached(text: str, tmp_path: Path) -> None:
    assert why_not_a_file(tmp_path, text) == "cannot be reached under this path"


def test_a_file_that_is_there_needs_no_word(tmp_path: Path) -> None:
    write(tmp_path, "", "there")
    assert why_not_a_file(tmp_path, "there") is None
    assert why_not_a_file(None, str(tmp_path / "there")) is None
    assert why_not_a_file(None, str(tmp_path / "not there")) == "does not exist"


@pytest.mark.posix
def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path) -> None:
    write(tmp_path, "", "closed/file")
    (tmp_path / "closed").chmod(0)
    user = os.geteuid()
    if user == 0:  # root may look into every folder
        os.seteuid(12345)
    try:
        said = why_not_a_file(tmp_path, "closed/file")
    finally:
        os.seteuid(user)
        (tmp_path / "closed").chmod(0o700)
    assert said == "is in a folder that your account may not look into"


def test_of_text_that_lies_nowhere_only_whole_paths_are_looked_at(tmp_path: Path) -> None:
    def said(key: str | Path, options: Options) -> list[str]:
        result = Linter(options=options).lint(Source("connector-umapi.yml", naming(str(key)).encode()))
        return [finding.message for finding in result.findings if finding.rule == "missing-file"]

    assert said("private.key", Options()) == []
    assert said(tmp_path / "private.key", Options()) == ["the file that `priv_key_path` names does not exist"]
    assert said(tmp_path / "private.key", Options(check_files=False)) == []


def test_a_path_of_an_overlay_is_looked_for_beside_the_file_that_names_it(tmp_path: Path) -> None:
    write(tmp_path, "adobe_users:\n  connectors:\n    umapi: [deep/a.yml, b.yml]\n", ROOT)
    write(tmp_path, naming("private.key"), "deep/a.yml")
    write(tmp_path, "authentication_method: jwt\n", "b.yml")
    write(tmp_path, "", "deep/private.key")
    found = [f for result in Linter().lint_paths([str(tmp_path / ROOT)]) for f in result.findings]
    assert "missing-file" not in rules_of(found)
    (tmp_path / "deep/private.key").rename(tmp_path / "private.key")
    found = [f for result in Linter().lint_paths([str(tmp_path / ROOT)]) for f in result.findings]
    assert rules_of(found).count("missing-file") == 1


@pytest.mark.posix
def test_a_blank_round_a_path_is_the_one_cause_and_can_be_removed(printed: Printed) -> None:
    write(printed.folder, "", "private.key")
    arguments = ("check", "--select", "missing-file,malformed-value", "connector-umapi.yml")
    assert printed(naming("'private.key '"), *arguments) == snapshot("""\
error[missing-file]: the file that `priv_key_path` names does not exist (UST refuses to start)
 --> connector-umapi.yml:7:18
  |
7 |   priv_key_path: 'private.key '
  |                  ^^^^^^^^^^^^^^
  |
  = help: Remove the space before or after the path: UST treats it as part of the path.
  = fix: remove the whitespace (--fix)

Found 1 error in 1 file (1 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")
    assert printed(naming("' '"), *arguments, "--output-format", "concise") == snapshot("""\
connector-umapi.yml:7:18: error missing-file the file that `priv_key_path` names does not exist
Found 1 error in 1 file. Checked against User Sync Tool (UST) 2.10.
[1]
""")
    printed(naming("'private.key '"), *arguments, "--fix")
    assert (printed.folder / "connector-umapi.yml").read_text() == naming("'private.key'")
