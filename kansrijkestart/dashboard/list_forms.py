"""How the lists of the start pages can be narrowed and ordered."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.narrowing import PlaceFilter
from agreements.querysets import AgreementQuerySet
from coalitions.choices import ContactKind, Phase, QuestionKind
from coalitions.selectors.municipalities import fold
from coalitions.selectors.states import STAGE_ORDER, STARTED
from interventions.matrix import Matrix
from kansrijkestart.core import clock
from kansrijkestart.core.lists import OrderedFilter, RowsFilter, choice_of, saying
from kansrijkestart.core.models import Fold
from kansrijkestart.core.signs import sign_for
from kansrijkestart.dashboard.selectors.instruments import NAMED, Place
from kansrijkestart.dashboard.selectors.regions import OverviewRow, RegionAgreements, stage_of_word

# In an address: a coalition has started, only the regional one has, and "no".
BEGUN: Final = "begonnen"
THROUGH: Final = "via-regio"
NOT: Final = "niet"


class ContactsFilter(OrderedFilter):
    """Narrow an adviser's list of contacts."""

    orders = {
        "": (_("newest first"), None),
        "old": (_("oldest first"), ("held_on", "pk")),
        "kind": (_("by kind"), ("kind", "-held_on", "-pk")),
        "question": (_("by what the question was about"), ("question", "-held_on", "-pk")),
    }

    q = forms.CharField(label=_("Name of the coalition"), required=False, max_length=100)
    kind = choice_of(_("Kind of contact"), _("All kinds"), ContactKind)
    question = choice_of(_("Question about"), _("Everything"), QuestionKind)

    def narrow_to(self, rows: Any, links: Any) -> Any:
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
    # What the numbers of the page lead to.
    stand = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    interventie = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    deelt = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    @property
    def stage(self) -> str:
        """Return the stage that was asked for; empty for none, or for several at once."""
        return stage_of_word(self.asked.get("stand", ""))

    def narrow_to(self, rows: list[OverviewRow], matrix: Matrix) -> list[OverviewRow]:
        """Return the municipalities that were asked for, in the order that was asked for."""
        text = fold(self.asked.get("q", ""))
        runs_in = self._runs_in(matrix)
        return self.sorted(
            item
            for item in rows
            if text in item.row.municipality.name_fold
            and self._is_of_stage(item)
            and (runs_in is None or item.row.municipality.pk in runs_in)
            and (self.asked.get("deelt") != NOT or not item.row.shares)
        )

    def _is_of_stage(self, item: OverviewRow) -> bool:
        word = self.asked.get("stand", "")
        if word == BEGUN:
            return item.stage in STARTED
        if word == THROUGH:
            return item.state.is_through_region and item.stage in STARTED
        return not self.stage or item.stage == self.stage

    def _runs_in(self, matrix: Matrix) -> set[int] | None:
        """Return where the intervention that was asked for runs; None when none was."""
        at = self._column(matrix)
        if at is None:
            return None
        return {row.municipality.pk for row in matrix.rows if row.cells[at].counts}

    def _column(self, matrix: Matrix) -> int | None:
        asked = self.asked.get("interventie", "")
        found = (at for at, column in enumerate(matrix.columns) if column.key == asked)
        return next(found, None) if asked else None

    def words(self, matrix: Matrix) -> str:
        """Name what a number of the page led to; empty for every municipality."""
        if (at := self._column(matrix)) is not None:
            return str(matrix.columns[at].label)
        if self.asked.get("deelt") == NOT:
            return str(_("does not share its interventions with the region"))
        more = {BEGUN: _("a coalition has started"), THROUGH: _("through the regional coalition")}
        word = self.asked.get("stand", "")
        return str(sign_for("stage", self.stage).word if self.stage else more.get(word, ""))


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
    phase = choice_of(_("Phase"), _("All phases"), Phase)


def instrument_words(place: Place) -> str:
    """Name the instruments of a municipality, or say why none is named."""
    if place.state == NAMED:
        return "; ".join(row.name for row in place.instruments)
    if place.state == "no_coalition":
        return str(_("No coalition is known"))
    kind = "not_shared" if place.state == "not_shared" else "not_reported"
    return str(sign_for("choice", kind).word)


class InstrumentsFilter(RowsFilter):
    """Narrow and order the municipalities of a region with their instruments."""

    orders = {
        "": (_("by name"), None),
        "instrument": (_("by instrument"), instrument_words),
    }

    q = forms.CharField(label=_("Municipality or instrument"), required=False, max_length=100)

    def said_by(self, row: Place) -> str:
        return f"{row.municipality.name} {instrument_words(row)}"


class RegionAgreementsFilter(OrderedFilter, PlaceFilter):
    """Narrow the agreements of a region, and order its municipalities."""

    orders = {
        "": (_("by name of the municipality"), None),
        "most": (_("most agreements first"), lambda item: -len(item.agreements)),
        "day": (
            _("first to look at again on top"),
            lambda item: min(one.review_on or date.max for one in item.agreements),
        ),
    }
    field_order = ("q", "phase", "domain", "level", "applies")

    q = forms.CharField(label=_("Search in agreements"), required=False, max_length=100)
    # What the numbers of the region lead to: one municipality, and what is past its date.
    gemeente = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    voorbij = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)

    def narrow(self, rows: AgreementQuerySet) -> AgreementQuerySet:
        """Return the agreements that are asked for."""
        rows = saying(rows, self.asked.get("q", ""), "title")
        if self.asked.get("voorbij"):
            rows = rows.filter(review_on__lt=clock.today())
        return self.on_place(rows) if self.asked else rows

    def of_place(self, found: RegionAgreements) -> RegionAgreements:
        """Return the one municipality that is asked for by its code, or all in order."""
        code = self.asked.get("gemeente", "").upper()
        agreed = [one for one in found.agreed if one.municipality.code == code]
        if agreed:
            return RegionAgreements(agreed, [], [], [])
        return replace(found, agreed=self.sorted(found.agreed))

    def words(self, found: RegionAgreements) -> str:
        """Say what is left out; empty when everything is there."""
        code = self.asked.get("gemeente", "").upper()
        names = [one.municipality.name for one in found.agreed if one.municipality.code == code]
        text, past = self.asked.get("q", ""), self.asked.get("voorbij")
        said = [
            f"“{text}”" if text else "",
            self.place_words,
            *names,
            str(_("the date to look again is past")) if past else "",
        ]
        return ", ".join(one for one in said if one)
