"""The main navigation of whoever is looking."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.dashboard.guide import guide_here
from kansrijkestart.dashboard.navigation import main_navigation, user_menu
from kansrijkestart.dashboard.roles import Roles, roles_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    roles = roles_of(request)
    items = main_navigation(roles, request.path)
    return {
        "navigation": items,
        "user_menu": user_menu(roles, items),
        "notifications_url": safe_reverse("notifications:list") if roles.is_known else "",
        "unread": roles.unread,
        "answers_of": _answers_of(roles),
        "guide": SimpleLazyObject(lambda: guide_here(request)),
    }


def _answers_of(roles: Roles) -> frozenset[str] | None:
    """The records whose answers the reader may open, by address; None is every record they see.

    An adviser reads records without taking part in them, and never their answers.
    """
    if not roles.has(NationalRoleKind.ADVISER) or roles.regions:
        return None
    return frozenset(one.slug for one in (*roles.coordinated, *roles.joined))
