"""Telling who fills in a questionnaire: that it opened, and that it has not been handed in yet.

Once per threshold, coalition and person; notifications mail it as they wish.
"""

from collections.abc import Iterator

from django.db import transaction
from django.urls import reverse

from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.services import Tell, notify
from monitoring.models import Round
from monitoring.notifications import OPENED, REMINDED
from monitoring.selectors.reminders import Late, days_reached, places_about, readers_of


def reminders_write() -> int:
    """Tell who is reminded tonight; returns how many were told.

    A threshold that was missed goes now, as long as the round can still be answered.
    """
    rounds = Round.objects.filter(opened_at__isnull=False, frozen_at__isnull=True)
    return sum(_remind(pk) for pk in list(rounds.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind(pk: int) -> int:
    """The round is held, so that its thresholds stay while somebody is told of them."""
    asked = Round.objects.select_for_update().filter(pk=pk, frozen_at__isnull=True).first()
    if asked is None:
        return 0
    thresholds = set(asked.reminders.values_list("days_before", flat=True))
    return notify(kind=REMINDED, tells=_reminders(asked, thresholds) if thresholds else [])


def _reminders(asked: Round, thresholds: set[int]) -> Iterator[Tell]:
    """Several thresholds that were missed are told as the last of them."""
    today = clock.today()
    for reader in readers_of(asked, clock.now()):
        for coalition, late in reader.per_coalition().items():
            if reached := days_reached(late, thresholds, today):
                days = min(reached)
                yield _tell(asked, coalition, late, reader.user.pk, days)


def _tell(
    asked: Round, coalition: Coalition, late: list[Late], user: int, days: int | None = None
) -> Tell:
    version = asked.questionnaire_version
    args = [coalition.slug, version.year, version.questionnaire.key]
    about = {
        "round": asked.pk,
        "coalition": coalition.pk,
        "name": coalition.name,
        "title": version.title,
        **({} if days is None else {"days": days}),
        **places_about(late),
    }
    return Tell(
        recipient=user,
        occasion=f"{asked.pk} {coalition.pk}" + ("" if days is None else f" {days}"),
        path=reverse("monitoring:response", args=args),
        about=about,
        before=min(one.last_day for one in late),
    )


def opening_tell(asked: Round) -> int:
    """Tell who keeps a coalition that a round opened; returns how many were told."""
    return notify(
        kind=OPENED,
        tells=[
            _tell(asked, coalition, late, reader.user.pk)
            for reader in readers_of(asked, clock.now())
            for coalition, late in reader.per_coalition().items()
        ],
    )


def reminded_days(asked: Round) -> set[int]:
    """Return the thresholds of a round that somebody was told of, or that came before those."""
    told = Notification.objects.filter(kind=REMINDED, about__round=asked.pk)
    days = [one for one in told.values_list("about__days", flat=True) if one is not None]
    reminders = asked.reminders.values_list("days_before", flat=True)
    return {one for one in reminders if days and one >= min(days)}
