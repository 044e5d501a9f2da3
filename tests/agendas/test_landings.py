"""What is decided in a meeting becomes a record of the app it is about, with its refusals."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from coalitions.models import AdviceMessage, AdviceRequest
from coalitions.registry import Reading
from coalitions.selectors.agendas import lines_of, offered_for, subject_of
from coalitions.services.advice import advice_reply, advice_share
from coalitions.services.agenda_items import RecordChangedError
from coalitions.services.agendas import agenda_presence_save
from kansrijkestart.core import clock
from monitoring.models import Interpretation
from tests import factories as make
from tests.agendas.world import TODAY, TOMORROW
from tests.cast import relate
from tests.checklist.make import principle, round_of

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=200)


def item(table, title):
    return table.prepare(title).items.get()


def allowed(row, table):
    return list(subject_of(row, Reading(table.coalition, table.keeper)).landings)


def fresh(record):
    record.refresh_from_db()
    return record


def test_an_action_gets_another_day_and_keeps_the_rest(table):
    row = item(table, "Bellen")
    assert allowed(row, table) == ["action_done", "action_moved", "action_dropped"]
    table.decide(row, "action_moved", day=LATER)
    stored = fresh(table.action)
    assert (stored.due_on, stored.title, stored.state) == (LATER, "Bellen", "open")
    assert row.decisions.get().due_on == LATER


def test_an_action_is_dropped(table):
    table.decide(item(table, "Bellen"), "action_dropped", text="Niet meer nodig.")
    assert fresh(table.action).state == "dropped"


def test_a_bottleneck_is_worked_on_solved_or_left(table):
    row = item(table, "Wachttijd")
    assert allowed(row, table) == ["bottleneck_working", "bottleneck_solved", "bottleneck_wont"]
    table.decide(row, "bottleneck_working")
    assert fresh(table.bottleneck).state == "working"
    assert allowed(fresh(row), table) == ["bottleneck_solved", "bottleneck_wont"]
    for text in ("", "x" * 501):
        with pytest.raises(ValidationError) as refusal:
            table.decide(fresh(row), "bottleneck_wont", text=text)
        assert "text" in refusal.value.message_dict
    table.decide(fresh(row), "bottleneck_solved", text="Er is een plek bij.")
    solved = fresh(table.bottleneck)
    assert (solved.state, solved.solution, solved.solved_on) == (
        "solved",
        "Er is een plek bij.",
        TODAY,
    )
    assert allowed(fresh(row), table) == []


def test_a_bottleneck_that_will_not_be_solved_has_its_reason(table):
    table.decide(item(table, "Wachttijd"), "bottleneck_wont", text="Geen geld.")
    stored = fresh(table.bottleneck)
    assert (stored.state, stored.why_not) == ("wont", "Geen geld.")


def test_an_agreement_holds_until_another_day(table):
    row = item(table, "Overdracht")
    assert allowed(row, table) == ["agreement_holds", "agreement_evaluated", "agreement_ends"]
    with pytest.raises(ValidationError) as refusal:
        table.decide(row, "agreement_holds", day=TODAY)
    assert "landing_on" in refusal.value.message_dict
    table.decide(row, "agreement_holds", day=LATER, record_version=1)
    assert fresh(table.agreement).review_on == LATER


def test_an_agreement_is_evaluated_and_ends_with_a_reason(table):
    row = item(table, "Overdracht")
    table.decide(row, "agreement_evaluated", text="De JGZ wil het anders.")
    assert fresh(table.agreement).state == "being_evaluated"
    table.decide(fresh(row), "agreement_ends", text="Wij doen het anders.")
    ended = fresh(table.agreement)
    assert (ended.state, ended.end_reason) == ("ended", "Wij doen het anders.")
    assert allowed(row, table) == []


def test_an_agreement_in_consultation_applies_from_now(table):
    make.AgreementFactory.create(
        coalition=table.coalition, state="in_consultation", title="Huisbezoek"
    )
    row = item(table, "Huisbezoek")
    assert allowed(row, table) == ["agreement_applies"]
    table.decide(row, "agreement_applies")
    stored = type(table.agreement).objects.get(title="Huisbezoek")
    assert (stored.state, stored.starts_on) == ("in_force", TODAY)


def test_an_agreement_that_somebody_changed_meanwhile_is_looked_at_first(table):
    row = item(table, "Overdracht")
    with pytest.raises(RecordChangedError):
        table.decide(row, "agreement_holds", day=LATER, record_version=9)
    assert fresh(table.agreement).review_on == TOMORROW


def test_an_intervention_goes_on_gets_its_reason_or_stops(table):
    row = item(table, "VoorZorg")
    assert allowed(row, table) == ["choice_reason", "choice_goes_on", "choice_stops"]
    with pytest.raises(ValidationError) as refusal:
        table.decide(row, "choice_goes_on", day=TODAY)
    assert "landing_on" in refusal.value.message_dict
    table.decide(row, "choice_goes_on", day=LATER)
    assert fresh(table.choice).until == LATER
    table.decide(fresh(row), "choice_reason", text="Voor jonge moeders.")
    assert fresh(table.choice).reason == "Voor jonge moeders."
    assert allowed(row, table) == ["choice_goes_on", "choice_stops"]
    table.decide(fresh(row), "choice_stops", text="Te duur.")
    stopped = fresh(table.choice)
    assert (stopped.state, stopped.stop_reason, stopped.until) == ("stopped", "Te duur.", TODAY)


def figure(table):
    definition = make.DefinitionFactory.create(indicator__name="Vroeggeboorte")
    place = table.coalition.coverage.get().municipality
    return make.ObservationFactory.create(definition=definition, municipality=place)


def test_new_figures_become_an_interpretation_with_who_was_there(table):
    found = figure(table)
    row = item(table, "Vroeggeboorte")
    agenda_presence_save(
        agenda=row.agenda,
        present=[table.organisation],
        parents_present=None,
        expected_version=row.agenda.version,
    )
    [(_place, sentence)] = subject_of(row, Reading(table.coalition, table.keeper)).lines
    assert "20" in sentence
    with pytest.raises(ValidationError):
        table.decide(row, "figures_discussed")
    table.decide(row, "figures_discussed", text="Wij letten op roken.")
    talk = Interpretation.objects.get()
    assert (talk.indicator, talk.conclusion, talk.discussed_on, talk.read_until) == (
        found.definition.indicator,
        "Wij letten op roken.",
        TODAY,
        2021,
    )
    assert [one.organisation for one in talk.organisations.all()] == [table.organisation]
    _earlier, offers = offered_for(table.prepare(), Reading(table.coalition, table.keeper))
    assert "figures" not in {one.source.key for one in offers}


def test_figures_that_are_hidden_old_or_not_published_give_nothing_away(table):
    hidden = figure(table)
    type(hidden).objects.update(kind="suppressed", value=None, numerator=None, denominator=None)
    row = item(table, "Vroeggeboorte")
    [(_place, sentence)] = subject_of(row, Reading(table.coalition, table.keeper)).lines
    assert "20" not in str(sentence).replace("2021", "")
    release = hidden.release
    for changed in (
        {"published_at": clock.now() - timedelta(days=400)},
        {"published_at": clock.now(), "is_protected": False},
        {"is_protected": True, "embargo_until": clock.now() + timedelta(days=1)},
    ):
        type(release).objects.update(**changed)
        agenda = table.prepare()
        offers = offered_for(agenda, Reading(table.coalition, table.keeper))[1]
        assert "figures" not in {one.source.key for one in offers}
    type(release).objects.update(embargo_until=None)
    assert offered_for(table.prepare(), Reading(table.coalition, table.keeper))[1]


@pytest.fixture
def advised(table):
    assessment = round_of(table.coalition, state="advice_requested")
    about = {"assessment_id": assessment.pk, "principle": principle(assessment)}
    AdviceRequest.objects.create(assessment=assessment, principle=about["principle"])
    adviser = make.UserFactory.create()
    relate(adviser, "adviser", table.coalition)
    advice_share(**about, author=adviser, text="Nodig de JGZ uit.")
    return about


def test_the_last_word_of_the_adviser_is_answered(table, advised):
    title = advised["principle"].screen_title
    row = item(table, title)
    subject = subject_of(row, Reading(table.coalition, table.keeper))
    assert "Nodig de JGZ uit" not in str(subject)  # who is in the room may not read it
    with pytest.raises(ValidationError):
        table.decide(row, "advice_reply")
    table.decide(row, "advice_reply", text="Wij vragen de JGZ.")
    said = AdviceMessage.objects.order_by("pk").last()
    assert (said.kind, said.text, said.author) == ("reply", "Wij vragen de JGZ.", table.keeper)
    offers = offered_for(table.prepare(), Reading(table.coalition, table.keeper))[1]
    assert "advice" not in {one.source.key for one in offers}


def test_a_question_goes_back_to_the_adviser(table, advised):
    row = item(table, advised["principle"].screen_title)
    table.decide(row, "advice_question", text="Welke JGZ?")
    assert AdviceMessage.objects.order_by("pk").last().kind == "question"


def test_who_may_not_read_the_advice_is_not_offered_it(table, advised):
    partner = make.UserFactory.create()
    relate(partner, "partner", table.coalition)
    offers = offered_for(table.prepare(), Reading(table.coalition, partner))[1]
    assert "advice" not in {one.source.key for one in offers}
    advice_reply(**advised, user=table.keeper, text="Wij vragen de JGZ.")


def test_what_was_decided_says_so_in_the_minutes(table):
    row = item(table, "Overdracht")
    table.decide(row, "agreement_holds", day=LATER)
    [line] = lines_of(row.agenda, Reading(table.coalition, table.keeper))
    assert [(str(one.said), one.due_on) for one in line.decided] == [
        ("Afspraak blijft gelden; opnieuw bekijken op", LATER)
    ]
