"""Consent works forward: it counts from the day on which the municipality decided, and is kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from coalitions.models import Consent, Municipality
from coalitions.selectors.members import decisions_of, sharing_of
from coalitions.services.members import consent_record
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def row():
    return make.CoalitionMunicipalityFactory.create()


def decide(row, days_ago, is_granted, **extra):
    values = {
        "coalition": row.coalition,
        "municipality": row.municipality,
        "kind": "public_map",
        "decided_by": "wethouder",
        "decided_on": clock.today() - days_ago * DAY,
        "recorded_by": make.UserFactory.create(),
    }
    return consent_record(is_granted=is_granted, **(values | extra))


def shares(kind="public_map"):
    return Municipality.objects.sharing(kind).exists()


def shown(row, kind="public_map"):
    (municipality,) = sharing_of(row.coalition)
    return next(one.decision for one in municipality.kinds if one.kind == kind)


def test_a_decision_counts_from_its_day_on(row):
    decide(row, 20, is_granted=True)
    decide(row, 10, is_granted=False)
    now = clock.now()
    for days_ago, expected in ((21, False), (20, True), (11, True), (10, False), (0, False)):
        with clock.travel(now - days_ago * DAY):
            assert shares() is expected, days_ago
            decision = shown(row)
            assert bool(decision and decision.is_granted) is expected


def test_a_decision_of_a_later_day_is_not_yet_in_force(row):
    tomorrow = clock.today() + DAY
    with pytest.raises(DomainError) as error:
        decide(row, -1, is_granted=True)
    assert "decided_on" in error.value.message_dict
    # Also when a row comes in another way.
    make.ConsentFactory.create(
        municipality=row.municipality,
        kind="public_map",
        is_granted=True,
        decided_on=tomorrow,
        recorded_at=clock.now() + DAY,
    )
    assert not shares()
    assert shown(row) is None
    with clock.travel(clock.now() + DAY):
        assert shares()


def test_an_earlier_decision_found_later_changes_nothing_of_today(row):
    decide(row, 5, is_granted=False)
    decide(row, 30, is_granted=True)
    assert not shares()
    with clock.travel(clock.now() - 10 * DAY):
        assert shares()


def test_of_two_decisions_of_one_day_the_last_recorded_counts(row):
    decide(row, 0, is_granted=True)
    decide(row, 0, is_granted=False)
    assert not shares()
    assert shown(row).is_granted is False


def test_each_kind_and_municipality_decides_apart(row):
    decide(row, 1, is_granted=True)
    other = make.CoalitionMunicipalityFactory.create(coalition=row.coalition)
    assert shares()
    assert not shares("checklist_adviser")
    assert [one.shared for one in sharing_of(row.coalition)].count(1) == 1
    with pytest.raises(DomainError):
        decide(other, 0, is_granted=True, municipality=make.MunicipalityFactory.create())


def once(fields):
    return fields | {"idempotency_key": str(uuid4())}


def test_every_decision_stays_with_who_and_when(client, sign_in, row):
    user = sign_in("coordinator", row.coalition)
    page = reverse(
        "coalitions:consent", args=[row.coalition.slug, row.municipality.code, "public_map"]
    )
    tomorrow = (clock.today() + DAY).isoformat()
    data = once({"is_granted": "yes", "decided_by": "college", "decided_on": tomorrow})
    assert client.post(page, data).status_code == 200
    for days_ago, answer, who in ((9, "yes", "college"), (3, "no", "gemeenteraad")):
        on = (clock.today() - days_ago * DAY).isoformat()
        sent = once({"is_granted": answer, "decided_by": who, "decided_on": on})
        assert client.post(page, sent).status_code == 302
        assert client.post(page, sent).status_code == 302  # a second click is the first
    rows = decisions_of(row.municipality, "public_map")
    assert [(one.is_granted, one.decided_by, one.recorded_by) for one in rows] == [
        (False, "gemeenteraad", user),
        (True, "college", user),
    ]
    text = client.get(page).content.decode()
    assert text.index("gemeenteraad") < text.index("college")
    assert Consent.objects.count() == 2
    members = client.get(reverse("coalitions:members", args=[row.coalition.slug]))
    assert "gemeenteraad" in members.content.decode()
