"""Rows that must belong together: the database refuses what no service would write."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from coalitions.choices import Scope, Stage
from coalitions.models import (
    Action,
    AdviceMessage,
    AdviceRequest,
    Ambition,
    Answer,
    Assessment,
    CoalitionLink,
    CoalitionMunicipality,
    Poll,
    PollAnswer,
    PollSheet,
    PrincipleNote,
)
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@contextmanager
def refused(words):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


@pytest.fixture
def two():
    """A round of one checklist, and a statement of that and of another one."""
    own, other = make.StatementFactory.create(), make.StatementFactory.create()
    checklist = own.principle.checklist
    assert other.principle.checklist_id != checklist.pk
    coalition = make.CoalitionFactory.create()
    row = Assessment.objects.create(coalition=coalition, checklist=checklist, round=1)
    return row, own, other


def test_an_answer_is_to_a_statement_of_its_round(two):
    row, own, other = two
    answer = Answer.objects.create(assessment=row, statement=own)
    with refused("another checklist"):
        Answer.objects.create(assessment=row, statement=other)
    with refused("another checklist"):
        Answer.objects.filter(pk=answer.pk).update(statement=other)


@pytest.mark.parametrize("model", [PrincipleNote, AdviceRequest, AdviceMessage])
def test_words_about_a_principle_are_about_one_of_the_round(two, model):
    row, own, other = two
    more = {"kind": "reply", "text": "Ja."} if model is AdviceMessage else {}
    model.objects.create(assessment=row, principle=own.principle, **more)
    with refused("another checklist"):
        model.objects.create(assessment=row, principle=other.principle, **more)


def test_a_poll_asks_its_own_checklist(two):
    row, own, other = two
    values = {
        "coalition": row.coalition,
        "checklist": row.checklist,
        "title": "Peiling",
        "closes_on": clock.today() + DAY,
    }
    poll = Poll.objects.create(principle=own.principle, **values)
    with refused("another checklist"):
        Poll.objects.create(principle=other.principle, **values)
    sheet = PollSheet.objects.create(poll=poll, key="a" * 64)
    PollAnswer.objects.create(sheet=sheet, statement=own, answer="mostly")
    with refused("does not ask"):
        PollAnswer.objects.create(sheet=sheet, statement=other, answer="mostly")


def test_an_action_serves_an_ambition_of_its_own_coalition():
    here, there = make.CoalitionFactory.create(), make.CoalitionFactory.create()
    own = Ambition.objects.create(coalition=here, title="Hier")
    other = Ambition.objects.create(coalition=there, title="Daar")
    Action.objects.create(coalition=here, title="Bellen", ambition=own)
    with refused("another coalition"):
        Action.objects.create(coalition=here, title="Bellen", ambition=other)


def test_a_link_goes_from_a_local_to_a_regional_coalition():
    local, regional = make.CoalitionFactory.create(), regional_coalition()
    link = CoalitionLink.objects.create(local=local, regional=regional, since=date(2024, 1, 1))
    with refused("from a local to a regional"):
        CoalitionLink.objects.create(local=regional, regional=local)
    with refused("link_ends_after_start"):
        CoalitionLink.objects.filter(pk=link.pk).update(until=date(2023, 1, 1))


def regional_coalition():
    return make.CoalitionFactory.create(regional=True)


def covers(coalition, place, since=None, until=None):
    return CoalitionMunicipality.objects.create(
        coalition=coalition, municipality=place, since=since, until=until
    )


def test_one_local_coalition_runs_for_a_municipality_at_a_time():
    place = make.MunicipalityFactory.create()
    first, second = make.CoalitionFactory.create(), make.CoalitionFactory.create()
    row = covers(first, place, date(2022, 1, 1))
    with refused("has a local coalition"):
        covers(second, place, date(2024, 1, 1))
    covers(regional_coalition(), place, date(2024, 1, 1))
    CoalitionMunicipality.objects.filter(pk=row.pk).update(until=date(2024, 1, 1))
    covers(second, place, date(2024, 1, 1))
    with refused("has a local coalition"):
        CoalitionMunicipality.objects.filter(pk=row.pk).update(until=None)


def test_a_coalition_does_not_become_local_or_run_again_where_another_does():
    place = make.MunicipalityFactory.create()
    wide, ended = regional_coalition(), make.CoalitionFactory.create()
    rows = type(wide).objects
    covers(wide, place)
    covers(ended, place)
    rows.filter(pk=ended.pk).update(stage=Stage.ENDED, ended_on=date(2024, 1, 1))
    covers(make.CoalitionFactory.create(), place)
    with refused("has a local coalition"):
        rows.filter(pk=wide.pk).update(scope=Scope.BOTH)
    with refused("has a local coalition"):
        rows.filter(pk=ended.pk).update(stage=Stage.FORMED, ended_on=None)


def test_what_is_over_stands_in_nobodys_way():
    """A period may become shorter, and a coalition become local, whatever overlapped long ago."""
    place = make.MunicipalityFactory.create()
    wide, first = make.CoalitionFactory.create(regional=True), make.CoalitionFactory.create()
    past = covers(wide, place, date(2020, 1, 1), date(2022, 1, 1))
    covers(first, place, date(2021, 1, 1), date(2023, 1, 1))
    type(wide).objects.filter(pk=wide.pk).update(scope=Scope.BOTH)
    assert CoalitionMunicipality.objects.filter(pk=past.pk).update(until=date(2021, 6, 1)) == 1
    with refused("has a local coalition"):
        CoalitionMunicipality.objects.filter(pk=past.pk).update(until=date(2022, 6, 1))


def test_a_consent_was_decided_before_it_was_recorded():
    row = make.ConsentFactory.create(decided_on=clock.today())
    with refused("decided_before_recorded"):
        make.ConsentFactory.create(
            municipality=row.municipality, decided_on=clock.today() + 2 * DAY
        )
