"""What is said of a root: of the connector files that it names, and of the groups that belong to targets."""

from __future__ import annotations

import os

import pytest
from inline_snapshot import snapshot
from support.linting import KEYRING_OAUTH, ORG_ID
from support.printed import Printed

from umapi_lint.rules.deployment import RULES

OTHER = KEYRING_OAUTH.replace(ORG_ID, "F" * 24 + "@AdobeOrg")
ROOT = "user-sync-config.yml"
TAIL = "directory_users:\n  connectors: {}\nlimits:\n  max_adobe_only_users: 200\ninvocation_defaults: {connector: [csv, users.csv]}\n"


def root(umapi: str, groups: str = "") -> str:
    mapping = f"  groups:\n    - directory_group: staff\n      adobe_groups:{groups}\n" if groups else ""
    return f"adobe_users:\n  connectors:\n    umapi:{umapi}\n{TAIL.replace('limits', mapping + 'limits')}"


def files(umapi: str, groups: str = "") -> dict[str, str]:
    return {ROOT: root(umapi, groups), "connector-umapi.yml": KEYRING_OAUTH, "org2.yml": OTHER}


def test_a_root_without_a_primary_target_is_told_what_to_write(printed: Printed) -> None:
    assert printed(files("\n      - org2: org2.yml"), ROOT) == snapshot("""\
error[no-primary-target]: `umapi` names no file for the primary target (UST refuses to start)
 --> user-sync-config.yml:3:5
  |
3 |     umapi:
  |     ^^^^^
  |
  = help: Write `umapi: connector-umapi.yml`, or a list that begins with such a path.

note[unused-target]: no group starts with this target's name and `::`, so UST signs in to it and changes nothing (silently ignored)
 --> user-sync-config.yml:4:9
  |
4 |       - org2: org2.yml
  |         ^^^^
  |
  = help: Name its groups as `name::group` under `directory_users.groups`, or remove the target.

Found 1 error, 1 note in 1 of 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize("umapi", [" {org2: org2.yml}", " []", "", " 5"])
def test_what_names_no_file_at_all_names_no_primary_target(umapi: str, printed: Printed) -> None:
    output = printed(files(umapi), "--output-format", "concise", ROOT)
    assert f"{ROOT}:3:5: error no-primary-target `umapi` names no file for the primary target" in output.splitlines()


def test_points_at_what_stands_at_the_wrong_place_in_the_list_of_connectors(printed: Printed) -> None:
    umapi = """
      - connector-umapi.yml
      - 5
      - org2: org2.yml
        org3: [org2.yml]
        org4:
      - connector-umapi.yml
      - org2: connector-umapi.yml"""
    assert printed(files(umapi), ROOT) == snapshot("""\
error[wrong-type]: expected a path, or `name: path` (UST refuses to start)
 --> user-sync-config.yml:5:9
  |
5 |       - ***
  |         ^^^
  |
  = help: Write the path of a connector file.

warning[duplicate-target]: a later target has the same name, and only that one counts (silently ignored)
  --> user-sync-config.yml:6:9
   |
 6 |       - org2: org2.yml
   |         ^^^^
   |
10 |       - org2: connector-umapi.yml
   |         ---- overridden here
   |
   = help: Give each target a name of its own, or remove one.

note[unused-target]: no group starts with this target's name and `::`, so UST signs in to it and changes nothing (silently ignored)
 --> user-sync-config.yml:6:9
  |
6 |       - org2: org2.yml
  |         ^^^^
  |
  = help: Name its groups as `name::group` under `directory_users.groups`, or remove the target.

error[wrong-type]: a secondary target must name one path, as a string (UST refuses to start)
 --> user-sync-config.yml:7:9
  |
7 |         org3: [org2.yml]
  |         ^^^^
  |
  = help: Write `name: path`.

note[unused-target]: no group starts with this target's name and `::`, so UST signs in to it and changes nothing (silently ignored)
 --> user-sync-config.yml:7:9
  |
7 |         org3: [org2.yml]
  |         ^^^^
  |

error[wrong-type]: a secondary target must name one path, as a string (UST refuses to start)
 --> user-sync-config.yml:8:9
  |
8 |         org4:
  |         ^^^^
  |

note[unused-target]: no group starts with this target's name and `::`, so UST signs in to it and changes nothing (silently ignored)
 --> user-sync-config.yml:8:9
  |
8 |         org4:
  |         ^^^^
  |

error[path-after-target]: a path without a name follows a named target (UST refuses to start)
 --> user-sync-config.yml:9:9
  |
9 |       - connector-umapi.yml
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: Move the path before the first `name: path`, or give it a name.

note[unused-target]: no group starts with this target's name and `::`, so UST signs in to it and changes nothing (silently ignored)
  --> user-sync-config.yml:10:9
   |
10 |       - org2: connector-umapi.yml
   |         ^^^^
   |

warning[duplicate-organization]: the targets `primary` and `org2` take their `org_id` from this same line (silently ignored)
 --> connector-umapi.yml:3:11 (target org2)
  |
3 |   org_id: 1234567890ABCDEF12345678@AdobeOrg
  |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: Name another connector file for one of the two targets, or remove the target.

Found 4 errors, 2 warnings, 4 notes in 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_points_at_groups_that_are_none_and_at_targets_that_are_not_named(printed: Printed) -> None:
    groups = """
        - org2::fine
        - ::fine too
        - fine::org2::no
        - orgg2::near
        - elsewhere::far
        - org2::
        - ""
        - 2024
        -"""
    assert printed(files("\n      - connector-umapi.yml\n      - org2: org2.yml", groups), ROOT) == snapshot("""\
error[unknown-target]: group refers to a target that user-sync-config.yml does not define (UST refuses to start)
  --> user-sync-config.yml:13:11
   |
13 |         - ***
   |           ^^^
   |
   = help: Correct the name before the `::`, or add the target. Everything before the last `::` is the target's name to UST.

error[unknown-target]: group refers to a target that user-sync-config.yml does not define (UST refuses to start)
  --> user-sync-config.yml:14:11
   |
14 |         - ***
   |           ^^^
   |
   = help: Did you mean `org2::…`? Correct the name before the `::`, or add the target.

error[unknown-target]: group refers to a target that user-sync-config.yml does not define (UST refuses to start)
  --> user-sync-config.yml:15:11
   |
15 |         - ***
   |           ^^^
   |
   = help: Correct the name before the `::`, or add the target.

error[wrong-type]: expected the name of a group (UST refuses to start)
  --> user-sync-config.yml:16:11
   |
16 |         - ***:
   |           ^^^
   |
   = help: Put the name in quotes.

error[invalid-value]: the name of a group is missing here (UST refuses to start)
  --> user-sync-config.yml:17:11
   |
17 |         - ""
   |           ^^
   |
   = help: Write the group's name, behind `::` where it belongs to a secondary target.

error[wrong-type]: expected the name of a group (UST refuses to start)
  --> user-sync-config.yml:18:11
   |
18 |         - ***
   |           ^^^
   |
   = fix: put the value in quotes (--fix)

error[invalid-value]: the name of a group is missing here (UST refuses to start)
  --> user-sync-config.yml:19:9
   |
19 |         -
   |         ^
   |

Found 7 errors in 1 of 3 files (1 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
""")


@pytest.mark.parametrize(
    ("groups", "output"),
    [
        (
            " ~",
            snapshot("""\
user-sync-config.yml:5:9: note unused-target no group starts with this target's name and `::`, so UST signs in to it and changes nothing
Found 1 note in 1 of 3 files. Checked against User Sync Tool (UST) 2.10.
"""),
        ),
        (
            " org3::b",
            snapshot("""\
user-sync-config.yml:10:21: error unknown-target group refers to a target that user-sync-config.yml does not define
Found 1 error in 1 of 3 files. Checked against User Sync Tool (UST) 2.10.
[1]
"""),
        ),
        (
            " directory_group::b",
            snapshot("""\
user-sync-config.yml:5:9: note unused-target no group starts with this target's name and `::`, so UST signs in to it and changes nothing
user-sync-config.yml:10:21: error unknown-target group refers to a target that user-sync-config.yml does not define
Found 1 error, 1 note in 1 of 3 files. Checked against User Sync Tool (UST) 2.10.
[1]
"""),
        ),
        (
            " no",
            snapshot("""\
user-sync-config.yml:5:9: note unused-target no group starts with this target's name and `::`, so UST signs in to it and changes nothing
user-sync-config.yml:10:21: error wrong-type expected the name of a group [--fix]
Found 1 error, 1 note in 1 of 3 files (1 fixable with --fix). Checked against User Sync Tool (UST) 2.10.
[1]
"""),
        ),
        (
            " {a: b}",
            snapshot("""\
user-sync-config.yml:5:9: note unused-target no group starts with this target's name and `::`, so UST signs in to it and changes nothing
user-sync-config.yml:10:21: error wrong-type expected the name of a group
Found 1 error, 1 note in 1 of 3 files. Checked against User Sync Tool (UST) 2.10.
[1]
"""),
        ),
    ],
)
def test_a_single_group_needs_no_list(groups: str, output: str, printed: Printed) -> None:
    umapi = "\n      - connector-umapi.yml\n      - org2: org2.yml"
    assert printed(files(umapi, groups), "--output-format", "concise", ROOT) == output


@pytest.mark.parametrize(
    ("group", "output"),
    [
        (
            "org2:b",
            snapshot("""\
user-sync-config.yml:8:25: warning colon-in-group UST reads this as a group of the primary target whose name contains the name of a target and a colon
[1]
"""),
        ),
        (
            ":::b",
            snapshot("""\
user-sync-config.yml:3:35: note unused-target no group starts with this target's name and `::`, so UST signs in to it and changes nothing
user-sync-config.yml:8:25: warning colon-in-group UST reads this as a group of the primary target whose name starts with a colon
[1]
"""),
        ),
        (
            "org2:::b",
            snapshot("""\
user-sync-config.yml:8:25: warning colon-in-group UST reads this as a group of this target whose name starts with a colon
[1]
"""),
        ),
        (
            "orgg2::b",
            snapshot("""\
user-sync-config.yml:8:25: error unknown-target group refers to a target that user-sync-config.yml does not define
[1]
"""),
        ),
    ],
)
def test_colons_too_few_or_too_many_are_one_finding(group: str, output: str, printed: Printed) -> None:
    text = files(" [connector-umapi.yml, {org2: org2.yml}]", f" [b, '{group}']")
    assert printed(text, "--output-format=concise", "-q", ROOT) == output


def test_a_name_that_yaml_takes_for_something_else_is_put_in_quotes(printed: Printed) -> None:
    given = files(" connector-umapi.yml", " [2024, yes]")
    assert printed(given, "--fix", "--quiet", ROOT) == snapshot("umapi-lint: fixed 2 findings in 1 file\n")
    assert 'adobe_groups: ["2024", "yes"]' in (printed.folder / ROOT).read_text()


def test_where_the_root_names_one_file_every_target_is_unknown(printed: Printed) -> None:
    assert printed(files(" connector-umapi.yml", " org2::a"), ROOT) == snapshot("""\
error[unknown-target]: group refers to a target that user-sync-config.yml does not define (UST refuses to start)
 --> user-sync-config.yml:8:21
  |
8 |       adobe_groups: ***
  |                     ^^^
  |
  = help: Correct the name before the `::`, or add the target.

Found 1 error in 1 of 2 files. Checked against User Sync Tool (UST) 2.10.
[1]
""")


def test_a_root_is_called_by_its_name_and_not_by_its_path(printed: Printed) -> None:
    given = {f"config/{name}": text for name, text in files(" connector-umapi.yml", " org2::a").items()}
    output = printed(given, "--output-format", "concise", os.path.join("config", ROOT))
    assert "group refers to a target that user-sync-config.yml does not define" in output


def test_examples_show_a_root_with_its_connectors() -> None:
    for rule in RULES:
        assert rule.passes is not None
        assert (rule.passes.name, sorted(rule.passes.files)) == (ROOT, ["connector-umapi.yml", "org2.yml"])
