"""What a coalition lets everybody know: one answer for its public page, open data and the map."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from coalitions.models import Coalition, CoalitionMunicipality, Municipality
from coalitions.querysets import open_on
from coalitions.selectors.states import regional_coalitions
from kansrijkestart.core import clock


@dataclass(frozen=True)
class PublicCoalition:
    """A public coalition with the municipalities it works for today, in order of name.

    ``regional`` is the public regional coalition of its region; None for one that is regional.
    """

    coalition: Coalition
    municipalities: list[Municipality]
    regional: Coalition | None


def public_coalitions() -> QuerySet[Coalition]:
    """Return the coalitions all of whose municipalities are public, in order of name."""
    return Coalition.objects.public().for_list()


def told_of(coalitions: Sequence[Coalition]) -> list[PublicCoalition]:
    """Return what everybody may know of these coalitions, which must be public; two questions."""
    places = _places(coalitions)
    regional: dict[int, Coalition] = {}
    regions = {one.region_id for one in coalitions if one.region_id and not one.is_regional}
    for one in regional_coalitions().filter(region__in=regions):
        regional.setdefault(one.region_id or 0, one)
    return [
        PublicCoalition(
            one,
            places[one.pk],
            None if one.is_regional else regional.get(one.region_id or 0),
        )
        for one in coalitions
    ]


def _places(coalitions: Sequence[Coalition]) -> dict[int, list[Municipality]]:
    rows = CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition__in=coalitions)
    found: dict[int, list[Municipality]] = defaultdict(list)
    for row in rows.select_related("municipality").order_by("municipality__name_fold", "pk"):
        found[row.coalition_id].append(row.municipality)
    return found
