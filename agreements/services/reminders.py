"""Reminders about agreements: to parties that did not answer, and to owners of what comes up.

Each is a row before it is a mail, under a lock and a unique constraint: two schedulers or a second
run send nothing twice.
"""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from agreements.choices import AgreementState
from agreements.models import (
    APPLYING,
    Agreement,
    AgreementReminder,
    ConfirmationRequest,
    Party,
)
from agreements.selectors.confirmations import since_asked
from agreements.services.confirmation_mails import mail_request
from agreements.services.confirmations import open_requests
from coalitions.choices import MembershipRole
from coalitions.models import Coalition, Membership, RegionMembership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.notifications.mail import send_mail

# Days after the question at which somebody who did not answer is reminded, once each.
REMIND_AFTER: Final = (7, 21)
# Days before the date to look again (negative: after it) at which the owner is asked, once each.
REVIEW_BEFORE: Final = (30, 0, -30)


def unanswered() -> Any:
    """Return open requests that were mailed and that their party did not answer yet."""
    current = Membership.objects.current().filter(
        user=OuterRef("member"),
        user__is_active=True,
        coalition=OuterRef("party__agreement__coalition"),
    )
    return (
        open_requests()
        .filter(~Exists(since_asked()), mailed_at__isnull=False, expires_at__gt=clock.now())
        .filter(Q(member__isnull=True) | Exists(current))
        .exclude(party__agreement__state=AgreementState.DRAFT)
    )


def confirmations_remind(*, site_url: str) -> int:
    """Remind who did not answer, once per threshold; safe to run twice, and by two at once.

    Who passed two thresholds since the last run gets one mail. Returns how many were sent.
    """
    sent = 0
    for request in list(unanswered().order_by("pk")):
        if _take_request(request):
            sent += mail_request(request.pk, site_url, "confirmation_reminder")
    return sent


@transaction.atomic
def _take_request(request: ConfirmationRequest) -> bool:
    asked_on = timezone.localtime(request.asked_at).date()
    days = [-after for after in REMIND_AFTER if clock.today() >= asked_on + timedelta(days=after)]
    if not days:
        return False
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=request.party.agreement_id)
    if not unanswered().filter(pk=request.pk).exists():
        return False  # answered, or taken back, while this waited
    return _take(agreement, asked_on, days, party=request.party)


def _take(agreement: Agreement, due_on: date, days: list[int], party: Party | None = None) -> bool:
    """Write down the thresholds that nobody was reminded at yet; False when there are none."""
    told = agreement.reminders.filter(party=party, due_on=due_on).values_list("days", flat=True)
    new = sorted(set(days) - set(told))
    AgreementReminder.objects.bulk_create(
        AgreementReminder(
            agreement=agreement, party=party, due_on=due_on, days=one, sent_at=clock.now()
        )
        for one in new
    )
    return bool(new)


def reviews_remind(*, site_url: str) -> int:
    """Ask owners whether an agreement still holds, once per date and threshold.

    Who has no owner with access is asked of the coordinators. Returns how many mails were sent.
    """
    soonest = clock.today() + timedelta(days=max(REVIEW_BEFORE))
    rows = Agreement.objects.in_force().filter(review_on__lte=soonest)
    sent = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        agreement, readers = _take_review(pk)
        for user in readers:
            sent += _mail_review(agreement, user, site_url)
    return sent


@transaction.atomic
def _take_review(pk: int) -> tuple[Agreement, list[User]]:
    """Return who is asked about an agreement now; nobody when that was done, or need not be."""
    agreement = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("coalition", "owner_user")
        .get(pk=pk)
    )
    until = (agreement.review_on - clock.today()).days
    days = [before for before in REVIEW_BEFORE if until <= before]
    if not days or agreement.state not in APPLYING:
        return agreement, []
    readers = reviewers_of(agreement)
    # Without anybody to ask nothing is written down: whoever comes is asked then.
    if not readers or not _take(agreement, agreement.review_on, days):
        return agreement, []
    return agreement, readers


def reviewers_of(agreement: Agreement) -> list[User]:
    """Return the owner, or when there is none with access the coordinators of the record."""
    owner = agreement.owner_user
    if owner is not None and owner.is_active:
        visible = Coalition.objects.visible_to(owner).filter(pk=agreement.coalition_id)
        if visible.exists():
            return [owner]
    members = Membership.objects.current().filter(
        coalition=agreement.coalition_id, role=MembershipRole.COORDINATOR
    )
    keepers = Q(pk__in=members.values("user"))
    if agreement.coalition.is_regional:
        leads = RegionMembership.objects.current().filter(region=agreement.coalition.region_id)
        keepers |= Q(pk__in=leads.values("user"))
    return list(User.objects.filter(keepers, is_active=True).order_by("pk"))


def _mail_review(agreement: Agreement, user: User, site_url: str) -> bool:
    path = reverse("agreements:review", args=[agreement.pk])
    context = {
        "coalition": agreement.coalition.name,
        "title": agreement.title,
        "review_on": agreement.review_on,
        "is_past": agreement.review_on < clock.today(),
        "is_owner": agreement.owner_user_id == user.pk,
        "url": f"{site_url.rstrip('/')}{path}",
    }
    return send_mail("agreement_review", user.email, context, user.language)
