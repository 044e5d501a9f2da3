"""Another coalition than the one that answered: neither ever reads the record of the other."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from coalitions.models import CoalitionMunicipality
from coalitions.registry import Reading
from coalitions.selectors.history import entries_for, feeds_for
from kansrijkestart.core import clock
from monitoring.models import Response
from monitoring.selectors.drift import drift_of
from monitoring.selectors.filling import places_of
from monitoring.services.answering import Entry, answers_save
from monitoring.services.handing_in import responses_reopen, responses_submit
from monitoring.services.refreshing import answers_refresh
from tests.factories import (
    AgreementFactory,
    CoalitionFactory,
    CoalitionMunicipalityFactory,
    MembershipFactory,
    MunicipalityFactory,
    RegionMunicipalityFactory,
)
from tests.monitoring.edition_world import freeze, year_world
from tests.monitoring.test_response_pages import Site
from tests.monitoring.year_world import answer_of, fill, open_round, response_of

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


def one_of(key):
    return {"options": [key], "other": ""}


class Region:
    """A regional coalition answered for a municipality; a local one begins there afterwards."""

    def __init__(self) -> None:
        self.regional = CoalitionFactory.create(regional=True, stage="formed")
        self.place = RegionMunicipalityFactory.create(region=self.regional.region).municipality
        AgreementFactory.create(
            in_force=True,
            coalition=self.regional,
            title="Geheim van de regio",
            levels=["implementation"],
        )
        self.user = MembershipFactory.create(coalition=self.regional).user
        self.round = open_round()
        self.about: dict[str, Any] = {"round": self.round, "coalition": self.regional}

    def begin_local(self, **values):
        local = CoalitionFactory.create(**{"stage": "forming"} | values)
        CoalitionMunicipalityFactory.create(coalition=local, municipality=self.place)
        AgreementFactory.create(
            in_force=True, coalition=local, title="Geheim van Best", levels=["governance"]
        )
        return local

    def answer(self, key):
        return answer_of(self.round, self.place, key)

    def give(self, **entries):
        return answers_save(**self.about, user=self.user, entries=entries, seen={})


@pytest.fixture
def region():
    return Region()


def told_of(row):
    return " ".join(f"{one['words']} {one['path']}" for one in row.sources)


def test_what_is_handed_over_says_what_the_record_of_the_next_coalition_says(region):
    assert "Geheim van de regio" in told_of(region.answer("afspraken"))
    region.give(
        stadium=Entry(one_of("forming"), "Het stadium van de regio klopt niet"),
        uren=Entry({"number": 8}),
    )
    local = region.begin_local()
    with clock.travel(clock.now() + LATER):
        fill(region.round)
    assert response_of(region.round, region.place).coalition == local
    levels = region.answer("afspraken")
    assert levels.derived == one_of("policy")
    assert "Geheim van Best" in told_of(levels)
    rows = response_of(region.round, region.place).answers.all()
    assert not any("regio" in told_of(one) and "/coalities/" in told_of(one) for one in rows)
    assert not any("Geheim van de regio" in told_of(one) for one in rows)
    # What people gave is about the municipality and stays; what equals the record is taken from it.
    assert region.answer("uren").given == {"number": 8}
    stage = region.answer("stadium")
    assert (stage.derived, stage.given, stage.reason) == (one_of("forming"), None, "")


def test_a_given_answer_that_differs_from_the_next_record_keeps_its_words_and_reason(region):
    region.give(stadium=Entry({"unknown": True}, "Niemand weet het"))
    region.begin_local()
    fill(region.round)
    stage = region.answer("stadium")
    assert (stage.given, stage.reason) == ({"unknown": True}, "Niemand weet het")
    assert stage.derived == one_of("forming")


def test_a_municipality_that_gets_its_first_coalition_is_filled_from_its_record():
    place = MunicipalityFactory.create()
    opened = open_round()
    assert answer_of(opened, place, "stadium").derived is None
    row = CoalitionMunicipalityFactory.create(
        municipality=place, coalition=CoalitionFactory.create(stage="formed")
    )
    fill(opened)
    assert response_of(opened, place).coalition == row.coalition
    assert answer_of(opened, place, "stadium").derived == one_of("formed")


def test_the_newest_record_is_that_of_who_answers_and_not_of_who_works_there_today(region):
    region.give(activiteiten=Entry(one_of("yes")), uren=Entry({"number": 8}))
    responses_submit(**region.about, user=region.user, municipalities=[region.place])
    region.begin_local()
    fill(region.round)  # handed in: it stays with who gave it
    responses_reopen(**region.about, municipalities=[region.place], reason="Nog iets")
    AgreementFactory.create(
        in_force=True, coalition=region.regional, title="Nieuw van de regio", levels=["governance"]
    )
    answers_refresh(**region.about)
    levels = region.answer("afspraken")
    assert "Nieuw van de regio" in told_of(levels)
    rows = response_of(region.round, region.place).answers.all()
    assert not any("Geheim van Best" in told_of(one) for one in rows)


def test_what_lacks_is_filled_from_the_record_of_who_answers(region):
    region.give(activiteiten=Entry(one_of("yes")), uren=Entry({"number": 8}))
    responses_submit(**region.about, user=region.user, municipalities=[region.place])
    region.begin_local()
    region.answer("afspraken").delete()
    fill(region.round)
    assert "Geheim van Best" not in told_of(region.answer("afspraken"))
    assert "Geheim van de regio" in told_of(region.answer("afspraken"))


def test_a_region_that_comes_first_by_name_does_not_tell_its_record_to_another(region):
    other = CoalitionFactory.create(regional=True, stage="forming", name="Aaa")
    CoalitionMunicipalityFactory.create(coalition=other, municipality=region.place)
    AgreementFactory.create(
        in_force=True, coalition=other, title="Geheim van Aaa", levels=["governance"]
    )
    assert places_of([region.place], clock.today()).own[region.place.pk] == other
    answers_refresh(**region.about)
    assert "Geheim van Aaa" not in told_of(region.answer("afspraken"))


@pytest.fixture
def moved():
    """A frozen round of which another coalition works in the municipalities by now."""
    world = year_world()
    edition = freeze(world)
    old = world.coalitions[0]
    CoalitionMunicipality.objects.filter(coalition=old).delete()
    new = CoalitionFactory.create(stage="forming")
    for place in world.municipalities[:2]:
        CoalitionMunicipalityFactory.create(coalition=new, municipality=place)
    AgreementFactory.create(
        in_force=True, coalition=new, title="Geheim van later", levels=["implementation"]
    )
    return world, edition


def test_drift_says_nothing_of_the_record_of_another_coalition(client, moved):
    world, edition = moved
    codes = [one.code for one in world.municipalities[:2]]
    drifts = drift_of(edition, codes)
    assert [one.is_other for one in drifts] == [True, True]
    assert not any(one.changes for one in drifts)
    client.force_login(MembershipFactory.create(coalition=world.coalitions[0]).user)
    address = reverse("monitoring:coalition_edition", args=[world.coalitions[0].slug, edition.pk])
    text = client.get(address).content.decode()
    assert "Hier werkt nu een andere coalitie" in text
    assert "uitvoerend" not in text.partition('id="drift"')[2].partition('id="used"')[0]


@pytest.mark.django_db(transaction=True)  # the log knows moments of transactions
def test_the_log_of_one_coalition_is_not_told_to_the_next(region):
    for reason in ("Eerst", "Reden van de regio"):
        region.give(stadium=Entry({"unknown": True}, reason))
    local = region.begin_local()
    fill(region.round)
    user = MembershipFactory.create(coalition=local).user

    def log(reader, coalition):
        lines = entries_for(feeds_for(Reading(coalition, reader)))
        return " ".join(str(line) for line in lines if line.noun.startswith("Antwoord op"))

    assert "Reden van de regio" in log(region.user, region.regional)
    assert "Reden van de regio" not in log(user, local)
    for reason in ("Weer", "Reden van Best"):
        answers_save(
            round=region.round,
            coalition=local,
            user=user,
            entries={"stadium": Entry(one_of("formed"), reason)},
            seen={},
        )
    assert "Reden van Best" in log(user, local)
    assert "Reden van Best" not in log(region.user, region.regional)
    assert Response.objects.get().coalition == local


@pytest.mark.parametrize("several", [False, True])
def test_what_was_typed_while_a_municipality_went_is_shown_with_who_fills_in_now(client, several):
    site = Site(client, several=several)
    more = (2, site.there.code) if several else (2,)
    gone = site.there if several else site.here
    form = site.form(*more) | {"opmerking": "Lang verhaal", "activiteiten": "other"}
    form |= {"activiteiten-other": "Iets anders"}
    CoalitionMunicipality.objects.filter(municipality=gone).delete()
    new = CoalitionMunicipalityFactory.create(municipality=gone).coalition
    fill(site.round)
    page = site.send(*more, form=form, expect=409)
    text = page.content.decode()
    for words in ("Lang verhaal", "Iets anders", new.name, gone.name, "is niet bewaard"):
        assert words in text
    assert answer_of(site.round, gone, "opmerking").given is None
    client.force_login(MembershipFactory.create().user)
    site.send(*more, form=form, expect=404)


def test_who_keeps_one_municipality_reads_that_it_is_still_theirs(client):
    """The page beside the common one is gone; what was typed there belongs on the common one."""
    site = Site(client, several=True)
    mine, gone = site.here, site.there
    form = site.form(2, mine.code) | {"opmerking": "Lang verhaal", "opmerking-apart": "on"}
    CoalitionMunicipality.objects.filter(municipality=gone).delete()
    CoalitionMunicipalityFactory.create(municipality=gone)
    fill(site.round)
    text = unescape(site.send(2, mine.code, form=form, expect=409).content.decode())
    assert f"Je vult nu in voor één gemeente: {mine}." in text
    assert f'<a href="{site.url("response_part", 2)}"' in text
    for words in ("Lang verhaal", "is niet bewaard", f"{gone}:"):
        assert words in text
    assert "Een andere coalitie vult dit nu in" not in text
    assert "stuur het aan wie nu invult" not in text
    assert "vult nu in voor één" not in site.read("response_part", 2)
    # A municipality that never was theirs is no page, and shows nothing.
    site.send(2, "GM0000", form=form, expect=404)
