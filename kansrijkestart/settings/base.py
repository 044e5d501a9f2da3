"""Settings shared by every environment. Addresses are only computed here, nothing is started."""

from pathlib import Path
from typing import Any

from kansrijkestart.embedded import addresses
from kansrijkestart.settings import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

DEMO_MODE = env.boolean("DEMO_MODE", default=False)
SITE_NAME = "Coalitiedossier Kansrijke Start"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "kansrijkestart.accounts.admin_config.AdministrationConfig",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "rules.apps.AutodiscoverRulesConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "kansrijkestart.core",
    "kansrijkestart.jobs",
    "kansrijkestart.links",
    "kansrijkestart.safekeeping",
    "kansrijkestart.notifications",
    "kansrijkestart.accounts",
    "coalitions",
    "interventions",
    "agreements",
    "monitoring",
    "kansrijkestart.dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kansrijkestart.core.middleware.PublicGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "kansrijkestart.open_data.middleware.OpenDoorMiddleware",
    "kansrijkestart.core.middleware.SafeInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kansrijkestart.safekeeping.middleware.ParkedPostMiddleware",
    "kansrijkestart.core.secret_paths.QuietHistoryMiddleware",
    "kansrijkestart.accounts.middleware.SecondFactorMiddleware",
    "kansrijkestart.core.middleware.NoStoreMiddleware",
    "kansrijkestart.core.middleware.OnlyAButtonMiddleware",
]

ROOT_URLCONF = "kansrijkestart.urls"
WSGI_APPLICATION = "kansrijkestart.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kansrijkestart.core.context_processors.site",
                "kansrijkestart.dashboard.context_processors.navigation",
            ],
            "builtins": [
                "kansrijkestart.core.templatetags.ks",
                "kansrijkestart.core.templatetags.dutch",
            ],
        },
    },
]

# Two database roles: the web and worker processes connect as the app role, which may not change
# history; migrations and tests connect as the owner (DATABASE_ROLE=owner, set by manage.py).
DATABASE_ROLE = env.text("DATABASE_ROLE", "app")
DATABASES = {"default": addresses.django_database(VAR_DIR, DATABASE_ROLE)}
DATABASE_APP_ROLE = addresses.app_role_name()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = addresses.redis_url(VAR_DIR)
CACHES = {
    "default": {
        "BACKEND": "kansrijkestart.core.cache.FaultTolerantRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "ks",
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kansrijkestart.safekeeping.views.csrf_failure"

CELERY_BROKER_URL = addresses.broker_url(VAR_DIR)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "visibility_timeout": 3600,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Amsterdam"

AUTH_USER_MODEL = "accounts.User"
# One that looks at passwords: each of them makes a hash, and a hash costs a tenth of a second.
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kansrijkestart.accounts.passwords.NotYourself"},
    {
        "NAME": "kansrijkestart.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "kansrijkestart.accounts.passwords.NotWellKnown"},
    {"NAME": "kansrijkestart.accounts.passwords.NotOnlyDigits"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kansrijkestart.accounts.adapters.InvitationOnlyAdapter"
SOCIALACCOUNT_ADAPTER = "kansrijkestart.accounts.adapters.KnownAccountsOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {
    "login": "kansrijkestart.accounts.allauth_forms.LoginForm",
    "reauthenticate": "kansrijkestart.accounts.allauth_forms.ReauthenticateForm",
    "add_email": "kansrijkestart.accounts.allauth_forms.AddEmailForm",
    "change_password": "kansrijkestart.accounts.allauth_forms.ChangePasswordForm",
    "set_password": "kansrijkestart.accounts.allauth_forms.SetPasswordForm",
    "reset_password": "kansrijkestart.accounts.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "kansrijkestart.accounts.allauth_forms.ResetPasswordKeyForm",
}
# An invitation link proves the address. Another one replaces it once its own link was followed.
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
# Whole municipalities share one address, so per address there is room; per account at one address
# there is not (accounts/adapters.py), and somebody else's mistakes elsewhere lock nobody out.
OPEN_DATA_PER_MINUTE = 240
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "signup": "20/m/ip",
    "personal_link": "30/m/ip",  # links that do not work; those that do are not counted
    "open_data": f"{OPEN_DATA_PER_MINUTE}/m/ip",  # of the API, and files of open data
}
# Everyone but coalition partners signs in with a second factor; a demonstration need not.
SECOND_FACTOR_REQUIRED = not DEMO_MODE
# Values of "acr" by which an organisation's sign-on says that it asked for a second factor.
SECOND_FACTOR_ACR_VALUES: list[str] = []
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "kansrijkestart.accounts.allauth_mfa_forms.AuthenticateForm",
    "reauthenticate": "kansrijkestart.accounts.allauth_mfa_forms.ReauthenticateForm",
    "activate_totp": "kansrijkestart.accounts.allauth_mfa_forms.ActivateTOTPForm",
    "add_webauthn": "kansrijkestart.accounts.allauth_mfa_forms.AddWebAuthnForm",
    "edit_webauthn": "kansrijkestart.accounts.allauth_mfa_forms.EditWebAuthnForm",
}
MFA_TOTP_ISSUER = SITE_NAME
USERSESSIONS_TRACK_ACTIVITY = False  # would write on every page; a session is listed from login

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", BASE_DIR / "node_modules/bootstrap/dist/css"),
]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
MAX_UPLOAD_BYTES = 10 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PGHISTORY_APPEND_ONLY = True

EMAIL_TIMEOUT = 5
# Where mails lead that no request asked for.
SITE_URL = env.text("SITE_URL", f"http://localhost:{env.integer('PORT', default=8000)}")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "coalitiedossier@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "filters": {"secrets": {"()": "kansrijkestart.core.secret_paths.HideSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"kansrijkestart": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}

# A worker that shows no life for this long has lost its job (it renews three times as often). With
# the sweeper's 30 seconds a killed worker costs at most a minute.
JOB_LEASE_SECONDS = env.integer("JOB_LEASE_SECONDS", default=30, minimum=1)

# How long things are kept, in one place. Sources: quality goals A8 and C11.
PARKED_POST_SECONDS = 60 * 60
DRAFT_DAYS = 90
IDEMPOTENCY_DAYS = 2
EXPORT_FILE_DAYS = 7
CONTACT_RETENTION_MONTHS = 24
INVITATION_DAYS = 14
NOTIFICATION_DAYS = 400
