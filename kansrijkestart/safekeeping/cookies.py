"""The two signed cookies of safekeeping: who was here, and the keys of what was kept."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

WHO = "ks_who"
KEPT = "ks_kept"
_MOST_KEPT = 5
_DAY = 24 * 60 * 60


def _set(response: HttpResponse, name: str, value: str, max_age: int) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=name,
        max_age=max_age,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _get(request: HttpRequest, name: str, max_age: int) -> str:
    return str(request.get_signed_cookie(name, default="", salt=name, max_age=max_age) or "")


def former_user_id(request: HttpRequest) -> int | None:
    """Return who last signed in with this browser, less than a day ago."""
    value = _get(request, WHO, _DAY)
    return int(value) if value.isdecimal() else None


def remember_user(request: HttpRequest, response: HttpResponse) -> None:
    """Write down who is signed in, once per login."""
    user_id = request.user.pk
    if former_user_id(request) != user_id:
        _set(response, WHO, str(user_id), _DAY)


def kept_secrets(request: HttpRequest) -> list[str]:
    """Return the keys this browser holds."""
    value = _get(request, KEPT, settings.PARKED_POST_SECONDS)
    return [secret for secret in value.split(".") if secret][:_MOST_KEPT]


def add_secret(request: HttpRequest, response: HttpResponse, secret: str) -> None:
    """Give the browser one key more; the oldest falls out."""
    secrets = [secret, *kept_secrets(request)][:_MOST_KEPT]
    _set(response, KEPT, ".".join(secrets), settings.PARKED_POST_SECONDS)
