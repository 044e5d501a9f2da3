"""Periodic work on the coalition's record. Safe to run twice."""

from celery import shared_task

from coalitions.services.polls import polls_tidy


@shared_task(ignore_result=True)
def close_polls() -> None:
    """Every hour: close polls whose last day is over and erase the addresses of who was asked."""
    polls_tidy()
