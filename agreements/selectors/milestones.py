"""Agreements on the timeline of a coalition; see coalitions.selectors.timeline."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.choices import AgreementState
from agreements.models import Agreement
from coalitions.registry import Reading
from coalitions.selectors.timeline import Milestone, register_milestones

NOT_YET = (AgreementState.DRAFT, AgreementState.IN_CONSULTATION)


def agreement_milestones(reading: Reading) -> Iterator[Milestone]:
    """When an agreement came in force, and when it ended."""
    rows = Agreement.objects.filter(coalition=reading.coalition).exclude(state__in=NOT_YET)
    for row in rows.select_related("coalition").order_by("pk"):
        url = row.get_absolute_url()
        if row.starts_on:
            yield Milestone(row.starts_on, _("Agreement in force"), row.title, url)
        if row.ended_on:
            yield Milestone(row.ended_on, _("Agreement ended"), row.title, url)


def register_own() -> None:
    """Called once when the app is ready."""
    register_milestones(agreement_milestones)
