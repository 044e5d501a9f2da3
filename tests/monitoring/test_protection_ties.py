"""What ties figures that do not lie side by side: other divisions, other versions, mergers."""

from datetime import date
from decimal import Decimal

import pytest

from coalitions.models import MunicipalitySuccession
from monitoring.choices import ProtectionReason
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, load_figures
from monitoring.selectors.protection import SumState, shown_sums
from monitoring.services.protection import protection_now
from tests import factories as make

pytestmark = pytest.mark.django_db


def publish(definition, division, rows, *, first=2021, last=None):
    """A release with counts of areas: a municipality, a region, or None for the country.

    A count that is not there is one that the source hides.
    """
    release = make.ReleaseFactory.create(published=True, is_protected=False)
    for area, part, whole in rows:
        kind = area._meta.model_name if area else "municipality"
        make.ObservationFactory.create(
            **{"municipality": None, "region": None} | {kind: area},
            release=release,
            definition=definition,
            division_year=division,
            period_start=first,
            period_end=last or first,
            kind="suppressed" if part is None else "value",
            numerator=part,
            denominator=whole if part is not None else None,
            value=round(Decimal(100 * part) / whole, 4) if part is not None else None,
        )


def run_now():
    run = protection_now(reason=ProtectionReason.PUBLISHED)
    assert (run.exact_count, run.narrow_count) == (0, 0)
    return run


def shown_of(*areas):
    """What a reader gets: area, definition, division and years of every shown count."""
    keys = [AreaKey(one.pk) if one else COUNTRY_KEY for one in areas]
    return {
        (one.area.municipality, one.definition.pk, one.division_year, one.first_year): one.numerator
        for one in load_figures(keys)
        if one.is_shown
    }


def merger(day=date(2022, 1, 1)):
    """Two that became one on this day."""
    olds = [make.MunicipalityFactory.create(valid_until=day) for _ in range(2)]
    new = make.MunicipalityFactory.create(valid_from=day)
    for old in olds:
        MunicipalitySuccession.objects.create(predecessor=old, successor=new, effective_on=day)
    return olds, new


def test_a_merger_is_followed_past_a_division_that_only_others_have():
    """New minus the one that is shown is the one that is hidden."""
    (small, large), new = merger()
    make.MunicipalityFactory.create()  # without figures, so that the country has no sum
    definition, other = make.DefinitionFactory.create(), make.DefinitionFactory.create()
    publish(definition, 2021, [(small, 4, 400), (large, 40, 400)])
    run_now()  # so that the large one could be seen, and the sum of both could not
    publish(definition, 2023, [(new, 44, 800)])
    publish(other, 2022, [(new, 60, 800)], first=2019)
    run_now()
    counts = {(one[0], one[2]) for one in shown_of(small, large, new)}
    assert (small.pk, 2021) not in counts
    assert not {(large.pk, 2021), (new.pk, 2023)} <= counts


def pair(minimum=10, other_minimum=10):
    """Late in two versions, and early in one: the last two are what a newest file is about."""
    late = make.DefinitionFactory.create(number=1, minimum_count=minimum)
    newest = make.DefinitionFactory.create(
        indicator=late.indicator, number=2, minimum_count=minimum, break_note="Per kind."
    )
    early = make.DefinitionFactory.create(
        number=1, minimum_count=other_minimum, indicator__opposite=late.indicator
    )
    return newest, early


def region_of(*places):
    region = make.RegionFactory.create()
    for place in places:
        make.RegionMunicipalityFactory.create(region=region, municipality=place, since=None)
    return region


def test_opposites_are_tied_whatever_their_versions():
    """Everybody minus the opposite is what is hidden, and the region minus that the small one."""
    late, early = pair()
    small, cover, large = (make.MunicipalityFactory.create() for _ in range(3))
    region = region_of(small, cover, large)
    rows = [(small, 4, 400), (cover, 40, 401), (large, 60, 900), (region, 104, 1701)]
    publish(late, 2023, rows)
    publish(early, 2023, [(cover, 361, 401), (large, 840, 900)])
    run_now()
    counts = {(one[0], one[1]) for one in shown_of(small, cover, large)}
    assert (small.pk, late.pk) not in counts
    for place in (cover, large):
        assert ((place.pk, late.pk) in counts) == ((place.pk, early.pk) in counts)


