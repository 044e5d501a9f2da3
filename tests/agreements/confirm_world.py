"""An agreement with parties that are asked to confirm its text."""

import re
from smtplib import SMTPException

from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from agreements.models import Agreement, ConfirmationRequest, Party, PartyConfirmation
from agreements.selectors import current_text
from agreements.services import agreement_update, confirmations_ask, party_confirm
from agreements.services.confirmation_mails import KIND, send_confirmation_mails
from agreements.services.requests import Ask
from coalitions.models import ContactPerson
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import JobContext
from tests import factories as make
from tests.notifications.world import mail_now

SITE = "https://dossier.example/"
LINK = re.compile(r"https://dossier\.example/bevestigen/([^/\s]+)/")


def agreement_of(parties: int = 2, *, coalition=None, **values) -> Agreement:
    """Return an agreement with a text, a theme and parties, kept by one coordinator."""
    coalition = coalition or make.CoalitionFactory.create()
    keeper_of(coalition)
    agreement = make.AgreementFactory.create(coalition=coalition, **values)
    agreement.themes.create(theme=make.ThemeFactory.create())
    make.AgreementVersionFactory.create(agreement=agreement)
    make.PartyFactory.create_batch(parties, agreement=agreement)
    return agreement


def keeper_of(coalition):
    """Return a coordinator of the coalition; makes one when there is none."""
    member = coalition.memberships.filter(role="coordinator").first()
    return (member or make.MembershipFactory.create(coalition=coalition)).user


def ask(agreement, *, member=None) -> list[ConfirmationRequest]:
    """Ask every party, each at an address of its own, or all of them through one member."""
    asks = [
        Ask(party, member=member) if member else Ask(party, f"partij{party.pk}@example.org", "Jan")
        for party in agreement.parties.filter(left_on=None).order_by("pk")
    ]
    return confirmations_ask(
        agreement=agreement, asked_by=keeper_of(agreement.coalition), site_url=SITE, asks=asks
    )


def send() -> int:
    """Do every job that waits to be done; returns how many mails left."""
    sent = 0
    for job in Job.objects.filter(kind=KIND, state="queued").order_by("created_at"):
        sent += send_confirmation_mails(JobContext(job))["sent"]
    mail_now()
    return sent


def token_of(request: ConfirmationRequest) -> str:
    """Return the secret of the newest mail to this party."""
    for message in reversed(mail.outbox):
        if message.to == [request.email]:
            found = LINK.search(str(message.body))
            assert found, message.body
            return found.group(1)
    raise AssertionError(f"no mail to {request.email}")


def tokens(agreement, number=None) -> list[str]:
    """Ask, mail, and return the secrets in order of the parties."""
    asked = ask(agreement)
    send()
    return [token_of(row) for row in asked[:number]]


def page(token: str) -> str:
    return reverse("agreements:confirm_link", args=[token])


def url(name, agreement, *more):
    return reverse(f"agreements:{name}", args=[agreement.pk, *more])


def contact_of(party, coalition, **values):
    partnership = make.PartnershipFactory.create(
        coalition=coalition, organisation=party.organisation
    )
    return ContactPerson.objects.create(partnership=partnership, **values)


def rewrite(agreement, text="Een nieuwe tekst.", organisations=None):
    """Change the text as the coordinator does; returns the agreement as it is then."""
    agreement.refresh_from_db()
    current = agreement.parties.filter(left_on=None).select_related("organisation")
    return agreement_update(
        agreement=agreement,
        user=keeper_of(agreement.coalition),
        expected_version=agreement.version,
        themes=[link.theme for link in agreement.themes.all()],
        organisations=organisations or [party.organisation for party in current],
        text=text,
        site_url=SITE,
    )


def told(party: Party, answer: str = "confirmed", **values) -> PartyConfirmation:
    """Write down what a party said of the newest text."""
    about = {"version": current_text(party.agreement), "user": None} | values
    return party_confirm(party=party, answer=answer, **about)


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages):
        raise SMTPException("refused")
