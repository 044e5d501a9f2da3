"""Coalitions per municipality, and their partners. Persons stay out of every file."""

from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind, Domain, Scope, Stage
from coalitions.models import Coalition, CoalitionMunicipality, Municipality, Partnership
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table, closed_row, label, sharing_cells
from monitoring.exporters.target import Record


def coalitions_table(record: Record) -> Table:
    """Every municipality with the coalitions that work for it: RIVM counts municipalities."""
    columns = [
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("division_year", _("Division of the year")),
        Column("coalition", _("Coalition (key)")),
        Column("coalition_name", _("Coalition")),
        Column("form", _("Form (code)")),
        Column("form_words", _("Form")),
        Column("stage", _("Stage (code)")),
        Column("stage_words", _("Stage")),
        Column("stage_since", _("Stage since")),
    ]
    if record.target.is_region:
        columns += [
            Column("agreements", _("Agreements with the region (code)")),
            Column("agreements_words", _("Agreements with the region")),
            Column("interventions", _("Interventions with the region (code)")),
            Column("interventions_words", _("Interventions with the region")),
        ]
    nobody: list[CoalitionMunicipality | None] = [None]
    rows = [
        _place_row(record, place, covering)
        for place in record.municipalities
        for covering in [*record.coverage_of.get(place.pk, [])] or nobody
    ]
    empty = _("The municipalities of this region are not named in the source.")
    return Table("coalities", _("Coalitions (sheet)"), columns, rows, empty=empty)


def _place_row(
    record: Record, place: Municipality, covering: CoalitionMunicipality | None
) -> list[Cell]:
    row: list[Cell] = [place.code, place.name, record.target.year]
    if covering is None:
        row += [None, None, None, None, "not_reported", _("no coalition reported"), None]
    else:
        row += _coalition_cells(covering.coalition)
    if record.target.is_region:
        row += sharing_cells(record.shares(place.pk, ConsentKind.AGREEMENTS_REGION))
        row += sharing_cells(record.shares(place.pk, ConsentKind.INTERVENTIONS_REGION))
    return row


def _coalition_cells(one: Coalition) -> list[Cell]:
    return [
        one.slug,
        one.name,
        one.scope,
        label(Scope, one.scope),
        one.stage,
        label(Stage, one.stage),
        one.stage_since,
    ]


def load_partners(record: Record) -> list[Partnership]:
    """The partners of the coalition whose record this is, active on some day of the year."""
    if record.own is None:
        return []
    rows = Partnership.objects.filter(record.target.during(), coalition=record.own)
    return list(rows.for_list())


def partners_table(record: Record) -> Table:
    """Organisations only; contact persons are personal data and never go into an export.

    There is no consent to share partners, so of another coalition it only says that.
    """
    columns = [
        Column("coalition", _("Coalition (key)")),
        Column("shared", _("Shared (code)")),
        Column("shared_words", _("Shared")),
        Column("organisation", _("Organisation")),
        Column("partner_type", _("Kind of partner (key)")),
        Column("partner_type_words", _("Kind of partner")),
        Column("domain", _("Domain (code)")),
        Column("domain_words", _("Domain")),
        Column("role", _("Role in the coalition")),
        Column("since", _("Since")),
        Column("until", _("Until")),
    ]
    rows: list[list[Cell]] = [
        [
            record.own.slug if record.own else None,
            *sharing_cells(is_shared=True),
            one.organisation.name,
            one.partner_type.key,
            one.partner_type.name,
            one.partner_type.domain,
            label(Domain, one.partner_type.domain),
            one.role or None,
            one.since,
            one.until,
        ]
        for one in load_partners(record)
    ]
    rows += [closed_row(columns, [one.slug]) for one in record.others]
    empty = _("No partners were recorded for this year.")
    return Table("partners", _("Partners"), columns, rows, empty=empty)
