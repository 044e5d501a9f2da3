"""Statement R5.6 is fed by the bottlenecks that were brought to the region."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Answer, Bottleneck, BottleneckResponse
from coalitions.selectors.composition import derived_answers
from coalitions.selectors.hinge import Knots, scale_of
from tests import factories as make
from tests.checklist.make import fields, round_of

KEY = "R5.6"


@pytest.mark.parametrize(
    ("knots", "scale"),
    [
        (Knots(), ""),
        (Knots(number=2), ""),
        (Knots(number=2, owned=1), "in_development"),
        (Knots(number=2, solved=1), "in_development"),
        (Knots(number=2, owned=2), "mostly"),
        (Knots(number=2, owned=2, solved=1), "in_place"),
        (Knots(solved=3), "in_place"),
    ],
)
def test_owners_and_solutions_answer_the_statement_and_nothing_is_never_a_no(knots, scale):
    assert scale_of(knots) == scale


@pytest.fixture
def regional(db):
    found = make.CoalitionFactory.create(regional=True, name="Regio Zuid")
    checklist = make.ChecklistFactory.create(scope="regional")
    principle = make.PrincipleFactory.create(
        checklist=checklist, number=5, key="scharnierpunt", screen_title="Scharnierpunt"
    )
    make.StatementFactory.create(principle=principle, key=KEY, text="Knelpunten.")
    round_of(found, checklist=checklist)
    return found


def local_of(regional, name):
    place = make.RegionMunicipalityFactory.create(region=regional.region).municipality
    found = make.CoalitionFactory.create(name=name)
    make.CoalitionMunicipalityFactory.create(coalition=found, municipality=place)
    return found


def knot(coalition, regional, *, owned=False, **values):
    row = Bottleneck.objects.create(
        **{"coalition": coalition, "title": "Wachttijd", "brought_on": date(2026, 1, 5)} | values
    )
    if owned:
        BottleneckResponse.objects.create(
            bottleneck=row,
            coalition=regional,
            text="Wij bellen.",
            organisation=make.OrganisationFactory.create(),
        )
    return row


def page_for(client, user, regional):
    client.force_login(user)
    return client.get(reverse("coalitions:principle", args=[regional.slug, 5]))


def line_of(answer):
    return answer.context["part"].rows[0].derived


def test_a_region_without_bottlenecks_is_not_recorded(client, regional):
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    knot(local_of(regional, "Best"), regional, brought_on=None)
    page = page_for(client, lead, regional)
    assert line_of(page) is None
    assert "Nog niet vastgelegd in het dossier" in page.content.decode()


def test_the_lead_reads_per_coalition_and_finds_the_answer_filled_in(client, regional):
    best, eersel = local_of(regional, "Best"), local_of(regional, "Eersel")
    knot(best, regional, owned=True)
    knot(best, regional)
    knot(eersel, regional, state="solved", solved_on=date(2026, 2, 1))
    knot(eersel, regional)
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    page = page_for(client, lead, regional)
    text = " ".join(page.content.decode().split())
    worklist = reverse("dashboard:region_bottlenecks", args=[regional.region.slug])
    said = "3 open knelpunten, met een eigenaar: 1, eerder opgelost: 1"
    assert f'Uit het dossier: <a href="{worklist}">{said}</a> (Best: 2, Eersel: 1)' in text
    assert page.context["form"].answers[0].initial["now"] == "in_development"


def test_others_read_of_whom_only_what_they_may_know(client, regional):
    best, eersel = local_of(regional, "Best"), local_of(regional, "Eersel")
    knot(best, regional, title="Geheim van Best")
    knot(eersel, regional, title="Geheim van Eersel")
    member = make.MembershipFactory.create(coalition=regional, role="partner").user
    assert line_of(page_for(client, member, regional)).parts == ("andere coalities: 2",)
    make.MembershipFactory.create(coalition=best, user=member, role="partner")
    page = page_for(client, member, regional)
    assert line_of(page).parts == ("Best: 1", "andere coalities: 1")
    assert "Geheim" not in page.content.decode()
    assert "Eersel" not in page.content.decode()


def test_somebody_may_answer_otherwise_and_keeps_that(client, regional):
    knot(local_of(regional, "Best"), regional, owned=True)
    assert derived_answers(regional, [KEY])[KEY].scale == "mostly"
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    client.force_login(lead)
    url = reverse("coalitions:principle", args=[regional.slug, 5])
    assessment = regional.assessments.get()
    client.post(url, fields(assessment, "scharnierpunt", R5_6__now="mostly"))
    assert Answer.objects.get().is_from_record
    changed = fields(assessment, "scharnierpunt", R5_6__now="not_yet", R5_6__version="1")
    client.post(url, changed)
    answer = Answer.objects.get()
    assert (answer.now, answer.is_from_record) == ("not_yet", False)
    assert client.get(url).context["form"].answers[0].initial["now"] == "not_yet"


def test_bottlenecks_of_another_region_do_not_count(regional):
    other = make.CoalitionFactory.create(regional=True)
    knot(local_of(other, "Elders"), other, owned=True)
    assert derived_answers(regional, [KEY]) == {}


def test_many_bottlenecks_cost_as_much_as_one(client, regional):
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    counts = []
    for number in (1, 9):
        for place in range(number):
            knot(local_of(regional, f"Plaats {number} {place}"), regional, owned=True)
        page_for(client, lead, regional)
        with CaptureQueriesContext(connection) as queries:
            page_for(client, lead, regional)
        counts.append(len(queries))
    assert counts[0] == counts[1]