def test_an_opposite_without_a_minimum_does_not_tell_a_small_count():
    """Nor does the sum of it over several municipalities."""
    late, early = pair(other_minimum=None)
    small, large = (make.MunicipalityFactory.create() for _ in range(2))
    publish(late, 2023, [(small, 4, 400), (large, 40, 500)])
    publish(early, 2023, [(small, 396, 400), (large, 460, 500)])
    run_now()
    counts = {(one[0], one[1]) for one in shown_of(small, large)}
    assert (small.pk, early.pk) not in counts
    sums = {one.definition.pk: one for one in shown_sums([small.pk, large.pk])}
    assert sums[early.pk].state == SumState.HIDDEN or (large.pk, early.pk) not in counts
    assert sums[early.pk].state == sums[late.pk].state


def test_without_a_minimum_on_either_side_every_sum_is_shown():
    late, _early = pair(None, None)
    places = [make.MunicipalityFactory.create() for _ in range(2)]
    publish(late, 2023, [(one, 4, 400) for one in places])
    run_now()
    [found] = shown_sums([one.pk for one in places])
    assert (found.state, found.numerator) == (SumState.SHOWN, 8)


def places_of(count):
    return [make.MunicipalityFactory.create() for _ in range(count)]


@pytest.mark.parametrize("kind", ["country", "region"])
def test_a_total_in_another_division_is_a_total_all_the_same(kind):
    """Pages show both: the total minus its neighbours is what the source hides."""
    places = places_of(3)
    total = region_of(*places) if kind == "region" else None
    definition = make.DefinitionFactory.create()
    publish(definition, 2023, [(places[0], None, 400), (places[1], 40, 401), (places[2], 60, 900)])
    publish(definition, 2022, [(total, 104, 1701)])
    run_now()
    is_told = any(one.is_shown for one in load_figures([AreaKey(region=total and total.pk)]))
    assert not (is_told and {one[0] for one in shown_of(*places)} >= {one.pk for one in places[1:]})


@pytest.mark.parametrize("kind", ["region", "country"])
def test_parts_of_a_total_may_each_stand_in_another_division(kind):
    """None of the divisions has all of them."""
    places = places_of(3)
    total = region_of(*places) if kind == "region" else None
    definition = make.DefinitionFactory.create()
    publish(definition, 2023, [(places[0], None, 400), (places[1], 40, 401)])
    publish(definition, 2022, [(places[2], 60, 900), (total, 104, 1701)])
    run_now()
    is_told = any(one.is_shown for one in load_figures([AreaKey(region=total and total.pk)]))
    assert not (is_told and {one[0] for one in shown_of(*places)} >= {one.pk for one in places[1:]})


def test_a_total_of_another_division_tells_when_the_sum_of_the_page_is_hidden():
    """The region came after its municipalities were shown, so that its own sum is what goes."""
    places = places_of(4)
    definition = make.DefinitionFactory.create()
    counts = [(places[0], 4, 400), (places[1], 40, 401), (places[2], 60, 900)]
    publish(definition, 2023, counts)
    run_now()
    region = region_of(*places[:3])
    publish(definition, 2022, [(region, 104, 1701)])
    run_now()
    shown = {one[0] for one in shown_of(*places)}
    is_told = any(one.is_shown for one in load_figures([AreaKey(region=region.pk)]))
    assert places[0].pk not in shown
    assert not (is_told and {one.pk for one in places[1:3]} <= shown)


def test_a_total_of_before_a_merger_is_the_sum_of_what_came_of_it():
    (first, second), new = merger()
    small, large = places_of(2)
    region = region_of(first, second, new, small, large)
    definition = make.DefinitionFactory.create()
    publish(definition, 2021, [(region, 164, 2501)])
    publish(definition, 2023, [(new, 60, 800), (small, None, 400), (large, 100, 1301)])
    run_now()
    shown = {one[0] for one in shown_of(new, small, large)}
    is_told = any(one.is_shown for one in load_figures([AreaKey(region=region.pk)]))
    assert small.pk not in shown
    assert not (is_told and {new.pk, large.pk} <= shown)


