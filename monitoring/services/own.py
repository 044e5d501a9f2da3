"""Recording what a coalition counts itself."""

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError
from monitoring.choices import Unit
from monitoring.disclosure import is_hidden
from monitoring.models import OwnFigure, OwnIndicator
from monitoring.models.own import LEAST

FIELDS = ("name", "phase", "unit", "direction", "counted", "out_of", "source", "per_municipality")
FIGURE_FIELDS = ("numerator", "denominator", "is_hidden", "is_provisional")
# What may not change any more once there are numbers: they would come to mean something else.
FIXED = ("unit", "per_municipality")


@transaction.atomic
def own_indicator_save(
    *,
    coalition: Coalition,
    name: str,
    phase: str,
    unit: str,
    direction: str,
    counted: str,
    source: str,
    out_of: str = "",
    per_municipality: bool = False,
    indicator: OwnIndicator | None = None,
    expected_version: int | None = None,
) -> OwnIndicator:
    """Record an own indicator, or change one. Raises DomainError for what its figures rest on."""
    values = {
        "name": name,
        "phase": phase,
        "unit": unit,
        "direction": direction,
        "counted": counted,
        "out_of": "" if unit == Unit.COUNT else out_of,
        "source": source,
        "per_municipality": per_municipality,
    }
    if indicator is None:
        stored = OwnIndicator(coalition=coalition, **values)
        stored.full_clean()
        stored.save()
        return stored
    stored = still_there(OwnIndicator.objects.filter(coalition=coalition), indicator.pk)
    changed = [one for one in FIXED if getattr(stored, one) != values[one]]
    if changed and stored.figures.exists():
        words = _("There are numbers already. Make another figure instead.")
        raise DomainError(dict.fromkeys(changed, words))
    for field, value in values.items():
        setattr(stored, field, value)
    return save_versioned(stored, expected_version=expected_version, fields=FIELDS)


@transaction.atomic
def own_indicator_remove(*, indicator: OwnIndicator, expected_version: int | None = None) -> None:
    """Take an own indicator away with its numbers; the history keeps what stood there."""
    stored = still_there(OwnIndicator.objects.all(), indicator.pk)
    refuse_stale(stored, expected_version)
    stored.figures.all().delete()
    stored.delete()


@transaction.atomic
def own_figure_record(
    *,
    indicator: OwnIndicator,
    year: int,
    numerator: int,
    denominator: int | None = None,
    municipality: Municipality | None = None,
    is_provisional: bool = False,
) -> OwnFigure:
    """Record the number of a year, in place of the one that stood there.

    What is small is recorded as hidden, without its numbers. Raises DomainError for a year to come,
    another area than the indicator has, or numbers that cannot be.
    """
    stored = still_there(OwnIndicator.objects.all(), indicator.pk)
    _check_area(stored, municipality)
    _check_numbers(stored, year, numerator, denominator)
    rows = OwnFigure.objects.filter(indicator=stored, municipality=municipality, year=year)
    figure = rows.first() or OwnFigure(indicator=stored, municipality=municipality, year=year)
    figure.is_hidden = is_small(numerator, denominator)
    figure.numerator = None if figure.is_hidden else numerator
    figure.denominator = None if figure.is_hidden else denominator
    figure.is_provisional = is_provisional
    if figure.pk is not None:
        return save_versioned(figure, expected_version=None, fields=FIGURE_FIELDS)
    figure.full_clean()
    figure.save()
    return figure


@transaction.atomic
def own_figure_remove(
    *, indicator: OwnIndicator, year: int, municipality: Municipality | None = None
) -> None:
    """Take the number of a year away. Raises DomainError when there is none."""
    still_there(OwnIndicator.objects.all(), indicator.pk)
    rows = OwnFigure.objects.filter(indicator=indicator, municipality=municipality, year=year)
    if not rows.delete()[0]:
        raise DomainError({"year": _("There is no number of this year.")})


def is_small(numerator: int, denominator: int | None) -> bool:
    """Whether a count, or what is left over of its group, is below ten."""
    if denominator is None:
        return numerator < LEAST
    return is_hidden(numerator, denominator, LEAST)


def _check_area(indicator: OwnIndicator, municipality: Municipality | None) -> None:
    if not indicator.per_municipality:
        if municipality is not None:
            raise DomainError(_("This figure is about the coalition as a whole."))
        return
    covered = Municipality.objects.covered_by(indicator.coalition)
    if municipality is None or not covered.filter(pk=municipality.pk).exists():
        raise DomainError({"municipality": _("Choose a municipality of the coalition.")})


def _check_numbers(
    indicator: OwnIndicator, year: int, numerator: int, denominator: int | None
) -> None:
    if year > clock.today().year:
        raise DomainError({"year": _("This year is still to come.")})
    if indicator.unit == Unit.COUNT:
        if denominator is not None:
            raise DomainError({"denominator": _("A plain number is not out of something.")})
        return
    if not denominator:
        raise DomainError({"denominator": _("Say out of how many; at least 1.")})
    if numerator > denominator:
        raise DomainError({"numerator": _("This cannot be more than out of how many.")})
