"""Reminders about agreements: to parties that did not answer, and to owners of what comes up.

Each is a row first, under a lock and a unique constraint: two schedulers or a second run tell
nothing twice. Who has an account is told by a notification, and others by a mail with a link; one
of those that was refused is noted on its row and tried again the next night.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementReminder,
    ConfirmationRequest,
    Party,
)
from agreements.notifications import REMINDED, REVIEW
from agreements.selectors.requests import unanswered_requests
from agreements.services.confirmation_mails import mail_request, tell_member
from coalitions.choices import Stage
from coalitions.models import Coalition, Membership
from coalitions.selectors.members import keepers_of
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.notifications.services import Tell, notify

# Days after the question at which somebody who did not answer is reminded, once each.
REMIND_AFTER: Final = (7, 21)
# Days before the date to look again (negative: after it) at which the owner is asked, once each.
REVIEW_BEFORE: Final = (30, 0, -30)


def unanswered() -> Any:
    """Return open requests that were mailed and that their party did not answer yet.

    Nobody waits for the answer to a draft, or in a coalition that has ended.
    """
    current = Membership.objects.current().filter(
        user=OuterRef("member"),
        user__is_active=True,
        coalition=OuterRef("party__agreement__coalition"),
    )
    return (
        unanswered_requests()
        .filter(Q(member__isnull=True) | Exists(current), mailed_at__isnull=False)
        .exclude(party__agreement__coalition__stage=Stage.ENDED)
    )


def confirmations_remind(*, site_url: str) -> int:
    """Remind who did not answer, once per threshold; safe to run twice, and by two at once.

    Who passed two thresholds since the last run gets one mail. Returns how many were sent.
    """
    sent = 0
    for request in list(unanswered().order_by("pk")):
        taken = _take_request(request)
        if not taken:
            continue
        if request.member_id is not None:
            sent += tell_member(request.pk, REMINDED, f"{request.pk} {max(taken)}")
        elif mail_request(request.pk, site_url, "confirmation_reminder"):
            sent += 1
        else:
            _note_refused(taken)
    return sent


@transaction.atomic
def _take_request(request: ConfirmationRequest) -> list[int]:
    asked_on = timezone.localtime(request.asked_at).date()
    days = [-after for after in REMIND_AFTER if clock.today() >= asked_on + timedelta(days=after)]
    if not days:
        return []
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=request.party.agreement_id)
    if not unanswered().filter(pk=request.pk).exists():
        return []  # answered, or taken back, while this waited
    return _take(agreement, asked_on, days, request.party)


def _take(agreement: Agreement, due_on: date, days: Collection[int], party: Party) -> list[int]:
    """Write down what one party is told now; returns the keys, empty for nothing.

    That is each threshold they were not told of yet, and what was refused before.
    """
    rows = agreement.reminders.filter(due_on=due_on, party=party, reader=None)
    told = dict(rows.values_list("days", "pk"))
    refused = list(rows.filter(failed_at__isnull=False).values_list("pk", flat=True))
    AgreementReminder.objects.filter(pk__in=refused).update(failed_at=None, sent_at=clock.now())
    return [*refused, *_write(agreement, due_on, set(days) - told.keys(), party=party)]


def _write(agreement: Agreement, due_on: date, days: Collection[int], **whom: Any) -> list[int]:
    made = AgreementReminder.objects.bulk_create(
        AgreementReminder(agreement=agreement, due_on=due_on, days=one, sent_at=clock.now(), **whom)
        for one in sorted(days)
    )
    return [row.pk for row in made]


def _note_refused(keys: list[int]) -> None:
    AgreementReminder.objects.filter(pk__in=keys).update(failed_at=clock.now())


@dataclass(frozen=True)
class _Question:
    """One reader who is asked now, with the rows that say so; ``others`` are asked it too."""

    agreement: Agreement
    reader: User
    others: bool
    rows: list[int]


def reviews_remind() -> int:
    """Ask owners whether an agreement still holds, once per date and threshold.

    Who has no owner with access is asked of the coordinators. Returns how many were told.
    """
    soonest = clock.today() + timedelta(days=max(REVIEW_BEFORE))
    rows = Agreement.objects.to_review().filter(review_on__lte=soonest)
    return sum(_ask_review(pk) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _ask_review(pk: int) -> int:
    return notify(kind=REVIEW, tells=[_review(one) for one in _take_review(pk)])


def _take_review(pk: int) -> list[_Question]:
    """Return who is asked about an agreement now; nobody when that was done, or need not be.

    A threshold is done when one of those who would be asked now was told of it. So whoever takes
    the place of an owner who left is asked, and a second coordinator who comes is not. Without
    anybody to ask nothing is written down.
    """
    rows = Agreement.objects.to_review().select_for_update(of=("self",)).filter(pk=pk)
    agreement = rows.select_related("coalition", "owner_user", "owner_organisation").first()
    if agreement is None:
        return []
    until = (agreement.review_on - clock.today()).days
    days = {before for before in REVIEW_BEFORE if until <= before}
    readers = reviewers_of(agreement) if days else []
    told = agreement.reminders.filter(
        Q(reader__in=readers) | Q(reader=None), party=None, due_on=agreement.review_on
    )
    new = days - set(told.values_list("days", flat=True))
    taken = {
        user: _write(agreement, agreement.review_on, new, reader=user) for user in readers if new
    }
    others = len(readers) > 1
    return [_Question(agreement, user, others, keys) for user, keys in taken.items()]


def reviewers_of(agreement: Agreement) -> list[User]:
    """Return the owner, or when there is none with access the coordinators of the record."""
    owner = agreement.owner_user
    if owner is not None and owner.is_active:
        visible = Coalition.objects.visible_to(owner).filter(pk=agreement.coalition_id)
        if visible.exists():
            return [owner]
    return list(keepers_of(agreement.coalition).order_by("pk"))


def _review(question: _Question) -> Tell:
    agreement, user = question.agreement, question.reader
    organisation = agreement.owner_organisation
    is_owner = agreement.owner_user_id == user.pk
    about = {
        "agreement": agreement.pk,
        "coalition": agreement.coalition.name,
        "title": agreement.title,
        "review_on": agreement.review_on.isoformat(),
        "is_past": agreement.review_on < clock.today(),
        "is_owner": is_owner,
        "owner_is_gone": agreement.owner_user_id is not None and not is_owner,
        "organisation": organisation.name if organisation else "",
        "others": question.others,
        "reminders": question.rows,
    }
    path = reverse("agreements:review", args=[agreement.pk])
    occasion = f"{agreement.pk} {agreement.review_on} {min(question.rows)}"
    return Tell(user.pk, occasion, path, about)
