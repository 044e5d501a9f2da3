"""Periodic work for the first pages. Safe to run twice, and by two at once."""

from celery import shared_task

from kansrijkestart.dashboard.selectors.region_fresh import fresh_make


@shared_task(ignore_result=True)
def prepare_regions() -> None:
    """Every minute: put the freshest figures of regions ready, as far as they changed."""
    fresh_make()
