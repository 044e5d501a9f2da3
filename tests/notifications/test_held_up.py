"""Mails that cannot be made, and mails that nobody wants any more."""

import pytest
from django.core import mail

from kansrijkestart.notifications import sending
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS, NOT_ARRIVED
from kansrijkestart.notifications.sending import singles_mail
from kansrijkestart.notifications.services import wishes_set
from kansrijkestart.notifications.tasks import mail_notifications
from kansrijkestart.notifications.words import say
from tests import factories as make
from tests.notifications.test_sending import for_the_week, tries
from tests.notifications.world import REFUSING, TRIED, WORKING, on, tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("over")]


@pytest.mark.parametrize("first_wish", ["single", "digest"])
def test_who_wants_no_mail_any_more_is_not_mailed_what_still_waits(settings, first_wish):
    user = make.UserFactory.create()
    wishes_set(user=user, wishes={TRIED: first_wish})
    settings.EMAIL_BACKEND = REFUSING
    row = tell(user)
    with on():
        singles_mail()
    settings.EMAIL_BACKEND = WORKING
    wishes_set(user=user, wishes={TRIED: "none"})
    for day in range(8):
        with on(day):
            mail_notifications()
    assert mail.outbox == []
    assert Notification.objects.unread().get() == row


@pytest.mark.parametrize("weekly", [False, True])
def test_what_cannot_be_written_holds_up_no_other_and_is_told_to_administrators(
    monkeypatch, caplog, weekly
):
    broken = for_the_week() if weekly else make.UserFactory.create()
    well = for_the_week() if weekly else make.UserFactory.create()
    first, second = tell(broken), tell(well)
    make.NationalRoleFactory.create(role="administrator")

    def of_a_lost_file(row):
        if row.pk == first.pk:
            raise KeyError("review_on")
        return say(row)

    monkeypatch.setattr(sending, "say", of_a_lost_file)
    assert len(tries(13)) == MOST_ATTEMPTS + 1  # the last is the report itself
    assert mail.outbox[0].to == [well.email]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, first.fault, second.attempts) == (MOST_ATTEMPTS, "KeyError", 1)
    assert Notification.objects.filter(kind=NOT_ARRIVED).count() == 1
    assert "could not be made" in caplog.text
