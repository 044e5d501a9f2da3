"""The readable history of one intervention of the catalogue."""

from django.db.models import Q
from django.utils.translation import gettext_lazy

from coalitions.registry import HistorySource
from coalitions.selectors.history import Feed
from interventions.models import InsuredVariant, Intervention, InterventionName, Recognition

HIDDEN = frozenset({"intervention", "is_edited", "is_local", "name_fold"})


def story_of(intervention: Intervention) -> list[Feed]:
    """Return the feeds about the intervention itself, its names, recognitions and forms."""
    own, parts = Q(pgh_obj=intervention.pk), Q(intervention=intervention.pk)
    return [
        Feed(_source(key, model, noun, name), within)
        for key, model, noun, name, within in (
            ("catalogue", Intervention, gettext_lazy("Intervention"), "name", own),
            ("recognition", Recognition, gettext_lazy("Recognition"), "level", parts),
            ("name", InterventionName, gettext_lazy("Name"), "name", parts),
            ("variant", InsuredVariant, gettext_lazy("Form"), "name", parts),
        )
    ]


def _source(key: str, model: object, noun: object, name: str) -> HistorySource:
    return HistorySource(key, model, str(noun), lambda _reading: None, name, HIDDEN)
