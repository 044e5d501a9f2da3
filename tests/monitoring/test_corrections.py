"""Corrections of a frozen round: nobody who was counted falls out of a next edition."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from monitoring.models import EditionPart, Response, RoundExtension
from monitoring.services import editions
from monitoring.services.corrections import correction_allow
from monitoring.services.editions import edition_correct
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, freeze, year_world

pytestmark = pytest.mark.django_db
LATER = CLOSES + timedelta(days=9)


def said(edition, world, place=0):
    return EditionPart.objects.get(
        edition=edition, municipality=world.municipalities[place]
    ).content


def reopened(world, until, place=0):
    """One municipality may correct, and opened its answers again."""
    row = RoundExtension.objects.create(
        round=world.round, municipality=world.municipalities[place], until=until, reason="fout"
    )
    response = world.response(place)
    response.state, response.submitted_at = "busy", None
    response.save()
    response.answers.filter(question=world.questions["plan"]).update(given={"unknown": True})
    return row


def correct(world):
    return edition_correct(round=world.round, reason="hersteld", user=make.UserFactory.create())


def test_moving_the_end_of_a_correction_is_a_next_version_of_it():
    """Who has the older one before them is told, as of every record."""
    world = year_world()
    freeze(world)
    about: dict[str, Any] = {"round": world.round, "municipality": world.municipalities[0]}
    with clock.travel(LATER):
        row = correction_allow(**about, until=LATER + timedelta(days=1), reason="fout")
        moved = correction_allow(**about, until=LATER + timedelta(days=2), reason=" later ")
    assert (moved.pk, moved.reason) == (row.pk, "later")
    assert moved.version == row.version + 1


def gather(edition):
    running.run(edition.job.pk)
    edition.refresh_from_db()
    assert edition.state == "frozen"
    return edition


def test_no_correction_is_made_while_a_municipality_is_correcting():
    world = year_world()
    freeze(world)
    until = LATER + timedelta(days=1)
    reopened(world, until)
    with clock.travel(LATER):
        with pytest.raises(ValidationError) as refused:
            correct(world)
        assert world.municipalities[0].name in refused.value.messages[0]
        assert world.municipalities[1].name not in refused.value.messages[0]
        Response.objects.filter(pk=world.response().pk).update(
            state="submitted", submitted_at=LATER
        )
        assert correct(world).number == 2


def test_who_let_the_term_of_a_correction_lapse_stays_as_it_was_counted():
    world = year_world()
    first = freeze(world)
    reopened(world, LATER - timedelta(days=1))
    with clock.travel(LATER):
        second = gather(correct(world))
    before, after = said(first, world), said(second, world)
    assert (after["counts"], after["state"]) == (True, "submitted")
    assert after["answers"] == before["answers"]
    assert second.content["totals"] == first.content["totals"]
    with clock.travel(LATER + timedelta(days=1)):
        assert said(gather(correct(world)), world)["answers"] == before["answers"]


def test_a_correction_is_of_the_moment_that_gathering_begins():
    world = year_world()
    freeze(world)
    with clock.travel(LATER):
        second = correct(world)
        began = LATER + timedelta(minutes=5)
        Response.objects.filter(pk=world.response().pk).update(
            submitted_at=LATER + timedelta(minutes=2)
        )
    with clock.travel(began):
        gather(second)
    assert second.moment == began
    assert second.content["moment"] == began.isoformat()
    assert said(second, world)["counts"] is True


def test_who_hands_in_while_a_correction_is_gathered_counts_as_before(monkeypatch):
    world = year_world()
    first = freeze(world)
    real = editions.chunk_gather

    def handed_in_meanwhile(**kwargs):
        response = world.response()
        response.submitted_at = LATER + timedelta(seconds=1)
        response.save()
        response.answers.filter(question=world.questions["plan"]).update(given={"unknown": True})
        return real(**kwargs)

    monkeypatch.setattr(editions, "chunk_gather", handed_in_meanwhile)
    with clock.travel(LATER):
        second = gather(correct(world))
        after = said(second, world)
        assert after["counts"] is True
        assert after["answers"] == said(first, world)["answers"]
        monkeypatch.undo()
    with clock.travel(LATER + timedelta(days=1)):
        third = said(gather(correct(world)), world)
    assert third["answers"]["plan"]["value"] == {"unknown": True}
