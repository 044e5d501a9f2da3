"""What an edition shows for good beside what later runs show; ``attacker.py`` reads both."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from kansrijkestart.jobs import running
from monitoring.choices import ProtectionReason
from monitoring.models import Definition, Edition, ProtectionRun
from monitoring.services import protecting
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
