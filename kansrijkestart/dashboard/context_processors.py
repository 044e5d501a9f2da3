"""The main navigation of whoever is looking."""

from typing import Any

from django.http import HttpRequest

from kansrijkestart.dashboard.navigation import main_navigation, user_menu
from kansrijkestart.dashboard.roles import roles_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    roles = roles_of(request)
    items = main_navigation(roles, request.path)
    return {"navigation": items, "user_menu": user_menu(roles, items)}
