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
    Bottleneck,
    BottleneckResponse,
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


def test_a_shorter_period_takes_nothing_from_anybody():
    """Two that worked somewhere on the same days in the past may still end what runs."""
    place = make.MunicipalityFactory.create()
    wide, left = regional_coalition(), make.CoalitionFactory.create()
    row = covers(wide, place, date(2020, 1, 1))
    covers(left, place, date(2018, 1, 1), date(2024, 1, 1))
    type(wide).objects.filter(pk=wide.pk).update(scope=Scope.BOTH)
    rows = CoalitionMunicipality.objects.filter(pk=row.pk)
    assert rows.update(until=clock.today() + DAY) == 1
    with refused("has a local coalition"):
        rows.update(since=date(2019, 1, 1))
    with refused("coverage_ends_after_start"):
        rows.update(until=date(2019, 1, 1))


def test_a_coalition_stays_on_the_level_of_its_links():
    local, wide = make.CoalitionFactory.create(), regional_coalition()
    link = CoalitionLink.objects.create(local=local, regional=wide)
    rows = type(wide).objects.filter(pk=wide.pk)
    with refused("takes part"):
        rows.update(scope=Scope.LOCAL)
    assert rows.update(scope=Scope.BOTH) == 1
    other = type(wide).objects.filter(pk=local.pk)
    with refused("takes part"):
        other.update(scope=Scope.REGIONAL, region=make.RegionFactory.create())
    CoalitionLink.objects.filter(pk=link.pk).update(until=clock.today())
    assert rows.update(scope=Scope.LOCAL) == 1


def test_a_link_is_to_another_coalition_and_once_at_a_time():
    both = make.CoalitionFactory.create(scope=Scope.BOTH, region=make.RegionFactory.create())
    with refused("link_to_another"):
        CoalitionLink.objects.create(local=both, regional=both)
    local = make.CoalitionFactory.create()
    CoalitionLink.objects.create(local=local, regional=both, until=date(2024, 1, 1))
    with refused("linked_once_at_a_time"):
        CoalitionLink.objects.create(local=local, regional=both, since=date(2023, 1, 1))
    CoalitionLink.objects.create(local=local, regional=both, since=date(2024, 1, 1))


def test_a_region_answers_a_bottleneck():
    mine = make.CoalitionFactory.create()
    knot = Bottleneck.objects.create(coalition=mine, title="Geen tolk")
    with refused("answers for its region"):
        BottleneckResponse.objects.create(bottleneck=knot, coalition=mine, text="Ja")
    BottleneckResponse.objects.create(bottleneck=knot, coalition=regional_coalition(), text="Ja")


def test_what_others_were_compared_with_stays_where_it_belongs(two):
    row, own, other = two
    elsewhere = make.CoalitionFactory.create()
    asked = {"coalition": row.coalition, "checklist": row.checklist, "closes_on": clock.today()}
    poll, poll_too = (Poll.objects.create(title=title, **asked) for title in ("Een", "Twee"))
    moves = [
        (row, "coalition", elsewhere),
        (row, "checklist", other.principle.checklist),
        (own, "principle", other.principle),
        (own.principle, "checklist", other.principle.checklist),
        (poll, "coalition", elsewhere),
        (poll, "principle", own.principle),
        (PollSheet.objects.create(poll=poll, key="b" * 64), "poll", poll_too),
        (make.PartnershipFactory.create(), "coalition", elsewhere),
        (Ambition.objects.create(coalition=row.coalition, title="Hier"), "coalition", elsewhere),
        (Bottleneck.objects.create(coalition=row.coalition, title="X"), "coalition", elsewhere),
    ]
    for record, field, target in moves:
        rows = type(record).objects.filter(pk=record.pk)
        with refused("stays where it belongs"):
            rows.update(**{field: target})
        assert rows.update(**{field: getattr(record, field)}) == 1


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, None),
        ({"ended_on": date(2024, 1, 2)}, "running_has_no_end_date"),
        ({"stage": "ended", "ended_on": date(2024, 1, 1)}, "coalition_ends_after_start"),
        ({"stage": "ended", "ended_on": date(2024, 1, 2)}, None),
    ],
)
def test_a_coalition_ends_after_it_began(values, rule):
    values = {"started_on": date(2024, 1, 2)} | values
    if rule is None:
        assert make.CoalitionFactory.create(**values).pk
        return
    with refused(rule):
        make.CoalitionFactory.create(**values)


def test_a_cover_is_for_somebody_else():
    row = make.CaseloadFactory.create(until=clock.today() + DAY)
    rows = type(row).objects.filter(pk=row.pk)
    assert rows.update(covers_for=make.UserFactory.create()) == 1
    with refused("cover_is_for_another"):
        rows.update(covers_for=row.adviser)
