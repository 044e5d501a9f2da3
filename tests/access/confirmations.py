"""Who may ask parties, read and give answers, and say whether an agreement still holds."""

from datetime import date, timedelta

from agreements.models import Agreement, ConfirmationRequest
from kansrijkestart.core import clock
from kansrijkestart.links.services import link_create
from tests import factories as make
from tests.access.rows import ROLES, Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}
ASKED = {"nobody": 302, "partner": 200, "coordinator": 403, "adviser": 403}
EVERYONE = dict.fromkeys(ROLES, 200)
LARGE = "Afspraak met veel partijen"


def _agreement_of(world, **values) -> Agreement:
    """The agreement of a crowd, with as many parties as that has; else one that is made."""
    found = Agreement.objects.filter(coalition=world.coalition, title=LARGE).first()
    if found and not values:
        return found
    agreement = make.AgreementFactory.create(coalition=world.coalition, **values)
    make.AgreementVersionFactory.create(agreement=agreement)
    return agreement


def _party_of(agreement):
    return agreement.parties.order_by("pk").first() or make.PartyFactory.create(agreement=agreement)


def _agreement(world):
    agreement = _agreement_of(world)
    _party_of(agreement)
    return {"pk": agreement.pk}


def _request_of(world, **who) -> ConfirmationRequest:
    agreement = make.AgreementFactory.create(coalition=world.coalition, state="in_consultation")
    return ConfirmationRequest.objects.create(
        party=make.PartyFactory.create(agreement=agreement),
        version=make.AgreementVersionFactory.create(agreement=agreement),
        expires_at=clock.now() + timedelta(days=7),
        **who,
    )


def _asked(world):
    row = _request_of(world, member=world.users["partner"])
    return {"pk": row.party.agreement_id, "asked": row.pk}


def _by_mail(world):
    row = _request_of(world, email="iemand@example.org")
    return {"pk": row.party.agreement_id, "asked": row.pk}


def _link(world):
    row = _request_of(world, email="iemand@example.org")
    term = timedelta(days=7)
    _row, token = link_create(purpose="agreement", subject_id=row.pk, valid_for=term)
    return {"token": token}


def _party(world):
    agreement = _agreement_of(world)
    return {"pk": agreement.pk, "party": _party_of(agreement).pk}


def _running(world):
    agreement = _agreement_of(
        world, state="in_force", starts_on=date(2024, 1, 1), review_on=date(2024, 6, 1)
    )
    return {"pk": agreement.pk}


def _owned(world):
    agreement = Agreement.objects.get(**_running(world))
    Agreement.objects.filter(pk=agreement.pk).update(owner_user=world.users["partner"])
    return {"pk": agreement.pk}


ROWS = [
    Row("agreements:confirmations", READERS, kwargs=_agreement),
    Row("agreements:ask", WRITERS, kwargs=_agreement),
    Row("agreements:told", WRITERS, kwargs=_party),
    Row("agreements:request_resend", POSTERS, method="POST", kwargs=_by_mail),
    Row("agreements:request_withdraw", POSTERS, method="POST", kwargs=_by_mail),
    # Only whoever was asked; an answer that was not chosen comes back.
    Row("agreements:confirm", ASKED, kwargs=_asked),
    Row("agreements:confirm", ASKED, method="POST", kwargs=_asked),
    # Whoever keeps the record, and whoever the agreement stands on the name of.
    Row("agreements:review", WRITERS, kwargs=_running),
    Row("agreements:review", READERS | {"adviser": 403}, method="POST", kwargs=_owned),
    # The link is the right: it opens for whoever holds it.
    Row("agreements:confirm_link", EVERYONE, kwargs=_link),
    Row("agreements:confirm_link", EVERYONE, method="POST", kwargs=_link),
    Row("agreements:confirmed", EVERYONE),
]
