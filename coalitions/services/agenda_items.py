"""What is on an agenda, in which order, and what was decided about each item."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coalitions.choices import ItemOutcome
from coalitions.models import Agenda, AgendaDecision, AgendaItem, Organisation
from coalitions.registry import Reading
from coalitions.selectors.agenda_sources import (
    NEW_ACTION,
    Deciding,
    Landed,
    Landing,
    landing_named,
)
from coalitions.selectors.agendas import offer_key, offered_for, subject_of
from coalitions.services.actions import action_add
from coalitions.services.agendas import locked_prepared
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.core.personal_numbers import refuse_personal_numbers

UP, DOWN = "up", "down"
LONGEST_TITLE: Final = 300
DECIDED: Final = ("text", "outcome", "decided_at")


@dataclass(frozen=True)
class NewAction:
    """An action that an item leads to: what, who and when."""

    title: str
    assigned_to: User | None = None
    organisation: Organisation | None = None
    due_on: date | None = None


class RecordChangedError(DomainError):
    """Somebody changed the record of an item; ``version`` is the one it has now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _(
                "Somebody changed this record in the meantime. Read above what it says now, and "
                "send what you decided once more."
            )
        )
        self.version = version


@transaction.atomic
def items_add(
    *, agenda: Agenda, user: User, keys: Collection[str] = (), own: Sequence[str] = ()
) -> list[AgendaItem]:
    """Put records, items that were put off and own points on an agenda, at its end.

    ``keys`` are those of the offers of this user; what is on the agenda already, or not offered
    any more, is left out.
    """
    refuse_personal_numbers(own="\n".join(own))
    stored = locked_prepared(agenda)
    earlier, offers = offered_for(stored, Reading(stored.coalition, user))
    last = stored.items.aggregate(last=Max("position"))["last"] or 0
    rows = [
        AgendaItem(source=row.source, record=row.record, title=row.title, continues=row)
        for row in earlier
        if offer_key(row) in keys
    ]
    rows += [
        AgendaItem(
            source=one.source.key,
            record=one.record,
            title=one.title[:LONGEST_TITLE],
            due_on=one.on,
        )
        for one in offers
        if offer_key(one) in keys
    ]
    rows += [AgendaItem(title=words) for words in own]
    for position, row in enumerate(rows, start=last + 1):
        row.agenda, row.position = stored, position
        row.full_clean()
        row.save()
    return rows


@transaction.atomic
def item_move(*, item: AgendaItem, way: str, seen: int) -> None:
    """Move an item one place; ``seen`` is the place it had, so that two clicks move it once."""
    locked_prepared(item.agenda)
    stored = AgendaItem.objects.filter(pk=item.pk).first()
    if stored is None or stored.position != seen:
        return
    rows = AgendaItem.objects.filter(agenda=stored.agenda)
    if way == UP:
        other = rows.filter(position__lt=seen).order_by("-position").first()
    else:
        other = rows.filter(position__gt=seen).order_by("position").first()
    if other is None:
        return
    stored.position, other.position = other.position, stored.position
    for row in (stored, other):
        save_versioned(row, expected_version=None, fields=["position"], validate=False)


@transaction.atomic
def item_remove(*, item: AgendaItem) -> None:
    """Take an item off the agenda, unless something was decided about it."""
    locked_prepared(item.agenda)
    stored = AgendaItem.objects.filter(pk=item.pk).first()
    if stored is None:
        return
    if stored.outcome:
        raise DomainError(_("This was talked about already, so it stays in the minutes."))
    stored.delete()


