"""Rounds: their states, their dates, opening as a job, extensions, and how far everybody is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import run
from kansrijkestart.notifications.services import Tell, notify
from monitoring.choices import RoundState
from monitoring.models import (
    Edition,
    Response,
    ResponseAnswer,
    Round,
    RoundExtension,
)
from monitoring.notifications import REMINDED
from monitoring.selectors.round_states import closing_words, due_days, last_day, state_at
from monitoring.selectors.rounds import count_of, counts_per_region, lines_of
from monitoring.services import rounds as services
from monitoring.views.rounds import next_words
from tests import factories as make
from tests.access.questionnaires import a_round, a_version

pytestmark = pytest.mark.django_db
# Midnight in Amsterdam after 31 December, in winter one hour before that of UTC.
NEW_YEAR = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
OPENS = datetime(2025, 10, 1, 7, 0, tzinfo=UTC)
PLAN: dict[str, Any] = {
    "opens_at": OPENS,
    "closes_at": NEW_YEAR,
    "publishes_on": None,
    "reminder_days": [28, 14],
}


@pytest.fixture(autouse=True)
def september():
    """These rounds are planned in September 2025; what services say is compared as written."""
    with clock.travel(datetime(2025, 9, 1, 10, 0, tzinfo=UTC)), override("en"):
        yield


def planned(**values):
    return services.round_create(version=a_version(is_published=True), **(PLAN | values))


def change(found, **values):
    found.refresh_from_db()
    dates = {name: getattr(found, name) for name in ("opens_at", "closes_at", "publishes_on")}
    days = [one.days_before for one in found.reminders.all()]
    wanted = dates | {"reminder_days": days, "expected_version": found.version} | values
    return services.round_update(round=found, **wanted)


def opened(found):
    """The round, as its job leaves it."""
    found.refresh_from_db()
    with clock.travel(found.opens_at):
        services.rounds_open()
        found.refresh_from_db()
        run(found.opening_job_id)
    found.refresh_from_db()
    return found


def frozen(found, moment):
    opened(found)
    Round.objects.filter(pk=found.pk).update(frozen_at=moment)
    found.refresh_from_db()
    return found


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (OPENS - timedelta(seconds=1), "planned"),
        (OPENS, "open"),
        (datetime(2025, 12, 31, 22, 59, 30, tzinfo=UTC), "open"),  # 23:59:30 in Amsterdam
        (datetime(2025, 12, 31, 23, 0, 10, tzinfo=UTC), "closed"),  # 00:00:10
    ],
)
def test_a_round_follows_its_dates_and_not_its_jobs(moment, state):
    assert state_at(Round(opens_at=OPENS, closes_at=NEW_YEAR), moment) == state


def test_frozen_is_published_from_its_day_in_amsterdam():
    found = Round(opens_at=OPENS, closes_at=NEW_YEAR, frozen_at=NEW_YEAR)
    assert state_at(found, NEW_YEAR + timedelta(days=900)) == "frozen"
    found.publishes_on = date(2026, 6, 1)
    assert state_at(found, datetime(2026, 5, 31, 21, 59, tzinfo=UTC)) == "frozen"
    assert state_at(found, datetime(2026, 5, 31, 22, 0, tzinfo=UTC)) == "published"


def test_midnight_belongs_to_the_day_before():
    assert last_day(NEW_YEAR) == date(2025, 12, 31)
    assert last_day(NEW_YEAR + timedelta(minutes=1)) == date(2026, 1, 1)
    assert due_days(NEW_YEAR, date(2025, 12, 17)) == 14


def test_until_when_is_said_as_readers_count():
    with override("nl"):
        assert closing_words(NEW_YEAR) == "31 december 2025"
        assert closing_words(NEW_YEAR + timedelta(hours=9)) == "1 januari 2026, 09:00"


def test_a_round_is_planned_once_and_of_a_published_version():
    found = planned()
    assert [one.days_before for one in found.reminders.all()] == [28, 14]
    with pytest.raises(DomainError, match="round already"):
        services.round_create(version=found.questionnaire_version, **PLAN)
    with pytest.raises(DomainError, match="Publish the questionnaire first"):
        services.round_create(version=a_version(), **PLAN)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"closes_at": OPENS}, "before it opens"),
        ({"closes_at": datetime(2025, 8, 1, tzinfo=UTC), "opens_at": OPENS}, "still to come"),
        ({"publishes_on": date(2025, 12, 1)}, "after the round has closed"),
        ({"reminder_days": [0]}, "1 to 120"),
        ({"reminder_days": [121]}, "1 to 120"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_words(values, words):
    with pytest.raises(Exception, match=words):
        planned(**values)
    assert not Round.objects.exists()


def test_dates_change_until_they_are_history():
    found = planned()
    change(found, opens_at=OPENS + timedelta(days=1))
    opened(found)
    with pytest.raises(DomainError, match="Its opening stays"):
        change(found, opens_at=OPENS)
    change(found, closes_at=NEW_YEAR + timedelta(days=7), reminder_days=[21, 7])
    with pytest.raises(DomainError, match="still to come"):
        change(found, closes_at=clock.now() - timedelta(days=1))
    with pytest.raises(EditConflict):
        change(found, expected_version=1)
    frozen(found, NEW_YEAR + timedelta(days=8))
    with pytest.raises(DomainError, match="does not change any more"):
        change(found, closes_at=NEW_YEAR + timedelta(days=30))
    change(found, publishes_on=date(2026, 6, 1))


def test_a_round_that_is_being_frozen_keeps_its_end():
    found = opened(planned())
    Edition.objects.create(round=found, number=1, moment=NEW_YEAR)
    with pytest.raises(DomainError, match="does not change any more"):
        change(found, closes_at=NEW_YEAR + timedelta(days=30))
    with pytest.raises(DomainError, match="does not change any more"):
        extend(found)


def test_a_reminder_that_was_sent_stays_in_the_list():
    found = opened(planned())
    about = {"round": found.pk, "days": 28}
    tell = Tell(make.UserFactory.create().pk, f"{found.pk} 1 28", "/kaart/", about)
    notify(kind=REMINDED, tells=[tell])
    with pytest.raises(DomainError, match="reminder of 28 days"):
        change(found, reminder_days=[14])
    change(found, reminder_days=[28, 7])
    assert [one.days_before for one in found.reminders.all()] == [28, 7]


def extend(found, municipality=None, until=NEW_YEAR + timedelta(days=14), **values):
    return services.extension_set(
        round=found,
        municipality=municipality or make.MunicipalityFactory.create(),
        until=until,
        reason=values.pop("reason", "ziekte"),
        **values,
    )


def test_one_municipality_gets_more_time_with_a_reason():
    found = planned()
    row = extend(found)
    with pytest.raises(DomainError, match="after the closing"):
        extend(found, until=NEW_YEAR)
    with pytest.raises(Exception, match="blank"):
        extend(found, reason="")
    later = extend(found, row.municipality, NEW_YEAR + timedelta(days=21), expected_version=1)
    assert later.pk == row.pk
    with pytest.raises(EditConflict):
        extend(found, row.municipality, expected_version=1)
    with pytest.raises(DomainError, match="would end earlier"):
        change(found, closes_at=NEW_YEAR + timedelta(days=40))
    services.extension_remove(extension=row)
    assert not RoundExtension.objects.exists()


def test_opening_is_asked_once_and_done_once(django_assert_num_queries):
    for _ in range(3):
        make.MunicipalityFactory.create()
    found = planned()
    assert services.rounds_open() == 0
    with clock.travel(OPENS):
        services.rounds_open()
        services.rounds_open()
        assert Job.objects.filter(kind=services.KIND).count() == 1
        found.refresh_from_db()
        run(found.opening_job_id)
        run(found.opening_job_id)
        assert services.rounds_open() == 0
    found.refresh_from_db()
    assert found.opened_at == OPENS
    assert Response.objects.filter(round=found).count() == 3
    assert found.opening_job.state == "done"


def test_a_round_that_was_moved_after_its_job_was_asked_opens_on_its_new_moment():
    found = planned()
    with clock.travel(OPENS):
        services.rounds_open()
    found.refresh_from_db()
    first = found.opening_job_id
    with clock.travel(OPENS):
        change(found, opens_at=OPENS + timedelta(days=1))
        run(first)
    found.refresh_from_db()
    assert found.opened_at is None
    with clock.travel(OPENS + timedelta(days=1)):
        services.rounds_open()
        found.refresh_from_db()
        run(found.opening_job_id)
    found.refresh_from_db()
    assert found.opening_job_id != first
    assert found.opened_at is not None


def test_a_round_that_is_moved_while_its_job_runs_is_not_called_open(monkeypatch):
    found, later = planned(), OPENS + timedelta(days=1)

    def moved(**_values):
        change(found, opens_at=later)

    with clock.travel(OPENS):
        services.rounds_open()
        found.refresh_from_db()
        monkeypatch.setattr(services, "responses_open", moved)
        run(found.opening_job_id)
    found.refresh_from_db()
    assert (found.opens_at, found.opened_at) == (later, None)


def test_a_job_that_failed_begins_anew_at_the_next_turn(monkeypatch):
    found = planned()

    def breaks(**_values):
        raise ValueError("stuk")

    with clock.travel(OPENS):
        services.rounds_open()
        found.refresh_from_db()
        with monkeypatch.context() as patch:
            patch.setattr(services, "responses_open", breaks)
            run(found.opening_job_id)
        found.refresh_from_db()
        assert (found.opening_job.state, found.opened_at) == ("failed", None)
        services.rounds_open()
        run(found.opening_job_id)
    found.refresh_from_db()
    assert found.opened_at == OPENS


def region_of(*municipalities):
    region = make.RegionFactory.create()
    for one in municipalities:
        make.RegionMunicipalityFactory.create(region=region, municipality=one)
    return region


def a_place(*, with_coalition=True):
    place = make.MunicipalityFactory.create()
    if with_coalition:
        coalition = make.CoalitionFactory.create()
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    return place


def hand_in(found, place):
    Response.objects.filter(round=found, municipality=place).update(
        state="submitted", submitted_at=clock.now()
    )


def test_the_response_is_a_share_of_those_asked_and_of_all():
    places = [a_place(), a_place(), a_place(with_coalition=False)]
    region = region_of(*places[:2])
    found = a_round()
    hand_in(found, places[0])
    lines = lines_of(found, Response.objects.filter(round=found))
    count = count_of(lines, len(places))
    assert (count.every, count.asked, count.handed_in, count.not_started) == (3, 2, 1, 1)
    assert count.of_asked == pytest.approx(1 / 2)
    assert count.of_every == pytest.approx(1 / 3)
    (per_region,) = counts_per_region(found, lines)
    assert per_region.region == region
    assert per_region.count.of_every == pytest.approx(1 / 2)
    assert count_of([], 0).of_asked is None  # not zero


def test_an_answer_not_known_is_answered_and_nothing_recorded_is_not():
    a_place()
    found = a_round()
    (answer,) = ResponseAnswer.objects.filter(response__round=found)
    rows = Response.objects.filter(round=found)
    assert lines_of(found, rows)[0].progress.share == 0
    answer.given = {"unknown": True}
    answer.save()
    assert lines_of(found, rows)[0].progress.share == 1


def test_analysts_see_everybody_and_filter_sort_and_download(client, sign_in):
    places = [a_place(), a_place(), a_place(with_coalition=False)]
    region = region_of(places[0])
    found = a_round()
    hand_in(found, places[1])
    sign_in("analyst")
    address = reverse("monitoring:round_overview", args=[found.pk])

    def names(query):
        return [one.municipality.name for one in client.get(address + query).context["lines"]]

    assert set(names("")) == {one.name for one in places}
    assert names("?state=submitted") == [places[1].name]
    assert names(f"?region={region.slug}") == [places[0].name]
    assert names("?sort=state")[-1] == places[1].name
    assert len(names("?region=bestaat-niet&state=onzin")) == 3
    for query in ("", "?state=submitted"):
        files = client.get(f"{address}{query}").context["files"]
        assert [(label[:14], url) for label, url in files] == [
            ("Lijst voor Exc", f"{address}excel.csv{query}"),
            ("Lijst voor pro", f"{address}machine.csv{query}"),
        ]
    body = client.get(f"{address}excel.csv?state=submitted").content.decode("utf-8-sig")
    header, *rows = body.splitlines()
    assert header.startswith("code;")
    assert [row.split(";")[1] for row in rows] == [places[1].name]
    assert client.get(f"{address}anders.csv").status_code == 404


def test_the_overview_asks_as_much_for_two_municipalities_as_for_forty(client, sign_in):
    sign_in("analyst")

    def cost(many):
        with transaction.atomic():
            region_of(*(a_place() for _ in range(many)))
            address = reverse("monitoring:round_overview", args=[a_round().pk])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(address).context["lines"]) == many
            transaction.set_rollback(True)
        return len(queries)

    assert cost(2) == cost(40) <= 40


def test_a_regional_lead_sees_how_far_they_are_and_no_answers_without_consent(client, sign_in):
    places = [a_place(), a_place(), a_place()]
    region = region_of(*places[:2])
    lead = make.UserFactory.create()
    make.RegionMembershipFactory.create(user=lead, region=region)
    make.ConsentFactory.create(municipality=places[0], kind="answers_region")
    found = a_round()
    version = found.questionnaire_version
    client.force_login(lead)
    args = [region.slug, version.year, version.questionnaire.key]
    page = client.get(reverse("dashboard:region_round", args=args))
    lines = page.context["lines"]
    assert {one.municipality for one in lines} == set(places[:2])
    readable = {one.municipality for one in lines if one.answers_url}
    assert readable == {places[0]}
    assert client.get(next(one.answers_url for one in lines if one.answers_url)).status_code == 200
    listed = client.get(reverse("dashboard:region_rounds", args=[region.slug])).content.decode()
    assert reverse("dashboard:region_round", args=args) in listed
    gone = reverse("dashboard:region_round", args=[region.slug, 2019, version.questionnaire.key])
    assert client.get(gone).status_code == 404


def test_an_analyst_plans_changes_and_extends_on_the_pages(client, sign_in):
    place = make.MunicipalityFactory.create()
    sign_in("analyst")
    version = a_version(is_published=True)
    address = reverse("monitoring:round_add", args=[version.pk])
    fields = {"opens_at": "2025-10-01T09:00", "closes_at": "2026-01-01T00:00"}

    def send(address, **data):
        form = client.get(address).context["form"]
        hidden = {f: form[f].value() for f in ("version", "idempotency_key") if f in form.fields}
        return client.post(address, hidden | data, follow=True)

    wrong = send(address, reminder_days="veertien", **fields)
    assert wrong.status_code == 200
    assert not Round.objects.exists()
    send(address, reminder_days="3, 28 14", **fields)
    found = Round.objects.get()
    assert (found.opens_at, found.closes_at) == (OPENS, NEW_YEAR)
    assert [one.days_before for one in found.reminders.all()] == [28, 14, 3]
    more = {"municipality": place.pk, "until": "2026-01-15T00:00", "reason": "ziekte"}
    send(reverse("monitoring:extension_add", args=[found.pk]), **more)
    row = RoundExtension.objects.get()
    send(
        reverse("monitoring:extension_update", args=[found.pk, row.pk]),
        until="2026-01-20T00:00",
        reason="nog ziek",
    )
    row.refresh_from_db()
    assert row.reason == "nog ziek"
    send(
        reverse("monitoring:round_update", args=[found.pk]),
        **(fields | {"opens_at": "2025-10-02T09:00"}),
    )
    page = client.get(reverse("monitoring:round", args=[found.pk])).content.decode()
    assert "2 oktober 2025 09:00" in page
    assert place.name in page
    history = client.get(reverse("monitoring:round_history", args=[found.pk])).content.decode()
    assert "nog ziek" in history
    client.post(reverse("monitoring:extension_remove", args=[found.pk, row.pk]))
    assert not RoundExtension.objects.exists()


def test_a_round_is_not_being_frozen_as_long_as_somebody_has_more_time(client, sign_in):
    found = opened(planned())
    extend(found)
    sign_in("analyst")
    address = reverse("monitoring:round", args=[found.pk])
    with clock.travel(NEW_YEAR + timedelta(days=1)):
        assert client.get(address).context["may_extend"] is True
        with override("en"):
            assert "when the last extension ends" in next_words(found, RoundState.CLOSED)
        Edition.objects.create(round=found, number=1, moment=NEW_YEAR)
        assert client.get(address).context["may_extend"] is False
    with clock.travel(NEW_YEAR + timedelta(days=15)), override("en"):
        assert "is being frozen" in next_words(found, RoundState.CLOSED)
