"""Municipalities with the stage that counts, regional coalitions, and kinds of partners."""

from django.db.models import Count
from django.utils.translation import gettext as _

from coalitions.choices import Domain, Stage
from coalitions.models import GidsListing, Partnership, PartnerType
from coalitions.selectors.states import MunicipalityState, regional_coalitions
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table, label
from monitoring.exporters.target import Record

FEWEST = 5  # coalitions in a number about coalitions that did not agree to be told apart


def known_from_words(code: str) -> str:
    """What the stage of a municipality rests on."""
    return {
        "local_coalition": _("local coalition"),
        "regional_coalition": _("regional coalition"),
        "list_2019": _("list of June 2019"),
        "nothing": _("nothing known"),
    }[code]


def municipalities_table(record: Record) -> Table:
    """One row per municipality: counting its rows gives the numbers of the pages."""
    columns = [
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("division_year", _("Division of the year")),
        Column("province", _("Province")),
        Column("ggd_region", _("GGD region")),
        Column("stage", _("Stage (code)")),
        Column("stage_words", _("Stage")),
        Column("known_from", _("Known from (code)")),
        Column("known_from_words", _("Known from")),
        Column("local_coalition", _("Local coalition")),
        Column("regional_coalition", _("Regional coalition")),
        Column("list_2019", _("On the lists of June 2019 (code)")),
        Column("list_2019_words", _("On the lists of June 2019")),
        Column("tranche", _("Grant round")),
    ]
    rows = [_municipality_row(record, state) for state in record.states]
    empty = _("The municipalities of this region are not named in the source.")
    return Table("gemeenten", _("Municipalities"), columns, rows, empty=empty)


def _municipality_row(record: Record, state: MunicipalityState) -> list[Cell]:
    return [
        state.municipality.code,
        state.municipality.name,
        record.target.year,
        state.municipality.province,
        state.region or None,
        state.stage,
        label(Stage, state.stage),
        state.known_from,
        known_from_words(state.known_from),
        state.local.name if state.local else None,
        state.regional.name if state.regional else None,
        *_listing_cells(state.listing),
    ]


def _listing_cells(listing: GidsListing | None) -> list[Cell]:
    """Not on the lists is a fact about these lists, not about the municipality."""
    if listing is None:
        return ["no", _("not on these lists"), None]
    words = _("GIDS municipality") if listing.is_gids else _("other municipality that signed up")
    return ["gids" if listing.is_gids else "other", words, listing.tranche or None]


def regional_table(record: Record) -> Table:
    """Regional coalitions, also those whose municipalities no source names."""
    columns = [
        Column("coalition", _("Coalition (key)")),
        Column("coalition_name", _("Coalition")),
        Column("region", _("Region")),
        Column("stage", _("Stage (code)")),
        Column("stage_words", _("Stage")),
        Column("stage_since", _("Stage since")),
        Column("stage_source", _("Where this is known from")),
        Column("municipalities", _("Municipalities that are known")),
        Column("stated_size", _("Municipalities by the source")),
    ]
    found = regional_coalitions(public_only=False)
    if record.target.region:
        found = found.filter(region=record.target.region)
    rows: list[list[Cell]] = [
        [
            one.slug,
            one.name,
            one.region.name if one.region else None,
            one.stage,
            label(Stage, one.stage),
            one.stage_since,
            one.stage_source or None,
            getattr(one, "covers", None),
            one.region.stated_size if one.region else None,
        ]
        for one in found
    ]
    empty = _("No regional coalition is known here.")
    return Table("regionale-coalities", _("Regional coalitions"), columns, rows, empty=empty)


def partner_kinds_table(record: Record) -> Table:
    """In how many coalitions a kind of partner takes part; a small number tells who, so is not."""
    columns = [
        Column("partner_type", _("Kind of partner (key)")),
        Column("partner_type_words", _("Kind of partner")),
        Column("domain", _("Domain (code)")),
        Column("domain_words", _("Domain")),
        Column("coalitions", _("Coalitions")),
        Column("coalitions_words", _("Coalitions, in words")),
    ]
    found = Partnership.objects.filter(record.target.during(), coalition__in=record.coalitions)
    counted = found.values("partner_type").annotate(coalitions=Count("coalition", distinct=True))
    counts = {row["partner_type"]: row["coalitions"] for row in counted}
    rows = [
        [one.key, one.name, one.domain, label(Domain, one.domain), *_count(counts.get(one.pk, 0))]
        for one in PartnerType.objects.order_by("position", "key")
    ]
    return Table("partners-per-soort", _("Partners per kind"), columns, rows)


def _count(number: int) -> list[Cell]:
    if number < FEWEST:
        return [None, _("fewer than %(number)s, or not recorded yet") % {"number": FEWEST}]
    return [number, str(number)]
