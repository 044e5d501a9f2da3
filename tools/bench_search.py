"""A record for every municipality of the country, and what a search takes in all of them.

Beside the demo a coalition for every other municipality, each public, sharing and in the caseload
of one adviser, with twelve partners and ten agreements whose texts hold common words. Made once, in
the scratch database of `make bench`.
"""

import random
import statistics
import time
from functools import partial
from typing import Any

TEXT = """Wij spreken af dat de verloskundige, de kraamzorg en de jeugdgezondheidszorg zwangeren in
een kwetsbare situatie op tijd zien. Wie een vraag heeft, wordt warm overgedragen aan het wijkteam
of aan vrijwilligers. Elk kwartaal bespreken de partners hoe het gaat, en wat beter kan."""
WORDS = TEXT.split()
PARTNERS, AGREEMENTS, ROUNDS = 12, 10, 15
# Known by many and by few, an old name, half a word, two words, and nothing at all.
ASKED = (
    "kraamzorg",
    "sudwest",
    "s hertogenbosch",
    "centering pregnancy",
    "haaren",
    "zwang",
    "warm overgedragen",
    "organisatie",
    "qqqq",
)
# Everybody in the demo; the adviser opens the records of the whole country.
PEOPLE = ["coordinator", "coordinator.best", "lid", "adviseur", "regio", "landelijk", "beheer"]
READERS = (None, *(f"{name}@demo.example" for name in PEOPLE))


def fill() -> None:
    """Add the records that are not there yet."""
    from django.db import transaction

    from coalitions.models import Caseload, Coalition, Municipality, PartnerType
    from kansrijkestart.accounts.models import User
    from kansrijkestart.core import clock
    from tests import factories as make

    if Coalition.objects.filter(slug__startswith="meting-").exists():
        return
    adviser = User.objects.get(email="adviseur@demo.example")
    kind = PartnerType.objects.order_by("pk").first()
    chance = random.Random(8)  # noqa: S311 - the same texts every time
    with transaction.atomic():
        own_one = Coalition.objects.local().values("coverage__municipality")
        for place in Municipality.objects.valid_on(clock.today()).exclude(pk__in=own_one):
            own = make.CoalitionFactory.create(
                slug=f"meting-{place.code.lower()}", name=f"Kansrijk {place.name}"
            )
            make.CoalitionMunicipalityFactory.create(coalition=own, municipality=place)
            for shared in ("public_map", "agreements_region"):
                make.ConsentFactory.create(municipality=place, kind=shared)
            Caseload.objects.create(adviser=adviser, coalition=own)
            for number in range(PARTNERS):
                organisation = make.OrganisationFactory.create(
                    name=f"{chance.choice(WORDS)} {place.name} {number}"
                )
                make.PartnershipFactory.create(
                    coalition=own, organisation=organisation, partner_type=kind
                )
            for number in range(AGREEMENTS):
                title = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}"
                agreement = make.AgreementFactory.create(coalition=own, title=title)
                text = " ".join(chance.choices(WORDS, k=120))
                make.AgreementVersionFactory.create(agreement=agreement, text=text)


def measure() -> dict[str, float]:
    """Return the slowest search of all readers and words, in milliseconds of the clock.

    Each is the median of some rounds: the page that answers while somebody types, with everything
    that it asks of the database.
    """
    from django.db import connection
    from django.test import Client

    from kansrijkestart.accounts.models import User

    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    taken: dict[str, float] = {}
    for email in READERS:
        client = Client(HTTP_HOST="localhost", headers={"HX-Request": "true"})
        if email:
            client.force_login(User.objects.get(email=email))
        for words in ASKED:
            taken[f"{email or 'visitor'}: {words}"] = _median(
                partial(client.get, "/zoeken/", {"q": words})
            )
    slowest = max(taken, key=lambda one: taken[one])
    print(f"slowest search: {slowest}, {taken[slowest]} ms")
    return {"slowest search in 342 records, ms": taken[slowest]}


def _median(ask: Any) -> float:
    ask()
    taken = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        answer = ask()
        taken.append((time.perf_counter() - begun) * 1000)
    if answer.status_code != 200:
        raise SystemExit(f"a search answers {answer.status_code}")
    return round(statistics.median(taken), 1)
