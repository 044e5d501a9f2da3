"""Choices that nobody told anything about for a year."""

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from coalitions.models import Coalition
from interventions.choices import ChoiceState
from interventions.models import Choice
from kansrijkestart.core import clock

A_YEAR: Final = timedelta(days=365)


def from_table() -> Q:
    """What a table of the region brought: it names its source, and is no example."""
    return ~Q(source="") & Q(is_demo=False)


def needs_a_look(choice: Choice) -> bool:
    """Whether nothing was told about it for a year, while it did not stop."""
    if choice.state == ChoiceState.STOPPED:
        return False
    return choice.reported_on is None or choice.reported_on <= clock.today() - A_YEAR


def to_confirm(coalition: Coalition) -> QuerySet[Choice]:
    """Return the choices of a coalition that need a look."""
    long_ago = Q(reported_on__isnull=True) | Q(reported_on__lte=clock.today() - A_YEAR)
    rows = Choice.objects.filter(long_ago, coalition=coalition)
    return rows.exclude(state=ChoiceState.STOPPED).for_list()
