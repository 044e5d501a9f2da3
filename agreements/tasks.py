"""Periodic work on agreements. Safe to run twice, and by two at once."""

from celery import shared_task
from django.conf import settings

from agreements.services.calendar_links import calendars_remind
from agreements.services.papers import papers_tidy
from agreements.services.persons import addresses_tidy
from agreements.services.reminders import confirmations_remind, reviews_remind


@shared_task(ignore_result=True)
def remind_parties() -> None:
    """Once a day: remind parties that were asked to confirm a text and did not answer."""
    confirmations_remind(site_url=settings.SITE_URL)


@shared_task(ignore_result=True)
def ask_owners() -> None:
    """Once a day: ask owners whether what comes up for review still holds."""
    reviews_remind()


@shared_task(ignore_result=True)
def tell_about_calendars() -> None:
    """Once a day: tell whose calendar address stops working in a month."""
    calendars_remind()


@shared_task(ignore_result=True)
def remove_old_papers() -> None:
    """Every hour: remove documents that were made in the background and are past their term."""
    papers_tidy()


@shared_task(ignore_result=True)
def forget_addresses() -> None:
    """Once a day: forget the addresses of questions that ended a year ago."""
    addresses_tidy()