@transaction.atomic
def item_decide(
    *,
    item: AgendaItem,
    user: User,
    expected_version: int | None,
    outcome: str,
    text: str = "",
    landing: str = "",
    record_version: int | None = None,
    day: date | None = None,
    action: NewAction | None = None,
) -> AgendaItem:
    """Record what was said and decided about an item, and let the decision land in its record.

    All or nothing. Raises EditConflict when somebody else wrote about this item, RecordChangedError
    when the record itself was changed, and DomainError with the refusals of the services.
    """
    refuse_personal_numbers(text=text)
    locked_prepared(item.agenda)
    stored = AgendaItem.objects.select_for_update().select_related("agenda__coalition")
    row = stored.filter(pk=item.pk).first()
    if row is None:
        raise DomainError(_("Somebody took this off the agenda in the meantime."))
    refuse_stale(row, expected_version)
    chosen = _landing_of(row, user, landing) if landing else None
    _check(outcome, text, chosen, action, has_decisions=row.decisions.exists())
    if chosen:
        asked = Deciding(row.agenda, row.record or 0, record_version, user, text, day)
        _keep(row, chosen.key, _land(chosen, asked))
    if action:
        _keep(row, NEW_ACTION, _add_action(row, action, user))
    if not (chosen and chosen.is_private):
        row.text = text
    row.outcome, row.decided_at = outcome, clock.now()
    return save_versioned(row, expected_version=expected_version, fields=DECIDED)


def _landing_of(item: AgendaItem, user: User, key: str) -> Landing:
    """Return what was chosen, when the record as it is now allows it."""
    subject = subject_of(item, Reading(item.agenda.coalition, user))
    found = landing_named(key)
    if subject is None or found is None or key not in subject.landings:
        raise DomainError(
            {"landing": _("This cannot be decided about this record any more. Choose again.")}
        )
    return found


def _check(
    outcome: str,
    text: str,
    landing: Landing | None,
    action: NewAction | None,
    *,
    has_decisions: bool,
) -> None:
    is_recorded = bool(landing or action)
    if is_recorded and outcome != ItemOutcome.DECIDED:
        raise DomainError({"outcome": _("You record something, so choose “decided”.")})
    if has_decisions and outcome != ItemOutcome.DECIDED:
        raise DomainError({"outcome": _("Something was recorded here, so it was decided.")})
    if landing and landing.needs_text and not text:
        raise DomainError({"text": _("Write what was said: it goes into the record.")})
    if outcome == ItemOutcome.DECIDED and not (text or is_recorded or has_decisions):
        raise DomainError({"text": _("Write what was decided, or choose what is recorded.")})


def _land(landing: Landing, asked: Deciding) -> Landed:
    if landing.needs_day and asked.day is None:
        raise DomainError({"landing_on": _("Fill in the day.")})
    try:
        with transaction.atomic():
            return landing.land(asked)
    except EditConflict as conflict:
        raise RecordChangedError(conflict.current.version) from conflict
    except DomainError as refusal:
        raise _at_own_fields(refusal) from refusal


def _at_own_fields(refusal: DomainError) -> DomainError:
    """Put a refusal about the day or the text of a record at the field it came from."""
    if not hasattr(refusal, "error_dict"):
        return refusal
    places = {"until": "landing_on", "due_on": "landing_on", "on": "landing_on", "text": "text"}
    found: dict[str, list[str]] = {}
    for field, messages in refusal.message_dict.items():
        found.setdefault(places.get(field, "landing"), []).extend(messages)
    return DomainError(found)


def _add_action(item: AgendaItem, asked: NewAction, by: User) -> Landed:
    refuse_personal_numbers(action_title=asked.title)
    try:
        action_add(
            coalition=item.agenda.coalition,
            title=asked.title,
            assigned_to=asked.assigned_to,
            organisation=asked.organisation,
            due_on=asked.due_on,
            by=by,
        )
    except DomainError as refusal:
        raise DomainError({"action_who": refusal.messages}) from refusal
    return Landed(asked.title, asked.due_on, asked.organisation, asked.assigned_to)


def _keep(item: AgendaItem, kind: str, landed: Landed) -> None:
    row = AgendaDecision(
        item=item,
        kind=kind,
        title=landed.title,
        due_on=landed.due_on,
        who=landed.organisation.name if landed.organisation else "",
        assigned_to=landed.assigned_to,
    )
    row.full_clean()
    row.save()
