"""Periodic work on notifications. Safe to run twice, and by two at once."""

from celery import shared_task

from kansrijkestart.jobs.services import NIGHT, heartbeat_seen
from kansrijkestart.notifications.letters import letters_retry
from kansrijkestart.notifications.sending import digests_mail, singles_mail
from kansrijkestart.notifications.services import notifications_settle, notifications_tidy


@shared_task(ignore_result=True)
def mail_notifications() -> None:
    """Every hour: what no job mailed or what was refused, and on Mondays the mails of the week.

    Also refused mails that are no notification: invitations, and links for who has no account.
    """
    singles_mail()
    digests_mail()
    letters_retry()


@shared_task(ignore_result=True)
def settle_notifications() -> None:
    """Once a night: end what is no longer so."""
    notifications_settle()


@shared_task(ignore_result=True)
def remove_old_notifications() -> None:
    """Once a night: remove what was read or ended longer than the term ago.

    The last of the night, so it shows that the night's work was done.
    """
    notifications_tidy()
    heartbeat_seen(name=NIGHT)
