"""What is told by mail, exactly once: a row first, a mail afterwards."""

from django.conf import settings
from django.db import models

from kansrijkestart.core import clock


class Mailed(models.Model):
    """That somebody is told something. The subclass says what, under a unique constraint.

    ``failed_at`` is when the mail was last refused; it is tried again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["created_at", "pk"]
