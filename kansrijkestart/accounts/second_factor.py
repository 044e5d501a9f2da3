"""Who must have a second factor, and whether this session has one."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.models import NationalRole, User

# In the session: the user for whom the organisation's sign-on said that a second factor was used,
# and the user who was found to have one of our own.
ASSERTED = "second_factor_asserted_for"
FOUND = "second_factor_found_for"
_OWN_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_national_role(user: User) -> bool:
    """Tell whether a role for the whole country asks for a second factor."""
    return NationalRole.objects.filter(user=user).exists()


def is_required(user: User) -> bool:
    """Tell whether this user must have a second factor: everyone but coalition partners."""
    return settings.SECOND_FACTOR_REQUIRED and any(
        needs(user) for needs in registry.needs_second_factor
    )


def is_present(request: HttpRequest, user: User) -> bool:
    """Tell whether this user has a second factor, or the organisation asserted one."""
    if user.pk in {request.session.get(ASSERTED), request.session.get(FOUND)}:
        return True
    if not is_mfa_enabled(user, types=_OWN_TYPES):
        return False
    request.session[FOUND] = user.pk
    return True


def forget(request: HttpRequest) -> None:
    """Look again at the next request: the user is changing their second factors."""
    request.session.pop(FOUND, None)


def asserted_by(sociallogin: Any) -> bool:
    """Tell whether an organisation's sign-on says that a second factor was used (amr or acr)."""
    data = getattr(getattr(sociallogin, "account", None), "extra_data", None) or {}
    claims = [data, data.get("id_token") or {}, data.get("userinfo") or {}]
    return any(_says_so(part) for part in claims if isinstance(part, dict))


def _says_so(claims: dict[str, Any]) -> bool:
    methods = claims.get("amr")
    by_method = isinstance(methods, list) and "mfa" in methods
    return by_method or claims.get("acr") in settings.SECOND_FACTOR_ACR_VALUES
