"""The course of a coalition: stages, municipalities, regional coalitions and grants, with days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coalitions.models import Coalition, CoalitionLink, CoalitionStage, Grant, Municipality
from coalitions.registry import Reading
from coalitions.selectors.history import feeds_for, page_of_entries
from coalitions.selectors.life import joinable, timeline
from coalitions.services.coalition import coalition_end, coalition_update
from coalitions.services.coverage import coverage_add, coverage_end
from coalitions.services.grants import grant_add, grant_change
from coalitions.services.links import link_add, link_end
from coalitions.services.reopening import coalition_reopen
from coalitions.services.stages import stage_change, stage_from_source, stage_record
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db

OLD = date(2021, 5, 1)
DAY = timedelta(days=1)


@pytest.fixture
def coalition():
    """A local coalition that has worked for one municipality since 2020."""
    row = make.CoalitionMunicipalityFactory.create(
        coalition__stage="formed",
        coalition__stage_since=OLD,
        coalition__stage_source="tabel van 2024",
        municipality__name="Aadorp",
        since=date(2020, 1, 1),
    )
    return row.coalition


def stages(coalition):
    return [(row.stage, row.since, row.source) for row in timeline(fresh(coalition))]


def fresh(coalition):
    return Coalition.objects.get(pk=coalition.pk)


def url(name, coalition, *args):
    return reverse(f"coalitions:{name}", args=[coalition.slug, *args])


# Stages


def test_a_day_has_one_stage(coalition):
    CoalitionStage.objects.create(coalition=coalition, stage="forming", since=OLD)
    CoalitionStage.objects.create(coalition=coalition, stage="announced")
    for since in (OLD, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            CoalitionStage.objects.create(coalition=coalition, stage="formed", since=since)


def test_what_stood_there_becomes_the_first_row(coalition):
    assert stages(coalition) == [("formed", OLD, "tabel van 2024")]
    today = clock.today()
    stage_record(coalition=coalition, stage="forming", since=today, source="overleg")
    assert stages(coalition) == [
        ("forming", today, "overleg"),
        ("formed", OLD, "tabel van 2024"),
    ]
    now = fresh(coalition)
    assert (now.stage, now.stage_since, now.stage_source) == ("forming", today, "overleg")


def test_an_earlier_stage_leaves_how_it_stands_now(coalition):
    stage_record(coalition=coalition, stage="announced", since=date(2019, 6, 1), source="lijst")
    now = fresh(coalition)
    assert (now.stage, now.stage_since) == ("formed", OLD)
    assert [row[0] for row in stages(coalition)] == ["formed", "announced"]


TODAY = "today"


@pytest.mark.parametrize(
    ("stage", "since", "order"),
    [
        ("formed", OLD, ["formed", "forming"]),
        ("forming", OLD, ["forming", "forming"]),
        ("announced", OLD, ["forming", "announced"]),
        ("announced", TODAY, ["announced", "forming"]),
    ],
)
def test_where_a_stage_without_a_day_belongs(stage, since, order):
    """That it was announced years ago does not take back that it is being formed."""
    coalition = make.CoalitionFactory.create(stage="forming", stage_source="kader")
    since = clock.today() if since is TODAY else since
    stage_record(coalition=coalition, stage=stage, since=since)
    assert [row[0] for row in stages(coalition)] == order
    assert fresh(coalition).stage == order[0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stage": "ended"}, "stage"),
        ({"since": None}, "since"),
        ({"since": date(2100, 1, 1)}, "since"),
    ],
)
def test_what_is_no_stage_is_refused(coalition, values, field):
    with pytest.raises(DomainError) as error:
        stage_record(coalition=coalition, **({"stage": "forming", "since": OLD - DAY} | values))
    assert field in error.value.message_dict


def test_a_wrong_stage_is_put_right_and_the_log_keeps_it(coalition):
    row = stage_record(coalition=coalition, stage="forming", since=clock.today())
    changed = stage_change(row=row, expected_version=1, stage="announced", since=OLD - DAY)
    assert (fresh(coalition).stage, changed.version) == ("formed", 2)
    with pytest.raises(EditConflict):
        stage_change(row=row, expected_version=1, stage="formed", since=OLD - DAY)
    log = page_of_entries(feeds_for(Reading(coalition, None)), 1)[1]
    assert ("in opbouw", "aangemeld") in [
        (change.old.lower(), change.new.lower()) for entry in log for change in entry.changes
    ]


def test_ending_and_reopening_stand_in_the_timeline(coalition):
    stopped = clock.today() - 10 * DAY
    coalition_end(coalition=coalition, ended_on=stopped, expected_version=None)
    with pytest.raises(DomainError):
        stage_record(coalition=coalition, stage="forming", since=OLD - DAY)
    reopen(coalition)
    assert [row[:2] for row in stages(coalition)] == [
        ("forming", clock.today()),
        ("ended", stopped),
        ("formed", OLD),
    ]
    with pytest.raises(DomainError) as error:
        stage_record(coalition=coalition, stage="formed", since=stopped + DAY)
    assert "since" in error.value.message_dict
    with pytest.raises(DomainError):
        stage_change(
            row=CoalitionStage.objects.get(stage="ended"),
            expected_version=None,
            stage="formed",
            since=stopped,
        )


def test_a_stage_after_reopening_does_not_move_to_before_the_end(coalition):
    """Otherwise the end would be the newest again, of a coalition that runs."""
    stopped = clock.today() - 10 * DAY
    coalition_end(coalition=coalition, ended_on=stopped, expected_version=None)
    reopen(coalition)
    newest = CoalitionStage.objects.get(stage="forming")
    for since in (OLD + DAY, stopped):
        with pytest.raises(DomainError) as error:
            stage_change(row=newest, expected_version=None, stage="forming", since=since)
        assert "since" in error.value.message_dict
    assert fresh(coalition).stage == "forming"
    # Another one of before the end may still be put right.
    first = CoalitionStage.objects.get(stage="formed")
    stage_change(row=first, expected_version=None, stage="formed", since=OLD + DAY)
    assert [row[0] for row in stages(coalition)] == ["forming", "ended", "formed"]


def test_a_table_that_names_no_day_comes_after_what_was_known(coalition):
    local = make.CoalitionFactory.create(stage="announced", stage_since=OLD)
    stage_from_source(coalition=local, stage="forming", source="kader 2024")
    assert stages(local) == [("forming", None, "kader 2024"), ("announced", OLD, "")]
    assert fresh(local).stage_since is None
    # Whatever else changed the stage: it is shown, and kept at the next change.
    Coalition.objects.filter(pk=local.pk).update(stage="formed", stage_since=OLD + DAY)
    assert [row[0] for row in stages(fresh(local))] == ["formed", "forming", "announced"]
    stage_record(coalition=local, stage="forming", since=clock.today())
    assert [row[0] for row in stages(local)] == ["forming", "formed", "forming", "announced"]


def test_the_form_of_the_coalition_notes_a_stage_too(coalition):
    user = make.UserFactory.create()
    values = {"name": coalition.name, "stage": "forming"}
    rows = list(Municipality.objects.covered_by(coalition))
    for _time in range(2):
        now = fresh(coalition)
        coalition_update(
            coalition=now, user=user, expected_version=now.version, municipalities=rows, **values
        )
    assert [row[0] for row in stages(coalition)] == ["forming", "formed"]


def test_the_coordinator_records_and_changes_a_stage(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    page, add = url("life", coalition), url("stage_add", coalition)
    data = {"stage": "forming", "since": "2100-01-01", "source": "", "version": 0}
    assert client.post(add, once(data)).status_code == 200
    data |= {"since": "2020-02-01", "source": "besluit"}
    assert client.post(add, once(data)).url == page
    row = CoalitionStage.objects.get(source="besluit")
    change = url("stage_update", coalition, row.pk)
    assert change in client.get(page).content.decode()
    again = once(data | {"source": "nieuwsbrief", "version": row.version})
    assert client.post(change, again).url == page
    assert client.post(change, once(data | {"version": 1})).status_code == 409
    text = client.get(page).content.decode()
    assert "nieuwsbrief" in text
    assert "tabel van 2024" in text


# Municipalities


def test_a_municipality_from_a_day_until_a_day(coalition):
    (row,) = coverage_add(
        coalition=coalition, municipalities=[make.MunicipalityFactory.create(name="B")], since=OLD
    )
    before, today = _covered(coalition, OLD), clock.today()
    coverage_end(row=row, until=today + 30 * DAY)
    coverage_end(row=row, until=today)  # it was still to come, so it may change
    with pytest.raises(DomainError):
        coverage_end(row=row, until=today - DAY)
    assert _covered(coalition, OLD) == before == ["Aadorp", "B"]
    assert _covered(coalition, today - DAY) == ["Aadorp", "B"]
    assert _covered(coalition, today) == ["Aadorp"]


def _covered(coalition, on):
    rows = Municipality.objects.covered_by(coalition, on).order_by("name_fold")
    return list(rows.values_list("name", flat=True))


def test_an_earlier_period_ends_where_the_later_one_begins(coalition):
    (row,) = coverage_add(
        coalition=coalition,
        municipalities=list(Municipality.objects.filter(name="Aadorp")),
        since=date(2018, 1, 1),
    )
    assert row.until == date(2020, 1, 1)


def test_what_may_not_be_covered(coalition):
    new = make.MunicipalityFactory.create(valid_from=date(2022, 1, 1))
    gone = make.MunicipalityFactory.create(valid_until=date(2022, 1, 1))
    elsewhere = make.CoalitionMunicipalityFactory.create(since=date(2030, 1, 1)).municipality
    own = Municipality.objects.get(name="Aadorp")
    for municipality, since, field in (
        (new, OLD, "since"),
        (gone, date(2022, 1, 1), "since"),
        (elsewhere, OLD, "municipalities"),
        (own, OLD, "municipalities"),
    ):
        with pytest.raises(DomainError) as error:
            coverage_add(coalition=coalition, municipalities=[municipality], since=since)
        assert field in error.value.message_dict
    assert coverage_add(coalition=coalition, municipalities=[gone], since=OLD)


def test_the_region_of_the_day_counts_for_a_regional_coalition():
    regional = make.CoalitionFactory.create(regional=True)
    inside = make.RegionMunicipalityFactory.create(
        region=regional.region, since=date(2022, 1, 1)
    ).municipality
    make.RegionMunicipalityFactory.create(region=regional.region)
    with pytest.raises(DomainError):
        coverage_add(coalition=regional, municipalities=[inside], since=OLD)
    assert coverage_add(coalition=regional, municipalities=[inside], since=date(2022, 1, 1))


def test_the_last_municipality_stays(coalition):
    row = coalition.coverage.get()
    with pytest.raises(DomainError):
        coverage_end(row=row, until=clock.today())
    with pytest.raises(DomainError) as error:
        coverage_end(row=row, until=date(2019, 1, 1))
    assert "until" in error.value.message_dict


def test_the_coordinator_adds_and_ends_a_municipality(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    make.MunicipalityFactory.create(name="Beek")
    page, add = url("life", coalition), url("coverage_add", coalition)
    data = {"municipalities": "Beek", "since": "2022-07-01"}
    assert client.post(add, once(data | {"municipalities": "Qqq"})).status_code == 200
    assert client.post(add, once(data)).url == page
    assert client.post(add, once(data)).status_code == 200  # works for it already
    row = coalition.coverage.get(municipality__name="Beek")
    end = url("coverage_end", coalition, row.pk)
    assert client.post(end, {"until": "2022-07-01"}).status_code == 200
    assert client.post(end, {"until": "2024-01-01"}).url == page
    assert end not in client.get(page).content.decode()
    other = make.CoalitionMunicipalityFactory.create()
    assert client.get(url("coverage_end", coalition, other.pk)).status_code == 404


# Regional coalitions


def test_a_local_coalition_takes_part_in_more_than_one_and_leaves(coalition):
    first, second = (make.CoalitionFactory.create(regional=True) for _ in range(2))
    link = link_add(local=coalition, regional=first, since=OLD)
    link_add(local=coalition, regional=second, since=OLD)
    with pytest.raises(DomainError):
        link_add(local=coalition, regional=first, since=clock.today())
    with pytest.raises(DomainError):
        link_end(link=link, until=OLD)
    link_end(link=link, until=clock.today())
    with pytest.raises(DomainError):
        link_end(link=link, until=clock.today() + DAY)
    again = link_add(local=coalition, regional=first, since=clock.today())
    assert (again.since, again.until) == (clock.today(), None)


def test_who_does_not_take_part(coalition):
    regional = make.CoalitionFactory.create(regional=True)
    ended = make.CoalitionFactory.create(regional=True, stage="ended", ended_on=OLD)
    local = make.CoalitionFactory.create()
    for one, other in ((regional, regional), (coalition, local), (coalition, ended)):
        with pytest.raises(DomainError):
            link_add(local=one, regional=other, since=OLD)


def test_only_regional_coalitions_one_may_know_of_are_offered(coalition):
    user = make.MembershipFactory.create(coalition=coalition).user
    regional = make.CoalitionFactory.create(regional=True)
    assert not joinable(coalition, user)
    make.RegionMunicipalityFactory.create(
        region=regional.region, municipality=coalition.coverage.get().municipality
    )
    assert list(joinable(coalition, user)) == [regional]
    Coalition.objects.filter(pk=regional.pk).update(stage="ended", ended_on=OLD)
    assert not joinable(coalition, user)


def test_both_sides_see_it_and_the_local_coordinator_does_it(client, sign_in, coalition):
    regional = make.CoalitionFactory.create(regional=True, name="Streekcoalitie")
    make.RegionMunicipalityFactory.create(
        region=regional.region, municipality=coalition.coverage.get().municipality
    )
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    sign_in("coordinator", coalition)
    page, add = url("life", coalition), url("link_add", coalition)
    unknown = make.CoalitionFactory.create(regional=True)
    data = {"regional": unknown.pk, "since": "2022-01-01"}
    assert client.post(add, once(data)).status_code == 200
    assert client.post(add, once(data | {"regional": regional.pk})).url == page
    assert "Streekcoalitie" in client.get(page).content.decode()
    link = CoalitionLink.objects.get()
    end = url("link_end", coalition, link.pk)
    assert client.post(end, {"until": "2023-01-01"}).url == page
    client.force_login(lead)
    assert coalition.name in client.get(url("life", regional)).content.decode()
    assert client.get(add).status_code == 404
    assert client.get(url("link_add", regional)).status_code == 403
    log = page_of_entries(feeds_for(Reading(regional, lead)), 1)[1]
    assert coalition.name in [entry.name for entry in log]


# Grants


def test_an_amount_and_a_period_may_be_unknown_but_not_wrong(coalition):
    grant = grant_add(coalition=coalition, regulation="GIDS")
    assert (grant.amount, grant.first_day) == (None, None)
    assert grant_add(coalition=coalition, regulation="Nul", amount=0).amount == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(first_day=OLD, last_day=OLD - DAY)
    Grant.objects.filter(pk=grant.pk).update(first_day=OLD, last_day=OLD)
    with pytest.raises(EditConflict):
        grant_change(grant=grant, expected_version=7, regulation="SPUK")
    with pytest.raises(TypeError):
        grant_change(grant=grant, expected_version=1, coalition=None)


def test_the_coordinator_adds_and_changes_a_grant(client, sign_in, coalition):
    sign_in("coordinator", coalition)
    page, add = url("life", coalition), url("grant_add", coalition)
    data = {"regulation": "SPUK", "amount": "-1", "version": 0}
    assert client.post(add, once(data)).status_code == 200
    data |= {"amount": "25000", "first_day": "2023-01-01", "last_day": "2022-01-01"}
    assert client.post(add, once(data)).status_code == 200
    assert client.post(add, once(data | {"last_day": "2025-12-31"})).url == page
    grant = Grant.objects.get()
    assert "25.000" in client.get(page).content.decode()
    change = url("grant_update", coalition, grant.pk)
    assert client.post(change, once({"regulation": "SPUK", "version": 1})).url == page
    assert "Niet bekend" in client.get(page).content.decode()
    assert client.post(change, once({"regulation": "X", "version": 1})).status_code == 409


def test_other_readers_see_no_buttons(client, sign_in, coalition):
    row = stage_record(coalition=coalition, stage="forming", since=clock.today())
    grant = grant_add(coalition=coalition, regulation="GIDS")
    sign_in("partner", coalition)
    text = client.get(url("life", coalition)).content.decode()
    assert "GIDS" in text
    for link in (
        url("stage_add", coalition),
        url("stage_update", coalition, row.pk),
        url("grant_update", coalition, grant.pk),
    ):
        assert link not in text
    assert Grant.objects.visible_to(make.UserFactory.create()).count() == 0


# Ending and opening again


def reopen(coalition, **extra):
    values = {
        "user": make.UserFactory.create(),
        "expected_version": None,
        "stage": "forming",
        "municipalities": list(Municipality.objects.filter(name="Aadorp")),
        "reason": "Weer geld.",
    }
    return coalition_reopen(coalition=coalition, **(values | extra))


def test_ending_closes_municipalities_and_links_on_the_day_and_reopening_opens_them(coalition):
    running, stopping, left = (make.CoalitionFactory.create(regional=True) for _ in range(3))
    for regional in (running, stopping, left):
        link_add(local=coalition, regional=regional, since=OLD)
    link_end(link=CoalitionLink.objects.get(regional=left), until=OLD + DAY)
    stopped = clock.today() - 10 * DAY
    coalition_end(coalition=coalition, ended_on=stopped, expected_version=None)
    assert coalition.coverage.get().until == stopped
    untils = dict(CoalitionLink.objects.values_list("regional", "until"))
    assert untils == {running.pk: stopped, stopping.pk: stopped, left.pk: OLD + DAY}
    coalition_end(coalition=stopping, ended_on=clock.today(), expected_version=None)
    reopen(coalition)
    today = clock.today()
    assert coalition.coverage.get(until=None).since == today
    opened = CoalitionLink.objects.filter(until=None)
    assert [(link.regional, link.since) for link in opened] == [(running, today)]
    for on, names in ((stopped - DAY, ["Aadorp"]), (stopped, []), (today, ["Aadorp"])):
        assert _covered(coalition, on) == names


def test_a_regional_coalition_that_ends_and_opens_again_has_its_locals_back(coalition):
    regional = make.CoalitionFactory.create(regional=True)
    gone = make.CoalitionFactory.create()
    for local in (coalition, gone):
        link_add(local=local, regional=regional, since=OLD)
    lead = make.RegionMembershipFactory.create(region=regional.region).user
    coalition_end(coalition=regional, ended_on=clock.today() - DAY, expected_version=None)
    coalition_end(coalition=gone, ended_on=clock.today() - DAY, expected_version=None)
    reopen(regional, user=lead)
    links = CoalitionLink.objects.filter(until=None)
    assert [(one.local, one.since) for one in links] == [(coalition, clock.today())]


def test_a_coalition_does_not_end_before_its_newest_stage_or_municipality(coalition):
    with pytest.raises(DomainError):
        coalition_end(coalition=coalition, ended_on=OLD - DAY, expected_version=None)
    beek = make.MunicipalityFactory.create()
    coverage_add(coalition=coalition, municipalities=[beek], since=clock.today() - 5 * DAY)
    with pytest.raises(DomainError):
        coalition_end(coalition=coalition, ended_on=clock.today() - 9 * DAY, expected_version=None)
    assert fresh(coalition).stage == "formed"
