"""A round that opens: who fills in, what the record says, twice the same, never a no."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coalitions.models import (
    Action,
    Ambition,
    CoalitionLink,
    CoalitionStage,
    EmbeddingItem,
    Municipality,
    ParentInvolvement,
    RoadMapItem,
)
from interventions.models import ChoiceMunicipality, Recognition
from kansrijkestart.core import clock
from monitoring.models import Interpretation, Response, ResponseAnswer
from monitoring.selectors import derivations
from monitoring.selectors.derivations import Derived, Source
from monitoring.selectors.filling import _linked_within, derived_for, places_of
from monitoring.services.responses import responses_open
from tests.factories import (
    AgreementFactory,
    ChoiceFactory,
    CoalitionFactory,
    CoalitionMunicipalityFactory,
    IndicatorFactory,
    InterventionFactory,
    MunicipalityFactory,
    PartnershipFactory,
    RegionMunicipalityFactory,
)
from tests.monitoring.year_world import answer_of, open_round, questionnaire, round_of
from tests.monitoring.year_world import fill as fill_round

pytestmark = pytest.mark.django_db


def covered(**coalition):
    return CoalitionMunicipalityFactory.create(coalition=CoalitionFactory.create(**coalition))


def told(key, *coverage):
    places = places_of([one.municipality for one in coverage], clock.today())
    return derivations.find(key).derive(places)


def options(key, coverage):
    found = told(key, coverage).get(coverage.municipality.pk)
    return found and found.value["options"]


def test_the_local_coalition_fills_in_before_the_regional_one():
    row = covered()
    regional = CoalitionFactory.create(regional=True)
    CoalitionMunicipalityFactory.create(coalition=regional, municipality=row.municipality)
    places = places_of([row.municipality], clock.today())
    assert places.own[row.municipality.pk] == row.coalition
    assert places.every[row.municipality.pk] == [row.coalition, regional]


def test_a_municipality_with_only_a_region_is_filled_in_by_its_coalition():
    regional = CoalitionFactory.create(regional=True)
    row = RegionMunicipalityFactory.create(region=regional.region)
    assert places_of([row.municipality], clock.today()).own == {row.municipality.pk: regional}


def test_a_coalition_that_ended_fills_in_nothing_and_is_said_to_have_ended():
    row = covered(stage="ended", ended_on=date(2023, 1, 1))
    assert places_of([row.municipality], clock.today()).own == {}
    assert places_of([row.municipality], date(2022, 12, 31)).own == {
        row.municipality.pk: row.coalition
    }
    assert options("coalition_stage", row) == ["ended"]


def test_an_empty_record_says_nothing_at_all():
    row = covered()
    places = places_of([row.municipality], clock.today())
    for key, _words in derivations.choices():
        assert derivations.find(key).derive(places) == {}, key


def test_stage_form_and_day():
    row = covered(stage="formed", stage_since=date(2022, 5, 1))
    regional = CoalitionFactory.create(regional=True, stage="forming")
    CoalitionLink.objects.create(local=row.coalition, regional=regional)
    CoalitionStage.objects.create(coalition=row.coalition, stage="formed", since=date(2021, 3, 1))
    assert options("coalition_stage", row) == ["formed"]
    assert options("coalition_form", row) == ["local", "regional"]
    assert told("coalition_formed_on", row)[row.municipality.pk].value == {"day": "2021-03-01"}


def test_the_plan():
    row = covered()
    ambition = Ambition.objects.create(coalition=row.coalition, title="Minder roken")
    assert options("ambitions", row) == ["yes"]
    assert options("objectives", row) == ["in_development"]
    assert options("joint_plan", row) == ["in_development"]
    assert options("objective_periods", row) is None
    ambition.target, ambition.phase = "5% in 2027", "during"
    ambition.save()
    RoadMapItem.objects.create(coalition=row.coalition, deliverable="Plan", level="local")
    assert options("objectives", row) == ["yes"]
    assert options("joint_plan", row) == ["yes"]
    assert options("objective_periods", row) == ["during"]
    ambition.state, ambition.ended_on = "reached", date(2024, 1, 1)
    ambition.save()
    assert options("ambitions", row) is None


def test_policy_framework():
    row, other = covered(), covered()
    EmbeddingItem.objects.create(coalition=row.coalition, title="KS", anchored_in="health")
    AgreementFactory.create(in_force=True, coalition=other.coalition, plan_name="Regioplan")
    assert options("policy_framework", row) == ["yes"]
    assert options("policy_framework", other) == ["yes"]


def test_levels_of_agreements_in_force_with_their_source():
    row = covered()
    agreement = AgreementFactory.create(
        in_force=True, coalition=row.coalition, title="Signaleren", levels=["implementation"]
    )
    AgreementFactory.create(coalition=row.coalition, levels=["governance"])
    found = derived_for(questionnaire(), places_of([row.municipality], clock.today()))
    answer = found[row.municipality.pk]["afspraken"]
    assert answer.value["options"] == ["executive"]
    source = answer.sources[0]
    assert (source.kind, source.key, source.path) == (
        "agreement",
        agreement.pk,
        f"/afspraken/{agreement.pk}/",
    )
    assert "Signaleren" in source.words
    assert "5 januari 2024" in source.words


def test_organisation_and_governance_are_policy():
    row = covered()
    AgreementFactory.create(in_force=True, coalition=row.coalition, levels=["organisation"])
    assert options("agreement_levels", row) == ["policy"]


def test_work_that_is_done():
    row = covered()
    ChoiceFactory.create(coalition=row.coalition, state="planned")
    assert options("activities", row) is None
    Action.objects.create(
        coalition=row.coalition, title="Bijeenkomst", state="done", done_on=date(2024, 2, 2)
    )
    assert options("activities", row) == ["yes"]


def test_interventions_count_for_the_municipalities_they_run_in():
    first = covered()
    second = CoalitionMunicipalityFactory.create(coalition=first.coalition)
    recognised = InterventionFactory.create()
    Recognition.objects.create(intervention=recognised, level="well_founded", source="test")
    everywhere = ChoiceFactory.create(coalition=first.coalition, intervention=recognised)
    here = ChoiceFactory.create(coalition=first.coalition)
    ChoiceMunicipality.objects.create(choice=here, municipality=first.municipality)
    running, good = (
        told("interventions_running", first, second),
        told("interventions_recognised", first, second),
    )
    assert running[first.municipality.pk].value == {"number": 2}
    assert running[second.municipality.pk].value == {"number": 1}
    assert good[second.municipality.pk].value == {"number": 1}
    everywhere.delete()
    assert told("interventions_recognised", first)[first.municipality.pk].value == {"number": 0}


@pytest.mark.parametrize(
    ("state", "expected"), [("running", ["yes"]), ("stopped", ["no"]), ("planned", None)]
)
def test_the_prenatal_visit(state, expected):
    row = covered()
    task = InterventionFactory.create(
        slug="prenataal-huisbezoek-jgz", kind="legal_task", earliest_week=16
    )
    ChoiceFactory.create(coalition=row.coalition, intervention=task, state=state)
    assert options("prenatal_visit", row) == expected
    week = told("prenatal_visit_week", row).get(row.municipality.pk)
    assert (week and week.value) == ({"number": 16} if state == "running" else None)


def test_partners_parents_and_figures():
    row = covered()
    partner = PartnershipFactory.create(coalition=row.coalition)
    PartnershipFactory.create(coalition=row.coalition, until=date(2020, 1, 1))
    ParentInvolvement.objects.create(coalition=row.coalition, form="panel")
    Interpretation.objects.create(
        coalition=row.coalition,
        conclusion="Veel",
        indicator=IndicatorFactory.create(kind="outcome"),
    )
    assert options("partner_types", row) == [partner.partner_type.key]
    assert options("parents_involved", row) == ["yes"]
    assert options("baseline", row) == ["yes"]
    assert options("monitoring_kinds", row) == ["outcome"]


def test_an_answer_that_this_year_does_not_offer_is_not_recorded():
    row = covered(stage="announced")
    found = derived_for(questionnaire(), places_of([row.municipality], clock.today()))
    assert "stadium" not in found[row.municipality.pk]


def test_opening_twice_changes_nothing_that_was_given():
    row = covered(stage="formed")
    alone = MunicipalityFactory.create()
    gone = MunicipalityFactory.create(valid_until=date(2020, 1, 1))
    opened = open_round()
    asked = opened.questionnaire_version.questions.count()
    answer = answer_of(opened, row.municipality, "stadium")
    assert answer.derived == {"options": ["formed"], "other": ""}
    assert answer.sources[0]["kind"] == "coalition"
    assert Response.objects.get(municipality=alone).coalition is None
    assert not Response.objects.filter(municipality=gone).exists()
    answer.given, answer.reason = {"options": ["forming"], "other": ""}, "Nog niet"
    answer.save()
    ResponseAnswer.objects.exclude(pk=answer.pk).filter(question__key="uren").delete()
    late = CoalitionMunicipalityFactory.create(municipality=alone)
    assert fill_round(opened) == 2
    answer.refresh_from_db()
    assert answer.given == {"options": ["forming"], "other": ""}
    assert ResponseAnswer.objects.count() == 2 * asked
    assert Response.objects.get(municipality=alone).coalition == late.coalition


def _rich(count):
    rows = [covered(stage="formed") for _ in range(count)]
    for row in rows:
        AgreementFactory.create(
            in_force=True, coalition=row.coalition, levels=["governance"], plan_name="Plan"
        )
        ChoiceFactory.create(coalition=row.coalition)
        PartnershipFactory.create(coalition=row.coalition)
        Ambition.objects.create(coalition=row.coalition, title="Minder", target="5%")
        Interpretation.objects.create(
            coalition=row.coalition, conclusion="Veel", indicator=IndicatorFactory.create()
        )
    return rows


def test_forty_municipalities_cost_as_many_queries_as_two():
    counts = []
    for count in (2, 38):
        _rich(count)
        with CaptureQueriesContext(connection) as asked:
            places = places_of(Municipality.objects.all(), clock.today())
            for key, _words in derivations.choices():
                derivations.find(key).derive(places)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_whole_country_is_filled_in_seconds():
    _rich(12)
    MunicipalityFactory.create_batch(330)
    opened = round_of()
    seen = []
    begun = clock.now()
    count = responses_open(round=opened, progress=lambda done, total: seen.append((done, total)))
    assert count == 342
    assert seen[0] == (0, 342)
    assert seen[-1] == (342, 342)
    assert (clock.now() - begun).total_seconds() < 30


def test_a_record_of_the_region_is_named_and_not_linked():
    """Who fills it in cannot open the record of their region."""
    own = CoalitionFactory.create()
    there = Source("stage", 1, "regio", "/coalities/regio/verloop/")
    here = Source("stage", 2, "eigen", f"/coalities/{own.slug}/verloop/")
    linked = _linked_within(Derived({"options": []}, [there, here]), own)
    assert [one.path for one in linked.sources] == ["", here.path]
    assert [one.words for one in linked.sources] == ["regio", "eigen"]
