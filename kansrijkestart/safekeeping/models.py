"""What keeps a user's words safe: parked posts, drafts, idempotency keys, attachments."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list


def random_name(_instance: models.Model, _filename: str) -> str:
    """Return a storage path that tells nothing about the content."""
    token = uuid.uuid4().hex
    return f"attachments/{token[:2]}/{token}"


class WhyParked(models.TextChoices):
    """Why a form could not be handled when it was sent."""

    SIGNED_OUT = "signed_out", _("the session had expired")
    OLD_PAGE = "old_page", _("the page was of before the last login")


class ParkedPost(models.Model):
    """A form sent after the session expired, kept encrypted for an hour.

    Given back only to the same user, and only under the signed cookie that holds its secret. Files
    and passwords are never kept.
    """

    digest = models.CharField(max_length=64, unique=True)
    path = models.CharField(max_length=500)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    reason = models.CharField(
        max_length=12,
        choices=WhyParked,
        default=WhyParked.SIGNED_OUT,
        db_default=WhyParked.SIGNED_OUT.value,
    )
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            in_list("reason", WhyParked),
        ]

    def __str__(self) -> str:
        return self.path


class Draft(models.Model):
    """The unsent state of one form of one user."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    key = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="safekeeping_one_draft_per_form")
        ]

    def __str__(self) -> str:
        return self.key


class IdempotencyKey(models.Model):
    """One form that has been handled: the second click gets the first click's answer.

    ``digest`` is a keyed hash of what was sent, so that another text is not taken for a second
    click; empty in rows of before it was kept.
    """

    key = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64, blank=True, db_default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    location = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.key)


class Attachment(models.Model):
    """A stored file under a random name, checked by content, served as a download."""

    file = models.FileField(upload_to=random_name, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name
