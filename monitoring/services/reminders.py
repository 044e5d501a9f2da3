"""Reminding who has not handed in: once per threshold, or together in a mail on Monday.

Each reminder is a row before it is a mail, under a unique constraint. A job mails afterwards and
tries again what was refused; a row that is mailed is held, so two workers send nothing twice. A
worker that dies between handing a mail over and writing that down may send it again.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction

from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue, is_queued
from kansrijkestart.notifications.mail import send_mail
from monitoring.models import DigestWish, ReminderSent, Round
from monitoring.selectors.reminders import (
    Late,
    Reader,
    day_of,
    digest_comes_in_time,
    late_of,
    monday_of,
    readers_of,
)

KIND = "monitoring.round_reminders"


@transaction.atomic
def digest_wish_set(*, user: User, wanted: bool) -> None:
    """Say whether somebody wants reminders together once a week. What waits keeps its way."""
    if wanted:
        DigestWish.objects.get_or_create(user=user)
    else:
        DigestWish.objects.filter(user=user).delete()


def reminders_write() -> int:
    """Write down who is reminded tonight, and ask a job for the mails; returns how many rows.

    A threshold that was missed goes now, as long as the round can still be answered.
    """
    rounds = Round.objects.filter(opened_at__isnull=False, frozen_at__isnull=True)
    keys = list(rounds.order_by("pk").values_list("pk", flat=True))
    written = sum(_write_round(pk) for pk in keys)
    is_asked = is_queued(kind=KIND, parameters={})
    if not is_asked and (_single().exists() or _ripe().exists()):
        enqueue(kind=KIND, owner=None, parameters={})
    return written


@transaction.atomic
def _write_round(pk: int) -> int:
    """The round is held, so that a second night beside this one finds the rows."""
    asked = Round.objects.select_for_update().filter(pk=pk, frozen_at__isnull=True).first()
    if asked is None:
        return 0
    thresholds = {one.days_before: one.pk for one in asked.reminders.all()}
    readers = readers_of(asked, clock.now()) if thresholds else []
    told = _told(asked)
    wishes = set(DigestWish.objects.values_list("user", flat=True))
    fresh = [row for reader in readers for row in _rows_of(reader, thresholds, told, wishes)]
    return len(ReminderSent.objects.bulk_create(fresh))


def _told(asked: Round) -> set[tuple[int, int]]:
    rows = ReminderSent.objects.filter(reminder__round=asked)
    return set(rows.values_list("reminder", "user"))


def _rows_of(
    reader: Reader,
    thresholds: dict[int, int],
    told: Collection[tuple[int, int]],
    wishes: Collection[int],
) -> list[ReminderSent]:
    today = clock.today()
    waits = reader.user.pk in wishes and digest_comes_in_time(today, reader.first_day)
    return [
        ReminderSent(
            reminder_id=thresholds[days],
            user=reader.user,
            count=len(reader.late),
            in_digest=waits,
            created_at=clock.now(),
        )
        for days in sorted(reader.days_reached(thresholds, today), reverse=True)
        if (thresholds[days], reader.user.pk) not in told
    ]


def reminders_send(context: JobContext) -> dict[str, Any]:
    """Mail what was written down and not mailed. Safe to run twice, and by two at once."""
    pairs = list(_single().order_by().values_list("user", "reminder__round").distinct())
    digests = list(_ripe().order_by().values_list("user", flat=True).distinct())
    total = len(pairs) + len(digests)
    sent = 0
    for number, (user, asked) in enumerate(sorted(pairs), start=1):
        sent += reminder_mail(user=user, asked=asked)
        context.progress(number, total)
    for number, user in enumerate(sorted(digests), start=len(pairs) + 1):
        sent += digest_mail(user=user)
        context.progress(number, total)
    if _single().exists() or _ripe().exists():
        raise ConnectionError("A reminder of a round was refused.")  # the job tries again later
    return {"sent": sent}


def _single() -> Any:
    """Rows that wait for a mail of their own."""
    return ReminderSent.objects.filter(mailed_at__isnull=True, in_digest=False)


def _ripe() -> Any:
    """Rows for the weekly mail: those of before this week, and on a Monday those of that day."""
    waiting = ReminderSent.objects.filter(mailed_at__isnull=True, in_digest=True)
    monday = monday_of(clock.today())
    keys = [row.pk for row in waiting.only("created_at") if day_of(row.created_at) <= monday]
    return ReminderSent.objects.filter(pk__in=keys, mailed_at__isnull=True)


@transaction.atomic
def reminder_mail(*, user: int, asked: int) -> int:
    """Mail one person about one round; several thresholds missed at once are one mail."""
    rows = ReminderSent.objects.filter(in_digest=False, reminder__round=asked)
    return _mail(rows, user, "round_reminder")


@transaction.atomic
def digest_mail(*, user: int) -> int:
    """Mail one person everything of the week, over all rounds."""
    return _mail(_ripe(), user, "round_digest")


def _mail(rows: Any, user: int, template: str) -> int:
    """Hold the rows, mail what is still late in their rounds, and write that down.

    Whoever has handed in meanwhile gets no mail; the row goes, because nobody was reminded. Opened
    again it is late again.
    """
    held = rows.select_for_update(of=("self",), skip_locked=True).filter(
        user=user, mailed_at__isnull=True
    )
    taken = list(held.select_related("reminder__round__questionnaire_version__questionnaire"))
    if not taken:
        return 0
    rounds = {row.reminder.round_id: row.reminder.round for row in taken}
    reader = User.objects.get(pk=user)
    late = {pk: late_of(reader, one, clock.now()) for pk, one in rounds.items()}
    empty = [row.pk for row in taken if not late[row.reminder.round_id]]
    ReminderSent.objects.filter(pk__in=empty).delete()
    told = [row.pk for row in taken if row.pk not in set(empty)]
    if not told:
        return 0
    shown = [_shown(rounds[pk], rows_late) for pk, rows_late in late.items() if rows_late]
    is_sent = send_mail(template, reader.email, {"rounds": shown, **_links()}, reader.language)
    moment = clock.now()
    ReminderSent.objects.filter(pk__in=told).update(
        mailed_at=moment if is_sent else None, failed_at=None if is_sent else moment
    )
    return int(is_sent)


def _shown(asked: Round, late: list[Late]) -> dict[str, Any]:
    """What a mail says of one round: no answers, only which municipalities and until when."""
    coalitions = {one.response.coalition_id: one.response.coalition for one in late}
    return {
        "title": asked.questionnaire_version.title,
        "municipalities": [(one.response.municipality.name, one.last_day) for one in late],
        "pages": [_page(asked, one.slug) for one in coalitions.values() if one is not None],
    }


def _page(asked: Round, slug: str) -> str:
    version = asked.questionnaire_version
    path = safe_reverse(
        "monitoring:response", slug=slug, year=version.year, key=version.questionnaire.key
    ) or safe_reverse("coalitions:detail", slug=slug)
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _links() -> dict[str, str]:
    path = safe_reverse("monitoring:reminder_wish")
    return {"settings_url": f"{settings.SITE_URL.rstrip('/')}{path}"}
