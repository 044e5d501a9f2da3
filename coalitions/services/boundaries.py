"""Loading the boundaries of municipalities: all of a file at once, in the place of those before."""

from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.importers.boundaries import paths_of, read_outlines
from coalitions.models import Municipality, MunicipalityBoundary, MunicipalitySuccession
from kansrijkestart.core import clock


@dataclass
class Loaded:
    """How many municipalities are drawn, and the names of those that are not, with why."""

    drawn: int = 0
    gone: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@transaction.atomic
def boundaries_load(*, data: bytes, source: str, year: int | None = None) -> Loaded:
    """Replace all boundaries by those of this file.

    Municipalities of today are drawn. With ``year``, the division that the file tells of, those
    whose area changed later are not: their line would be a wrong one.

    Raises ValidationError with every fault of the file; nothing is stored then.
    """
    outlines = read_outlines(data)
    known = {one.code: one for one in Municipality.objects.all()}
    faults = [
        *outlines.faults,
        *(
            _("%(code)s is no municipality since 2019.") % {"code": code}
            for code in outlines.rings
            if code not in known
        ),
    ]
    if faults:
        raise ValidationError(faults)
    paths = paths_of(outlines.rings)
    if lost := [code for code, path in paths.items() if not path]:
        raise ValidationError(_("Too small to be drawn: %(codes)s.") % {"codes": ", ".join(lost)})
    return _store(paths, known, source, year)


def _store(
    paths: dict[str, str], known: dict[str, Municipality], source: str, year: int | None
) -> Loaded:
    today = {one.pk for one in Municipality.objects.valid_on(clock.today())}
    grown = _grown_since(year)
    found = Loaded()
    rows = []
    for code, path in paths.items():
        place = known[code]
        if place.pk not in today:
            found.gone.append(place.name)
        elif place.pk in grown:
            found.changed.append(place.name)
        else:
            rows.append(
                MunicipalityBoundary(
                    municipality=place, path=path, year=year, source=source, loaded_at=clock.now()
                )
            )
    for row in rows:
        row.clean_fields(exclude=["municipality"])
    MunicipalityBoundary.objects.all().delete()
    MunicipalityBoundary.objects.bulk_create(rows)
    named = {row.municipality_id for row in rows} | grown
    found.missing = [one.name for one in known.values() if one.pk in today - named]
    found.drawn = len(rows)
    return found


def _grown_since(year: int | None) -> set[int]:
    """Municipalities that took ground over after the first day of a year."""
    if year is None:
        return set()
    later = MunicipalitySuccession.objects.filter(effective_on__gt=date(year, 1, 1))
    return set(later.values_list("successor", flat=True))
