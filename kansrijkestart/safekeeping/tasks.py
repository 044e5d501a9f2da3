"""Removing what is past its term."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings

from kansrijkestart.core import clock
from kansrijkestart.safekeeping.models import Draft, IdempotencyKey, ParkedPost


@shared_task(ignore_result=True)
def purge() -> None:
    """Remove old drafts, expired parked posts and idempotency keys. Safe to run twice."""
    moment = clock.now()
    Draft.objects.filter(updated_at__lt=moment - timedelta(days=settings.DRAFT_DAYS)).delete()
    ParkedPost.objects.filter(expires_at__lte=moment).delete()
    IdempotencyKey.objects.filter(
        created_at__lt=moment - timedelta(days=settings.IDEMPOTENCY_DAYS)
    ).delete()
