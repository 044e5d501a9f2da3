"""What was told of answers and figures is told no longer than it is so."""

from datetime import timedelta

import pytest
from django.core import mail

from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import still_due
from kansrijkestart.notifications.sending import digests_mail
from monitoring.models import Round, RoundExtension
from monitoring.notifications import APPROVAL, RETURNED
from monitoring.services.handing_in import approval_set, responses_reopen, responses_return
from monitoring.services.releases import release_restore, release_withdraw
from tests import factories as make
from tests.monitoring.test_handing_in import Work
from tests.monitoring.test_withdrawing import coalition_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    return Work()


def due(kind):
    row = Notification.objects.select_related("recipient").get(kind=kind)
    return still_due(row.recipient, [row]) == {row.pk}


def test_answers_wait_for_approval_as_long_as_they_may_be_approved(work):
    approval_set(coalition=work.coalition, approver=work.user)
    work.submit()
    assert due(APPROVAL)
    with clock.travel(work.round.closes_at + timedelta(days=1)):
        assert not due(APPROVAL)


def test_answers_that_came_back_in_a_correction_are_told(work):
    """Who may correct has an extension past the freezing."""
    closes = work.round.closes_at
    approval_set(coalition=work.coalition, approver=work.user)
    work.submit()
    until = closes + timedelta(days=9)
    RoundExtension.objects.create(
        round=work.round, municipality=work.here, until=until, reason="fout"
    )
    Round.objects.filter(pk=work.round.pk).update(frozen_at=closes + timedelta(hours=1))
    work.round.refresh_from_db()
    with clock.travel(closes + timedelta(days=2)):
        responses_reopen(**work.about, municipalities=[work.here], reason="fout")
        work.submit(work.here)
        responses_return(**work.about, user=work.user, reason="kijk nog eens")
        assert due(RETURNED)
        work.submit(work.here)
        assert not due(RETURNED)


@pytest.mark.parametrize("times", [1, 2])
def test_the_mail_of_the_week_tells_of_figures_what_is_so_on_monday(times):
    figure = make.ObservationFactory.create()
    coalition_of(figure.municipality, figure.definition.indicator)
    release = figure.release
    for _time in range(times):
        release = release_withdraw(release=release, reason="vergissing")
        if times == 2 and Notification.objects.count() == 1:
            release = release_restore(release=release)
    with clock.travel(clock.now() + timedelta(days=8)):
        assert digests_mail() == 1
    [message] = mail.outbox
    assert message.body.count("zijn ingetrokken. De coalitie") == 1
    assert "openbaar" not in message.body
    release_restore(release=release)
    with clock.travel(clock.now() + timedelta(days=16)):
        assert digests_mail() == 1
    assert "waren ingetrokken. Dat is ongedaan gemaakt" in mail.outbox[1].body
    assert "zijn ingetrokken. De coalitie" not in mail.outbox[1].body
