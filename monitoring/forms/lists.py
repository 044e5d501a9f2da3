"""How the lists about figures can be narrowed and ordered."""

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Phase
from kansrijkestart.core.lists import OrderedFilter, RowsFilter, choice_of
from kansrijkestart.core.models import Fold
from monitoring.choices import EditionState, ProtectionReason, ProtectionState, ReleaseState
from monitoring.selectors.drift import Drift


class ReleaseFilter(OrderedFilter):
    """Narrow and order the files of figures."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("created_at", "pk")),
        "source": (_("by source"), (Fold("source"), "-created_at", "-pk")),
        "most": (_("most figures first"), ("-row_count", "-created_at", "-pk")),
    }
    texts = ("source", "file_name")
    same = ("state",)

    q = forms.CharField(label=_("Source or file"), required=False, max_length=100)
    state = choice_of(_("State"), _("All states"), ReleaseState)


class InterpretationFilter(OrderedFilter):
    """Narrow and order what a coalition reads in the figures."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("discussed_on", "pk")),
        "figure": (
            _("by figure"),
            (F("indicator__name_fold").asc(nulls_last=True), "-discussed_on", "-pk"),
        ),
    }
    texts = ("conclusion", "intention", "parents_said")

    q = forms.CharField(label=_("Search in what you concluded"), required=False, max_length=100)


class RunFilter(OrderedFilter):
    """Narrow and order protection runs."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("pk",)),
        "hidden": (_("most hidden first"), ("-primary_count", "-secondary_count", "-pk")),
    }
    same = ("reason", "state")

    reason = choice_of(_("Begun because"), _("Every reason"), ProtectionReason)
    state = choice_of(_("State"), _("All states"), ProtectionState)


class EditionFilter(OrderedFilter):
    """Narrow and order frozen rounds."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("round__closes_at", "number", "pk")),
        "title": (
            _("by title"),
            (Fold("round__questionnaire_version__title"), "-round__closes_at", "-number"),
        ),
    }
    texts = ("round__questionnaire_version__title", "reason")
    same = ("state",)

    q = forms.CharField(label=_("Title or reason"), required=False, max_length=100)
    state = choice_of(_("State"), _("All states"), EditionState)


class EditionPlaceFilter(OrderedFilter):
    """Narrow and order the municipalities of one edition."""

    orders = {
        "": (_("by name"), None),
        "state": (_("by state"), ("content__state", "content__name", "code")),
        "code": (_("by code"), ("code",)),
    }
    texts = ("content__name",)

    q = forms.CharField(label=_("Name of the municipality"), required=False, max_length=100)


class ExportFilter(OrderedFilter):
    """Narrow and order the downloads that somebody asked for."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("created_at", "pk")),
        "year": (_("by year, the last first"), ("-year", "-created_at", "-pk")),
    }
    same = ("year",)

    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)


class IndicatorFilter(OrderedFilter):
    """Narrow and order the indicators."""

    orders = {
        "": (_("by name"), None),
        "phase": (_("by phase"), ("phase", "name_fold", "key")),
        "kind": (_("by kind"), ("kind", "name_fold", "key")),
    }
    texts = ("name", "key")
    same = ("phase",)

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    phase = choice_of(_("Phase"), _("All phases"), Phase)


class DriftFilter(RowsFilter):
    """Narrow and order the municipalities of which the record changed since a round."""

    orders = {
        "": (_("most changes first"), None),
        "name": (_("by name"), lambda one: one.name.casefold()),
        "code": (_("by code"), lambda one: one.code),
    }

    q = forms.CharField(label=_("Name of the municipality"), required=False, max_length=100)

    def said_by(self, row: Drift) -> str:
        return row.name
