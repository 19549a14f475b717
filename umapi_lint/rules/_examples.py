"""Files, and beginnings of files, that the examples of the rules are made of. None holds a credential."""

from __future__ import annotations

from umapi_lint.model.rule import Example

HEAD = "authentication_method: oauth\nenterprise:\n  org_id: 1234567890ABCDEF12345678@AdobeOrg\n"
NAMES = "  secure_client_id_key: umapi_client_id\n  secure_client_secret_key: umapi_client_secret\n"
OAUTH = HEAD + NAMES
"""A file without a fault."""
JWT = OAUTH.replace("oauth", "jwt") + "  tech_acct_id: 1234567890ABCDEF12345678@techacct.adobe.com\n"
"""A file for JWT, but for its private key."""
GOOD = Example(OAUTH)
LDAP = (
    "host: ldaps://dc.corp.example\nbase_dn: DC=corp,DC=example\nusername: CORP\\svc-ust\n"
    "secure_password_key: ldap_password\n"
)
"""An LDAP connector without a fault."""
