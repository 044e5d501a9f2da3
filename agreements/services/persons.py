"""Taking a person out of questions and answers, when asked and when a term is over."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, Q, QuerySet

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.selectors.persons import (
    find,
    mentions,
    questions_to,
    signed_as,
    written_by,
)
from agreements.selectors.requests import since_asked
from agreements.services.confirmations import PURPOSE
from coalitions.models import Coalition
from coalitions.selectors import persons
from coalitions.selectors.persons import Who
from kansrijkestart.accounts import registry
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.services import links_revoke

# So long after a question ended its address serves nothing.
TERM: Final = timedelta(days=365)
# In the place of a name: an answer that was told stays told by somebody.
ERASED: Final = "–"


@transaction.atomic
def person_leave(coalition: Coalition, who: Who) -> None:
    """Take name and address out of questions and answers; a question that waits is taken back."""
    signed = list(
        signed_as(coalition, who).values_list("pk", flat=True)
    )  # while the address stands
    rows = questions_to(coalition, who)
    _waiting(rows).update(withdrawn_at=clock.now())
    _forget(rows)
    PartyConfirmation.objects.filter(pk__in=signed).update(answered_by_name=ERASED)
    written_by(coalition, who).update(account_name=ERASED)


@transaction.atomic
def addresses_tidy() -> int:
    """Forget the addresses of questions that ended a year ago; returns how many there were."""
    before = clock.now() - TERM
    over = Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    return _forget(ConfirmationRequest.objects.filter(over).exclude(email=""))


def _waiting(rows: QuerySet[ConfirmationRequest]) -> QuerySet[ConfirmationRequest]:
    """Return those that could still be answered, and were not since they were asked."""
    keys = list(rows.values_list("pk", flat=True))
    return ConfirmationRequest.objects.filter(
        ~Exists(since_asked()), pk__in=keys, withdrawn_at=None, expires_at__gt=clock.now()
    )


def _forget(rows: QuerySet[ConfirmationRequest]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        links_revoke(purpose=PURPOSE, subject_id=key)
    return ConfirmationRequest.objects.filter(pk__in=keys).update(
        email="", name="", forgotten_at=clock.now()
    )


@transaction.atomic
def questions_leave(user: User) -> None:
    """Take back every open question to somebody whose account is closed, by account or by mail."""
    asked = Q(member=user) | (Q(email__iexact=user.email) & ~Q(email=""))
    rows = _waiting(ConfirmationRequest.objects.filter(asked))
    keys = list(rows.values_list("pk", flat=True))
    links_revoke(purpose=PURPOSE, subject_id=keys)
    ConfirmationRequest.objects.filter(pk__in=keys).update(withdrawn_at=clock.now())


def register_own() -> None:
    """Called once when the app is ready."""
    registry.on_closed.append(questions_leave)
    persons.register(find, person_leave, mentions)
