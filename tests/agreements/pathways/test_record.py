"""What the record says of care pathways, and what becomes a link in them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import CarePathway
from agreements.selectors.contacts import contact_parts
from coalitions.models import Membership
from coalitions.registry import Reading, facts_for, next_steps_for
from coalitions.selectors.look_ups import look_up_together
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
TITLE = "Kijk de zorgpaden na"


def keeper_reads(coalition):
    user = Membership.objects.get(coalition=coalition, role="coordinator").user
    return Reading(coalition, user)


def test_the_record_counts_and_the_next_step_asks_after_a_year(pathway):
    coalition = pathway.coalition
    said = [str(fact.text) for fact in facts_for(Reading(coalition), "afspraken")]
    assert "Eén zorgpad is vastgelegd." in said
    assert TITLE not in [step.title for step in next_steps_for(keeper_reads(coalition))]
    with clock.travel(clock.now() + timedelta(days=400)):
        said = [str(fact.text) for fact in facts_for(Reading(coalition), "afspraken")]
        late = "Eén zorgpad is vastgelegd. Eén is het afgelopen jaar niet nagekeken."
        assert late in said
        steps = {step.title: step for step in next_steps_for(keeper_reads(coalition))}
        assert steps[TITLE].url == reverse("agreements:pathway", args=[coalition.slug, pathway.pk])
        assert "Geldzorgen" in str(steps[TITLE].reason)
        assert TITLE not in [step.title for step in next_steps_for(Reading(coalition))]


def test_one_that_nobody_checked_comes_before_the_oldest(pathway):
    other = CarePathway.objects.create(
        coalition=pathway.coalition,
        municipality=pathway.municipality,
        theme=make.RiskThemeFactory.create(name="Overgewicht"),
    )
    third = make.RiskThemeFactory.create()
    CarePathway.objects.create(
        coalition=pathway.coalition, municipality=pathway.municipality, theme=third
    )
    with clock.travel(clock.now() + timedelta(days=400)):
        alone, among = keeper_reads(pathway.coalition), keeper_reads(pathway.coalition)
        look_up_together([among])
        assert next_steps_for(alone) == next_steps_for(among)
        steps = {step.title: step for step in next_steps_for(alone)}
        assert steps[TITLE].url.endswith(f"/{other.pk}/")
        assert "is nog niet nagekeken" in str(steps[TITLE].reason)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", []),
        ("Loop binnen", []),
        ("040 123 45 67", ["tel:0401234567"]),
        ("+31 (0)40 123 45 67", ["tel:+31401234567"]),
        ("team@example.org.", ["mailto:team@example.org"]),
        (
            "Bel 06-12345678 (tot 12 uur) of mail geld@example.org",
            ["tel:0612345678", "mailto:geld@example.org"],
        ),
        ("0612345678@example.org", ["mailto:0612345678@example.org"]),
        ("javascript:alert(1)", []),
    ],
)
def test_numbers_and_addresses_become_links_and_no_word_is_lost(text, links):
    parts = contact_parts(text)
    assert [part.href for part in parts if part.href] == links
    assert "".join(part.text for part in parts) == text
