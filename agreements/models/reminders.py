"""Reminders that leave by themselves: a row each, so that each leaves once."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from agreements.models.agreements import Agreement
from agreements.models.guards import reminder_stays_what_it_is
from agreements.models.texts import Party
from kansrijkestart.core import clock


class AgreementReminder(models.Model):
    """A mail about an agreement: about which date, at which threshold, to whom. Each exactly once.

    It goes to a ``party`` that did not answer, or to a ``reader`` who is asked whether it still
    holds. ``days`` is the threshold in days before (positive) or after (negative) ``due_on``.
    ``failed_at`` is when the mail was refused; until it is tried again it reached nobody.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reminders")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField()
    days = models.SmallIntegerField()
    sent_at = models.DateTimeField(default=clock.now)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party", "reader", "due_on", "days"],
                nulls_distinct=False,
                name="agreements_reminded_once",
            ),
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(reader__isnull=True),
                name="agreements_reminder_of_one_reader",
            ),
        ]
        triggers = [
            reminder_stays_what_it_is(),
            pgtrigger.Protect(name="reminder_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.due_on} {self.days}"
