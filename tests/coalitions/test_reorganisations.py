"""The reorganisations of 2021-2023, replayed from the reference data: the past never changes."""

import csv
from datetime import date, timedelta

import pytest
from django.urls import reverse

from coalitions.importers import reference
from coalitions.models import Coalition, CoalitionMunicipality, Municipality
from coalitions.selectors.life import pending_successions
from coalitions.services.successions import coverage_follow_successions
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.reference import Sync
from tests import factories as make

pytestmark = pytest.mark.django_db

BEGIN = date(2019, 3, 1)
DAY = timedelta(days=1)
# Some days around every reorganisation, and today.
DAYS = [
    date(2019, 3, 1),
    date(2020, 12, 31),
    date(2021, 1, 1),
    date(2021, 12, 31),
    date(2022, 1, 1),
    date(2022, 3, 23),
    date(2022, 3, 24),
    date(2022, 12, 31),
    date(2023, 1, 1),
    date(2024, 6, 1),
]


@pytest.fixture
def municipalities():
    """The municipalities and their successions as the project's own files have them."""
    reference.load(Sync())
    return {one.name: one for one in Municipality.objects.all()}


def coalition_of(*names, scope="local", since=BEGIN):
    region = make.RegionFactory.create() if scope != "local" else None
    coalition = make.CoalitionFactory.create(stage="formed", scope=scope, region=region)
    for name in names:
        CoalitionMunicipality.objects.create(
            coalition=coalition, municipality=Municipality.objects.get(name=name), since=since
        )
    return coalition


def covered(coalition, on):
    rows = Municipality.objects.covered_by(coalition, on).order_by("name_fold")
    return list(rows.values_list("name", flat=True))


def by_day(coalition):
    return {on: covered(coalition, on) for on in DAYS}


def replay(coalition, on, **choice):
    """Follow, and return what changed; every day before is as it was."""
    before = by_day(coalition)
    done = coverage_follow_successions(coalition=coalition, **choice)
    after = by_day(coalition)
    assert {d: after[d] for d in DAYS if d < on} == {d: before[d] for d in DAYS if d < on}
    assert not pending_successions(coalition)
    return done


def names_of(rows):
    return sorted(one.name for one in rows)


NEW_YEAR = {year: date(year, 1, 1) for year in (2021, 2022, 2023)}
MERGERS = [
    (["Appingedam", "Delfzijl", "Loppersum"], "Eemsdelta", NEW_YEAR[2021]),
    (["Heerhugowaard", "Langedijk"], "Dijk en Waard", NEW_YEAR[2022]),
    (
        ["Boxmeer", "Cuijk", "Grave", "Mill en Sint Hubert", "Sint Anthonis"],
        "Land van Cuijk",
        NEW_YEAR[2022],
    ),
    (["Landerd", "Uden"], "Maashorst", NEW_YEAR[2022]),
    (["Brielle", "Hellevoetsluis", "Westvoorne"], "Voorne aan Zee", NEW_YEAR[2023]),
]
ABSORPTIONS = [
    ("Beemster", "Purmerend", NEW_YEAR[2022]),
    ("Weesp", "Amsterdam", date(2022, 3, 24)),
]


@pytest.mark.parametrize(("old", "new", "on"), MERGERS, ids=lambda value: str(value))
def test_a_merger_goes_over_into_the_new_municipality(municipalities, old, new, on):
    coalition = coalition_of(*old)
    done = replay(coalition, on)
    assert names_of(done.ended) == old
    assert names_of(done.started) == [new]
    assert covered(coalition, on - DAY) == old
    assert covered(coalition, on) == [new]


@pytest.mark.parametrize(("old", "new", "on"), ABSORPTIONS, ids=lambda value: str(value))
def test_an_absorbed_municipality_goes_over_on_its_day(municipalities, old, new, on):
    """Weesp on 24 March 2022: not on a first of January."""
    coalition = coalition_of(old)
    replay(coalition, on)
    assert covered(coalition, on - DAY) == [old]
    assert covered(coalition, on) == [new]


@pytest.mark.parametrize(("old", "new", "on"), ABSORPTIONS, ids=lambda value: str(value))
def test_who_absorbs_keeps_its_own_period(municipalities, old, new, on):
    coalition = coalition_of(old, new)
    done = replay(coalition, on)
    assert not done.started
    assert covered(coalition, on - DAY) == sorted([old, new])
    assert covered(coalition, on) == [new]
    assert coalition.coverage.get(municipality__name=new).since == BEGIN


