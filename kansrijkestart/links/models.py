"""Personal one-time links: confirm one agreement, answer one poll, accept one invitation."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kansrijkestart.core import clock


class OneTimeLink(models.Model):
    """A secret address that does one thing once. Only a digest of the secret is stored.

    ``purpose`` names what it opens, ``subject_id`` the record of that purpose.
    """

    purpose = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"], name="links_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="links_expire_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"
