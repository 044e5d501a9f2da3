"""How the lists of the start pages can be narrowed and ordered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ContactKind, Phase, QuestionKind
from coalitions.selectors.municipalities import fold
from coalitions.selectors.states import STAGE_ORDER
from kansrijkestart.core.lists import OrderedFilter, saying
from kansrijkestart.core.models import Fold
from kansrijkestart.dashboard.selectors.regions import OverviewRow


class ContactsFilter(OrderedFilter):
    """Narrow an adviser's list of contacts."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("held_on", "pk")),
        "kind": (_("by kind"), ("kind", "-held_on", "-pk")),
        "question": (_("by what the question was about"), ("question", "-held_on", "-pk")),
    }

    q = forms.CharField(label=_("Name of the coalition"), required=False, max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind of contact"),
        required=False,
        choices=[("", _("All kinds")), *ContactKind.choices],
    )
    question = forms.ChoiceField(
        label=_("Question about"),
        required=False,
        choices=[("", _("Everything")), *QuestionKind.choices],
    )

    def narrow(self, rows: Any, links: Any) -> Any:
        """Return the contacts that were asked for; ``links`` are those the reader may know of."""
        if words := self.asked.get("q"):
            named = saying(links, words, "coalition__name")
            rows = rows.filter(pk__in=named.order_by().values("contact"))
        for name in ("kind", "question"):
            if wanted := self.asked.get(name):
                rows = rows.filter(**{name: wanted})
        return self.in_order(rows)


class CaseloadFilter(OrderedFilter):
    """Narrows the caseload by name, and puts it in another order."""

    orders = {
        "": (_("longest not seen first"), None),
        "name": (_("by name"), lambda row: (row.coalition.name_fold, row.coalition.pk)),
        "stage": (
            _("by stage, the furthest first"),
            lambda row: (STAGE_ORDER.index(row.coalition.stage), row.coalition.name_fold),
        ),
        "waiting": (
            _("what waits for me first"),
            lambda row: (not row.is_waiting, row.coalition.name_fold),
        ),
    }

    q = forms.CharField(label=_("Search by name"), required=False, max_length=100, strip=True)
    # What the links above the list narrow by goes along.
    toon = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    regio = forms.SlugField(required=False, max_length=120, widget=forms.HiddenInput)


class RegionOrder(OrderedFilter):
    """Narrows the municipalities of a region by name, and puts them in another order."""

    orders = {
        "": (_("by name"), None),
        "stage": (
            _("by stage, the furthest first"),
            lambda item: (STAGE_ORDER.index(item.stage), item.row.municipality.name_fold),
        ),
        "running": (
            _("most interventions first"),
            lambda item: (-(item.row.running or 0), item.row.municipality.name_fold),
        ),
    }

    q = forms.CharField(label=_("Name of the municipality"), required=False, max_length=100)
    stand = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def narrow(self, rows: list[OverviewRow], stage: str) -> list[OverviewRow]:
        """Return the municipalities of a stage (empty: every one) with the name asked for."""
        text = fold(self.asked.get("q", ""))
        return self.sorted(
            item
            for item in rows
            if (not stage or item.stage == stage) and text in item.row.municipality.name_fold
        )


class ExamplesFilter(OrderedFilter):
    """Narrow and order the public list of practice examples."""

    orders = {
        "": (_("newest first"), None),
        "title": (_("by title"), (Fold("title"), "pk")),
        "coalition": (_("by coalition"), ("coalition__name_fold", Fold("title"), "pk")),
    }

    q = forms.CharField(
        label=_("Search in the text"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    phase = forms.ChoiceField(
        label=_("Phase"), choices=[("", _("All phases")), *Phase.choices], required=False
    )
