"""Money of a coalition. Each function is one transaction; the history keeps what is taken away."""

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from coalitions.services.running import locked_running
from interventions.choices import FundingSource
from interventions.models import Funding
from interventions.selectors.money import pots_for
from kansrijkestart.core.concurrency import refuse_stale, save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = (
    "title",
    "source",
    "source_other",
    "purpose",
    "law",
    "amount",
    "amount_class",
    "starts_on",
    "ends_on",
    "is_structural",
    "certainty",
    "choice",
    "is_pot",
    "pot",
    "note",
)


@transaction.atomic
def funding_add(*, coalition: Coalition, **values: Any) -> Funding:
    """Record a stream of money; what is not known stays empty."""
    row = Funding(coalition=locked_running(coalition))
    _fill(row, values)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def funding_change(*, funding: Funding, expected_version: int | None, **values: Any) -> Funding:
    """Change a stream. Raises EditConflict when somebody else was first."""
    locked_running(funding.coalition)
    stored = _locked(funding)
    refuse_stale(stored, expected_version)
    _fill(stored, values)
    return save_versioned(stored, expected_version=expected_version, fields=values)


@transaction.atomic
def funding_end(*, funding: Funding, ends_on: date, expected_version: int | None) -> Funding:
    """Say which day is the last of this money."""
    locked_running(funding.coalition)
    stored = _locked(funding)
    refuse_stale(stored, expected_version)
    if stored.is_structural and stored.amount is not None:
        words = _(
            "The amount of money without an end is that of a year. Change this money: give its "
            "last day and the amount over the whole period."
        )
        raise DomainError({"ends_on": words})
    if stored.starts_on and ends_on < stored.starts_on:
        raise DomainError({"ends_on": _("The last day lies before the first.")})
    stored.ends_on, stored.is_structural = ends_on, False
    fields = ["ends_on", "is_structural"]
    return save_versioned(stored, expected_version=expected_version, fields=fields)


@transaction.atomic
def funding_remove(*, funding: Funding, expected_version: int | None) -> None:
    """Take away what should never have been recorded; the log keeps it.

    A pot in which coalitions put money stays: their rows name it.
    """
    locked_running(funding.coalition)
    stored = _locked(funding)
    refuse_stale(stored, expected_version)
    if stored.shares.exists():
        words = _("Coalitions put money into this pot, so it stays. You can end it.")
        raise DomainError(words)
    stored.delete()


def _locked(funding: Funding) -> Funding:
    return still_there(Funding.objects.all(), funding.pk)


def _fill(row: Funding, values: dict[str, Any]) -> None:
    before = row.pot_id
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(row, name, value)
    if row.source != FundingSource.OTHER and "source" in values:
        row.source_other = values["source_other"] = ""
    _check_links(row, before)
    _check_pot(row)


def _check_links(row: Funding, pot_before: int | None) -> None:
    """What it pays is of this coalition; the pot is one of a region around it, or stays."""
    if row.choice and row.choice.coalition_id != row.coalition_id:
        raise DomainError({"choice": _("Choose an intervention of this coalition.")})
    if row.pot_id is None or row.pot_id == pot_before:
        return
    if row.pot_id not in {pot.pk for pot in pots_for(row.coalition)}:
        raise DomainError({"pot": _("Choose a pot of a regional coalition around yours.")})


def _check_pot(row: Funding) -> None:
    if row.is_pot and not row.coalition.is_regional:
        raise DomainError({"is_pot": _("Only a regional coalition keeps a pot.")})
    if row.is_pot and row.pot_id:
        raise DomainError({"pot": _("A pot does not go into another pot.")})
    if not row.is_pot and row.pk and row.shares.exists():
        words = _("Coalitions put money into this pot, so it stays a pot.")
        raise DomainError({"is_pot": words})
