"""Production: no secret has a default, every connection is encrypted by the proxy in front."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from kansrijkestart.settings import env
from kansrijkestart.settings.base import *  # noqa: F403
from kansrijkestart.settings.base import CONTENT_SECURITY_POLICY, DEMO_MODE

if DEMO_MODE:
    raise ImproperlyConfigured("DEMO_MODE is for demonstrations, not for production.")
for _name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST"):
    if not env.text(_name).strip():
        raise ImproperlyConfigured(f"{_name} may not be empty.")
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", default=587, minimum=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=True)
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^gezond/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True

# How many proxies of our own stand in front: whose address counts for the rate limits.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", default=1)

# Sign-on with the account of one's own organisation (OpenID Connect), when OIDC_SERVER_URL is set:
#   OIDC_SERVER_URL    the issuer, https://login.example.nl/…/.well-known/openid-configuration
#   OIDC_CLIENT_ID, OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE)
#   OIDC_NAME          what the button says
# Somebody connects this sign-on on the account page after accepting an invitation; an e-mail address
# that the organisation states is never enough to take over an account. When the organisation says
# in "amr" that a second factor was used (mfa), we do not ask for another one.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
if OIDC_SERVER_URL := env.text("OIDC_SERVER_URL", ""):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": env.text("OIDC_NAME", "Organisatie"),
                    "client_id": env.text("OIDC_CLIENT_ID"),
                    "secret": env.text("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }
    # A browser applies form-action to the redirect after the button too.
    _issuer = urlsplit(OIDC_SERVER_URL)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = [
        "'self'",
        f"{_issuer.scheme}://{_issuer.netloc}",
    ]
