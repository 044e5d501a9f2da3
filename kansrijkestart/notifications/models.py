"""What people with an account are told, and how they wish to be told it. See docs/adr/0036."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.notifications.choices import Delivery


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications by who may see them and what is still to be done with them."""

    def visible_to(self, user: Any) -> "NotificationQuerySet":
        """Everybody has only their own."""
        return self.filter(recipient=user.pk) if user.is_authenticated else self.none()

    def standing(self) -> "NotificationQuerySet":
        """Those that there is still something to tell of."""
        return self.filter(ended_at__isnull=True)

    def unread(self) -> "NotificationQuerySet":
        return self.standing().filter(read_at__isnull=True)

    def unmailed(self) -> "NotificationQuerySet":
        """Those that wait for a mail; who has read one on the site needs none."""
        return self.unread().filter(mailed_at__isnull=True).exclude(delivery=Delivery.NONE)


class Notification(models.Model):
    """That one person is told one thing: in the list of the site, and by mail as they wish.

    ``occasion`` says which time it is; with the person and the kind it is there once. ``about``
    holds what its words need: keys and names, never figures or anything about a person.
    ``delivery`` is how it is mailed, decided when it was made. ``failed_at`` and ``fault`` are of
    the last mail that was refused. ``ended_at``: there is nothing to tell any more.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=60)
    occasion = models.CharField(max_length=120)
    about = models.JSONField(default=dict, blank=True)
    path = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=6, choices=Delivery)
    mailed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-created_at", "-pk"]
        constraints = [
            in_list("delivery", Delivery),
            models.UniqueConstraint(
                fields=["recipient", "kind", "occasion"], name="notifications_told_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="") & ~Q(occasion=""), name="notifications_about_something"
            ),
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="notifications_leads_into_the_site",
            ),
            models.CheckConstraint(
                condition=Q(mailed_at__isnull=True)
                | ~Q(delivery=Delivery.NONE) & Q(failed_at__isnull=True),
                name="notifications_mailed_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(failed_at__isnull=True, fault="")
                | Q(failed_at__isnull=False, attempts__gte=1) & ~Q(fault=""),
                name="notifications_refused_with_a_fault",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                condition=Q(read_at__isnull=True, ended_at__isnull=True),
                name="notifications_unread",
            ),
            models.Index(
                fields=["delivery", "created_at"],
                condition=Q(read_at__isnull=True, ended_at__isnull=True, mailed_at__isnull=True)
                & ~Q(delivery=Delivery.NONE),
                name="notifications_unmailed",
            ),
            models.Index(fields=["recipient", "-created_at"], name="notifications_of_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion} {self.recipient_id}"


class NotificationWish(models.Model):
    """How one person wants to be told one kind. Without a row the kind's own way applies."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_wishes"
    )
    kind = models.CharField(max_length=60)
    delivery = models.CharField(max_length=6, choices=Delivery)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("wish about notifications")
        verbose_name_plural = _("wishes about notifications")
        constraints = [
            in_list("delivery", Delivery),
            models.UniqueConstraint(fields=["user", "kind"], name="notifications_wish_once"),
            models.CheckConstraint(condition=~Q(kind=""), name="notifications_wish_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.delivery}"
