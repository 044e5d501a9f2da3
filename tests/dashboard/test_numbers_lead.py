"""Numbers in facts, reasons and lines of start pages lead to exactly the rows they count."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import AdviceMessage, AdviceRequest, KnownAnswer
from coalitions.registry import Reading
from coalitions.selectors.known import known_of
from interventions.models import MatrixImport, Recognition
from interventions.services.lapsing import recognition_notices_make
from kansrijkestart.core import clock
from monitoring.models import Response
from tests import factories as make
from tests.agreements.confirm_world import agreement_of, ask
from tests.checklist.make import local_checklist, principle, round_of
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create(name="Best")


def linked(page, where):
    """Return the address of the one link of a page that is a number alone and leads there."""
    found = re.findall(r'<a href="([^"]+)">(\d+)</a>', page.content.decode())
    [(address, number)] = {one for one in found if where in one[0]}
    return html.unescape(address), int(number)


def cover(coalition, number=1, **fields):
    return make.CoalitionMunicipalityFactory.create_batch(number, coalition=coalition, **fields)


def test_how_many_municipalities_a_coalition_works_for(client, sign_in, coalition):
    now = cover(coalition, 4)
    cover(coalition, until=clock.today())
    cover(coalition, since=clock.today() + DAY)
    sign_in("partner", coalition)
    where, number = linked(client.get("/"), "gemeenten=nu")  # in the fact, and under the name
    listed = client.get(where)
    assert {one.row for one in listed.context["coverage"]} == set(now)
    assert len(now) == number
    assert "Toon alles" in listed.content.decode()
    assert len(client.get(where.split("?")[0]).context["coverage"]) == 6


@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_how_many_municipalities_a_region_has(client, sign_in, coalition, role):
    [row] = cover(coalition)
    ggd = make.RegionFactory.create(kind="ggd", name="GGD Hier")
    insurer = make.RegionFactory.create(kind="insurer", name="Zorgkantoor")
    regional = make.CoalitionFactory.create(regional=True)
    for number, region in enumerate((ggd, insurer, regional.region), start=1):
        make.RegionMunicipalityFactory.create(region=region, municipality=row.municipality)
        make.RegionMunicipalityFactory.create_batch(number, region=region)
        make.RegionMunicipalityFactory.create(region=region, until=clock.today())
    gone = make.MunicipalityFactory.create(valid_until=clock.today())
    make.RegionMunicipalityFactory.create(region=ggd, municipality=gone)
    sign_in(role, coalition)
    page = client.get("/")
    where, number = linked(page, "?regio=")
    assert client.get(where).context["total"] == number == 2
    text = " ".join(re.sub(r"<[^>]+>", "", page.content.decode()).split())
    assert "Zorgkantoor" in text
    assert "Zorgkantoor (" not in text, "who cannot read which they are is told no number"
    if role == "partner":
        assert f"{regional.region.name} (" not in text
        return
    where, number = linked(page, f"{regional.region.slug}/#")
    assert len(client.get(where).context["rows"]) == number == 4


def test_what_stands_in_the_table_of_the_region(client, sign_in, coalition):
    for source, is_demo in (("Tabel", False), ("Tabel", False), ("Tabel", True), ("", False)):
        make.ChoiceFactory.create(coalition=coalition, source=source, is_demo=is_demo)
    sign_in("partner", coalition)
    where, number = linked(client.get("/"), "deel=tabel")
    listed = client.get(where)
    assert len(listed.context["choices"]) == number == 2
    assert "Alleen wat in de regionale tabel staat." in listed.content.decode()


def observed(place, definition, numerator, denominator=200):
    make.ObservationFactory.create(
        municipality=place,
        definition=definition,
        numerator=numerator,
        denominator=denominator,
        value=100 * numerator / denominator,
    )


@pytest.mark.parametrize("places", [1, 2])
def test_figures_that_are_loaded_hidden_or_stand_apart(client, sign_in, coalition, places):
    covered = cover(coalition, places)
    apart, same, hidden, other = make.DefinitionFactory.create_batch(4, minimum_count=10)
    for definition in (apart, same, other):
        observed(None, definition, 40_000, 200_000)
    for row in covered:
        observed(row.municipality, apart, 90)
        observed(row.municipality, same, 40)
        observed(row.municipality, hidden, 4)
    observed(covered[-1].municipality, other, 90)
    sign_in("coordinator", coalition)
    page, base = client.get("/"), reverse("monitoring:coalition", args=[coalition.slug])
    told = {
        html.unescape(where): int(number)
        for where, number in re.findall(
            rf'<a href="({base}[^"]*)">(\d+)</a>', page.content.decode()
        )
    }
    [step] = [one for one in page.context["first"].steps if "cijfers wijken" in str(one.reason)]
    told[step.reason.urls["count"]] = step.reason.values["count"]
    assert told == {base: 4, f"{base}?toon=verborgen": 1, f"{base}?toon=afwijkend": 2}
    for where, number in told.items():
        listed = client.get(where).content.decode()
        keys = re.findall(rf'href="{base}(indicator-[0-9]+/)', listed)
        assert len(set(keys)) == number, where


def test_a_recognition_that_two_databases_lapse_is_one_intervention(client, sign_in, coalition):
    first, second, answered = make.ChoiceFactory.create_batch(
        3, coalition=coalition, state="running", reason="x"
    )
    for choice, database in (
        (first, "NJi"),
        (first, "RIVM"),
        (second, "NJi"),
        (answered, "NJi"),
    ):
        Recognition.objects.create(
            intervention=choice.intervention,
            level="well_founded",
            source="test",
            database=database,
            expires_on=clock.today() + DAY,
        )
    recognition_notices_make()
    answered.lapsed_reason_at = clock.now() + DAY
    answered.lapsed_reason = "Ouders vragen erom."
    answered.save()
    sign_in("coordinator", coalition)
    page = client.get(coalition.get_absolute_url())
    reasons = [one.reason for one in client.get("/").context["first"].steps]
    [where] = [one.urls["number"] for one in reasons if "erkenning" in str(one)]
    listed = client.get(where)
    assert set(listed.context["choices"]) == {first, second}
    assert any("2 interventies" in str(one) for one in reasons)
    assert page.status_code == 200


def test_agreements_that_wait_for_an_answer(client, sign_in, coalition):
    user = sign_in("partner", coalition)
    asked = [agreement_of(2, coalition=coalition, in_force=True) for _number in range(2)]
    for agreement in asked:
        ask(agreement, member=user)
    agreement_of(1, coalition=coalition, in_force=True)
    where, number = linked(client.get("/"), "wacht=on")
    listed = client.get(where)
    assert {one.pk for one in listed.context["agreements"]} == {one.pk for one in asked}
    assert number == 2, "both parties of an agreement are asked, it is one agreement"
    assert "Alleen wat op je antwoord wacht." in listed.content.decode()
    ending = reverse("agreements:list_csv", args=[coalition.slug])
    lines = client.get(f"{ending}?wacht=on").content.decode().strip().splitlines()
    assert len(lines) == 1 + number


def test_municipalities_that_are_not_handed_in(client, sign_in, coalition):
    asked = make_round(closes=clock.now() + 5 * DAY, key="nu")
    rows = cover(coalition, 3)
    for row, state in zip(rows, ("not_started", "busy", "submitted"), strict=True):
        Response.objects.create(
            round=asked,
            municipality=row.municipality,
            coalition=coalition,
            state=state,
            submitted_at=clock.now() if state == "submitted" else None,
        )
    sign_in("coordinator", coalition)
    where, number = linked(client.get("/"), "gemeenten=open")
    listed = client.get(where)
    places = {one.municipality for one in listed.context["places"]}
    assert places == {row.municipality for row in rows[:2]}
    assert len(places) == number
    assert len(client.get(where.split("?")[0]).context["places"]) == 3


def test_what_was_looked_at_and_how_often_which_answer_was_given(client, sign_in, coalition):
    [row] = cover(coalition)
    make.RegionMunicipalityFactory.create(municipality=row.municipality)
    user = sign_in("coordinator", coalition)
    facts = [one.fact for one in known_of(Reading(coalition, user)).rows if one.fact.topic]

    def answer(fact, given):
        KnownAnswer.objects.create(
            coalition=coalition,
            topic=fact.topic,
            answer=given,
            words="x",
            fingerprint=fact.fingerprint,
        )

    answer(facts[0], "right")
    for word, expected in (("given", 1), ("all", 3)):
        where, number = linked(client.get("/"), f"antwoord={word}")
        assert len(client.get(where).context["known"].rows) == number == expected
    for fact, given in zip(facts[1:], ("right", "unknown"), strict=True):
        answer(fact, given)
    page = client.get("/")
    for word, expected in (("right", 2), ("unknown", 1)):
        where, number = linked(page, f"antwoord={word}")
        listed = client.get(where)
        assert len(listed.context["known"].rows) == number == expected
        assert "Toon alles" in listed.content.decode()
    everything = client.get(where.split("?")[0])
    assert len(everything.context["known"].rows) > 3
    assert not everything.context["is_narrowed"]


def test_each_principle_that_waits_for_an_adviser_leads_to_itself(client, sign_in):
    user = sign_in("adviser", make.CoalitionFactory.create())
    coalition = make.CoalitionFactory.create()
    make.CaseloadFactory.create(adviser=user, coalition=coalition)
    [place] = cover(coalition)
    make.ConsentFactory.create(municipality=place.municipality, kind="checklist_adviser")
    assessment = round_of(coalition, "advice_requested", checklist=local_checklist())
    make.PrincipleFactory.create(checklist=assessment.checklist, number=3, key="cijfers")
    for key in ("trekker", "samenstelling", "cijfers"):
        AdviceRequest.objects.create(
            assessment=assessment, principle=principle(assessment, key), requested_by=user
        )
    keeper = make.MembershipFactory.create(coalition=coalition).user
    for key, kind, author in (("cijfers", "advice", user), ("cijfers", "question", keeper)):
        AdviceMessage.objects.create(
            assessment=assessment,
            principle=principle(assessment, key),
            author=author,
            kind=kind,
            text="x",
            shared_at=clock.now(),
        )
    page = client.get(reverse("dashboard:caseload")).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Principes 1, 2" in text
    assert "Wacht op je antwoord: principe 3" in text
    for number, route in ((1, "advice"), (2, "advice"), (3, "advice_reply")):
        where = reverse(f"coalitions:{route}", args=[coalition.slug, number])
        assert f'<a href="{where}">{number}</a>' in page
        assert client.get(where).status_code == 200


def test_the_next_three_steps_stand_with_their_reason(client, sign_in, coalition):
    make.PartnershipFactory.create(coalition=coalition)
    sign_in("coordinator", coalition)
    page = client.get("/")
    steps = page.context["first"].steps
    assert len(steps) > 3
    text = page.content.decode()
    for step in steps[:3]:
        for words in (step.title, str(step.reason)):
            assert html.escape(words) in text
        assert f'href="{html.escape(step.url)}"' in text
    assert html.escape(str(steps[3].title)) not in text


def test_interventions_that_were_added_later_in_a_region(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    region: Any = regional.region
    known = make.InterventionFactory.create(name="Bekend")
    MatrixImport.objects.create(
        region=region,
        file_name="tabel.csv",
        checksum="0" * 64,
        source="Tabel",
        reported_on=clock.today(),
        counts={"columns": [known.slug]},
    )
    later = make.InterventionFactory.create_batch(2)
    for items in (later, later[:1]):
        [row] = cover(make.CoalitionFactory.create())
        make.RegionMunicipalityFactory.create(region=region, municipality=row.municipality)
        make.ConsentFactory.create(municipality=row.municipality, kind="interventions_region")
        for item in (known, *items):
            make.ChoiceFactory.create(coalition=row.coalition, intervention=item, state="running")
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region", args=[region.slug]))
    where, number = linked(page, "#later")
    listed = client.get(where).content.decode()
    [part] = re.findall(r'<section [^>]*aria-labelledby="later".*?</section>', listed, re.DOTALL)
    names = re.findall(r'<th role="rowheader" scope="row" lang="nl">([^<]+)</th>', part)
    assert set(names) == {one.name for one in later}
    assert len(set(names)) == number == 2
