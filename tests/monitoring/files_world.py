"""A frozen round with files, who is told of them, and a mail server that refuses some."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.sending import singles_mail
from kansrijkestart.notifications.services import wishes_set
from kansrijkestart.notifications.tasks import mail_notifications, settle_notifications
from monitoring.notifications import ROUND_FILES
from monitoring.services import edition_exports
from monitoring.services.batches import batches_feed
from monitoring.services.exports import exports_tidy
from tests import factories as make
from tests.monitoring.edition_world import freeze, year_world

BUILDS = "monitoring.edition_export"
# A Tuesday. Files that are ready then stay until Tuesday the ninth; the mail of the week leaves
# on Monday the eighth, day 6, at eight.
BEGIN = datetime(2027, 3, 2, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
WEEKLY = 6
GONE = 8


def on(days=0, hours=0):
    return clock.travel(BEGIN + timedelta(days=days, hours=hours))


class People:
    """A frozen round whose batch waits; one keeper, one lead, and people who are not told."""

    def __init__(self):
        self.world = year_world(with_figures=False)
        coalition = self.world.coalitions[0]
        self.keeper = make.MembershipFactory.create(coalition=coalition, role="coordinator").user
        self.lead = make.RegionMembershipFactory.create(region=self.world.region).user
        make.MembershipFactory.create(coalition=coalition, role="partner")
        make.NationalRoleFactory.create()
        self.edition = freeze(self.world)

    @property
    def both(self):
        return sorted([self.keeper.email, self.lead.email])

    def want(self, delivery):
        """Let both be told in the same way."""
        for user in (self.keeper, self.lead):
            wishes_set(user=user, wishes={ROUND_FILES: delivery})


def keep_both(people):
    """The keeper of one coalition keeps the second one too, and nobody else keeps it."""
    second = people.world.coalitions[1]
    make.MembershipFactory.create(coalition=second, user=people.keeper, role="coordinator")
    return people.world.coalitions[0], second


def work():
    """Run every waiting job as workers do, and let the sweep look at the batch.

    A test commits nothing, so the job that mails is not asked for: what it does comes at the end.
    """
    for _turn in range(3):
        while waiting := Job.objects.filter(state="queued", run_after__lte=clock.now()).first():
            running.run(waiting.pk)
        batches_feed()
    singles_mail()


def make_files():
    """Run what makes the files, and no mail yet."""
    while job := Job.objects.filter(kind=BUILDS, state="queued").first():
        running.run(job.pk)


def again(kind):
    """What the sweep does to a job whose worker died before it was written down as done."""
    past = clock.now() - timedelta(seconds=1)
    for job in Job.objects.filter(kind=kind):
        Job.objects.filter(pk=job.pk).update(state="running", lease_until=past, finished_at=None)
        running.run(job.pk)


def hours(first, last):
    """Let the schedule mail every hour from one day up to another."""
    for hour in range(first * 24, last * 24):
        with on(hours=hour):
            mail_notifications()


def files_go():
    """What happens in the night after the last day of the files."""
    exports_tidy()
    settle_notifications()
    mail_notifications()


@contextmanager
def refusing(monkeypatch, *addresses):
    def send(message, **_more):
        if not addresses or message.to[0] in addresses:
            raise SMTPException("refused")
        return whole(message, **_more)

    whole = EmailMultiAlternatives.send
    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", send)
        yield


@contextmanager
def failing(monkeypatch, fails):
    """Let files of which ``fails`` says so not be made: the storage is full."""

    def build(frozen):
        if fails(frozen):
            raise OSError(28, "vol")
        return whole(frozen)

    whole = edition_exports.EditionBundle
    with monkeypatch.context() as patch:
        patch.setattr(edition_exports, "EditionBundle", build)
        yield


def receivers():
    return sorted(one.to[0] for one in mail.outbox)


def bodies(user):
    return [one.body for one in mail.outbox if one.to == [user.email]]


def told(user):
    """The one row of somebody about files of a round."""
    return Notification.objects.get(recipient=user, kind=ROUND_FILES)
