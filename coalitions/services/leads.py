"""Who leads the coalition (trekker): a person with any organisation, apart from accounts."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, CoalitionLead
from coalitions.services.organisations import organisation_named
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def lead_save(
    *,
    coalition: Coalition,
    lead: CoalitionLead | None,
    expected_version: int | None,
    name: str,
    organisation: str = "",
    since: date | None = None,
) -> CoalitionLead:
    """Add or change somebody who leads the coalition."""
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    found = organisation_named(name=organisation) if organisation.strip() else None
    if lead is None:
        lead = CoalitionLead(coalition=coalition, name=name, organisation=found, since=since)
        lead.full_clean()
        lead.save()
        return lead
    stored = still_there(CoalitionLead.objects.filter(coalition=coalition), lead.pk)
    if stored.until is not None:
        raise DomainError(_("This lead has stopped. Add the lead again when needed."))
    stored.name, stored.organisation, stored.since = name, found, since
    fields = ["name", "organisation", "since"]
    return save_versioned(stored, expected_version=expected_version, fields=fields)


@transaction.atomic
def lead_end(*, lead: CoalitionLead, until: date) -> CoalitionLead:
    """Let somebody stop leading the coalition on a date."""
    stored = still_there(CoalitionLead.objects.all(), lead.pk)
    if stored.until is not None:
        raise DomainError(_("This lead has stopped already."))
    if until > clock.today():
        raise DomainError({"until": _("Choose today or a day in the past.")})
    stored.until = until
    return save_versioned(stored, expected_version=None, fields=["until"])
