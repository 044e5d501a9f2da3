"""Periodic work on agreements. Safe to run twice: what is gone is gone."""

from celery import shared_task

from agreements.services.papers import papers_tidy


@shared_task(ignore_result=True)
def remove_old_papers() -> None:
    """Every hour: remove documents that were made in the background and are past their term."""
    papers_tidy()
