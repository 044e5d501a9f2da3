"""The one reader of environment variables: strict, and able to read secrets from files.

A malformed value stops the start with a message that names the variable; nothing is guessed.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return the value of ``name``, or the content of the file named by ``name_FILE``.

    Raises ImproperlyConfigured when both are set, the file cannot be read, or neither is set
    and there is no default.
    """
    value, file_name = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and file_name is not None:
        raise ImproperlyConfigured(f"Set either {name} or {name}_FILE, not both.")
    if file_name is not None:
        try:
            value = Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}") from error
    if value is None:
        if default is None:
            raise ImproperlyConfigured(f"Set {name} (or {name}_FILE).")
        return default
    return value


def boolean(name: str, *, default: bool) -> bool:
    """Return a yes/no value; anything but the usual spellings is refused."""
    raw = text(name, "yes" if default else "no").strip().lower()
    if raw in _TRUE:
        return True
    if raw in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}.")


def integer(name: str, *, default: int, minimum: int = 0) -> int:
    """Return a whole number of at least ``minimum``."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error
    if value < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}.")
    return value


def words(name: str, default: str | None = None) -> list[str]:
    """Return a comma-separated list, without empty items."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]
