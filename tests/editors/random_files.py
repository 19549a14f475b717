"""Connector files made at random of keys and values that people write, right and wrong."""

from __future__ import annotations

import random

from support.linting import ORG_ID

TOP = ["server", "ssl_verify", "trusted", "uses_business_id", "logger_name", "test_mode", "ssl_cert_verify", "x-holder",
       "authentification_method", "enterprize", "identity_type_filter", "user_identity_type"]  # fmt: skip
SECTION = ["org_id", "client_id", "client_secret", "secure_client_id_key", "secure_client_secret_key", "api_key",
           "secure_api_key_key", "tech_acct_id", "tech_acct", "priv_key_path", "priv_key_data", "priv_key_pass",
           "secure_priv_key_data_key", "secure_priv_key_pass_key", "secure_priv_key_data", "secure_org_id_key",
           "clientid", "secure_client_secret", "secure_tech_acct_id_key"]  # fmt: skip
SERVER = ["host", "endpoint", "auth_host", "auth_endpoint", "ims_host", "ims_endpoint_jwt", "timeout", "retries",
          "ssl_verify", "hostt"]  # fmt: skip
VALUES = ["", "null", '""', "abc", "abc", "abc", "12", "true", "[a]", "{a: b}", ORG_ID, '" "', "2020-01-01",
          "/ims/exchange/jwt", "https://x.y/z"]  # fmt: skip
METHODS = ["oauth", "oauth", "oauth", "jwt", "OAuth", "", "12", "s2s", '"oauth "']
GOOD = {"org_id": ORG_ID, "secure_client_id_key": "a", "secure_client_secret_key": "b"}


ROOT = """\
adobe_users:
  connectors:
    umapi: connector-umapi.yml
  exclude_identity_types: [adobeID]
directory_users:
  user_identity_type: federatedID
  default_country_code: US
  connectors:
    ldap: connector-ldap.yml
    adobe_console: connector-adobe-console.yml
  groups:
    - directory_group: Designers
      adobe_groups:
        - Creative Cloud
limits:
  max_adobe_only_users: 200
logging:
  log_to_file: true
invocation_defaults:
  connector: ldap
  ssl_cert_verify: true
"""
"""A root without a fault, if its files were there."""


def root(dice: random.Random) -> str:
    """The text of a root file with one to three lines changed: another value, another name, or none of both."""
    lines = ROOT.splitlines()
    for number in dice.sample(range(len(lines)), dice.randint(1, 3)):
        name, colon, value = lines[number].partition(":")
        change = dice.randrange(3)
        if change == 0 and value:
            lines[number] = f"{name}: {dice.choice(VALUES)}"
        elif change == 1 and colon:
            lines[number] = f"{name}s:{value}"
        elif value:
            lines[number] = "  # nothing"
    return "\n".join(lines) + "\n"


def connector(dice: random.Random, section: str) -> str:
    """The text of a connector file whose credentials are in ``section``, more often than not."""
    other = "integration" if section == "enterprise" else "enterprise"
    names = dice.sample([*TOP, other], dice.randint(0, 3))
    names += [name for name in (section, "authentication_method") if dice.random() < 0.9]
    dice.shuffle(names)
    text = "# a comment\n\n" if dice.random() < 0.2 else ""
    for name in names:
        if name == "authentication_method":
            text += f"{name}: {dice.choice(METHODS)}\n"
        elif name == "server":
            text += name + ":" + _some(dice, SERVER, 4)
        elif name in (section, other, "enterprize"):
            text += name + ":" + (_nearly_good(dice) if dice.random() < 0.5 else _some(dice, SECTION, 7))
        else:
            text += f"{name}: {dice.choice(VALUES)}\n"
    return text


def _some(dice: random.Random, names: list[str], most: int) -> str:
    chosen = dice.sample(names, dice.randint(0, most))
    if not chosen:
        return dice.choice([" ", " null", " text", " []", " {}"]) + "\n"
    return "\n" + "".join(f"  {name}: {dice.choice(VALUES)}\n" for name in chosen)


def _nearly_good(dice: random.Random) -> str:
    more = {name: dice.choice(VALUES) for name in dice.sample(SECTION, dice.randint(0, 2)) if name not in GOOD}
    return "\n" + "".join(f"  {name}: {value}\n" for name, value in {**GOOD, **more}.items())
