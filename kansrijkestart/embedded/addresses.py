"""The addresses of PostgreSQL and Redis, for the settings. Computes only; starts nothing."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kansrijkestart.embedded.places import places_of
from kansrijkestart.embedded.servers import APP_ROLE, DATABASE, OWNER_ROLE
from kansrijkestart.settings import env

_ROLES = {"app": APP_ROLE, "owner": OWNER_ROLE}
_CONNECTION_OPTIONS = {"host", "sslcert", "sslkey", "sslmode", "sslrootcert"}
STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = {"app": 3_000, "owner": 10_000}
IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000


def django_database(var_dir: str | os.PathLike[str], role: str) -> dict[str, Any]:
    """Return DATABASES["default"] for the role `app` (web, worker) or `owner` (migrations, tests).

    DATABASE_URL and DATABASE_OWNER_URL win; without them it is the embedded server's address.
    """
    if role not in _ROLES:
        raise ImproperlyConfigured(f"DATABASE_ROLE must be app or owner, not {role!r}.")
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, "options": _server_settings(role)},
    }
    name, url = _database_url(role)
    if url:
        address = _parse_database_url(name, url)
        database["OPTIONS"] |= address.pop("OPTIONS")
        return database | address
    sockets = str(places_of(var_dir).sockets)
    return database | {"NAME": DATABASE, "USER": _ROLES[role], "PASSWORD": "", "HOST": sockets}


def app_role_name() -> str:
    """Return the database role of the web and worker processes, for the grants in migrations."""
    name, url = _database_url("app")
    return str(_parse_database_url(name, url)["USER"]) if url else APP_ROLE


def redis_url(var_dir: str | os.PathLike[str]) -> str:
    """Return the address for redis-py: REDIS_URL or the embedded server's socket."""
    url = env.text("REDIS_URL", "")
    if not url:
        return f"unix://{places_of(var_dir).redis_socket}?db=0"
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://.")
    return url


def broker_url(var_dir: str | os.PathLike[str]) -> str:
    """Return the same server for Celery, which spells a socket differently.

    The embedded broker has a database of its own, so that clearing the cache keeps the queue.
    """
    if not env.text("REDIS_URL", ""):
        return f"redis+socket://{places_of(var_dir).redis_socket}?virtual_host=1"
    url = redis_url(var_dir)
    if not url.startswith("unix://"):
        return url
    parts = urlsplit(url)
    number = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={number}"


def _database_url(role: str) -> tuple[str, str]:
    """Return the variable that decides for this role, and its value (empty: embedded)."""
    if role == "owner" and (url := env.text("DATABASE_OWNER_URL", "")):
        return "DATABASE_OWNER_URL", url
    return "DATABASE_URL", env.text("DATABASE_URL", "")


def _parse_database_url(name: str, url: str) -> dict[str, Any]:
    """Read a URL strictly: what is not understood stops the start, without printing a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a valid address.") from None
    problems = {
        "must start with postgresql://": parts.scheme not in {"postgres", "postgresql"},
        "must name a user": not parts.username,
        "must name one database": not parts.path.strip("/") or "/" in parts.path[1:],
        "must name a host": not parts.hostname and "host" not in options,
        "has an unknown option": bool(options.keys() - _CONNECTION_OPTIONS),
        "may not have a fragment; escape # in a password": bool(parts.fragment),
    }
    for problem, found in problems.items():
        if found:
            raise ImproperlyConfigured(f"{name} {problem}.")
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def _server_settings(role: str) -> str:
    """Bound every wait of the app; a migration may run long but may not queue for a lock long."""
    settings = {"lock_timeout": LOCK_TIMEOUT_MS[role]}
    if role == "app":
        settings |= {
            "statement_timeout": env.integer("STATEMENT_TIMEOUT_MS", default=STATEMENT_TIMEOUT_MS),
            "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT_MS,
        }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())
