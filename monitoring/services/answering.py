"""Writing answers of a round: overrule the record with a reason, or say what it does not know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError, EditConflict
from monitoring.answers import Asked, Value, faults
from monitoring.choices import HANDED_IN, ResponseState
from monitoring.models import Response, ResponseAnswer, Round, RoundExtension
from monitoring.selectors.filled_in import may_write
from monitoring.selectors.fillings import asked_from

NEEDS_REASON = "reason"


@dataclass(frozen=True)
class Entry:
    """What somebody fills in at one question; no value: what the record says stands."""

    value: Value | None
    reason: str = ""
    is_apart: bool = False


@dataclass(frozen=True)
class Stored:
    """What the page after a conflict needs to know of the record: when it was last changed."""

    updated_at: datetime
    keys: frozenset[str]


@transaction.atomic
def answers_save(
    *,
    round: Round,  # noqa: A002  what it is called
    coalition: Coalition,
    user: User,
    entries: Mapping[str, Entry],
    seen: Mapping[str, int],
    municipality: Municipality | None = None,
) -> list[Response]:
    """Write the answers that somebody changed, for all municipalities that are open or for one.

    ``seen`` holds per question the version that the writer had before them. Raises EditConflict
    when somebody else changed one of these questions since, and DomainError when the round is over,
    the answers are handed in, or an answer is wrong or overrules the record without a reason.
    """
    responses = writable_responses(round, coalition, municipality)
    rows = list(
        ResponseAnswer.objects.select_for_update(of=("self",))
        .filter(response__round=round, response__coalition=coalition, question__key__in=entries)
        .select_related("question__asked_after", "response")
        .prefetch_related("question__options")
        .order_by("pk")
    )
    _refuse_stale(rows, seen, municipality)
    inside = {one.pk for one in responses}
    changed = [
        row
        for row in rows
        if row.response_id in inside
        and _fill(row, entries[row.question.key], rows, alone=municipality is not None)
    ]
    for row in changed:
        row.changed_by = user
        fields = ("given", "reason", "is_apart", "changed_by")
        save_versioned(row, expected_version=None, fields=fields)
    _begin(responses, changed)
    return responses


def writable_responses(
    asked: Round, coalition: Coalition, municipality: Municipality | None = None
) -> list[Response]:
    """Lock and return the responses that may be written now; DomainError when there is none."""
    return writable_with_moment(asked, coalition, municipality)[0]


def writable_with_moment(
    asked: Round, coalition: Coalition, municipality: Municipality | None = None
) -> tuple[list[Response], datetime]:
    """The same, and the moment that was looked at: once, when the rows were held.

    What is written with that moment counts, however long the writing takes after it.
    """
    rows = Response.objects.select_for_update(of=("self",)).filter(round=asked, coalition=coalition)
    if municipality is not None:
        rows = rows.filter(municipality=municipality)
    responses = list(rows.select_related("municipality", "coalition", "round").order_by("pk"))
    if not responses:
        raise DomainError(_("No municipality of this coalition takes part in this round."))
    moment = clock.now()
    until = last_moments(asked, responses)
    in_time = [one for one in responses if may_write(one.round, until[one.pk], moment)]
    if not in_time:
        raise DomainError(closed_words(asked, max(until.values())))
    found = [one for one in in_time if one.state not in HANDED_IN]
    if not found:
        raise DomainError(_("The answers are handed in. Open them again to change something."))
    return found, moment


def last_moments(asked: Round, responses: Iterable[Response]) -> dict[int, datetime]:
    """Until when each of these may be handed in: its extension, else the closing (one query)."""
    rows = RoundExtension.objects.filter(round=asked).order_by()
    longer = dict(rows.values_list("municipality", "until"))
    return {one.pk: longer.get(one.municipality_id, one.round.closes_at) for one in responses}


def closed_words(asked: Round, until: datetime | None = None) -> str:
    """Say why nothing can be written: not open yet, or over; ``until`` is the last extension."""
    if asked.opened_at is None:
        return _("The questionnaire is not open yet. It opens on %(day)s.") % {
            "day": date_format(localtime(asked.opens_at), "j F Y")
        }
    closed_at = max(asked.closes_at, until or asked.closes_at)
    return _(
        "The questionnaire closed on %(day)s. What was filled in by then counts. Ask who runs the "
        "round for more time."
    ) % {"day": date_format(localtime(closed_at), "j F Y H:i")}


def _refuse_stale(
    rows: Sequence[ResponseAnswer], seen: Mapping[str, int], municipality: Municipality | None
) -> None:
    """Compare per question the sum of the versions of its rows, which only grows."""
    now: dict[str, int] = {}
    for row in rows:
        if municipality is None or row.response.municipality_id == municipality.pk:
            now[row.question.key] = now.get(row.question.key, 0) + row.version
    stale = {key for key, version in now.items() if key in seen and seen[key] != version}
    if stale:
        latest = max(row.updated_at for row in rows if row.question.key in stale)
        raise EditConflict(Stored(latest, frozenset(stale)), {})


def _fill(
    row: ResponseAnswer, entry: Entry, rows: Sequence[ResponseAnswer], *, alone: bool
) -> bool:
    """Put the entry into the row; tell whether that changes it."""
    before = (row.given, row.reason, row.is_apart)
    if not alone and row.is_apart:
        return False
    if alone and not entry.is_apart:
        entry = _common(row, rows)
    row.is_apart = alone and entry.is_apart
    asked = asked_from(row.question)
    row.given = None if entry.value == row.derived else entry.value
    overrules = row.given is not None and row.derived is not None
    row.reason = entry.reason.strip() if overrules else ""
    _refuse_faults(asked, row)
    return before != (row.given, row.reason, row.is_apart)


def _common(row: ResponseAnswer, rows: Sequence[ResponseAnswer]) -> Entry:
    """Return what the coalition's other municipalities answer, for one that follows again."""
    others = [
        one
        for one in rows
        if one.question_id == row.question_id and one.pk != row.pk and not one.is_apart
    ]
    given = others[0] if others else None
    return Entry(given.given, given.reason) if given else Entry(None)


def _refuse_faults(asked: Asked, row: ResponseAnswer) -> None:
    wrong = faults(asked, row.given) if row.given is not None else []
    if wrong:
        raise DomainError({asked.key: wrong})
    if row.given is not None and row.derived is not None and not row.reason:
        raise DomainError(
            {f"{asked.key}-{NEEDS_REASON}": _("Write why the answer differs from the record.")}
        )


def _begin(responses: Sequence[Response], changed: Sequence[ResponseAnswer]) -> None:
    """Mark what was not begun as being filled in."""
    touched = {row.response_id for row in changed}
    for one in responses:
        if one.pk in touched and one.state == ResponseState.NOT_STARTED:
            one.state = ResponseState.BUSY
            save_versioned(one, expected_version=None, fields=["state"])
