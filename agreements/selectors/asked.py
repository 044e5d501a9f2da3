"""What waits for one person: a text to confirm, and an agreement of theirs to look at again."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
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
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock

QUESTIONS: Final = "agreements.questions"
OWNED: Final = "agreements.owned"
PRIORITY: Final = 5
REVIEW_PRIORITY: Final = 34


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up what waits in several coalitions, for a page that shows them all (two queries)."""
    user = readings[0].user if readings else None
    if not isinstance(user, User):
        return
    coalitions = [reading.coalition.pk for reading in readings]
    questions: dict[int, list[ConfirmationRequest]] = defaultdict(list)
    for row in waiting_for(user).filter(party__agreement__coalition__in=coalitions):
        questions[row.party.agreement.coalition_id].append(row)
    owned: dict[int, list[Agreement]] = defaultdict(list)
    for agreement in _due(user).filter(coalition__in=coalitions):
        owned[agreement.coalition_id].append(agreement)
    for reading in readings:
        reading.remember(QUESTIONS, partial(questions.get, reading.coalition.pk, []))
        reading.remember(OWNED, partial(owned.get, reading.coalition.pk, []))


def _due(user: User) -> QuerySet[Agreement]:
    rows = Agreement.objects.due_for_review().filter(owner_user=user)
    return rows.order_by("review_on", "pk")


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to answer, and whoever owns an agreement to say whether it still holds."""
    if not isinstance(reading.user, User):
        return []
    return [*_to_answer(reading, reading.user), *_to_review(reading, reading.user)]


def _to_answer(reading: Reading, user: User) -> list[NextStep]:
    mine = waiting_for(user).filter(party__agreement__coalition=reading.coalition)
    found = reading.remember(QUESTIONS, lambda: list(mine))
    if not found:
        return []
    first = found[0]
    agreement = first.party.agreement
    reason = ngettext(
        "“%(title)s” waits for the answer of %(organisation)s.",
        "%(number)s agreements wait for an answer. The first: “%(title)s”, for %(organisation)s.",
        len(found),
    ) % {
        "title": agreement.title,
        "organisation": first.party.organisation.name,
        "number": len(found),
    }
    return [
        NextStep(
            priority=PRIORITY,
            title=_("Do you agree with this agreement?"),
            reason=reason,
            url=reverse("agreements:confirm", args=[agreement.pk, first.pk]),
            action=_("Read and answer"),
        )
    ]


def _to_review(reading: Reading, user: User) -> list[NextStep]:
    owned = _due(user).filter(coalition=reading.coalition)
    found = reading.remember(OWNED, lambda: list(owned))
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
