"""Polls among partners: opening, changing and closing one. What was closed stays closed."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Poll, PollInvitation, Principle
from coalitions.selectors.overview import checklist_in_force
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.links.models import OneTimeLink

PURPOSE: Final = "poll"
LONGEST: Final = timedelta(days=180)
# Own answers can be read again this long after the last day.
READABLE: Final = timedelta(days=30)


def link_life(closes_on: date) -> timedelta:
    """Return how long a link made now works: some weeks longer than the poll."""
    return closes_on - clock.today() + READABLE + timedelta(days=1)


def _check_last_day(closes_on: date) -> None:
    if closes_on < clock.today():
        raise DomainError({"closes_on": _("Choose a day that has not passed yet.")})
    if closes_on > clock.today() + LONGEST:
        raise DomainError({"closes_on": _("Choose a day within half a year.")})


@transaction.atomic
def poll_open(
    *,
    coalition: Coalition,
    title: str,
    closes_on: date,
    introduction: str = "",
    principle: Principle | None = None,
) -> Poll:
    """Open a poll on the checklist in force, whole or one principle of it."""
    _check_last_day(closes_on)
    checklist = checklist_in_force(coalition.scope)
    if checklist is None:
        raise DomainError(_("There is no checklist to ask about."))
    if principle is not None and principle.checklist_id != checklist.pk:
        raise DomainError({"principle": _("Choose a principle of the checklist in force.")})
    poll = Poll(
        coalition=coalition,
        checklist=checklist,
        principle=principle,
        title=title,
        introduction=introduction,
        closes_on=closes_on,
    )
    poll.full_clean()
    poll.save()
    return poll


def locked_open_poll(poll: Poll) -> Poll:
    """Return the poll, held until the transaction ends. Raises DomainError when it is over."""
    stored = Poll.objects.select_for_update().get(pk=poll.pk)
    if not stored.is_open:
        raise DomainError(_("This poll is closed."))
    return stored


@transaction.atomic
def poll_update(
    *, poll: Poll, expected_version: int | None, title: str, introduction: str, closes_on: date
) -> Poll:
    """Change the words or the last day, as long as it is open."""
    stored = locked_open_poll(poll)
    _check_last_day(closes_on)
    stored.title, stored.introduction, stored.closes_on = title, introduction, closes_on
    saved = save_versioned(
        stored, expected_version=expected_version, fields=["title", "introduction", "closes_on"]
    )
    invited = PollInvitation.objects.filter(poll=stored).values("pk")
    OneTimeLink.objects.filter(purpose=PURPOSE, subject_id__in=invited).update(
        expires_at=clock.now() + link_life(closes_on)
    )
    return saved


@transaction.atomic
def poll_close(*, poll: Poll, expected_version: int | None = None) -> Poll:
    """Close a poll for good and erase the addresses. A second click changes nothing."""
    stored = Poll.objects.select_for_update().get(pk=poll.pk)
    if stored.closed_at is not None:
        return stored
    refuse_stale(stored, expected_version)
    stored.closed_at = clock.now()
    save_versioned(stored, expected_version=None, fields=["closed_at"])
    PollInvitation.objects.filter(poll=stored, member__isnull=True).update(email="", sealed="")
    return stored


def polls_tidy() -> int:
    """Close polls whose last day is over; let go of members' secrets after their term."""
    closed = 0
    for poll in Poll.objects.past_its_day():
        poll_close(poll=poll)
        closed += 1
    old = clock.today() - READABLE
    PollInvitation.objects.filter(poll__closes_on__lt=old).exclude(sealed="").update(sealed="")
    return closed