def test_of_a_split_municipality_the_coalition_chooses_its_parts(municipalities):
    parts = ["Boxtel", "Oisterwijk", "Tilburg", "Vught"]
    coalition = coalition_of("Haaren")
    (pending,) = pending_successions(coalition)
    assert names_of(pending.successors) == parts
    replay(coalition, NEW_YEAR[2021], take_over=[municipalities["Oisterwijk"]])
    assert covered(coalition, date(2020, 12, 31)) == ["Haaren"]
    assert covered(coalition, NEW_YEAR[2021]) == ["Oisterwijk"]
    everything = coalition_of("Haaren", scope="regional")
    replay(everything, NEW_YEAR[2021])
    assert covered(everything, NEW_YEAR[2021]) == parts


def test_a_successor_with_a_coalition_of_its_own_stays_there(municipalities):
    own, coalition = coalition_of("Purmerend"), coalition_of("Beemster")
    before = by_day(own)
    done = replay(coalition, NEW_YEAR[2022])
    assert names_of(done.elsewhere) == ["Purmerend"]
    assert not done.started
    assert covered(coalition, NEW_YEAR[2022]) == []
    assert by_day(own) == before


def test_a_regional_coalition_follows_beside_the_local_ones(municipalities):
    coalition_of("Amsterdam")
    regional = coalition_of("Weesp", "Hilversum", scope="regional")
    replay(regional, date(2022, 3, 24))
    assert covered(regional, date(2022, 3, 24)) == ["Amsterdam", "Hilversum"]


def test_every_succession_of_the_files_replayed_at_once_and_twice(municipalities):
    """One region that worked everywhere: after it only municipalities of today, each once."""
    with (reference.FOLDER / "successions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    gone = Municipality.objects.filter(code__in={row["predecessor"] for row in rows})
    everywhere = coalition_of(*gone.values_list("name", flat=True), scope="regional")
    first = min(date.fromisoformat(row["effective_on"]) for row in rows)
    replay(everywhere, first)
    wanted = {row["successor"] for row in rows}
    today = Municipality.objects.covered_by(everywhere)
    assert set(today.values_list("code", flat=True)) == wanted
    again = coverage_follow_successions(coalition=everywhere)
    assert (again.ended, again.started) == ([], [])
    for row in rows:
        on = date.fromisoformat(row["effective_on"])
        until = everywhere.coverage.get(municipality__code=row["predecessor"]).until
        assert until == on
        assert everywhere.coverage.get(municipality__code=row["successor"]).since <= on


def test_unknown_begin_and_a_successor_taken_up_earlier(municipalities):
    coalition = coalition_of("Boxmeer", since=None)
    CoalitionMunicipality.objects.create(
        coalition=coalition, municipality=municipalities["Land van Cuijk"], since=date(2024, 1, 1)
    )
    replay(coalition, NEW_YEAR[2022])
    assert covered(coalition, date(2019, 1, 1)) == ["Boxmeer"]
    for on in (NEW_YEAR[2022], date(2023, 12, 31), date(2024, 1, 1), date(2025, 1, 1)):
        assert covered(coalition, on) == ["Land van Cuijk"]


def test_an_ended_coalition_follows_nothing(municipalities):
    coalition = coalition_of("Weesp")
    Coalition.objects.filter(pk=coalition.pk).update(stage="ended", ended_on=date(2024, 1, 1))
    with pytest.raises(DomainError):
        coverage_follow_successions(coalition=coalition)


def test_the_page_says_it_and_the_coordinator_takes_over(client, sign_in, municipalities):
    coalition = coalition_of("Weesp", "Haaren")
    own = coalition_of("Tilburg")
    sign_in("coordinator", coalition)
    page = reverse("coalitions:life", args=[coalition.slug])
    follow = reverse("coalitions:coverage_follow", args=[coalition.slug])
    text = client.get(page).content.decode()
    assert follow in text
    form = client.get(follow).context["form"]
    offered = [label for _code, label in form.fields["take_over"].choices]
    assert offered == ["Boxtel", "Oisterwijk", "Vught", "Amsterdam"]
    assert form.initial["take_over"] == [municipalities["Amsterdam"].code]
    assert client.post(follow, {"take_over": municipalities["Tilburg"].code}).status_code == 200
    chosen = [municipalities[name].code for name in ("Amsterdam", "Vught")]
    assert client.post(follow, {"take_over": chosen}).url == page
    assert covered(coalition, date(2023, 1, 1)) == ["Amsterdam", "Vught"]
    assert covered(own, date(2023, 1, 1)) == ["Tilburg"]
    assert client.get(follow).url == page
    assert follow not in client.get(page).content.decode()
