"""Nightly work on the catalogue. Safe to run twice."""

from celery import shared_task

from interventions.services.lapsing import recognition_notices_make


@shared_task(ignore_result=True)
def tell_about_recognitions() -> None:
    """Once a night: tell coalitions which recognition of what they run lapses."""
    recognition_notices_make()
