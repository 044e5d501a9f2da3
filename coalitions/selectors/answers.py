"""The answers of a coalition's rounds as one list."""

from collections.abc import Iterable

from django.db.models import QuerySet

from coalitions.models import Answer, Assessment


def answers_of(rounds: Iterable[Assessment]) -> QuerySet[Answer]:
    """Return what was said in rounds that the reader may see, the newest round first.

    Every statement that anything was recorded with has one row per round.
    """
    found = Answer.objects.filter(assessment__in=[row.pk for row in rounds])
    return found.select_related("assessment", "statement__principle").order_by(
        "-assessment__round",
        "statement__principle__number",
        "statement__position",
        "statement__pk",
    )
