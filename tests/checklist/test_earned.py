"""What the record shows beside what the coalition says: every rule, and the pages."""

from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from agreements.models import AgreementTheme
from agreements.selectors.earned import agreements_asked
from coalitions.models import Action, CoalitionLead, CoalitionLink, ParentInvolvement
from coalitions.registry import Reading
from coalitions.selectors.earned import (
    Asked,
    EarnedState,
    composition_asked,
    earned_for,
    hinge_asked,
    lead_asked,
    weigh,
)
from interventions.selectors.earned import choices_asked
from monitoring.models import Interpretation
from monitoring.registry import figures_asked
from tests import factories as make
from tests.checklist.make import round_of

NONE, PARTLY, ALL = EarnedState.NOT_RECORDED, EarnedState.PARTLY, EarnedState.RECORDED
TODAY = date(2026, 8, 31)
THREE = ("medical", "social", "informal")
THEMES = ("vroegsignalering", "toeleiden", "begeleiden")


@pytest.mark.parametrize(
    ("asked", "state"),
    [
        (lead_asked(has_lead=False, has_plan=False), NONE),
        (lead_asked(has_lead=True, has_plan=False), PARTLY),
        (lead_asked(has_lead=False, has_plan=True), PARTLY),
        (lead_asked(has_lead=True, has_plan=True), ALL),
        (composition_asked([], has_parents=False), NONE),
        (composition_asked(["public_health"], has_parents=False), NONE),
        (composition_asked([], has_parents=True), PARTLY),
        (composition_asked(THREE[:2], has_parents=True), PARTLY),
        (composition_asked(THREE, has_parents=False), PARTLY),
        (composition_asked(THREE, has_parents=True), ALL),
        (agreements_asked([]), NONE),
        (agreements_asked(["borging", "mdo"]), NONE),
        (agreements_asked(THEMES[:1]), PARTLY),
        (agreements_asked(THEMES[1:]), PARTLY),
        (agreements_asked([*THEMES, "borging"]), ALL),
        (figures_asked(0, None, TODAY), NONE),
        (figures_asked(7, None, TODAY), PARTLY),
        (figures_asked(0, TODAY, TODAY), PARTLY),
        (figures_asked(7, TODAY, TODAY), ALL),
        (figures_asked(7, date(2025, 2, 28), TODAY), ALL),  # eighteen months, a shorter month
        (figures_asked(7, date(2025, 2, 27), TODAY), PARTLY),
        (figures_asked(7, date(2024, 12, 31), date(2026, 7, 1)), PARTLY),
        (choices_asked([]), NONE),
        (choices_asked(["", "  "]), PARTLY),
        (choices_asked(["Veel vraag", ""]), PARTLY),
        (choices_asked(["Veel vraag", "Past bij de opgave"]), ALL),
        (hinge_asked(linked=0), NONE),
        (hinge_asked(linked=3), ALL),
    ],
)
def test_a_rule_gives_a_state(asked, state):
    assert weigh(asked).state == state


def test_the_reason_names_everything_that_was_asked():
    earned = weigh([Asked("een trekker", True), Asked("een plan", False)])
    assert "een trekker" in earned.reason
    assert earned.reason.index("een trekker") < earned.reason.index("een plan")


@pytest.mark.django_db
def test_the_record_itself_is_read():
    coalition = make.CoalitionFactory.create()
    for domain in THREE:
        make.PartnershipFactory.create(coalition=coalition, partner_type__domain=domain)
    assert earned_for(Reading(coalition), "samenstelling").state == PARTLY
    ParentInvolvement.objects.create(coalition=coalition, form="panel")
    assert earned_for(Reading(coalition), "samenstelling").state == ALL
    assert earned_for(Reading(coalition), "trekker").state == NONE
    assert earned_for(Reading(coalition), "interventies").state == NONE
    assert earned_for(Reading(coalition), "cijfers").state == NONE
    Interpretation.objects.create(coalition=coalition, conclusion="Wij herkennen dit.")
    assert earned_for(Reading(coalition), "cijfers").state == PARTLY
    assert earned_for(Reading(coalition), "partijen") is None


def _lead(coalition):
    CoalitionLead.objects.create(coalition=coalition, name="Iemand")


def _action(coalition, state="open"):
    Action.objects.create(coalition=coalition, title="Bellen", state=state)


def _applying(coalition, *themes):
    for theme in themes:
        agreement = make.AgreementFactory.create(coalition=coalition, in_force=True)
        AgreementTheme.objects.create(
            agreement=agreement, theme=make.ThemeFactory.create(key=theme)
        )


def _running(coalition, reason):
    make.ChoiceFactory.create(coalition=coalition, state="running", reason=reason)


def _link(coalition):
    local = make.CoalitionFactory.create()
    CoalitionLink.objects.create(local=local, regional=coalition)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("principle", "record", "state"),
    [
        ("trekker", [_lead], PARTLY),
        ("trekker", [_action], PARTLY),
        ("trekker", [_lead, partial(_action, state="dropped")], PARTLY),
        ("trekker", [_lead, _action], ALL),
        ("afspraken", [lambda one: _applying(one, "borging")], NONE),
        ("afspraken", [lambda one: _applying(one, *THEMES[:2])], PARTLY),
        ("afspraken", [lambda one: _applying(one, *THEMES)], ALL),
        ("interventies", [lambda one: _running(one, "")], PARTLY),
        ("interventies", [lambda one: _running(one, "Veel vraag")], ALL),
        ("scharnierpunt", [], NONE),
        ("scharnierpunt", [_link], PARTLY),
        ("scharnierpunt", [lambda one: _applying(one, "knelpunten")], PARTLY),
        ("scharnierpunt", [_link, lambda one: _applying(one, "knelpunten")], ALL),
    ],
)
def test_a_rule_reads_the_record(principle, record, state):
    coalition = make.CoalitionFactory.create(regional=principle == "scharnierpunt")
    for make_it in record:
        make_it(coalition)
    assert earned_for(Reading(coalition), principle).state == state


@pytest.mark.django_db
@pytest.mark.parametrize(("in_force", "state"), [(True, PARTLY), (False, NONE)])
def test_only_an_agreement_that_applies_counts(in_force, state):
    agreement = make.AgreementFactory.create(in_force=in_force)
    theme = make.ThemeFactory.create(key="toeleiden")
    AgreementTheme.objects.create(agreement=agreement, theme=theme)
    assert earned_for(Reading(agreement.coalition), "afspraken").state == state


@pytest.mark.django_db
def test_both_pages_show_what_is_recorded_beside_what_is_said(client, sign_in):
    assessment = round_of()
    sign_in("coordinator", assessment.coalition)
    make.PartnershipFactory.create(coalition=assessment.coalition, partner_type__domain="medical")
    slug = assessment.coalition.slug
    for address in (
        reverse("coalitions:checklist", args=[slug]),
        reverse("coalitions:principle", args=[slug, 2]),
    ):
        page = client.get(address).content.decode()
        assert "Deels vastgelegd" in page
        assert "hoe ouders meedoen" in page
