"""Somebody new: invited by the administrator, with an account of their own."""

from typing import Any

from django.utils.text import slugify

from tests.e2e.browsing import Visitor


def address_of(place: str, who: str = "") -> str:
    return f"{who}{slugify(place)}@demo.example"


def invited(
    visit: Any, place: str, *, who: str = "", width: int = 1280, scripts: bool = True
) -> Visitor:
    """Invite a coordinator for a coalition and let them accept; gives their browser.

    ``who`` tells several of one coalition apart.
    """
    administrator: Visitor = visit()
    administrator.sign_in("beheer@demo.example")
    administrator.open("/gebruikers/uitnodigen/")
    administrator.page.get_by_label("E-mailadres").fill(address_of(place, who))
    administrator.page.get_by_label("Coördinator van een coalitie").check()
    administrator.page.locator("select[name=coalition]").select_option(label=place)
    administrator.press("Uitnodiging versturen")
    person: Visitor = visit(width=width, scripts=scripts)
    person.accept_invitation(place)
    return person
