"""What an edition shows for good beside what later runs show; ``attacker.py`` reads both."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kansrijkestart.jobs import running
from monitoring.choices import ProtectionReason
from monitoring.disclosure.areas import Place
from monitoring.disclosure.building import Figure
from monitoring.models import Definition, Edition, ProtectionRun
from monitoring.selectors.frozen_counts import Told, told_row
from monitoring.selectors.published import Row
from monitoring.services import protecting, protection
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.cast import relate
from tests.monitoring.attacker import Knowledge
from tests.monitoring.edition_world import freeze, year_world
from tests.monitoring.test_protection_ties import publish
from tests.monitoring.test_protection_ties_attack import width
from tests.monitoring.tied_worlds import Tied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

SMALL, COVER, LARGE, ALL = 400, 401, 900, 1701
TRUTH = {SMALL: 4, COVER: 40, LARGE: 60, ALL: 104}


def run(*, afresh=False):
    found = protection_now(reason=ProtectionReason.ASKED, afresh=afresh)
    assert found.state == "finished"
    return found


@pytest.fixture
def world():
    """Three places that are the country; the first has a small count, the second covers it."""
    cache.clear()
    world = year_world(3, with_figures=False)
    definition = make.DefinitionFactory.create(indicator__key="aanval")
    sizes = zip([*world.municipalities, None], TRUTH, strict=True)
    publish(definition, 2023, [(place, TRUTH[size], size) for place, size in sizes])
    run()
    return world


def other_choice(world) -> ProtectionRun:
    """A new file holds the third again, which no run has seen: cheaper to hide than the second."""
    publish(Definition.objects.get(), 2023, [(world.municipalities[2], TRUTH[LARGE], LARGE)])
    return run(afresh=True)


def knowledge() -> Knowledge:
    made: Any = SimpleNamespace(sizes=set(TRUTH), wholes=[])
    return Knowledge(made)


def read_pages(client, world, known: Knowledge) -> None:
    """The figures of every place as files of today."""
    for coalition in world.coalitions:
        address = reverse("monitoring:coalition_csv", args=[coalition.slug, "machine"])
        for row in coalition.coverage.select_related("municipality"):
            answer = client.get(f"{address}?gemeente={row.municipality.code}")
            assert answer.status_code == 200
            known.read("figures.csv", b"".join(answer))


def read_edition(client, user, world, known: Knowledge) -> None:
    """The files of an edition for each coalition; in JSON no size stands beside its count."""
    edition = freeze(world)
    for coalition in world.coalitions:
        export = edition_export_request(
            user=user, edition=edition, scope="coalition", coalition=coalition
        )
        running.run(export.job_id)
        for file in export.files.exclude(name__endswith=".json"):
            answer = client.get(reverse("monitoring:export_file", args=[export.pk, file.name]))
            known.read(file.name, b"".join(answer.streaming_content))


def reader(client, world):
    """Somebody who coordinates every coalition, so that all of both is theirs to read."""
    user = make.UserFactory.create()
    for coalition in world.coalitions:
        relate(user, "coordinator", coalition)
    client.force_login(user)
    return user


def counts_of(known: Knowledge) -> dict[int, int]:
    return {size: count for size, count in known.counts.items() if size in TRUTH}


def left(known: Knowledge) -> float:
    """The span that is left of the small count: with the other two it is all."""
    truth = {str(size): (count, size) for size, count in TRUTH.items()}
    tied = Tied(str(SMALL), truth)
    tied.sum(str(ALL), *(str(size) for size in TRUTH if size != ALL))
    return width(tied, {str(size): count for size, count in counts_of(known).items()})


def test_an_edition_and_a_later_choice_do_not_tell_a_hidden_number_together(client, world):
    known = knowledge()
    read_edition(client, reader(client, world), world, known)
    made = other_choice(world)
    assert counts_of(known) == {LARGE: 60, ALL: 104}, "the edition says what was shown then"
    read_pages(client, world, known)
    assert left(known) >= 5
    assert (made.exact_count, made.narrow_count) == (0, 0)


def test_without_an_edition_the_choice_is_another(client, world):
    """So there is something to find in the test above."""
    reader(client, world)
    before, after = knowledge(), knowledge()
    read_pages(client, world, before)
    other_choice(world)
    read_pages(client, world, after)
    assert (counts_of(before), counts_of(after)) == (
        {LARGE: 60, ALL: 104},
        {COVER: 40, ALL: 104},
    )


def test_an_edition_alone_makes_no_part_of_a_run_again(world):
    freeze(world)
    assert run().redone_count == 0


def test_a_run_that_an_edition_overtakes_begins_anew(client, world, monkeypatch):
    known, user, look = knowledge(), reader(client, world), protecting.Work.run

    def late(work, *given):
        outcome = look(work, *given)
        if not Edition.objects.exists():
            read_edition(client, user, world, known)
        return outcome

    monkeypatch.setattr(protecting.Work, "run", late)
    other_choice(world)
    read_pages(client, world, known)
    assert left(known) >= 5


def test_what_the_source_hides_since_an_edition_is_known_from_it(client, world):
    known, user = knowledge(), reader(client, world)
    read_edition(client, user, world, known)
    publish(Definition.objects.get(), 2023, [(world.municipalities[2], None, LARGE)])
    run(afresh=True)
    read_pages(client, world, known)
    assert known.counts[LARGE] == 60
    assert left(known) >= 5


def test_a_number_that_is_too_small_since_an_edition_is_known_all_the_same(client, world):
    """The minimum went up after it was frozen: the sum of the other two is the rest of all."""
    known, user = knowledge(), reader(client, world)
    read_edition(client, user, world, known)
    Definition.objects.update(minimum_count=61)
    made = run()
    read_pages(client, world, known)
    assert left(known) >= 5
    assert (made.exact_count, made.narrow_count) == (1, 1), "and the run says so"


def test_a_number_that_was_corrected_since_an_edition_can_be_hidden(client, world):
    """Of what it was before nobody knows what it still adds up to."""
    freeze(world)
    reader(client, world)
    known = knowledge()
    publish(Definition.objects.get(), 2023, [(world.municipalities[2], 61, LARGE)])
    run(afresh=True)
    read_pages(client, world, known)
    assert LARGE not in known.counts
    assert known.counts[COVER] == 40


def bare(place, value, *, division=2023) -> None:
    """A release with a percentage of a place, without counts."""
    make.ObservationFactory.create(
        release=make.ReleaseFactory.create(published=True, is_protected=False),
        definition=Definition.objects.get(),
        municipality=place,
        division_year=division,
        period_start=2021,
        period_end=2021,
        numerator=None,
        denominator=None,
        value=value,
    )


@pytest.fixture
def bare_world():
    """The same three places, of which the third has a percentage of a group nobody knows."""
    cache.clear()
    world = year_world(3, with_figures=False)
    definition = make.DefinitionFactory.create(indicator__key="aanval")
    small, cover, large = world.municipalities
    rows = [(small, 4, SMALL), (cover, 40, COVER), (None, 104, ALL)]
    publish(definition, 2023, rows)
    bare(large, Decimal("6.6667"))
    run()
    return world


def test_a_share_that_an_edition_tells_is_a_count_once_its_group_is_known(client, bare_world):
    """Hiding that count later covers nothing: the edition says which part of the group it is."""
    known = knowledge()
    read_edition(client, reader(client, bare_world), bare_world, known)
    assert LARGE not in known.counts, "the edition tells a share only"
    third = bare_world.municipalities[2]
    publish(Definition.objects.get(), 2023, [(third, 60, LARGE)])
    made = run(afresh=True)
    read_pages(client, bare_world, known)
    known.counts[LARGE] = round(6.6667 * LARGE / 100)
    assert left(known) >= 5
    assert (made.exact_count, made.narrow_count) == (0, 0)


def test_a_share_that_an_edition_tells_is_a_count_where_its_source_hides_it(client, bare_world):
    """Another division tells how large the group is, so the share gives the count."""
    known = knowledge()
    third = bare_world.municipalities[2]
    read_edition(client, reader(client, bare_world), bare_world, known)
    publish(Definition.objects.get(), 2022, [(third, 60, LARGE)])
    publish(Definition.objects.get(), 2022, [(third, None, LARGE)])
    publish(Definition.objects.get(), 2023, [(third, None, LARGE)])
    run(afresh=True)
    read_pages(client, bare_world, known)
    known.counts[LARGE] = round(6.6667 * LARGE / 100)
    assert left(known) >= 5


TOLD_AND_LATER: list[Any] = [
    ((None, None, "6.6667"), (60, 900, "6.6667"), True),
    ((None, None, "6.7"), (60, 900, "6.6667"), True),
    ((None, None, "6.6667"), (61, 900, "6.7778"), False),
    ((None, None, "6.6667"), (60, None, "6.6667"), False),
    ((None, None, "6.7"), (6030, 90000, "6.7"), False),
    ((37, 300, None), (None, 300, "12.3333"), True),
    ((37, 300, None), (None, None, "12.3333"), True),
    ((37, 300, None), (None, 300, "12.6667"), False),
    ((37, None, None), (None, None, "12.3333"), False),
    ((None, None, "6.7"), (None, 900, "6.6667"), True),
    ((None, None, "6.7"), (None, None, "6.7"), True),
]


@pytest.mark.parametrize(("told", "later", "is_known"), TOLD_AND_LATER)
def test_what_is_told_is_compared_with_a_later_row_by_count(told, later, is_known):
    count, whole, told_value = told
    known = Told(count, whole, told_value and Decimal(told_value))
    place = Place(1, "municipality", 2, 2023, 2021, 2021)
    part, size, value = later
    row = Row(1, Figure(place, part, size, Decimal(value), 100, 10))
    found = told_row(row, {place._replace(division=0): {known}})
    assert (found is not None) == is_known
    if found is not None and count is not None:
        assert (found.figure.numerator, found.figure.denominator) == (37, 300)


def test_an_edition_is_read_once_however_often_a_run_begins_anew(world, monkeypatch):
    freeze(world)
    answers = iter([False, True])
    monkeypatch.setattr(protection.Seen, "is_so", lambda _seen: next(answers))
    with CaptureQueriesContext(connection) as asked:
        run()
    assert next(answers, None) is None, "it began anew once"
    assert sum('FROM "monitoring_editionpart"' in one["sql"] for one in asked) == 1
