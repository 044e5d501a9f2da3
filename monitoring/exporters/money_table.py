"""Money: all of a coalition in its own export, and in that of a region what the lead may read.

The same rule as the page of the region's money (ADR 0019): of a local coalition only when every
municipality that it covers shares its interventions with the region.
"""

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind
from coalitions.models import Coalition
from interventions.choices import AmountClass, Certainty, FundingSource, Law, SpukPurpose
from interventions.models import Funding
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table, closed_row, label, sharing_cells
from monitoring.exporters.target import Record


def money_table(record: Record) -> Table:
    """Every stream that may have had money in the year; an unknown day leaves it in."""
    opening = [
        Column("coalition", _("Coalition (key)")),
        Column("shared", _("Shared (code)")),
        Column("shared_words", _("Shared")),
    ]
    columns = [
        *(opening if record.target.is_region else []),
        Column("title", _("For what")),
        Column("source", _("Source of the money (code)")),
        Column("source_words", _("Source of the money")),
        Column("purpose", _("Purpose within SPUK GALA (code)")),
        Column("purpose_words", _("Purpose within SPUK GALA")),
        Column("law", _("Law (code)")),
        Column("law_words", _("Law")),
        Column("amount", _("Amount in euros")),
        Column("amount_order", _("Order of the amount (code)")),
        Column("amount_order_words", _("Order of the amount")),
        Column("amount_over", _("Amount is over (code)")),
        Column("amount_over_words", _("Amount is over")),
        Column("starts_on", _("First day")),
        Column("ends_on", _("Last day")),
        Column("certainty", _("How certain (code)")),
        Column("certainty_words", _("How certain")),
        Column("pooled", _("Own money or a pot (code)")),
        Column("pooled_words", _("Own money or a pot")),
        Column("intervention", _("Intervention (key)")),
        Column("invented", _("Invented for the demo: yes or no")),
    ]
    empty = _("No money was recorded for this year.")
    if record.target.is_region:
        rows = _rows_of_region(record, columns)
    else:
        rows = [_row(one) for one in _streams(record, [record.own] if record.own else [])]
    return Table("geld", _("Money"), columns, rows, empty=empty)


def _rows_of_region(record: Record, columns: Sequence[Column]) -> list[list[Cell]]:
    """A pot once, as its own row; of who recorded nothing or does not share, that."""
    own = _of_region(record)
    local = [one for one in record.others if one.is_local and one not in own]
    kind = ConsentKind.INTERVENTIONS_REGION
    shared = [one for one in local if record.coalition_shares(one, kind)]
    streams = _streams(record, [*own, *shared])
    rows = [
        [one.coalition.slug, *sharing_cells(is_shared=True), *_row(one)]
        for one in sorted(streams, key=lambda one: (one.coalition.name_fold, one.coalition.slug))
    ]
    told = {one.coalition_id for one in streams}
    for coalition in local:
        if coalition not in shared:
            rows.append(closed_row(columns, [coalition.slug]))
        elif coalition.pk not in told:
            row: list[Cell] = [coalition.slug, *sharing_cells(is_shared=True), _("not reported")]
            rows.append([*row, *[None] * (len(columns) - len(row))])
    return rows


def _of_region(record: Record) -> list[Coalition]:
    """The regional coalitions of the region itself."""
    rows = Coalition.objects.regional().running().filter(region=record.target.region)
    return list(rows.order_by("pk"))


def _streams(record: Record, coalitions: Collection[Coalition]) -> list[Funding]:
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=record.target.last_day)
    going_on = Q(ends_on__isnull=True) | Q(ends_on__gte=record.target.first_day)
    rows = Funding.objects.filter(begun, going_on, coalition__in=coalitions)
    return list(rows.select_related("coalition", "choice__intervention").order_by("ends_on", "pk"))


def _row(one: Funding) -> list[Cell]:
    over = ("year", _("a year")) if one.is_structural else ("period", _("the whole period"))
    return [
        one.title,
        one.source,
        one.source_other or label(FundingSource, one.source),
        one.purpose or None,
        label(SpukPurpose, one.purpose) or None,
        one.law or None,
        label(Law, one.law) or None,
        one.amount,
        one.amount_class or None,
        label(AmountClass, one.amount_class) or None,
        *over,
        one.starts_on,
        one.ends_on,
        one.certainty,
        label(Certainty, one.certainty),
        *_kept(one),
        one.choice.intervention.slug if one.choice else None,
        _("yes") if one.is_demo else _("no"),
    ]


def _kept(one: Funding) -> tuple[str, str]:
    if one.is_pot:
        return "pot", _("Pot of the region")
    return ("share", _("In a pot of the region")) if one.pot_id else ("own", _("Own money"))
