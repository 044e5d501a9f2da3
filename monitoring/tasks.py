"""Periodic work on exports. Safe to run twice: what is gone is gone."""

from celery import shared_task

from monitoring.services.exports import exports_tidy


@shared_task(ignore_result=True)
def remove_old_exports() -> None:
    """Every hour: remove the files of exports past their term; the export itself stays listed."""
    exports_tidy()
