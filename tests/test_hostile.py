"""Input that was made to hurt: each gets one clear line, and the other files are linted all the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support import KEYRING_OAUTH, rules_of, run, write

from umapi_lint import lint_text

BOMB = "\n".join(
    ["enterprise: &a0 [x,x,x,x,x,x,x,x,x]"]
    + [f"k{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    + ["server: *a39", "authentication_method: *a39", ""]
)


def test_aliases_of_aliases_are_never_unfolded() -> None:
    findings = lint_text(BOMB)
    assert "wrong-type" in rules_of(findings)


def test_merge_keys_of_merge_keys_are_never_unfolded() -> None:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}], k{i}: v}}" for i in range(1, 40)]
    assert rules_of(lint_text("\n".join([*lines, "enterprise: *a39", ""])))


def test_a_value_that_holds_itself_is_no_trap() -> None:
    assert "wrong-type" in rules_of(lint_text("authentication_method: oauth\nenterprise: &a\n  org_id: *a\n"))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "a:\n"])
def test_ten_thousand_levels_are_one_finding(opening: str) -> None:
    text = "".join(" " * i + "a:\n" for i in range(2000)) if opening == "a:\n" else "x: " + opening * 10_000
    findings = lint_text(text)
    assert len(findings) == 1
    assert findings[0].rule == "yaml-syntax"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "missing-field"),
        (os.urandom(4096).replace(b"\n", b"\0"), "encoding"),
        ("a: b\n".encode("utf-16"), "encoding"),
        (b"a: b\0c\n", "yaml-syntax"),
        (b"\xef\xbb\xbf" + KEYRING_OAUTH.encode(), None),
    ],
    ids=["empty", "binary", "utf-16", "nul", "bom"],
)
def test_odd_bytes_are_at_most_one_finding(content: bytes, rule: str | None) -> None:
    assert rules_of(lint_text(content)) == ([] if rule is None else [rule])


def test_unreadable_inputs_are_one_line_each_and_the_rest_is_linted(tmp_path: Path) -> None:
    good = write(tmp_path / "good", KEYRING_OAUTH)
    sparse = tmp_path / "large-connector-umapi.yml"
    with sparse.open("wb") as stream:
        stream.truncate(2**30)
    fifo = tmp_path / "fifo-connector-umapi.yml"
    os.mkfifo(fifo)
    link = tmp_path / "link-connector-umapi.yml"
    link.symlink_to("nowhere")
    loop = tmp_path / "loop-connector-umapi.yml"
    loop.symlink_to(loop.name)
    bad = [sparse, fifo, link, loop, tmp_path / "missing.yml", Path("/dev/zero")]
    done = run("check", *bad, good)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [str(path) for path in bad]
    assert "Traceback" not in done.stdout + done.stderr
    assert "1 file" in done.stdout
