"""Moments of rounds that cannot be, and two rounds of one questionnaire in a year."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import Round, RoundExtension
from monitoring.models.rounds import FIRST_MOMENT, LAST_MOMENT
from monitoring.selectors.fillings import find_round
from monitoring.services import rounds as services
from tests import factories as make
from tests.access.questionnaires import a_round, a_version
from tests.monitoring.edition_world import freeze, year_world

pytestmark = pytest.mark.django_db
WORDS = "van 2018 tot en met 2100"
ODD = ("0001-01-01T00:00", "2017-12-31T23:59", "2101-01-01T00:01", "9999-12-31T23:59")
PLAN: dict[str, Any] = {"publishes_on": None, "reminder_days": []}


def send(client, address, **data):
    key = {"idempotency_key": str(uuid.uuid4()), "version": 1}
    return client.post(address, key | data)


@pytest.mark.parametrize("odd", ODD)
def test_a_moment_that_nobody_can_mean_is_refused_at_its_field(client, sign_in, odd):
    sign_in("analyst")
    version, running = a_version(is_published=True), a_round()
    dates = {"opens_at": "2026-10-01T09:00", "closes_at": "2099-01-01T00:00"}
    extension = {"municipality": make.MunicipalityFactory.create().pk, "reason": "ziekte"}
    for name, pk, fields, field in (
        ("round_add", version.pk, dates, "opens_at"),
        ("round_add", version.pk, dates, "closes_at"),
        ("round_update", running.pk, dates, "closes_at"),
        ("extension_add", running.pk, extension, "until"),
    ):
        page = send(client, reverse(f"monitoring:{name}", args=[pk]), **(fields | {field: odd}))
        assert page.status_code == 200
        assert WORDS in str(page.context["form"].errors[field])
    assert [one.pk for one in Round.objects.all()] == [running.pk]
    assert not RoundExtension.objects.exists()


@pytest.mark.usefixtures("own_storage")
def test_a_correction_is_not_allowed_until_the_year_one_or_9999(client, sign_in):
    world = year_world()
    sign_in("analyst")
    address = reverse("monitoring:correction_allow", args=[freeze(world).pk])
    for odd in ODD:
        fields = {"municipality": world.municipalities[0].pk, "reason": "fout", "until": odd}
        page = send(client, address, **fields)
        assert page.status_code == 200
        assert WORDS in str(page.context["form"].errors["until"])


@pytest.mark.parametrize(
    "odd", [FIRST_MOMENT - timedelta(minutes=1), datetime.max.replace(tzinfo=UTC)]
)
def test_the_database_keeps_no_moment_out_of_reach(odd):
    found = a_round()
    later = RoundExtension.objects.create(
        round=found,
        municipality=make.MunicipalityFactory.create(),
        until=found.closes_at + timedelta(days=1),
        reason="ziekte",
    )
    for row, field in ((found, "opens_at"), (found, "closes_at"), (later, "until")):
        with pytest.raises(IntegrityError, match=r"in_reach|closes_after"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field: odd})
    Round.objects.filter(pk=found.pk).update(opens_at=FIRST_MOMENT, closes_at=LAST_MOMENT)


def test_a_service_says_so_too():
    with pytest.raises(ValidationError, match="2018"):
        services.round_create(
            version=a_version(is_published=True),
            opens_at=datetime(1, 1, 2, tzinfo=UTC),
            closes_at=clock.now() + timedelta(days=3),
            **PLAN,
        )


@pytest.mark.parametrize("year", ["0", "32768", "99999999999", "9" * 5000])
def test_a_year_that_cannot_be_finds_nothing(client, year):
    coalition = make.CoalitionFactory.create()
    client.force_login(make.MembershipFactory.create(coalition=coalition).user)
    listed = client.get(f"/coalities/{coalition.slug}/vragenlijst/{year}/")
    assert listed.status_code in {200, 404}
    page = client.get(f"/coalities/{coalition.slug}/vragenlijst/{year}/kansrijke-start/")
    assert page.status_code == 404


def next_version(found, year=None):
    """Another number of the same questionnaire, published; of the same year when none is given."""
    before, version = found.questionnaire_version, a_version()
    version.questionnaire, version.number = before.questionnaire, before.number + 1
    version.year = year or before.year
    version.state, version.published_at = "published", clock.now()
    version.save()
    return version


def plan(version, **dates):
    moment = clock.now()
    values = {"opens_at": moment + timedelta(days=1), "closes_at": moment + timedelta(days=9)}
    return services.round_create(version=version, **(PLAN | values | dates))


@pytest.mark.parametrize("is_open", [True, False])
def test_a_second_round_in_a_year_waits_until_the_first_is_frozen(is_open):
    first = a_round(is_open=is_open)
    again = next_version(first)
    with pytest.raises(DomainError, match="2025"):
        plan(again)
    assert [one.pk for one in Round.objects.all()] == [first.pk]
    plan(a_version(is_published=True))  # of another questionnaire
    Round.objects.filter(pk=first.pk).update(opened_at=first.opens_at, frozen_at=clock.now())
    assert plan(again).questionnaire_version == again


def test_a_round_of_another_year_does_not_wait():
    first = a_round()
    later = next_version(first, 2026)
    assert plan(later).questionnaire_version == later


def test_the_pages_of_a_year_are_those_of_the_newest_round_that_opened():
    first = a_round(is_open=False)
    year, key = 2025, first.questionnaire_version.questionnaire.key
    assert find_round(year, key) == first
    Round.objects.filter(pk=first.pk).update(opened_at=first.opens_at, frozen_at=clock.now())
    second = plan(next_version(first))
    assert find_round(year, key) == first
    Round.objects.filter(pk=second.pk).update(opened_at=clock.now())
    assert find_round(year, key) == second
    assert find_round(year, "geen") is None


def test_of_rounds_that_are_only_planned_the_newest_is_shown():
    first = a_round(is_open=False)
    second = Round.objects.create(
        questionnaire_version=next_version(first),
        opens_at=clock.now() + timedelta(days=1),
        closes_at=clock.now() + timedelta(days=9),
    )
    assert find_round(2025, first.questionnaire_version.questionnaire.key) == second


def linked(client, listed, address):
    """The rows of a list with whether they lead to the page, from the top."""
    rows = client.get(listed).content.decode().split("<tr")[2:]
    return [f'href="{address}"' in row for row in rows]


def test_a_list_leads_only_from_the_round_that_the_pages_are_about(client):
    """Both rounds of a year stand in it; the page by year and questionnaire is of one of them."""
    place = make.CoalitionMunicipalityFactory.create()
    first = a_round()
    Round.objects.filter(pk=first.pk).update(frozen_at=clock.now())
    key = first.questionnaire_version.questionnaire.key
    second = plan(next_version(first))  # it opens later, so it stands on top
    region = make.RegionFactory.create()
    coalition = make.MembershipFactory.create(coalition=place.coalition)
    lead = make.RegionMembershipFactory.create(region=region)
    pages = [
        (coalition.user, "monitoring:responses", "monitoring:response", place.coalition.slug),
        (lead.user, "dashboard:region_rounds", "dashboard:region_round", region.slug),
    ]
    for opened, expected in ((False, [False, True]), (True, [True, False])):
        if opened:
            Round.objects.filter(pk=second.pk).update(opened_at=clock.now())
        for user, listed, page, slug in pages:
            client.force_login(user)
            address = reverse(page, args=[slug, 2025, key])
            assert linked(client, reverse(listed, args=[slug]), address) == expected
