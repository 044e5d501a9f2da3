"""The timeline: milestones of every app, those with a date, as far as the reader may see them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import (
    Bottleneck,
    CoalitionLink,
    Grant,
    HandOver,
    Meeting,
    ParentInvolvement,
)
from coalitions.registry import Reading
from coalitions.selectors.timeline import milestones_for
from coalitions.services.actions import action_add, action_complete
from coalitions.services.ambitions import ambition_save, ambition_set_state
from coalitions.services.stages import stage_change, stage_record
from kansrijkestart.core import clock
from monitoring.models import Interpretation
from tests import factories as make
from tests.checklist.make import round_of

pytestmark = pytest.mark.django_db


def told(coalition, user=None):
    return {(one.on, one.name) for one in milestones_for(Reading(coalition, user))}


def test_stages_come_from_the_history_with_the_day_that_was_given():
    coalition = make.CoalitionFactory.create(stage="announced", stage_since=date(2023, 5, 1))
    coalition.stage, coalition.stage_since = "forming", date(2024, 2, 1)
    coalition.save()
    coalition.description = "Iets anders"
    coalition.save()
    coalition.stage = "formed"  # the day was not changed with it: the day of recording counts
    coalition.save()
    found = [one for one in milestones_for(Reading(coalition)) if one.name]
    assert [one.on for one in found] == [clock.today(), date(2024, 2, 1), date(2023, 5, 1)]
    assert len({one.name for one in found}) == 3


def test_every_app_brings_its_milestones_and_what_is_to_come_is_none():
    coalition = make.CoalitionFactory.create()
    make.PartnershipFactory.create(
        coalition=coalition, organisation__name="Later", since=date(2024, 2, 1)
    )
    make.PartnershipFactory.create(
        coalition=coalition, organisation__name="Eerst", since=date(2023, 9, 1)
    )
    ParentInvolvement.objects.create(coalition=coalition, form="panel")
    make.AgreementFactory.create(coalition=coalition, in_force=True, title="Overdracht")
    make.AgreementFactory.create(coalition=coalition, title="Concept")
    make.ChoiceFactory.create(
        coalition=coalition, intervention__name="VoorZorg", since=date(2025, 1, 1)
    )
    make.ChoiceFactory.create(
        coalition=coalition,
        intervention__name="Straks",
        since=clock.today() + timedelta(days=1),
    )
    ambition = ambition_save(coalition=coalition, title="Eerder in beeld")
    ambition_set_state(
        ambition=ambition, expected_version=None, state="reached", ended_on=date(2026, 2, 1)
    )
    action_complete(action=action_add(coalition=coalition, title="Bellen"), result="")
    found = told(coalition)
    today = clock.today()
    assert {
        (date(2023, 9, 1), "Eerst"),
        (date(2024, 1, 5), "Overdracht"),
        (date(2025, 1, 1), "VoorZorg"),
        (date(2026, 2, 1), "Eerder in beeld"),
        (today, "Eerder in beeld"),
        (today, "Bellen"),
    } <= found
    assert not {"Later", "Concept", "Straks"} & {name for _on, name in found}


def test_a_round_is_told_to_whoever_may_read_it(client, sign_in):
    covered = make.CoalitionMunicipalityFactory.create()
    coalition = covered.coalition
    row = round_of(coalition, state="agreed")
    row.agreed_on = date(2025, 6, 3)
    row.save()
    url = reverse("coalitions:timeline", args=[coalition.slug])
    for who, is_told in (("coordinator", True), ("partner", True), ("adviser", False)):
        sign_in(who, coalition)
        days = [one.on for one in client.get(url).context["milestones"]]
        assert (date(2025, 6, 3) in days) is is_told, who


def test_the_page_ends_and_the_log_links_to_it(client, sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    for number in range(61):
        action_complete(action=action_add(coalition=coalition, title=f"A{number}"), result="")
    url = reverse("coalitions:timeline", args=[coalition.slug])
    assert len(client.get(url).context["milestones"]) == 60
    assert len(client.get(url, {"page": 2}).context["milestones"]) == 2
    assert url in client.get(reverse("coalitions:log", args=[coalition.slug])).content.decode()


def test_a_stage_recorded_as_a_row_is_told_once_with_its_own_day():
    coalition = make.CoalitionFactory.create()
    stage_record(coalition=coalition, stage="announced", since=date(2019, 4, 1))
    row = stage_record(coalition=coalition, stage="formed", since=date(2022, 3, 1))
    stage_change(row=row, expected_version=None, stage="formed", since=date(2022, 2, 1))
    found = [one for one in milestones_for(Reading(coalition)) if one.name]
    assert [one.on for one in found] == [date(2022, 2, 1), date(2019, 4, 1)]
    assert {one.url for one in found} == {reverse("coalitions:life", args=[coalition.slug])}


def course_of(coalition):
    """What has days of its own beside the stages; the second of each is without one."""
    place = make.MunicipalityFactory.create(name="Best")
    make.CoalitionMunicipalityFactory.create(
        coalition=coalition, municipality=place, since=date(2019, 1, 1), until=date(2021, 1, 1)
    )
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality__name="Zonder dag")
    regional = make.CoalitionFactory.create(regional=True, name="De Kempen")
    CoalitionLink.objects.create(
        local=coalition, regional=regional, since=date(2020, 2, 1), until=date(2020, 9, 1)
    )
    Grant.objects.create(
        coalition=coalition,
        regulation="SPUK",
        round_name="ronde 2",
        first_day=date(2023, 1, 1),
        last_day=date(2025, 12, 31),
    )
    Grant.objects.create(coalition=coalition, regulation="Zonder dagen")
    return regional


def test_the_course_of_a_coalition_is_on_it_from_both_sides():
    coalition = make.CoalitionFactory.create(name="Best lokaal")
    regional = course_of(coalition)
    found = told(coalition)
    assert {
        (date(2019, 1, 1), "Best"),
        (date(2021, 1, 1), "Best"),
        (date(2020, 2, 1), "De Kempen"),
        (date(2020, 9, 1), "De Kempen"),
        (date(2023, 1, 1), "SPUK, ronde 2"),
        (date(2025, 12, 31), "SPUK, ronde 2"),
    } <= found
    assert not {"Zonder dag", "Zonder dagen"} & {name for _on, name in found}
    assert {(date(2020, 2, 1), "Best lokaal"), (date(2020, 9, 1), "Best lokaal")} <= told(regional)


def talks_of(coalition, leaving, successor):
    Meeting.objects.create(coalition=coalition, held_on=date(2024, 5, 6), kind="parents")
    Bottleneck.objects.create(
        coalition=coalition,
        title="Wachttijd",
        brought_on=date(2024, 6, 1),
        state="solved",
        solved_on=date(2024, 7, 1),
    )
    HandOver.objects.create(
        coalition=coalition,
        leaving=leaving,
        successor=successor,
        handed_over_at=datetime(2024, 8, 1, 12, tzinfo=UTC),
        settled_at=datetime(2024, 9, 1, 12, tzinfo=UTC),
    )
    Interpretation.objects.create(
        coalition=coalition,
        indicator=make.IndicatorFactory.create(name="Roken"),
        conclusion="Herkenbaar",
        discussed_on=date(2024, 10, 1),
    )


def test_talks_are_told_to_who_opens_the_record_and_to_nobody_else():
    member = make.MembershipFactory.create(user__name="Anna")
    coalition, user = member.coalition, member.user
    talks_of(coalition, make.UserFactory.create(name="Bert"), user)
    words = {(one.on, str(one.words), one.name) for one in milestones_for(Reading(coalition, user))}
    assert {
        (date(2024, 5, 6), "Overleg", "gesprek met ouders"),
        (date(2024, 6, 1), "Knelpunt naar de regio gebracht", "Wachttijd"),
        (date(2024, 7, 1), "Knelpunt opgelost", "Wachttijd"),
        (date(2024, 8, 1), "Coördinator weg", "Bert"),
        (date(2024, 9, 1), "Dossier overgedragen", "Anna heeft het overgenomen van Bert"),
        (date(2024, 10, 1), "Cijfers besproken", "Roken"),
    } <= words
    assert (clock.today(), "Knelpunt gemeld", "Wachttijd") in words
    for other in (None, make.MembershipFactory.create().user):
        names = {name for _on, name in told(coalition, other)}
        assert not names & {"Wachttijd", "Bert", "Roken", "gesprek met ouders"}


def test_what_was_brought_to_a_region_is_named_to_its_lead_only():
    regional = make.CoalitionFactory.create(regional=True)
    place = make.RegionMunicipalityFactory.create(region=regional.region).municipality
    local = make.CoalitionFactory.create(name="Best lokaal")
    make.CoalitionMunicipalityFactory.create(coalition=local, municipality=place)
    row = Bottleneck.objects.create(coalition=local, title="Wachttijd", brought_on=date(2024, 6, 1))
    Bottleneck.objects.create(coalition=local, title="Blijft hier")
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    partner = make.MembershipFactory.create(coalition=regional, role="partner").user
    assert (date(2024, 6, 1), "Wachttijd (Best lokaal)") in told(regional, lead)
    assert "Blijft hier" not in str(told(regional, lead))
    assert row.title not in str(told(regional, partner))


def test_the_timeline_costs_the_same_with_much_on_it(client, sign_in):
    coalition = make.CoalitionFactory.create()
    user = sign_in("coordinator", coalition)
    url = reverse("coalitions:timeline", args=[coalition.slug])

    def cost():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = None
    for _number in range(6):
        course_of(coalition)
        talks_of(coalition, make.UserFactory.create(), user)
        few = few or cost()
    assert cost() == few
