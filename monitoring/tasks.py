"""Periodic work on files, figures, rounds and editions. Safe to run twice: what is gone is gone."""

from celery import shared_task

from monitoring.services.batches import batches_feed
from monitoring.services.editions import rounds_freeze
from monitoring.services.exports import exports_tidy
from monitoring.services.figure_imports import figure_imports_tidy
from monitoring.services.protection import protection_check
from monitoring.services.reminders import reminders_write
from monitoring.services.rounds import rounds_follow, rounds_open


@shared_task(ignore_result=True)
def remove_old_exports() -> None:
    """Every hour: remove the files of exports past their term; the export itself stays listed."""
    exports_tidy()


@shared_task(ignore_result=True)
def remove_old_imports() -> None:
    """Every hour: throw away files of figures that nobody stored within their term."""
    figure_imports_tidy()


@shared_task(ignore_result=True)
def check_protection() -> None:
    """Every five minutes: ask for a protection run when a release or an area waits for one."""
    protection_check()


@shared_task(ignore_result=True)
def freeze_rounds() -> None:
    """Every minute: let a job freeze the rounds that are over."""
    rounds_freeze()


@shared_task(ignore_result=True)
def feed_batches() -> None:
    """Every minute: give the batches that stand still their next exports."""
    batches_feed()


@shared_task(ignore_result=True)
def open_rounds() -> None:
    """Every two minutes: ask a job for each round whose opening has come.

    The first turn of a day also asks one for each round that is open, to keep up who fills it in.
    """
    rounds_open()
    rounds_follow()


@shared_task(ignore_result=True)
def remind_of_rounds() -> None:
    """Once a day: remind who has not handed in, once per threshold."""
    reminders_write()
