"""A poll among partners: who was asked, and apart from that what was answered (ADR 0015)."""

import uuid
from typing import TYPE_CHECKING, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coalitions.choices import AnswerScale
from coalitions.models.checklist import Checklist, Principle, Statement
from coalitions.models.coalition import Coalition
from coalitions.models.guards import principle_of_own_checklist, statement_of_its_poll, stays
from coalitions.models.partners import Organisation
from coalitions.querysets import reads_checklist
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


class PollQuerySet(models.QuerySet["Poll"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whoever may see the rounds of a checklist may see its polls."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(reads_checklist(user))

    def for_list(self) -> Self:
        return self.select_related("coalition", "checklist", "principle").order_by(
            "-opened_on", "-pk"
        )

    def past_its_day(self) -> Self:
        """Polls whose last day is over and that nobody closed by hand."""
        return self.filter(closed_at__isnull=True, closes_on__lt=clock.today())


@tracked()
class Poll(Editable):
    """Statements of the checklist, put to partners (peiling onder partners). Closed is closed."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="polls")
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="+")
    principle = models.ForeignKey(
        Principle,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("what the poll is about"),
    )
    title = models.CharField(_("title"), max_length=150)
    introduction = models.TextField(_("introduction"), blank=True, max_length=2000)
    opened_on = models.DateField(_("open since"), default=clock.today)
    closes_on = models.DateField(_("last day to answer"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opened_on")),
                name="coalitions_poll_closes_after_opening",
                violation_error_message=_("The last day lies before the day the poll opened."),
            )
        ]
        triggers = [
            principle_of_own_checklist(),
            stays("coalition", "checklist", "principle"),
            pgtrigger.Protect(
                name="closed_poll_stays_closed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False, new__closed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether answers are taken. Once over, a poll never opens again."""
        return self.closed_at is None and clock.today() <= self.closes_on

    @property
    def state(self) -> str:
        return "open" if self.is_open else "closed"


class PollInvitationQuerySet(models.QuerySet["PollInvitation"]):
    def asked(self) -> Self:
        """Leave out who was withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("member", "organisation").order_by("pk")


@tracked(personal=["email", "sealed"])
class PollInvitation(models.Model):
    """Somebody who was asked. Says nothing about whether, when or what they answered.

    ``sealed`` is the secret of the link, encrypted; address and secret go when the poll closes.
    One that was withdrawn stays until then: invited again, the same person has the same sheet.
    """

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="invitations")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    sealed = models.TextField(blank=True, editable=False)
    invited_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    mail_failed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = PollInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "member"],
                condition=Q(member__isnull=False),
                name="coalitions_poll_asks_a_member_once",
            ),
            models.UniqueConstraint(
                "poll",
                Lower("email"),
                condition=~Q(email=""),
                name="coalitions_poll_asks_an_address_once",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(email=""),
                name="coalitions_poll_asks_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class PollSheet(models.Model):
    """One respondent's answers. No time, no number and no link to who was asked.

    The key is made of the secret in the respondent's own link, which is stored nowhere readable.
    """

    key = models.CharField(primary_key=True, max_length=64)
    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="sheets")

    class Meta:
        triggers = [stays("poll")]

    def __str__(self) -> str:
        return "answer sheet"


class PollAnswer(models.Model):
    """What one sheet says of one statement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sheet = models.ForeignKey(PollSheet, on_delete=models.CASCADE, related_name="answers")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=15, choices=AnswerScale)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "statement"], name="coalitions_poll_answers_once"
            ),
            in_list("answer", AnswerScale),
        ]
        triggers = [statement_of_its_poll()]

    def __str__(self) -> str:
        return "answer"
