"""What is publicly known about a coalition's municipalities, for the first visit."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.models import CoalitionMunicipality, GidsListing, RegionMunicipality
from coalitions.querysets import open_on
from coalitions.registry import KnownFact, Reading
from coalitions.selectors.record import municipalities_of
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse


def own_known(reading: Reading) -> list[KnownFact]:
    """What is publicly known: the municipalities, the region, the list of 2019, the stage."""
    rows = municipalities_of(reading)
    change = (
        safe_reverse("coalitions:update", slug=reading.coalition.slug) if reading.may_change else ""
    )
    action = _("Change") if change else ""
    return [
        _known_municipalities(rows, change, action),
        *_known_regions(rows),
        *_known_listings(rows),
        *_known_stage(reading, change, action),
    ]


def _known_municipalities(rows: list[CoalitionMunicipality], url: str, action: str) -> KnownFact:
    names = ", ".join(row.municipality.name for row in rows)
    if not names:
        text = _("The municipalities of this coalition have not been recorded yet.")
    else:
        text = ngettext(
            "The coalition works for one municipality: %(names)s.",
            "The coalition works for %(number)s municipalities: %(names)s.",
            len(rows),
        ) % {"number": len(rows), "names": names}
    return KnownFact(_("Municipality"), text, _("This record"), url, action, 10)


def _known_regions(rows: list[CoalitionMunicipality]) -> list[KnownFact]:
    regions = (
        RegionMunicipality.objects.filter(
            open_on(clock.today()), municipality__in=[row.municipality_id for row in rows]
        )
        .order_by("region__name_fold")
        .values_list("region__name", flat=True)
        .distinct()
    )
    names = ", ".join(dict.fromkeys(regions))
    if not names:
        return []
    return [KnownFact(_("Region"), _("Belongs to: %(names)s.") % {"names": names}, position=20)]


def _known_listings(rows: list[CoalitionMunicipality]) -> list[KnownFact]:
    listings = GidsListing.objects.filter(
        municipality__in=[row.municipality_id for row in rows]
    ).order_by("name_in_source")
    found = []
    for listing in listings:
        text = (
            _("%(name)s stands on the list of GIDS municipalities.")
            if listing.is_gids
            else _("%(name)s stands on the list of other municipalities that signed up.")
        )
        source = _("List of June 2019")
        source = f"{source}, {listing.tranche}" if listing.tranche else source
        found.append(
            KnownFact(_("Programme"), text % {"name": listing.name_in_source}, source, position=30)
        )
    return found[:3]


def _known_stage(reading: Reading, url: str, action: str) -> list[KnownFact]:
    coalition = reading.coalition
    text = _("Stage of the coalition: %(stage)s.") % {"stage": coalition.get_stage_display()}
    return [KnownFact(_("Coalition"), text, coalition.stage_source, url, action, 40)]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_known(own_known)
