"""What coalitions itself brings into the log."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from coalitions import registry
from coalitions.models import (
    Action,
    Coalition,
    CoalitionLead,
    CoalitionMunicipality,
    ContactPerson,
    KnownAnswer,
    ParentInvolvement,
    Partnership,
)
from coalitions.registry import HistorySource, Reading


def _of_coalition(reading: Reading) -> Q:
    return Q(coalition=reading.coalition)


def register_own() -> None:
    """Bring the models of this app into the log. Called once when the app is ready."""
    parent = frozenset({"coalition", "partnership"})
    sources = (
        HistorySource(
            "coalition",
            Coalition,
            gettext_lazy("Coalition"),
            lambda reading: Q(pgh_obj_id=reading.coalition.pk),
        ),
        HistorySource(
            "coverage",
            CoalitionMunicipality,
            gettext_lazy("Municipality"),
            _of_coalition,
            "municipality",
            parent,
        ),
        HistorySource(
            "lead",
            CoalitionLead,
            gettext_lazy("Lead"),
            _of_coalition,
            "organisation",
            parent,
            has_personal=True,
        ),
        HistorySource(
            "partner", Partnership, gettext_lazy("Partner"), _of_coalition, "organisation", parent
        ),
        HistorySource(
            "contact",
            ContactPerson,
            gettext_lazy("Contact person"),
            lambda reading: Q(
                partnership_id__in=Partnership.objects.filter(coalition=reading.coalition).values(
                    "pk"
                )
            ),
            "partnership",
            parent | {"last_active_on"},
            has_personal=True,
        ),
        HistorySource(
            "parents",
            ParentInvolvement,
            gettext_lazy("Parents who think along"),
            _of_coalition,
            "form",
            parent,
        ),
        HistorySource(
            "known",
            KnownAnswer,
            gettext_lazy("Answer to what was known already"),
            _of_coalition,
            "topic",
            parent | {"topic", "fingerprint"},
        ),
        HistorySource("action", Action, gettext_lazy("Action"), _of_coalition, "title", parent),
    )
    for source in sources:
        registry.register_history(source)
    registry.register_label(Partnership, lambda row: row.organisation.name, "organisation")