def test_years_in_another_division_are_years_all_the_same():
    [place] = places_of(1)
    definition = make.DefinitionFactory.create()
    counts = dict(zip(range(2017, 2022), (12, 11, 10, 6, 6), strict=True))
    for year, part in counts.items():
        publish(definition, 2023, [(place, part, 400 + year)], first=year)
    publish(definition, 2022, [(place, 45, 2019 * 5 + 2000)], first=2017, last=2021)
    run_now()
    assert not {2020, 2021} & {one[3] for one in shown_of(place) if one[2] == 2023}
    # With both small ones hidden their sum is at most eighteen, but it says what they are together.
    publish(definition, 2023, [(place, 20, 2420)], first=2020)
    run_now()
    shown = {(one[2], one[3]) for one in shown_of(place)}
    years = {(2023, year) for year in (2017, 2018, 2019, 2020)}
    assert not (years <= shown and (2022, 2017) in shown)


def test_an_opposite_in_another_division_tells_as_much():
    late, early = pair()
    small, cover, large = places_of(3)
    region = region_of(small, cover, large)
    publish(late, 2023, [(small, 4, 400), (cover, 40, 401), (large, 60, 900), (region, 104, 1701)])
    publish(early, 2022, [(cover, 361, 401), (large, 840, 900)])
    run_now()
    shown = {(one[0], one[1]) for one in shown_of(small, cover, large)}
    for place in (cover, large):
        assert ((place.pk, late.pk) in shown) == ((place.pk, early.pk) in shown)


def test_two_opposites_that_the_source_hides_are_not_nobody_together():
    """No size is known of either; taken for nobody, they would undo the sum of the region."""
    late, early = pair()
    small, cover, large = places_of(3)
    region = region_of(small, cover, large)
    rows = [(small, None, 400), (cover, 40, 401), (large, 60, 900), (region, 104, 1701)]
    publish(late, 2023, rows)
    publish(early, 2023, [(small, None, 400)])
    run_now()
    is_told = any(one.is_shown for one in load_figures([AreaKey(region=region.pk)]))
    shown = {one[0] for one in shown_of(small, cover, large)}
    assert not (is_told and {cover.pk, large.pk} <= shown)


def test_of_opposites_that_are_counted_without_a_size_nobody_knows_the_sum():
    """So the large one may be seen: it tells nothing of the small one."""
    late, early = pair()
    [place] = places_of(1)
    for definition, part in ((late, 4), (early, 60)):
        counts = {"numerator": part, "denominator": None, "value": Decimal(part)}
        make.ObservationFactory.create(
            release=make.ReleaseFactory.create(published=True, is_protected=False),
            definition=definition,
            municipality=place,
            division_year=2023,
            **{"period_start": 2021, "period_end": 2021, **counts},
        )
    run_now()
    assert set(shown_of(place).values()) == {60}


@pytest.mark.parametrize("is_opposite", [True, False])
def test_a_percentage_of_a_known_group_is_no_stranger_in_its_sums(is_opposite):
    """Another row tells the size of its group: hidden by that, it is not the rest of a region."""
    late, early = pair()
    small, cover, large = places_of(3)
    region = region_of(small, cover, large)
    publish(early if is_opposite else late, 2023, [(small, 60, 400)])
    publish(late, 2023, [(cover, 40, 401), (large, 60, 900), (region, 104, 1701)])
    make.ObservationFactory.create(
        release=make.ReleaseFactory.create(published=True, is_protected=False),
        definition=late,
        municipality=small,
        division_year=2023,
        period_start=2021,
        period_end=2021,
        numerator=None,
        denominator=None,
        value=Decimal(1),
    )
    run_now()
    is_told = any(one.is_shown for one in load_figures([AreaKey(region=region.pk)]))
    shown = {one[0] for one in shown_of(small, cover, large) if one[1] == late.pk}
    assert small.pk not in shown
    assert not (is_told and {cover.pk, large.pk} <= shown)
