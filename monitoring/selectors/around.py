"""What other public rows tell of a percentage without counts."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple, cast

from django.db.models import QuerySet

from monitoring.choices import Unit
from monitoring.models import Definition, Observation

# Definition, municipality, region, first and last year: in whichever division and release.
Period = tuple[int, int | None, int | None, int, int]


class Around(NamedTuple):
    """How large the group of a percentage may be, and the minimum that holds for its counts."""

    minimum: int | None = None  # its own, or else that of its opposite
    sizes: frozenset[int] = frozenset()


NOTHING = Around()
# Definitions of the opposite with their minimum, whichever of the two names the other.
_OPPOSITES = (
    "indicator__opposite__definitions",
    "indicator__opposite__definitions__minimum_count",
    "indicator__opposite_of__definitions",
    "indicator__opposite_of__definitions__minimum_count",
)


class _Telling(NamedTuple):
    """Which definitions count out of the same group as one, and the minimum of that one."""

    minimum: int | None
    definitions: frozenset[int]


def around(periods: Collection[Period], rows: QuerySet[Observation]) -> dict[Period, Around]:
    """What these public rows tell of each; two questions, and none where nothing is asked."""
    telling = _telling({one[0] for one in periods}) if periods else {}
    definitions = {pk for one in telling.values() for pk in one.definitions}
    sizes = _sizes(definitions, rows) if definitions else {}
    found: dict[Period, Around] = {}
    for one in periods:
        if (known := telling.get(one[0])) is not None:
            told = (sizes.get((pk, *one[1:]), set()) for pk in known.definitions)
            found[one] = Around(known.minimum, frozenset[int]().union(*told))
    return found


def _telling(definitions: Collection[int]) -> dict[int, _Telling]:
    """Only of proportions: a plain number is a count by itself."""
    rows = Definition.objects.filter(pk__in=definitions).exclude(unit=Unit.COUNT)
    found: dict[int, _Telling] = {}
    for pk, minimum, *others in rows.values_list("pk", "minimum_count", *_OPPOSITES):
        before = found.get(pk, _Telling(minimum, frozenset([pk])))
        minimums = [minimum] if minimum is not None else [before.minimum, *others[1::2]]
        highest = max((one for one in minimums if one is not None), default=None)
        opposite = {one for one in others[::2] if one is not None}
        found[pk] = _Telling(highest, before.definitions | opposite)
    return found


def _sizes(definitions: Collection[int], rows: QuerySet[Observation]) -> dict[Period, set[int]]:
    """Per definition, area and period every size of a group that a row gives."""
    found: defaultdict[Period, set[int]] = defaultdict(set)
    telling = rows.filter(definition__in=definitions, denominator__gt=0).order_by()
    fields = ("definition_id", "municipality_id", "region_id", "period_start", "period_end")
    for *period, size in telling.values_list(*fields, "denominator"):
        found[cast("Period", tuple(period))].add(size)
    return found
