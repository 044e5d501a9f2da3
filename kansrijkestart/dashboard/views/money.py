"""What money there is and what ends when, of a coalition and of a region."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Region
from coalitions.views.mixins import CoalitionMixin
from interventions.exporters.money import MONEY_FILES, MoneyFile
from interventions.forms.lists import MoneyFilter
from interventions.selectors.money import (
    Line,
    Money,
    RegionMoney,
    coalition_money,
    euros,
    national_amounts,
    region_money,
)
from interventions.selectors.money_words import (
    first_end,
    unknown_sentences,
    whole_text,
    years_sentence,
)
from kansrijkestart.core.downloads import download
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.dashboard.views.region import RegionMixin, RegionPageMixin
from monitoring import charts

COALITION_FILES = ("interventions:money_xlsx", "interventions:money_csv")
REGION_FILES = ("dashboard:region_money_xlsx", "dashboard:region_money_csv")


def _pictures(money: Money) -> tuple[SafeString, SafeString] | None:
    """The money per year, wide and narrow; None when nothing is known of any year."""
    if not money.years:
        return None
    bars = [
        charts.YearBar(
            one.year, one.own, one.pooled, euros(one.total) if one.total else _("no amount known")
        )
        for one in money.years
    ]
    texts = charts.Texts(_("Known money per year"), "", whole_text(money), "")
    wide, narrow = (
        charts.render(charts.money_years(bars, texts, width=width), bare=True)
        for width in (charts.WIDE, charts.NARROW)
    )
    # The chart escapes every text it draws.
    return mark_safe(wide), mark_safe(narrow)  # noqa: S308


@dataclass(frozen=True)
class Part:
    """A part of the list; ``with_end`` shows in which quarter its lines end."""

    key: str
    title: str
    lines: list[Line]
    with_end: bool = False
    hint: str = ""


def _parts(money: Money, form: MoneyFilter) -> list[Part]:
    """Return the parts of the list, each narrowed and in order; without what is empty."""
    hint = _("These amounts are in no total here: the pot itself counts.")
    found = (
        Part("ending", _("What ends when"), form.narrow(money.ending), with_end=True),
        Part("structural", _("Without an end date"), form.narrow(money.structural)),
        Part("unknown-end", _("End not known"), form.narrow(money.without_end)),
        Part("shares", _("What goes into a pot"), form.narrow(money.shares), hint=hint),
        Part("over", _("Ended"), form.narrow(money.over), with_end=True),
    )
    return [one for one in found if one.lines]


def _shown(money: Money, form: MoneyFilter) -> dict[str, Any]:
    """What both pages show."""
    return {
        "parts": _parts(money, form),
        "money": money,
        "first_end": first_end(money),
        "years_text": years_sentence(money) if money.lines else "",
        "unknown": unknown_sentences(money),
        "pictures": _pictures(money),
        "national": [(row, euros(row.amount)) for row in national_amounts()],
        "year": money.today.year,
    }


def _files(names: tuple[str, str], slug: str, form: MoneyFilter) -> list[tuple[str, str]]:
    """Return the files of the list as it stands, with their labels."""
    labels = (_("Download table (Excel)"), _("Download table (CSV)"))
    urls = (f"{reverse(name, args=[slug])}{form.file_query}" for name in names)
    return list(zip(labels, urls, strict=True))


class CoalitionMoneyView(NarrowedMixin, CoalitionMixin, TemplateView):
    """The money of one coalition, what ends first on top."""

    template_name = "dashboard/coalition_money.html"
    filter_class = MoneyFilter
    page_title = gettext_lazy("Money: what ends when")
    tab = "interventions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        money = coalition_money(self.coalition)
        number = len(money.lines)
        note = ngettext("%(number)s stream of money", "%(number)s streams of money", number) % {
            "number": number
        }
        context = super().get_context_data(page_meta=note if number else "", **kwargs)
        edit_slug = self.coalition.slug if self.may_change else ""
        return (
            context
            | _shown(money, self.filter_form)
            | {
                "edit_slug": edit_slug,
                "files": _files(COALITION_FILES, self.coalition.slug, self.filter_form),
            }
        )


class _LeadOnly(PermissionRequiredMixin):
    """Of other people's money only the lead reads what is shared."""

    permission_required = "coalitions.lead_region"
    region: Region

    def get_permission_object(self) -> Region:
        return self.region


class RegionMoneyView(NarrowedMixin, RegionPageMixin, _LeadOnly, TemplateView):
    """The money of a region: each euro once, and who does not share."""

    template_name = "dashboard/region_money.html"
    filter_class = MoneyFilter
    page_title = gettext_lazy("Money in the region: what ends when")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = region_money(self.region)
        shown = _shown(found.money, self.filter_form)
        return (
            super().get_context_data(**kwargs)
            | shown
            | {
                "found": found,
                "files": _files(REGION_FILES, self.region.slug, self.filter_form),
            }
        )


class RegionMoneyFileView(RegionMixin, _LeadOnly, View):
    """The money of a region as a file."""

    http_method_names = ["get", "head"]
    ending = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MoneyFilter(request.GET)
        if form.errors:
            raise BadRequest
        found = region_money(self.region)
        notes = [*_closed(found), *form.notes]
        asked = MoneyFile(self.region.name, found.money, found.is_demo, notes, form.narrow)
        name = f"geld-regio-{self.region.slug}.{self.ending}"
        return download(MONEY_FILES[self.ending](asked), name)


def _closed(found: RegionMoney) -> list[str]:
    """Name the municipalities of which the file says nothing, and why."""
    parts = (
        (_("Does not share: %(names)s."), found.not_shared),
        (_("Shares, but works together with one that does not: %(names)s."), found.held_back),
        (_("Not reported: %(names)s."), found.not_reported),
    )
    return [words % {"names": ", ".join(names)} for words, names in parts if names]
