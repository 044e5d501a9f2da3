"""Who fills in while a round is open: coalitions begin, end and take over."""

from datetime import timedelta

import pytest

from coalitions.models import Coalition, CoalitionMunicipality
from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import run
from monitoring.models import Response, RoundExtension
from monitoring.services import rounds
from monitoring.services.answering import writable_responses
from monitoring.services.rounds import FOLLOW, rounds_follow
from monitoring.tasks import open_rounds
from tests.factories import CoalitionFactory, CoalitionMunicipalityFactory, MunicipalityFactory
from tests.monitoring.year_world import open_round, response_of

pytestmark = pytest.mark.django_db


def follow():
    """The first turn of the periodic task today, and its job."""
    open_rounds()
    for job in Job.objects.filter(kind=FOLLOW, state="queued"):
        run(job.pk)
        job.refresh_from_db()
        assert job.state == "done"


def end(coalition):
    """It ended yesterday, and covers nothing since."""
    day = clock.today() - timedelta(days=1)
    Coalition.objects.filter(pk=coalition.pk).update(stage="ended", ended_on=day)
    CoalitionMunicipality.objects.filter(coalition=coalition).update(until=day)


def take_over(place, **values):
    found = CoalitionFactory.create(**values)
    CoalitionMunicipalityFactory.create(coalition=found, municipality=place)
    return found


def hand_in(opened, place):
    Response.objects.filter(round=opened, municipality=place).update(
        state="submitted", submitted_at=clock.now()
    )


def test_a_municipality_that_gets_a_coalition_after_opening_can_answer():
    place = MunicipalityFactory.create()
    opened = open_round()
    assert response_of(opened, place).coalition is None
    coalition = take_over(place)
    follow()
    assert response_of(opened, place).coalition == coalition


def test_a_coalition_that_ended_gives_way_to_the_one_that_works_there_now():
    row = CoalitionMunicipalityFactory.create()
    opened = open_round()
    end(row.coalition)
    heir = take_over(row.municipality)
    follow()
    assert response_of(opened, row.municipality).coalition == heir


def test_a_local_coalition_takes_over_from_the_regional_one():
    place = MunicipalityFactory.create()
    regional = take_over(place, regional=True)
    opened = open_round()
    assert response_of(opened, place).coalition == regional
    local = take_over(place)
    follow()
    assert response_of(opened, place).coalition == local


def test_what_is_handed_in_stays_with_who_handed_it_in():
    row = CoalitionMunicipalityFactory.create()
    opened = open_round()
    hand_in(opened, row.municipality)
    end(row.coalition)
    heir = take_over(row.municipality)
    follow()
    assert response_of(opened, row.municipality).coalition == row.coalition
    Response.objects.update(state="busy", submitted_at=None)
    with clock.travel(clock.now() + timedelta(days=1)):
        follow()
    assert response_of(opened, row.municipality).coalition == heir


def test_who_works_there_keeps_it_and_an_ended_one_without_an_heir_too():
    kept, ended = CoalitionMunicipalityFactory.create_batch(2)
    opened = open_round()
    end(ended.coalition)
    follow()
    assert response_of(opened, kept.municipality).coalition == kept.coalition
    assert response_of(opened, ended.municipality).coalition == ended.coalition


def test_who_was_not_there_at_the_opening_is_not_asked_later():
    open_round()
    MunicipalityFactory.create(valid_from=clock.today())
    follow()
    assert not Response.objects.exists()


def test_it_is_asked_once_a_day_as_long_as_the_round_is_open():
    opened = open_round()
    for _ in range(3):
        open_rounds()
    assert Job.objects.filter(kind=FOLLOW).count() == 1
    with clock.travel(clock.now() + timedelta(days=1)):
        open_rounds()
    assert Job.objects.filter(kind=FOLLOW).count() == 2
    assert opened.opened_at is not None
    with clock.travel(opened.opened_at):
        assert rounds_follow() == 0  # it was just opened
    with clock.travel(opened.closes_at):
        assert rounds_follow() == 0


def test_a_job_that_fails_is_not_asked_again_until_tomorrow(monkeypatch):
    """The periodic task looks every two minutes; what breaks would break all day."""
    opened = open_round()

    def breaks(**_values):
        raise ValueError("stuk")

    open_rounds()
    first = Job.objects.get(kind=FOLLOW)
    with monkeypatch.context() as patch:
        patch.setattr(rounds, "responses_open", breaks)
        run(first.pk)
    for _ in range(2):
        assert rounds_follow() == 1
        first.refresh_from_db()
        assert first.state == "failed"
    with clock.travel(clock.now() + timedelta(days=1)):
        assert rounds_follow() == 1
    keys = Job.objects.filter(kind=FOLLOW, state="queued").values_list("parameters", flat=True)
    assert list(keys) == [{"round": opened.pk}]


def test_who_has_more_time_is_followed_until_that_ends():
    """Everybody else's answers stay as they were filled in by the closing."""
    longer, over = CoalitionMunicipalityFactory.create_batch(2)
    opened = open_round()
    until = opened.closes_at + timedelta(days=9)
    RoundExtension.objects.create(
        round=opened, municipality=longer.municipality, until=until, reason="ziekte"
    )
    with clock.travel(opened.closes_at + timedelta(days=1)):
        heirs = []
        for row in (longer, over):
            end(row.coalition)
            heirs.append(take_over(row.municipality))
        follow()
        assert response_of(opened, longer.municipality).coalition == heirs[0]
        assert response_of(opened, over.municipality).coalition == over.coalition
        [found] = writable_responses(opened, heirs[0])
        assert found.municipality == longer.municipality
    with clock.travel(until):
        assert rounds_follow() == 0


def test_after_the_closing_nobody_is_asked_who_was_not_asked_before():
    """Of who has more time too: a job adds no response or answer for the others."""
    rows = CoalitionMunicipalityFactory.create_batch(2)
    opened = open_round()
    RoundExtension.objects.create(
        round=opened,
        municipality=rows[0].municipality,
        until=opened.closes_at + timedelta(days=9),
        reason="ziekte",
    )
    gone = response_of(opened, rows[1].municipality)
    gone.answers.all().delete()
    gone.delete()
    with clock.travel(opened.closes_at + timedelta(days=1)):
        follow()
    assert [one.municipality for one in Response.objects.all()] == [rows[0].municipality]
