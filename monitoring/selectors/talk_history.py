"""What belongs to an interpretation, in the log of its coalition. Counts are not in the history."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.registry import HistorySource
from coalitions.selectors.newest_changes import by_key
from monitoring.models import (
    Interpretation,
    InterpretationAmbition,
    InterpretationGroup,
    InterpretationOrganisation,
)


@by_key
def _of_coalition(key: Any) -> Q:
    own = Interpretation.objects.filter(coalition=key)
    return Q(interpretation_id__in=own.values("pk"))


def register_own() -> None:
    """Called once when the app is ready."""
    hidden = frozenset({"interpretation"})
    sources = (
        (
            "interpretation_group",
            InterpretationGroup,
            gettext_lazy("Group or neighbourhood at a figure"),
            "words",
        ),
        (
            "interpretation_organisation",
            InterpretationOrganisation,
            gettext_lazy("Present at a talk about figures"),
            "organisation",
        ),
        (
            "interpretation_ambition",
            InterpretationAmbition,
            gettext_lazy("Ambition after an interpretation"),
            "ambition",
        ),
    )
    for key, model, noun, name in sources:
        registry.register_history(HistorySource(key, model, noun, _of_coalition, name, hidden))
