"""Freezing a round: what is inside, who counts, and that it never changes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs import running
from kansrijkestart.jobs import services as jobs
from kansrijkestart.jobs.models import Job
from monitoring.models import (
    Edition,
    EditionPart,
    Export,
    ExportBatch,
    Response,
    ResponseAnswer,
    RoundExtension,
)
from monitoring.selectors.rounds import count_of, lines_of
from monitoring.services import editions
from monitoring.services.batches import batches_feed
from monitoring.services.editions import (
    edition_begin,
    edition_checksum,
    edition_correct,
    rounds_freeze,
)
from monitoring.tasks import freeze_rounds
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, freeze, year_world

pytestmark = pytest.mark.django_db
AFTER = CLOSES + timedelta(seconds=10)


def run(edition):
    assert edition.job is not None
    running.run(edition.job.pk)


def give_up(edition):
    assert edition.job is not None
    Job.objects.filter(pk=edition.job.pk).update(
        state="failed", attempt=5, finished_at=clock.now(), error="x"
    )


def part(edition, world, place=0):
    return EditionPart.objects.get(edition=edition, municipality=world.municipalities[place])


def test_a_round_that_is_over_is_frozen_once_with_every_municipality():
    world = year_world()
    with clock.travel(CLOSES - timedelta(seconds=1)):
        freeze_rounds()
        assert not Edition.objects.exists()
    with clock.travel(AFTER):
        freeze_rounds()
        freeze_rounds()
        [edition] = Edition.objects.all()
        run(edition)
        edition.refresh_from_db()
        world.round.refresh_from_db()
        assert (edition.number, edition.state, edition.frozen_at) == (1, "frozen", AFTER)
        assert world.round.frozen_at == AFTER
        assert rounds_freeze() == 0
    assert edition.parts.count() == 3
    assert edition.checksum == edition_checksum(edition)
    for one in edition.parts.all():
        assert one.checksum == jobs.checksum_of(one.content)


def test_an_answer_is_kept_with_its_value_its_sources_and_its_reason():
    world = year_world()
    answers = part(freeze(world), world).content["answers"]
    assert answers["plan"]["value"] == {"options": ["in_development"], "other": ""}
    assert answers["plan"]["derived"] == {"options": ["yes"], "other": ""}
    assert answers["plan"]["reason"] == "Het plan is nog niet af"
    assert answers["stage"]["sources"][0]["key"] == world.coalitions[0].slug
    assert answers["week"]["asked"] is True
    assert answers["story"]["value"] == {"unknown": True}


def test_a_question_the_route_does_not_come_by_is_not_asked():
    world = year_world()
    ResponseAnswer.objects.filter(question=world.questions["visit"]).update(
        given={"options": ["no"], "other": ""}, reason="nee"
    )
    edition = freeze(world)
    assert part(edition, world).content["answers"]["week"]["asked"] is False
    visits = edition.content["process"][2]
    assert (visits["count"], visits["answered"]) == (0, 2)


@pytest.mark.parametrize(("before", "counts"), [(30, True), (1, True), (0, False), (-10, False)])
def test_only_what_was_in_before_the_closing_moment_counts(before, counts):
    world = year_world()
    moment = CLOSES - timedelta(seconds=before)
    Response.objects.filter(municipality=world.municipalities[0]).update(submitted_at=moment)
    edition = freeze(world)
    assert part(edition, world).content["counts"] is counts
    assert edition.content["totals"]["handed_in"] == 1 + counts


def test_who_has_an_extension_may_be_later_and_holds_up_the_freezing():
    world = year_world()
    until = CLOSES + timedelta(days=3)
    RoundExtension.objects.create(
        round=world.round, municipality=world.municipalities[0], until=until, reason="ziek"
    )
    for place in (0, 1):
        Response.objects.filter(municipality=world.municipalities[place]).update(
            submitted_at=CLOSES + timedelta(days=2)
        )
    with clock.travel(CLOSES + timedelta(days=1)):
        assert rounds_freeze() == 0
        with pytest.raises(DomainError):
            edition_begin(round=world.round)
    edition = freeze(world, seconds=3 * 86400)
    assert part(edition, world).content["counts"] is True
    assert part(edition, world, 1).content["counts"] is False


def test_process_indicators_have_both_denominators():
    world = year_world()
    make.MunicipalityFactory.create()  # one that got no questionnaire
    content = freeze(world).content
    assert content["totals"] == {"every": 4, "asked": 3, "handed_in": 2}
    coalition, plan, visit = content["process"]
    assert (coalition["number"], coalition["count"], coalition["every"]) == ("1", 2, 4)
    assert (coalition["of_respondents"], coalition["of_every"]) == (100.0, 50.0)
    assert plan["count"] == 2  # in development counts, as in the monitor of 2021
    assert (visit["denominator"], visit["answered"], visit["of_answered"]) == ("answered", 2, 100.0)


def test_asked_is_who_has_a_coalition_as_in_the_overview():
    world = year_world()
    Response.objects.filter(pk=world.response(2).pk).update(coalition=None)
    lines = lines_of(world.round, Response.objects.filter(round=world.round))
    edition = freeze(world)
    assert edition.content["totals"] == {"every": 3, "asked": 2, "handed_in": 2}
    assert count_of(lines, 3).asked == 2


def test_a_hidden_figure_is_hidden_in_what_is_frozen():
    world = year_world()
    [figure] = part(freeze(world), world).content["figures"]
    assert (figure["kind"], figure["value"], figure["numerator"]) == ("suppressed", None, None)
    assert "Verborgen" in figure["sentence"] or "verborgen" in figure["sentence"]
    assert [one["value"] for one in figure["years"]][:2] == [10.0, 10.5]


def test_names_of_persons_are_not_in_it():
    world = year_world()
    user = make.UserFactory.create(name="Kanarie Persoon")
    Response.objects.filter(municipality=world.municipalities[0]).update(submitted_by=user)
    edition = freeze(world)
    content = part(edition, world).content
    assert content["handed_in_by"] == user.pk
    assert "Kanarie" not in str(content)


def test_later_changes_of_the_record_never_reach_it():
    world = year_world()
    edition = freeze(world)
    before = edition.checksum, part(edition, world).content
    ResponseAnswer.objects.update(given={"unknown": True}, reason="anders")
    world.municipalities[0].name = "Andersdorp"
    world.municipalities[0].save()
    with clock.travel(AFTER):
        assert edition_begin(round=world.round) == edition
    edition.refresh_from_db()
    assert (edition.checksum, part(edition, world).content) == before
    assert edition_checksum(edition) == edition.checksum


@pytest.mark.parametrize("what", ["edition", "part", "new", "delete"])
def test_the_database_refuses_every_write_of_what_is_frozen(what):
    world = year_world()
    edition = freeze(world)
    one = part(edition, world)
    writes = {
        "edition": lambda: Edition.objects.filter(pk=edition.pk).update(reason="x"),
        "part": lambda: EditionPart.objects.filter(pk=one.pk).update(content={}),
        "new": lambda: EditionPart.objects.create(
            edition=edition,
            municipality=make.MunicipalityFactory.create(),
            code="GM9999",
            content={},
            checksum="x",
        ),
        "delete": lambda: one.delete(),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        writes[what]()


class WorkerDied(BaseException):
    pass


def test_a_worker_that_dies_after_every_chunk_gives_the_same_checksum(monkeypatch):
    monkeypatch.setattr(editions, "CHUNK", 1)
    world = year_world()
    undisturbed = freeze(world).checksum
    clone = Edition.objects.get()
    # The same round once more, as if the first edition had never been made.
    with transaction.atomic():
        _forget(clone)
    real, deaths = jobs.progress, []

    def die(*args, **kwargs):
        deaths.append(1)
        raise WorkerDied

    monkeypatch.setattr(jobs, "progress", die)
    with clock.travel(CLOSES + timedelta(seconds=60)):
        edition = edition_begin(round=world.round)
        for _ in range(3):
            with pytest.raises(WorkerDied):
                run(edition)
            Job.objects.update(lease_until=CLOSES, attempt=0)
        monkeypatch.setattr(jobs, "progress", real)
        run(edition)
    edition.refresh_from_db()
    assert len(deaths) == 3
    assert edition.checksum == undisturbed
    assert edition.parts.count() == 3


def _forget(edition):
    """Remove a frozen edition: only a test may, past the triggers."""
    import pgtrigger

    with pgtrigger.ignore():
        Export.objects.all().delete()
        ExportBatch.objects.all().delete()
        edition.parts.all().delete()
        edition.delete()
    edition.round.__class__.objects.update(frozen_at=None)
    Job.objects.all().delete()


def test_a_chunk_locks_in_the_order_in_which_everybody_locks():
    """Who hands in locks by key; another order here would let the two wait for each other."""
    world = year_world()
    for number, place in enumerate(world.municipalities):
        Municipality.objects.filter(pk=place.pk).update(code=f"GM{9000 - number}")
    with CaptureQueriesContext(connection) as queries:
        freeze(world)
    [locking] = [
        one["sql"]
        for one in queries
        if one["sql"].startswith('SELECT "monitoring_response"') and "FOR UPDATE" in one["sql"]
    ]
    assert 'ORDER BY "monitoring_response"."id" ASC' in locking


def test_figures_that_change_while_it_is_gathered_make_it_begin_anew(monkeypatch):
    monkeypatch.setattr(editions, "CHUNK", 2)
    world = year_world()
    real = editions.chunk_gather
    done: list[int] = []

    def published_half_way(**kwargs):
        found = real(**kwargs)
        if not done:
            make.ReleaseFactory.create(published=True)
        done.append(found)
        return found

    monkeypatch.setattr(editions, "chunk_gather", published_half_way)
    edition = freeze(world)
    assert done == [2, 1, 2, 1]  # all of it once more
    assert "figures_stamp" not in edition.content
    assert edition.checksum == edition_checksum(edition)


def test_language_time_zone_and_moment_of_freezing_change_nothing():
    world = year_world()
    with translation.override("nl"):
        first = freeze(world)
    checksum = first.checksum
    _forget(first)
    with translation.override("en"), timezone.override("Pacific/Kiritimati"):
        assert freeze(world, seconds=40_000).checksum == checksum


def test_a_correction_is_a_next_edition_with_a_reason_and_the_old_one_stays():
    world = year_world()
    first = freeze(world)
    analyst = make.NationalRoleFactory.create().user
    with pytest.raises(ValidationError) as refused:
        edition_correct(round=world.round, reason=" ", user=analyst)
    assert "reason" in refused.value.message_dict
    answer = ResponseAnswer.objects.get(response=world.response(), question=world.questions["plan"])
    answer.given, answer.reason = {"options": ["no"], "other": ""}, "brief van de gemeente"
    answer.save()
    late = CLOSES + timedelta(days=9)
    with clock.travel(late):
        second = edition_correct(round=world.round, reason="fout in antwoord", user=analyst)
        with pytest.raises(DomainError):
            edition_correct(round=world.round, reason="nog een", user=analyst)
        run(second)
    second.refresh_from_db()
    assert (second.number, second.reason, second.state) == (2, "fout in antwoord", "frozen")
    value = part(second, world).content["answers"]["plan"]["value"]
    assert value == {"options": ["no"], "other": ""}
    assert part(first, world).content["answers"]["plan"]["value"] != value
    assert edition_checksum(first) == first.checksum != second.checksum


def test_a_correction_whose_job_gave_up_is_tried_again():
    world = year_world()
    freeze(world)
    user = make.UserFactory.create()
    second = edition_correct(round=world.round, reason="hersteld", user=user)
    give_up(second)
    rounds_freeze()
    assert Edition.objects.filter(pk=second.pk, job__state="queued").exists()
    run(second)
    second.refresh_from_db()
    assert second.state == "frozen"


def test_an_edition_whose_job_gave_up_after_freezing_gets_its_batch():
    edition = freeze(year_world())
    Export.objects.all().delete()
    ExportBatch.objects.all().delete()
    give_up(edition)
    batches_feed()
    assert Export.objects.count() == 3
    assert ExportBatch.objects.get().edition == edition


def test_a_round_that_is_not_frozen_cannot_be_corrected():
    world = year_world()
    with pytest.raises(DomainError):
        edition_correct(round=world.round, reason="x", user=make.UserFactory.create())


def test_pages_under_an_edition_say_in_their_title_of_which_edition(client):
    world = year_world()
    edition = freeze(world)
    client.force_login(make.NationalRoleFactory.create().user)
    code, [question, *_more] = world.municipalities[0].code, part(edition, world).content["answers"]
    answer = [edition.pk, code, question]
    for name, route in [
        *((name, [edition.pk]) for name in ("drift", "edition_correct", "correction_allow")),
        ("edition_answer", answer),
    ]:
        page = client.get(reverse(f"monitoring:{name}", args=route)).content.decode()
        assert ", editie 1" in page[page.index("<title>") : page.index("</title>")], name
