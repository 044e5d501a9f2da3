"""A municipality that was abolished: what is kept for it goes on, and stays what it was before."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import CarePathway, ServiceDirectory
from agreements.services.pathways import pathway_add, pathway_line_add
from coalitions.models import MunicipalitySuccession
from coalitions.services.successions import coverage_follow_successions
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db
MERGED = date(2022, 1, 1)


@pytest.fixture
def merger():
    """Langedijk and Heerhugowaard became Dijk en Waard; one coalition works for both."""
    coalition = make.CoalitionFactory.create()
    names = ("Langedijk", "Heerhugowaard")
    old = [make.MunicipalityFactory.create(name=name, valid_until=MERGED) for name in names]
    new = make.MunicipalityFactory.create(name="Dijk en Waard", valid_from=MERGED)
    for one in old:
        make.CoalitionMunicipalityFactory.create(
            coalition=coalition, municipality=one, since=date(2020, 1, 1)
        )
        MunicipalitySuccession.objects.create(predecessor=one, successor=new, effective_on=MERGED)
    return coalition, old, new


def pathway(coalition, place, theme, *texts):
    found = CarePathway.objects.create(
        coalition=coalition, municipality=place, theme=theme, checked_on=date(2021, 5, 1)
    )
    for text in texts:
        pathway_line_add(pathway=found, question="support", text=text)
    return found


def lines(coalition, place):
    found = CarePathway.objects.get(coalition=coalition, municipality=place)
    return [line.text for line in found.lines.order_by("position")]


def test_directories_and_pathways_go_on_and_the_former_ones_stay(merger):
    coalition, (langedijk, _other), new = merger
    theme = make.RiskThemeFactory.create()
    pathway(coalition, langedijk, theme, "Spreekuur", "Maatje")
    kept = {"coalition": coalition, "checked_on": date(2021, 3, 1)}
    ServiceDirectory.objects.create(municipality=langedijk, name="Kaart", **kept)
    ended = {"name": "Oude kaart", "ended_on": date(2021, 1, 1)}
    ServiceDirectory.objects.create(municipality=langedijk, **ended, **kept)
    coverage_follow_successions(coalition=coalition)
    assert lines(coalition, new) == lines(coalition, langedijk) == ["Spreekuur", "Maatje"]
    found = CarePathway.objects.get(municipality=new)
    assert (found.theme, found.checked_on) == (theme, date(2021, 5, 1))
    [card] = ServiceDirectory.objects.filter(municipality=new)
    assert (card.name, card.checked_on) == ("Kaart", date(2021, 3, 1))


def test_two_about_one_theme_become_one_that_has_to_be_looked_at(merger):
    coalition, (langedijk, heerhugowaard), new = merger
    theme = make.RiskThemeFactory.create()
    pathway(coalition, langedijk, theme, "Spreekuur", "Maatje")
    pathway(coalition, heerhugowaard, theme, "Spreekuur", "Budgetcoach")
    for place in (langedijk, heerhugowaard):
        ServiceDirectory.objects.create(coalition=coalition, municipality=place, name="Kaart")
    coverage_follow_successions(coalition=coalition)
    assert sorted(lines(coalition, new)) == ["Budgetcoach", "Maatje", "Spreekuur"]
    assert CarePathway.objects.get(municipality=new).checked_on is None
    assert ServiceDirectory.objects.filter(municipality=new).count() == 1


def test_following_twice_changes_nothing(merger):
    coalition, (langedijk, _other), new = merger
    pathway(coalition, langedijk, make.RiskThemeFactory.create(), "Spreekuur")
    coverage_follow_successions(coalition=coalition)
    before = CarePathway.objects.get(municipality=new).version
    coverage_follow_successions(coalition=coalition)
    assert lines(coalition, new) == ["Spreekuur"]
    assert CarePathway.objects.get(municipality=new).version == before


def test_a_successor_that_works_elsewhere_gets_nothing(merger):
    coalition, (langedijk, _other), new = merger
    make.CoalitionMunicipalityFactory.create(municipality=new, since=MERGED)
    pathway(coalition, langedijk, make.RiskThemeFactory.create(), "Spreekuur")
    coverage_follow_successions(coalition=coalition)
    assert not CarePathway.objects.filter(municipality=new).exists()


def test_the_page_keeps_a_way_to_the_former_municipality(client, sign_in, merger):
    coalition, (langedijk, _other), _new = merger
    theme = make.RiskThemeFactory.create(name="Geldzorgen")
    pathway(coalition, langedijk, theme, "Spreekuur")
    coverage_follow_successions(coalition=coalition)
    sign_in("coordinator", coalition)
    address = reverse("agreements:pathways", args=[coalition.slug])
    assert "Gemeenten waar de coalitie eerder voor werkte" in client.get(address).content.decode()
    page = client.get(address, {"gemeente": langedijk.code}).content.decode()
    assert "Geldzorgen" in page
    assert "Zorgpad toevoegen" not in page
    with pytest.raises(DomainError):
        pathway_add(
            coalition=coalition, municipality=langedijk, theme=make.RiskThemeFactory.create()
        )
