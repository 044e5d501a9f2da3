"""Production: no secret has a default, every connection is encrypted by the proxy in front."""

from django.core.exceptions import ImproperlyConfigured

from kansrijkestart.settings import env, files, sign_on
from kansrijkestart.settings.base import *  # noqa: F403
from kansrijkestart.settings.base import CONTENT_SECURITY_POLICY, DEMO_MODE, STORAGES

if DEMO_MODE:
    raise ImproperlyConfigured("DEMO_MODE is for demonstrations, not for production.")
for _name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_HOST"):
    if not env.text(_name).strip():
        raise ImproperlyConfigured(f"{_name} may not be empty.")
DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]
SITE_URL = env.text("SITE_URL", "") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
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

# Files in a bucket that all machines share, when FILES_BUCKET is set: files.py.
if FILES_BUCKET := env.text("FILES_BUCKET", ""):
    STORAGES["default"] = files.bucket_storage(
        bucket=FILES_BUCKET,
        endpoint=env.text("FILES_ENDPOINT_URL", ""),
        region=env.text("FILES_REGION", ""),
        access_key=env.text("FILES_ACCESS_KEY"),
        secret_key=env.text("FILES_SECRET_KEY"),
    )

# Sign-on with the account of one's own organisation, when OIDC_SERVER_URL is set: sign_on.py.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
if OIDC_SERVER_URL := env.text("OIDC_SERVER_URL", ""):
    SOCIALACCOUNT_PROVIDERS = sign_on.providers(
        server_url=OIDC_SERVER_URL,
        client_id=env.text("OIDC_CLIENT_ID"),
        secret=env.text("OIDC_CLIENT_SECRET"),
        name=env.text("OIDC_NAME", "Organisatie"),
    )
    SECOND_FACTOR_ACR_VALUES = env.words("OIDC_ACR_VALUES", "")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] = sign_on.form_action(OIDC_SERVER_URL)
