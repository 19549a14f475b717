"""Values that are not what the person who wrote them sees: quotes, escapes, characters nobody sees, a ` #`."""

from __future__ import annotations

import pytest
import yaml
from support.linting import KEYRING_OAUTH, fake_secret, lint

from umapi_lint.edits.apply import applied

PLAIN = KEYRING_OAUTH.replace("secure_client_secret_key: umapi_client_secret", "client_secret: ")
SECRET = fake_secret()


def filled(template: str) -> str:
    """A value with the two halves of a secret in it."""
    return template.format(a=SECRET[:12], b=SECRET[12:])


@pytest.mark.parametrize(
    ("written", "words", "meant"),
    [
        ("\"'{a}{b}'\"", "has quotes within its quotes", "{a}{b}"),
        ("'\"{a}{b}\"'", "has quotes within its quotes", "{a}{b}"),
        ("{a}{b}'", "has a quote at one end only", "{a}{b}"),
        ("“{a}{b}”", "has a curly quote (U+201C)", "{a}{b}"),
        ("{a}{b}\u00a0", "contains a no-break space (U+00A0)", "{a}{b}"),
        ('"{a}\u200b{b}"', "contains a zero width space (U+200B)", "{a}{b}"),
        ("{a}…", "is shortened", None),
        ("<{a}{b}>", "contains a bracket of a template", None),
        ("{a} #{b}", "the value ends before ` #`", None),
        ("#{a}{b}", "`#` after a space starts a comment", None),
        ('"{a}\\new"', "double quotes turn a backslash in `client_secret`", "{a}\\new"),
    ],
)
def test_says_how_a_secret_is_broken_and_repairs_what_is_plain(written, words, meant, tmp_path):
    text = f"{PLAIN.rstrip()} {filled(written)}\n"
    (finding,) = [finding for finding in lint(tmp_path, text) if finding.rule == "malformed-value"]
    assert words in finding.message
    assert SECRET[4:12] not in finding.message + finding.help
    if meant is None:
        assert finding.fix is None
    else:
        assert yaml.safe_load(applied(text, finding.fix.edits))["enterprise"]["client_secret"] == filled(meant)


@pytest.mark.parametrize(
    "written", ["{a}{b}", "'{a}{b}'", "{a}{b}  # of the sync", "{a}{b} #prod", "{a}{b} # umapi-lint: off"]
)
def test_takes_a_whole_secret_as_it_is(written, tmp_path):
    found = lint(tmp_path, f"{PLAIN.rstrip()} {filled(written)}\n")
    assert "malformed-value" not in {finding.rule for finding in found}


def test_an_escape_in_a_path_is_the_cause_and_not_the_missing_file(tmp_path):
    text = """adobe_users:
  connectors:
    umapi: "conf\\new.yml"
directory_users: {}
limits: {max_adobe_only_users: 200}
"""
    (finding,) = [f for f in lint(tmp_path, text, "user-sync-config.yml") if f.location.line == 3]
    assert (finding.rule, finding.fix.safe) == ("malformed-value", True)
    assert finding.message == "`\\n` in double quotes is a line break, not a backslash and `n`"
    assert "umapi: 'conf\\new.yml'" in applied(text, finding.fix.edits)
