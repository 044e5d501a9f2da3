"""Rounds: their dates, reminders and extensions, and opening them as a job. See docs/adr/0030.

Dates are the analyst's, and change as long as that changes nothing that has been: a round that
opened stays open since then, and one that is being frozen keeps its end.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from monitoring.choices import VersionState
from monitoring.models import (
    Questionnaire,
    QuestionnaireVersion,
    Response,
    Round,
    RoundExtension,
    RoundReminder,
)
from monitoring.selectors.round_states import last_day
from monitoring.services.reminders import opening_tell, reminded_days
from monitoring.services.responses import responses_open

KIND = "monitoring.round_open"
FOLLOW = "monitoring.round_follow"


@transaction.atomic
def round_create(
    *,
    version: QuestionnaireVersion,
    opens_at: datetime,
    closes_at: datetime,
    publishes_on: date | None,
    reminder_days: Sequence[int],
) -> Round:
    """Plan a round of a published version.

    Raises DomainError when it has one or is a draft, and while the questionnaire has another round
    in that year: its pages go by questionnaire and year.
    """
    Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
    held = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    if held.state != VersionState.PUBLISHED:
        raise DomainError(_("Publish the questionnaire first."))
    if Round.objects.filter(questionnaire_version=held).exists():
        raise DomainError(_("This version has a round already. Change the dates of that one."))
    _refuse_beside_another(held)
    row = Round(
        questionnaire_version=held,
        opens_at=opens_at,
        closes_at=closes_at,
        publishes_on=publishes_on,
    )
    _refuse_past_closing(row)
    _refuse_early_publication(row)
    row.full_clean()
    row.save()
    _set_reminders(row, reminder_days)
    return row


@transaction.atomic
def round_update(
    *,
    round: Round,  # noqa: A002  the word of the domain
    expected_version: int | None,
    opens_at: datetime,
    closes_at: datetime,
    publishes_on: date | None,
    reminder_days: Sequence[int],
) -> Round:
    """Change the dates of a round, as far as they have not become history."""
    stored = Round.objects.select_for_update().get(pk=round.pk)
    refuse_stale(stored, expected_version)
    if opens_at != stored.opens_at and stored.opened_at is not None:
        raise DomainError({"opens_at": _("The round is open already. Its opening stays.")})
    if closes_at != stored.closes_at:
        _refuse_frozen(stored, "closes_at")
    moved = closes_at != stored.closes_at
    stored.opens_at, stored.closes_at, stored.publishes_on = opens_at, closes_at, publishes_on
    if moved:
        _refuse_past_closing(stored)
        _refuse_short_extensions(stored)
    _refuse_early_publication(stored)
    fields = ["opens_at", "closes_at", "publishes_on"]
    saved = save_versioned(stored, expected_version=expected_version, fields=fields)
    _set_reminders(saved, reminder_days)
    return saved


def _refuse_beside_another(version: QuestionnaireVersion) -> None:
    """Held by the lock on the questionnaire, so that two do not begin at once."""
    same = {"questionnaire": version.questionnaire_id, "year": version.year}
    versions = QuestionnaireVersion.objects.filter(**same)
    if Round.objects.filter(questionnaire_version__in=versions, frozen_at__isnull=True).exists():
        words = _(
            "This questionnaire has a round in %(year)s that is not frozen yet. Let that one close "
            "first, or let it close earlier: change its dates."
        )
        raise DomainError(words % {"year": version.year})


def _refuse_frozen(stored: Round, field: str) -> None:
    """An edition that exists was, or is being, made of what stood there at closing."""
    if stored.frozen_at is not None or stored.editions.exists():
        words = _("This round is being frozen or has been. Its end does not change any more.")
        raise DomainError({field: words})


def _refuse_past_closing(row: Round) -> None:
    if row.closes_at <= clock.now():
        raise DomainError({"closes_at": _("Choose a moment that is still to come.")})


def _refuse_early_publication(row: Round) -> None:
    if row.publishes_on is not None and row.publishes_on < last_day(row.closes_at):
        raise DomainError({"publishes_on": _("Publish after the round has closed.")})


def _refuse_short_extensions(row: Round) -> None:
    """An extension that ends before everybody's end would be none."""
    early = row.extensions.filter(until__lte=row.closes_at).select_related("municipality").first()
    if early is not None:
        words = _("%(name)s has an extension that would end earlier. Change that first.")
        raise DomainError({"closes_at": words % {"name": early.municipality.name}})


def _set_reminders(row: Round, days: Sequence[int]) -> None:
    """Make the thresholds those of the list. One that was sent stays, it is history."""
    wanted = set(days)
    gone = row.reminders.exclude(days_before__in=wanted)
    told = reminded_days(row)
    sent = gone.filter(days_before__in=told).order_by("-days_before").first()
    if sent is not None:
        words = _("The reminder of %(days)s days before closing has been sent. Leave it in.")
        raise DomainError({"reminder_days": words % {"days": sent.days_before}})
    gone.delete()
    known = set(row.reminders.values_list("days_before", flat=True))
    for one in sorted(wanted - known, reverse=True):
        reminder = RoundReminder(round=row, days_before=one)
        _clean_days(reminder)
        reminder.save()


