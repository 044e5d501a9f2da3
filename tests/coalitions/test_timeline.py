"""The timeline: milestones of every app, those with a date, as far as the reader may see them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from coalitions.models import ParentInvolvement
from coalitions.registry import Reading
from coalitions.selectors.timeline import milestones_for
from coalitions.services.actions import action_add, action_complete
from coalitions.services.ambitions import ambition_save, ambition_set_state
from kansrijkestart.core import clock
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
