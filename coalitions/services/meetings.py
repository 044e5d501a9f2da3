"""Meetings of a coalition: when, who was there, what came of it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Meeting, MeetingOrganisation, Organisation, Partnership
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS = ("held_on", "kind", "parents_present", "outcome", "next_on")


@transaction.atomic
def meeting_save(
    *,
    coalition: Coalition,
    held_on: date,
    kind: str,
    present: Sequence[Organisation] = (),
    parents_present: int | None = None,
    outcome: str = "",
    next_on: date | None = None,
    meeting: Meeting | None = None,
    expected_version: int | None = None,
) -> Meeting:
    """Record a meeting, or change one, with the organisations that were present."""
    if meeting is None:
        stored = Meeting(coalition=coalition)
    else:
        stored = Meeting.objects.select_for_update().get(pk=meeting.pk, coalition=coalition)
    stored.held_on, stored.kind, stored.outcome = held_on, kind, outcome
    stored.parents_present, stored.next_on = parents_present, next_on
    if stored.pk is None:
        stored.full_clean()
        stored.save()
    else:
        stored = save_versioned(stored, expected_version=expected_version, fields=FIELDS)
    _set_present(stored, present)
    return stored


def _set_present(meeting: Meeting, present: Sequence[Organisation]) -> None:
    wanted = {row.pk for row in present}
    before = set(meeting.present.values_list("organisation", flat=True))
    partners = Partnership.objects.active().filter(coalition=meeting.coalition)
    if wanted - before - set(partners.values_list("organisation", flat=True)):
        raise DomainError({"present": _("Choose partners of this coalition.")})
    meeting.present.exclude(organisation__in=wanted).delete()
    for key in sorted(wanted - before):
        MeetingOrganisation.objects.create(meeting=meeting, organisation_id=key)
