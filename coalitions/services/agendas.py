"""Preparing a meeting, saying who is there, and closing it: then it stands in the record."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coalitions.choices import AgendaState, ItemOutcome, MeetingKind
from coalitions.models import (
    Agenda,
    AgendaPresence,
    Coalition,
    Meeting,
    Organisation,
    Partnership,
)
from coalitions.selectors.agenda_sources import said_of, source_named
from coalitions.services.meetings import meeting_save
from coalitions.services.running import locked_running
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

LONGEST_OUTCOME: Final = 5000


@transaction.atomic
def agenda_save(
    *,
    coalition: Coalition,
    day: date,
    kind: str = MeetingKind.COALITION,
    agenda: Agenda | None = None,
    expected_version: int | None = None,
) -> Agenda:
    """Prepare a meeting for a day, or change which day and what kind it is.

    Raises DomainError for a coalition that ended, a day that is over, and an agenda that is not
    being prepared any more.
    """
    if agenda is None:
        stored = Agenda(coalition=locked_running(coalition))
    else:
        stored = locked_prepared(agenda)
        refuse_stale(stored, expected_version)
    if day < clock.today() and day != stored.day:
        raise DomainError(
            {"day": _("This day is over. Record a meeting that was held under “Add a meeting”.")}
        )
    stored.day, stored.kind = day, kind
    if stored.pk is None:
        stored.full_clean()
        stored.save()
        return stored
    return save_versioned(stored, expected_version=expected_version, fields=["day", "kind"])


@transaction.atomic
def agenda_cancel(*, agenda: Agenda) -> Agenda:
    """Say that the meeting will not be held. A second click changes nothing.

    What was decided already stands in the record, so then the meeting was held: DomainError.
    """
    stored = Agenda.objects.select_for_update().get(pk=agenda.pk)
    if stored.state == AgendaState.CANCELLED:
        return stored
    _refuse_not_prepared(stored)
    if stored.items.exclude(outcome="").exists():
        raise DomainError(
            _("Something was decided in this meeting already. Close it instead of cancelling it.")
        )
    stored.state = AgendaState.CANCELLED
    return save_versioned(stored, expected_version=None, fields=["state"])


@transaction.atomic
def agenda_presence_save(
    *,
    agenda: Agenda,
    present: Sequence[Organisation],
    parents_present: int | None,
    expected_version: int | None,
) -> Agenda:
    """Say which organisations are there, and how many parents."""
    stored = locked_prepared(agenda)
    refuse_stale(stored, expected_version)
    _set_present(stored, present)
    stored.parents_present = parents_present
    return save_versioned(
        stored, expected_version=expected_version, fields=["parents_present"], validate=False
    )


@transaction.atomic
def agenda_close(
    *,
    agenda: Agenda,
    held_on: date,
    expected_version: int | None,
    next_on: date | None = None,
) -> Agenda:
    """Close a meeting: it stands in the record from now on, and its minutes stay as they are.

    Items that nobody got to are put off. Raises DomainError for a day that is to come, a meeting
    without items, and one that was closed or cancelled before.
    """
    stored = locked_prepared(agenda)
    refuse_stale(stored, expected_version)
    if held_on > clock.today():
        raise DomainError({"held_on": _("This date is still to come. Choose today or earlier.")})
    if not stored.items.exists():
        raise DomainError(_("Nothing is on the agenda yet. Put something on it first."))
    for item in stored.items.filter(outcome=""):
        item.outcome, item.decided_at = ItemOutcome.POSTPONED, clock.now()
        save_versioned(item, expected_version=None, fields=["outcome", "decided_at"])
    stored.day, stored.next_on = held_on, next_on
    stored.meeting = _record_meeting(stored)
    stored.state = AgendaState.HELD
    return save_versioned(
        stored, expected_version=expected_version, fields=["day", "next_on", "meeting", "state"]
    )


def locked_prepared(agenda: Agenda) -> Agenda:
    """Return an agenda that is being prepared, locked against other changes."""
    locked_running(agenda.coalition)
    stored = Agenda.objects.select_for_update().get(pk=agenda.pk)
    _refuse_not_prepared(stored)
    return stored


def _refuse_not_prepared(agenda: Agenda) -> None:
    if agenda.state == AgendaState.HELD:
        raise DomainError(_("This meeting was closed. Its minutes stay as they are."))
    if agenda.state == AgendaState.CANCELLED:
        raise DomainError(_("This meeting was cancelled. Prepare a new one."))


def _set_present(agenda: Agenda, present: Sequence[Organisation]) -> None:
    wanted = {row.pk: row for row in present}
    before = set(agenda.present.values_list("organisation", flat=True))
    partners = Partnership.objects.active().filter(coalition=agenda.coalition)
    if wanted.keys() - before - set(partners.values_list("organisation", flat=True)):
        raise DomainError({"present": _("Choose partners of this coalition.")})
    agenda.present.exclude(organisation__in=wanted).delete()
    for key in sorted(wanted.keys() - before):
        row = wanted[key]
        AgendaPresence.objects.create(agenda=agenda, organisation=row, name=row.name)


def _record_meeting(agenda: Agenda) -> Meeting:
    keys = agenda.present.values_list("organisation", flat=True)
    # Who was there may have left as a partner since; they were there all the same.
    still = Partnership.objects.active().filter(coalition=agenda.coalition)
    there = Organisation.objects.filter(pk__in=keys).filter(pk__in=still.values("organisation"))
    return meeting_save(
        coalition=agenda.coalition,
        held_on=agenda.day,
        kind=agenda.kind,
        present=list(there),
        parents_present=agenda.parents_present,
        outcome=outcome_of(agenda),
        next_on=agenda.next_on,
    )


def outcome_of(agenda: Agenda) -> str:
    """Return in a few lines what was decided, as far as it fits; the minutes say all."""
    items = agenda.items.filter(outcome=ItemOutcome.DECIDED).prefetch_related("decisions")
    lines = []
    for item in items:
        source = source_named(item.source)
        if source and source.readable:
            continue  # whoever opens the record reads this, and not everybody may know of that
        said = [str(said_of(row.kind)) for row in item.decisions.all()]
        words = item.text or ", ".join(said)
        lines.append(f"{item.title}: {words}" if words else item.title)
    return Truncator("\n".join(lines)).chars(LONGEST_OUTCOME)
