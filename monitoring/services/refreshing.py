"""Fetching the newest state of the record into answers that are still open."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from coalitions.models import Coalition
from kansrijkestart.core.concurrency import save_versioned
from monitoring.models import Response, ResponseAnswer, Round
from monitoring.selectors.news import Change, changes_for
from monitoring.services.answering import writable_responses


@transaction.atomic
def answers_refresh(
    *,
    round: Round,  # noqa: A002  what it is called
    coalition: Coalition,
) -> list[Change]:
    """Take over what the record says now; return what changed. What people gave stays."""
    return take_over(round, writable_responses(round, coalition))


def take_over(asked: Round, responses: Sequence[Response]) -> list[Change]:
    """The same for responses that the caller holds, from the record of who answers in each.

    A given answer that equals the record from now on is taken from it; one that begins to differ
    keeps its words and says that the record changed, because overruling has a reason.
    """
    changes = changes_for(asked, responses, _locked(responses))
    for change in changes:
        row = change.row
        row.derived, row.sources = change.value, change.sources
        if row.given == row.derived:
            row.given, row.reason = None, ""
        elif row.given is not None and row.derived is not None and not row.reason:
            row.reason = change.kept_words
        fields = ("derived", "sources", "given", "reason")
        save_versioned(row, expected_version=None, fields=fields)
    return changes


def _locked(responses: Iterable[Response]) -> list[ResponseAnswer]:
    rows = ResponseAnswer.objects.select_for_update(of=("self",)).filter(
        response__in=[one.pk for one in responses]
    )
    found = rows.select_related("question__asked_after", "response__municipality")
    return list(found.prefetch_related("question__options").order_by("pk"))
