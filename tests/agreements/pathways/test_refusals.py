"""Care pathways: what the database and the services refuse and do."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from agreements.models import CarePathway, PathwayLine
from agreements.selectors.pathways import asked_of
from agreements.services.pathways import (
    pathway_add,
    pathway_change,
    pathway_check,
    pathway_line_add,
    pathway_line_change,
    pathway_line_place,
    pathway_line_remove,
    pathway_remove,
)
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.agreements.pathways.world import line, place_of, texts
from tests.events import events_of

pytestmark = pytest.mark.django_db


def test_one_pathway_per_municipality_and_theme(pathway):
    same = {name: getattr(pathway, name) for name in ("coalition", "municipality", "theme")}
    with pytest.raises(IntegrityError), transaction.atomic():
        CarePathway.objects.create(**same)
    assert CarePathway.objects.create(**same | {"theme": make.RiskThemeFactory.create()})


def test_the_database_refuses_what_belongs_to_another_coalition(pathway):
    elsewhere = make.CoalitionMunicipalityFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        CarePathway.objects.create(
            coalition=pathway.coalition,
            municipality=elsewhere.municipality,
            theme=make.RiskThemeFactory.create(),
        )
    stranger = make.AgreementFactory.create(coalition=elsewhere.coalition)
    with pytest.raises(IntegrityError), transaction.atomic():
        PathwayLine.objects.create(pathway=pathway, question="agreements", agreement=stranger)
    own = make.AgreementFactory.create(coalition=pathway.coalition)
    assert PathwayLine.objects.create(pathway=pathway, question="agreements", agreement=own)


def test_an_answer_says_something(pathway):
    with pytest.raises(IntegrityError), transaction.atomic():
        PathwayLine.objects.create(pathway=pathway, question="support", contact="040 123 45 67")
    with pytest.raises(IntegrityError), transaction.atomic():
        PathwayLine.objects.create(pathway=pathway, question="anders", text="Spreekuur")
    assert PathwayLine.objects.create(pathway=pathway, question="support", text="Spreekuur")


def test_a_pathway_is_made_with_its_first_answers(coalition, partner):
    agreement = make.AgreementFactory.create(coalition=coalition)
    lines: list[dict[str, Any]] = [
        {"question": "agreements", "agreement": agreement},
        {"question": "support", "text": "Gesprek over geld"},
        {"question": "contact", "organisation": partner, "contact": "geld@example.org"},
    ]
    theme = make.RiskThemeFactory.create()
    found = pathway_add(
        coalition=coalition,
        municipality=place_of(coalition),
        theme=theme,
        owner=partner,
        lines=lines,
    )
    assert [len(asked.answers) for asked in asked_of(found)] == [1, 1, 1]
    assert texts(found, "agreements") == [agreement.title]
    assert found.upkeep == "never"
    with pytest.raises(ValidationError):
        pathway_add(coalition=coalition, municipality=place_of(coalition), theme=theme)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("municipality", lambda: {"municipality": make.MunicipalityFactory.create()}),
        ("owner", lambda: {"owner": make.OrganisationFactory.create()}),
        ("checked_on", lambda: {"checked_on": clock.today() + timedelta(days=1)}),
    ],
)
def test_a_pathway_that_is_refused(coalition, field, values):
    asked = {"municipality": place_of(coalition), "theme": make.RiskThemeFactory.create()}
    with pytest.raises(ValidationError) as refused:
        pathway_add(coalition=coalition, **asked | values())
    assert set(refused.value.message_dict) == {field}
    assert not CarePathway.objects.exists()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("text", lambda: {"text": "Zie dossier 123 456 782"}),
        ("contact", lambda: {"text": "Bel", "contact": "123456782"}),
        ("organisation", lambda: {"organisation": make.OrganisationFactory.create()}),
        ("agreement", lambda: {"agreement": make.AgreementFactory.create()}),
    ],
)
def test_an_answer_that_is_refused(pathway, field, values):
    with pytest.raises(ValidationError) as refused:
        pathway_line_add(pathway=pathway, question="support", **values())
    assert set(refused.value.message_dict) == {field}
    kept = line(pathway)
    with pytest.raises(ValidationError) as refused:
        pathway_line_change(line=kept, expected_version=1, **values())
    assert set(refused.value.message_dict) == {field}


def test_an_agreement_that_ended_is_not_chosen_but_stays_where_it_stood(pathway):
    agreement = make.AgreementFactory.create(coalition=pathway.coalition, in_force=True)
    kept = line(pathway, "", "agreements", agreement=agreement)
    ended = {"state": "ended", "ended_on": agreement.starts_on}
    type(agreement).objects.filter(pk=agreement.pk).update(**ended)
    agreement.refresh_from_db()
    with pytest.raises(ValidationError):
        line(pathway, "", "agreements", agreement=agreement)
    pathway_line_change(line=kept, expected_version=1, text="Nog niet vervangen")
    assert texts(pathway, "agreements") == [agreement.title]


def test_other_refusals(pathway):
    kept = line(pathway)
    with pytest.raises(DomainError):
        pathway_line_add(pathway=pathway, question="anders", text="x")
    with pytest.raises(ValidationError):
        pathway_line_add(pathway=pathway, question="contact", contact="040 123 45 67")
    with pytest.raises(TypeError):
        pathway_line_change(line=kept, expected_version=1, position=3)
    with pytest.raises(TypeError):
        pathway_change(pathway=pathway, expected_version=None, theme=pathway.theme)
    for stale in (
        lambda: pathway_line_change(line=kept, expected_version=9, text="x"),
        lambda: pathway_line_remove(line=kept, expected_version=9),
        lambda: pathway_change(pathway=pathway, expected_version=9, owner=None),
        lambda: pathway_check(pathway=pathway, expected_version=9),
        lambda: pathway_remove(pathway=pathway, expected_version=9),
    ):
        with pytest.raises(EditConflict):
            stale()


def test_who_looks_at_it_again_sees_what_was_added_since(pathway):
    seen = pathway.version
    line(pathway)
    with pytest.raises(EditConflict):
        pathway_check(pathway=pathway, expected_version=seen)


def test_answers_are_put_in_order_and_the_same_again_changes_nothing(pathway):
    rows = [line(pathway, text) for text in ("een", "twee", "drie")]
    line(pathway, "los", "contact")
    pathway_line_place(line=rows[2], place=1)
    assert texts(pathway) == ["drie", "een", "twee"]
    before = events_of(rows[0]).count(), CarePathway.objects.get().version
    pathway_line_place(line=rows[2], place=1)
    assert (events_of(rows[0]).count(), CarePathway.objects.get().version) == before
    pathway_line_place(line=rows[2], place=99)
    assert texts(pathway) == ["een", "twee", "drie"]
    rows[0].refresh_from_db()
    pathway_line_remove(line=rows[0], expected_version=rows[0].version)
    line(pathway, "vier")
    assert texts(pathway) == ["twee", "drie", "vier"]


def test_a_pathway_goes_with_its_answers_and_the_log_keeps_them(client, pathway):
    kept = line(pathway, "Spreekuur voor zwangeren")
    pathway.refresh_from_db()
    pathway_remove(pathway=pathway, expected_version=pathway.version)
    assert not PathwayLine.objects.exists()
    assert events_of(kept).order_by("pgh_id").last().pgh_label == "delete"
    page = client.get(reverse("coalitions:log", args=[pathway.coalition.slug])).content.decode()
    assert "Zorgpad" in page
    assert "Geldzorgen" in page


def test_the_log_names_an_answer_without_words_by_what_it_holds(client, pathway, partner):
    agreement = make.AgreementFactory.create(coalition=pathway.coalition, title="Warme overdracht")
    line(pathway, "", "agreements", agreement=agreement)
    line(pathway, "", "contact", organisation=partner)
    line(pathway, "Spreekuur", organisation=partner)
    log = client.get(reverse("coalitions:log", args=[pathway.coalition.slug]))
    rows = [row for row in log.context["entries"] if row.noun == "Antwoord in een zorgpad"]
    names = [name for row in rows for name in (row.name, *row.others)]
    assert names == ["Spreekuur", partner.name, "Warme overdracht"]


def test_after_a_year_it_is_due(pathway):
    assert pathway.upkeep == "fresh"
    with clock.travel(clock.now() + timedelta(days=365)):
        assert pathway.upkeep == "fresh"
    with clock.travel(clock.now() + timedelta(days=366)):
        assert pathway.upkeep == "old"
        assert pathway_check(pathway=pathway, expected_version=1).upkeep == "fresh"
