"""Questions to confirm a text that stand: who can still answer, and for whom they wait."""

from typing import Any

from django.db.models import Exists, OuterRef

from agreements.choices import AgreementState
from agreements.models import AgreementVersion, ConfirmationRequest, PartyConfirmation
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock


def open_requests() -> Any:
    """Return requests that stand, also past their term, with what their page shows.

    They are about the newest text of an agreement that has not ended, to a party that takes part.
    """
    newer = AgreementVersion.objects.filter(
        agreement=OuterRef("version__agreement"), number__gt=OuterRef("version__number")
    )
    return (
        ConfirmationRequest.objects.filter(
            ~Exists(newer),
            withdrawn_at__isnull=True,
            forgotten_at__isnull=True,
            party__left_on__isnull=True,
        )
        .exclude(party__agreement__state=AgreementState.ENDED)
        .select_related("party__organisation", "party__agreement__coalition", "version", "member")
    )


def answerable_requests() -> Any:
    """Return open requests whose term is not over, by link and by account alike."""
    return open_requests().filter(expires_at__gt=clock.now())


def since_asked() -> Any:
    """Return, for a subquery of requests, answers that their party gave after it was asked."""
    return PartyConfirmation.objects.filter(
        party=OuterRef("party"),
        version=OuterRef("version"),
        answered_at__gte=OuterRef("asked_at"),
    )


def unanswered_requests() -> Any:
    """Return those whose party gave no answer since it was asked; nobody waits for a draft's."""
    rows = answerable_requests().filter(~Exists(since_asked()))
    return rows.exclude(party__agreement__state=AgreementState.DRAFT)


def waiting_for(user: User) -> Any:
    """Return questions that wait for an answer of this person, the longest waiting first.

    One whose term is over waits no more, until it is sent again.
    """
    return unanswered_requests().filter(member=user).order_by("asked_at", "pk")