def _clean_days(reminder: RoundReminder) -> None:
    if not 1 <= reminder.days_before <= 120:
        raise DomainError({"reminder_days": _("Give 1 to 120 days.")})
    reminder.full_clean()


@transaction.atomic
def extension_set(
    *,
    round: Round,  # noqa: A002
    municipality: Municipality,
    until: datetime,
    reason: str,
    expected_version: int | None = None,
) -> RoundExtension:
    """Let one municipality hand in later, or move that; the reason stands with it."""
    stored = Round.objects.select_for_update().get(pk=round.pk)
    _refuse_frozen(stored, "until")
    if until <= stored.closes_at:
        raise DomainError({"until": _("Choose a moment after the closing of the round.")})
    if until <= clock.now():
        raise DomainError({"until": _("Choose a moment that is still to come.")})
    return put_extension(stored, municipality, until, reason, expected_version)


def put_extension(
    held: Round,
    municipality: Municipality,
    until: datetime,
    reason: str,
    expected_version: int | None = None,
) -> RoundExtension:
    """Write until when a municipality of a held round has time, new or moved."""
    found = held.extensions.filter(municipality=municipality).first()
    row = found or RoundExtension(round=held, municipality=municipality)
    row.until, row.reason = until, reason
    if found is not None:
        fields = ["until", "reason"]
        return save_versioned(row, expected_version=expected_version, fields=fields)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def extension_remove(*, extension: RoundExtension) -> None:
    """Take an extension back; from then on the round's own end counts. The history keeps it.

    Raises DomainError when something was handed in under it, or the round is being frozen.
    """
    stored = Round.objects.select_for_update().get(pk=extension.round_id)
    if stored.frozen_at is not None or stored.editions.exists():
        raise DomainError(_("This round is being frozen or has been. Extensions stay."))
    # Held: who is handing in under it has finished before it is read.
    rows = Response.objects.select_for_update().filter(
        round=stored, municipality=extension.municipality_id
    )
    response = rows.first()
    handed_in_at = response.submitted_at if response else None
    if handed_in_at is not None and handed_in_at >= stored.closes_at:
        raise DomainError(_("This municipality handed in during its extension. It stays."))
    stored.extensions.filter(pk=extension.pk).delete()


def rounds_open() -> int:
    """Ask a job for every round whose opening has come; returns how many were asked.

    The key holds the version of the round, so that the same opening is asked once, and a round
    whose opening was moved meanwhile gets another job. One that failed begins anew.
    """
    keys = list(Round.objects.to_open(clock.now()).order_by("pk").values_list("pk", flat=True))
    return sum(_ask_opening(pk) for pk in keys)


@transaction.atomic
def _ask_opening(pk: int) -> bool:
    stored = Round.objects.to_open(clock.now()).select_for_update().filter(pk=pk).first()
    if stored is None:
        return False  # opened, or moved to later, while this waited
    key = f"{KIND}:{pk}:{stored.version}"
    job = enqueue(kind=KIND, owner=None, parameters={"round": pk}, key=key)
    Round.objects.filter(pk=pk).update(opening_job=job)
    return True


def round_open(context: JobContext) -> dict[str, Any]:
    """Give every municipality its response, and then call the round open. Safe to run twice.

    Not when its opening was moved to later while this ran: the responses wait for that.
    """
    row = Round.objects.to_open(clock.now()).filter(pk=context.parameters["round"]).first()
    if row is None:
        return {}
    responses_open(round=row, progress=context.progress)
    moment = clock.now()
    with transaction.atomic():
        opened = Round.objects.to_open(moment).filter(pk=row.pk).update(opened_at=moment)
        if opened:
            opening_tell(Round.objects.get(pk=row.pk))
    return {"url": reverse("monitoring:round", args=[row.pk])}


def rounds_follow() -> int:
    """Ask a job once a day for every round that is open, so that who fills in is who works there.

    Not on the day of its opening: that was done just now. One that failed waits for the next day.
    Returns how many rounds there are.
    """
    today = clock.today()
    opened = Round.objects.open_at(clock.now()).values_list("pk", "opened_at")
    due = sorted(pk for pk, opened_at in opened if localdate(opened_at) < today)
    keys = {f"{FOLLOW}:{pk}:{today.isoformat()}": pk for pk in due}
    asked = set(Job.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in sorted(keys.keys() - asked):
        enqueue(kind=FOLLOW, owner=None, parameters={"round": keys[key]}, key=key)
    return len(keys)


def round_follow(context: JobContext) -> dict[str, Any]:
    """Add what an open round lacks since it opened; see ``responses_open``. Safe to run twice."""
    row = Round.objects.open_at(clock.now()).filter(pk=context.parameters["round"]).first()
    if row is None:
        return {}
    responses_open(round=row, progress=context.progress)
    return {"url": reverse("monitoring:round", args=[row.pk])}
