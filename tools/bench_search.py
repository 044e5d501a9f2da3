"""Search at national size: every municipality with a coalition, its partners and agreements.

The rows are made in one transaction that is rolled back, so that whatever is measured after this
finds the database as it was.
"""

import statistics
import time
from typing import Any

WORDS = ("kraam", "sudwest", "s hertogenbosch", "centering pregnancy", "huisbezoek")
PARTNERS, AGREEMENTS, ROUNDS = 12, 8, 15


def search_of_the_country() -> float:
    """Return the slowest median, in milliseconds, of the words above for who reads every record."""
    from django.db import connection, transaction

    with transaction.atomic():
        _fill()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        found = max(_taken(words) for words in WORDS)
        transaction.set_rollback(True)
    return round(found, 1)


def _fill() -> None:
    """Give every municipality without one a coalition with partners and agreements."""
    from agreements.models import Agreement
    from coalitions.models import (
        Caseload,
        Coalition,
        CoalitionMunicipality,
        Municipality,
        Organisation,
        Partnership,
        PartnerType,
    )
    from kansrijkestart.core import clock

    kind = PartnerType.objects.order_by("pk").first()
    places = list(
        Municipality.objects.filter(valid_until=None, coverage__isnull=True).order_by("pk")
    )
    coalitions = Coalition.objects.bulk_create(
        Coalition(name=f"Meting {one.name}", slug=f"meting-{one.code.lower()}", scope="local")
        for one in places
    )
    CoalitionMunicipality.objects.bulk_create(
        CoalitionMunicipality(coalition=coalition, municipality=place)
        for coalition, place in zip(coalitions, places, strict=True)
    )
    names = ("Kraamzorg", "Verloskundigen", "Wijkteam", "Bibliotheek")
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"{names[number % 4]} {coalition.name} {number}")
        for coalition in coalitions
        for number in range(PARTNERS)
    )
    Partnership.objects.bulk_create(
        Partnership(
            coalition=coalitions[number // PARTNERS], organisation=organisation, partner_type=kind
        )
        for number, organisation in enumerate(organisations)
    )
    Agreement.objects.bulk_create(
        Agreement(coalition=one, title=f"Prenataal huisbezoek {number}", review_on=clock.today())
        for one in coalitions
        for number in range(AGREEMENTS)
    )
    Caseload.objects.bulk_create(Caseload(adviser=_reader(), coalition=one) for one in coalitions)


def _reader() -> Any:
    from kansrijkestart.accounts.models import User

    return User.objects.get(email="adviseur@demo.example")


def _taken(words: str) -> float:
    """Return the median milliseconds in which all kinds answer, without drawing the page."""
    from kansrijkestart.core.words import Asked
    from kansrijkestart.dashboard.roles import Roles
    from kansrijkestart.dashboard.selectors.found import Searching
    from kansrijkestart.dashboard.selectors.search import search_all

    user, taken = _reader(), []
    roles = Roles(national=frozenset({"adviser"}), is_known=True)
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        search_all(Searching(Asked(words), user, roles))
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
