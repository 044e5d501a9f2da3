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
    """A release with counts of areas: a municipality, a region, or None for the country."""
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
            numerator=part,
            denominator=whole,
            value=round(Decimal(100 * part) / whole, 4),
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
