"""What the record says about steps, principles and what comes next."""

from typing import Any

import pytest

from coalitions import registry
from coalitions.models import GidsListing, ParentInvolvement
from coalitions.registry import Fact, NextStep, Reading, StepFact, StepState
from tests import factories as make

pytestmark = pytest.mark.django_db


def reading_for(role="coordinator", **coalition):
    member = make.MembershipFactory.create(
        role=role, coalition=make.CoalitionFactory.create(**coalition)
    )
    return Reading(member.coalition, member.user)


def add_partners(reading, *domains):
    for domain in domains:
        make.PartnershipFactory.create(coalition=reading.coalition, partner_type__domain=domain)
    return Reading(reading.coalition, reading.user)


@pytest.mark.parametrize(
    ("domains", "state"),
    [
        ([], StepState.NOT_RECORDED),
        (["medical", "public_health"], StepState.STARTED),
        (["medical", "social", "informal"], StepState.RECORDED),
    ],
)
def test_the_first_step_follows_from_the_partners(domains, state):
    assert registry.step_for(add_partners(reading_for(), *domains), "coalitie").state == state


def test_several_sources_of_a_step_are_put_together(monkeypatch):
    sources: list[Any] = [
        lambda _reading: StepFact(StepState.STARTED, "ouderpanel"),
        lambda _reading: None,
        lambda _reading: StepFact(StepState.RECORDED, "cijfers"),
    ]
    monkeypatch.setitem(registry._steps, "proef", sources)
    fact = registry.step_for(reading_for(), "proef")
    assert fact == StepFact(StepState.RECORDED, "ouderpanel, cijfers")
    assert registry.step_for(reading_for(), "onbekend") == StepFact(StepState.NOT_RECORDED)


def test_facts_say_what_is_unknown():
    facts = registry.facts_for(reading_for(), "samenstelling")
    assert facts
    assert not any(fact.is_known for fact in facts)
    assert all(not fact.is_known for fact in registry.facts_for(reading_for(), "trekker"))


def test_facts_name_partners_missing_domains_parents_and_lead():
    reading = reading_for(lead_organisation=make.OrganisationFactory.create(name="GGD Proef"))
    reading = add_partners(reading, "medical", "social")
    ParentInvolvement.objects.create(coalition=reading.coalition, form="panel", number=8)
    facts = registry.facts_for(reading, "samenstelling")
    known = [str(fact.text) for fact in facts if fact.is_known]
    assert len(known) == 2
    assert known[0].startswith("2 ")
    assert "8" in known[1]
    missing = [fact for fact in facts if not fact.is_known and fact.position == 11]
    assert len(missing) == 1
    assert "GGD Proef" in str(
        registry.facts_for(reading.coalition, "trekker", reading.user)[0].text
    )


def test_facts_come_in_the_order_of_the_screen(monkeypatch):
    monkeypatch.setitem(
        registry._facts,
        "proef",
        [lambda _r: [Fact("b", position=20)], lambda _r: [Fact("a", position=10)]],
    )
    assert [fact.text for fact in registry.facts_for(reading_for(), "proef")] == ["a", "b"]


def test_partners_are_suggested_first_and_never_to_a_reader(monkeypatch):
    late = NextStep(99, "laat", "reden", "/", "doe")
    monkeypatch.setattr(registry, "_next_steps", [lambda _r: [late], *registry._next_steps])
    reading = reading_for()
    steps = registry.next_steps_for(reading)
    assert steps[0].priority == 10
    assert reading.coalition.slug in steps[0].url
    assert steps[-1] == late
    assert registry.next_steps_for(reading_for(role="partner")) == [late]


def test_a_thin_domain_and_parents_are_suggested_with_a_reason():
    steps = registry.next_steps_for(add_partners(reading_for(), "medical", "social"))
    assert {50, 60} <= {step.priority for step in steps}
    assert all(str(step.reason) for step in steps)


def test_known_facts_name_municipality_region_listing_and_stage():
    reading = reading_for(stage="forming", stage_source="Regionaal kader")
    covered = make.CoalitionMunicipalityFactory.create(
        coalition=reading.coalition, municipality__name="Best"
    )
    make.RegionMunicipalityFactory.create(
        municipality=covered.municipality, region__name="De Kempen"
    )
    GidsListing.objects.create(
        municipality=covered.municipality, is_gids=True, name_in_source="Best"
    )
    facts = registry.known_for(reading)
    assert [fact.position for fact in facts] == [10, 20, 30, 40, 60]
    assert "Best" in str(facts[0].text)
    assert "De Kempen" in str(facts[1].text)
    assert facts[3].source == "Regionaal kader"
    assert facts[0].url
    reader = Reading(reading.coalition, reading_for(role="partner").user)
    assert registry.known_for(reader)[0].url == ""


def test_a_look_up_is_done_once():
    asked = []
    reading = reading_for()
    for _time in range(2):
        reading.remember("sleutel", lambda: asked.append(1))
    assert asked == [1]
