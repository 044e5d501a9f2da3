"""Twenty answers at once give one, whichever way they come; a text mails eighty parties once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.services.confirmation_mails import KIND, send_confirmation_mails
from agreements.services.confirmations import confirm_by_member
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import JobContext
from tests import factories as make
from tests.agreements.confirm_world import agreement_of, ask, keeper_of, rewrite, send, told


def at_once(number, act):
    """Do the same in so many connections together; returns what each gave."""
    start = Barrier(number)

    def go(_number):
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(go, range(number)))


@pytest.mark.django_db(transaction=True)
def test_twenty_answers_by_account_at_once_give_one():
    agreement = agreement_of(1)
    member = make.MembershipFactory.create(coalition=agreement.coalition, role="partner").user
    (asked,) = ask(agreement, member=member)
    given = at_once(20, lambda: confirm_by_member(request=asked, answer="confirmed", user=member))
    assert len({row.pk for row in given}) == 1
    assert PartyConfirmation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_answers_by_telephone_at_once_give_one():
    agreement = agreement_of(1)
    party, keeper = agreement.parties.get(), keeper_of(agreement.coalition)
    given = at_once(20, lambda: told(party, user=keeper, name="Directeur"))
    assert len({row.pk for row in given}) == 1
    assert PartyConfirmation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_text_mails_eighty_parties_once_also_when_jobs_run_beside_each_other():
    agreement = agreement_of(80)
    ask(agreement)
    assert send() == 80
    mail.outbox.clear()
    rewrite(agreement)
    job = Job.objects.filter(kind=KIND).latest("created_at")
    sent = at_once(3, lambda: send_confirmation_mails(JobContext(job))["sent"])
    assert sum(sent) == 80
    assert send() == 0
    wanted = ConfirmationRequest.objects.filter(version__number=2, mailed_at__isnull=False)
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        wanted.values_list("email", flat=True)
    )
    assert len({message.to[0] for message in mail.outbox}) == 80
