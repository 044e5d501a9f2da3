"""What waits for one person: a text to confirm, and an agreement of theirs to look at again."""

from typing import Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.models import Agreement, ConfirmationRequest
from agreements.selectors.requests import waiting_for
from coalitions import registry
from coalitions.registry import NextStep, Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.sentences import Sentence

PRIORITY: Final = 5
REVIEW_PRIORITY: Final = 34


def _due(user: User) -> QuerySet[Agreement]:
    rows = Agreement.objects.due_for_review().filter(owner_user=user)
    return rows.order_by("review_on", "pk")


def _asked(reader: User | None) -> QuerySet[ConfirmationRequest] | None:
    if reader is None:
        return None
    rows: QuerySet[ConfirmationRequest] = waiting_for(reader)
    return rows.filter(party__agreement__coalition=THE_COALITION)


QUESTIONS: Final[LookUp[list[ConfirmationRequest]]] = LookUp(
    "agreements.questions",
    _asked,
    ("party__organisation__name", "party__agreement_id", "party__agreement__title"),
    list,
)
OWNED: Final[LookUp[list[Agreement]]] = LookUp(
    "agreements.owned",
    lambda reader: _due(reader).filter(coalition=THE_COALITION) if reader else None,
    ("title", "review_on"),
    list,
)


def questions_for(reading: Reading) -> list[ConfirmationRequest]:
    """Return the questions in this coalition that wait for an answer of the reader."""
    return QUESTIONS.of(reading)


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to answer, and whoever owns an agreement to say whether it still holds."""
    if not isinstance(reading.user, User):
        return []
    return [*_to_answer(reading), *_to_review(reading)]


def _to_answer(reading: Reading) -> list[NextStep]:
    found = QUESTIONS.of(reading)
    if not found:
        return []
    first = found[0]
    agreement = first.party.agreement
    number = len({one.party.agreement_id for one in found})
    words = ngettext(
        "“%(title)s” waits for the answer of %(organisation)s.",
        "%(number)s agreements wait for an answer. The first: “%(title)s”, for %(organisation)s.",
        number,
    )
    values = {
        "title": agreement.title,
        "organisation": first.party.organisation.name,
        "number": number,
    }
    every = f"{reverse('agreements:list', args=[reading.coalition.slug])}?wacht=on"
    return [
        NextStep(
            priority=PRIORITY,
            title=_("Do you agree with this agreement?"),
            reason=Sentence(words, values, {"number": every}),
            url=reverse("agreements:confirm", args=[agreement.pk, first.pk]),
            action=_("Read and answer"),
        )
    ]


def _to_review(reading: Reading) -> list[NextStep]:
    found = OWNED.of(reading)
    if not found or reading.may_change:  # whoever keeps the record has a step for all of them
        return []
    first = found[0]
    when = date_format(first.review_on, "j F Y")
    words = _("You would look at “%(title)s” again on %(date)s.")
    if first.review_on < clock.today():
        words = _("The date to look again at “%(title)s” is past: %(date)s.")
    return [
        NextStep(
            priority=REVIEW_PRIORITY,
            title=_("Does your agreement still hold?"),
            reason=words % {"title": first.title, "date": when},
            url=reverse("agreements:review", args=[first.pk]),
            action=_("Look and answer"),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_next_step(next_steps)
    register_look_up(QUESTIONS, OWNED)
