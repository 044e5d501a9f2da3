"""Handing a record over: who left, who took over, and what the next one must know."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coalitions.models.coalition import Coalition
from coalitions.querysets import HandOverQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class HandOver(Editable):
    """A coordinator leaving a coalition (overdracht), with a successor or while one is sought.

    Open until somebody takes over; meanwhile the regional lead and the adviser see that nobody
    keeps the record. What was on the leaver's name stays there until then, and moves at once.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="hand_overs")
    leaving = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who leaves"),
    )
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who takes over"),
    )
    note = models.TextField(_("what your successor must know"), blank=True, max_length=5000)
    handed_over_at = models.DateTimeField(_("handed over at"), default=clock.now)
    settled_at = models.DateTimeField(_("taken over at"), null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_over_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["coalition"],
                condition=Q(settled_at__isnull=True),
                name="coalitions_one_open_hand_over",
                violation_error_message=_("This record waits for a successor already."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True, settled_at__isnull=True)
                | Q(successor__isnull=False, settled_at__isnull=False),
                name="coalitions_taken_over_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("leaving")),
                name="coalitions_successor_is_another",
                violation_error_message=_("Choose somebody else as successor."),
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
