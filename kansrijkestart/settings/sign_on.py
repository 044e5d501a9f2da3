"""Sign-on with the account of one's own organisation (OpenID Connect).

OIDC_SERVER_URL    the issuer, https://login.example.nl/…/.well-known/openid-configuration
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE)
OIDC_NAME          what the button says
OIDC_ACR_VALUES    the values of "acr" with which it says that a second factor was used

Somebody connects this sign-on on the account page after accepting an invitation; an e-mail address
that the organisation states is never enough to take over an account. When it says in "amr" that a
second factor was used (mfa), or in "acr" one of the values above, we do not ask for another one.
"""

from typing import Any
from urllib.parse import urlsplit

PROVIDER = "organisation"


def providers(*, server_url: str, client_id: str, secret: str, name: str) -> dict[str, Any]:
    """Return SOCIALACCOUNT_PROVIDERS for one organisation."""
    app = {
        "provider_id": PROVIDER,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": server_url},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def form_action(server_url: str) -> list[str]:
    """Return where forms may lead: a browser counts the redirect after the button too."""
    issuer = urlsplit(server_url)
    return ["'self'", f"{issuer.scheme}://{issuer.netloc}"]
