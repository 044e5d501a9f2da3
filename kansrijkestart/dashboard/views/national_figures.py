"""The whole country: one figure on a map, per province and GGD region; all figures per region."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Municipality
from coalitions.views.mixins import start_path
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.national_heat import country_groups, kept_under
from kansrijkestart.dashboard.verdict_map import MARKS, mark_of, verdict_map
from monitoring.charts import Texts
from monitoring.models import Indicator
from monitoring.selectors.country import (
    first_to_show,
    indicators_with_figures,
    lines_of_country,
)
from monitoring.selectors.country_regions import explained, load_regions
from monitoring.selectors.pages import FullLine, Line
from monitoring.selectors.pictures import region_pictures
from monitoring.selectors.region_years import region_years, year_table
from monitoring.selectors.sources import sources_of

Lines = Sequence[tuple[Municipality, Line | None]]


@dataclass(frozen=True)
class Province:
    """How many municipalities of a province have each verdict."""

    name: str
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


class NationalFiguresView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, TemplateView):
    """Published figures only: the same for whoever may open this page."""

    template_name = "dashboard/national_figures.html"
    page_title = gettext_lazy("Figures in the country")
    permission_required = "accounts.see_national"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (_("National overview"), reverse("dashboard:national"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicators = indicators_with_figures()
        chosen = self.chosen(indicators)
        lines = lines_of_country(chosen) if chosen else []
        known = [line for _one, line in lines if line]
        references = [line.compared.reference for line in known if line.compared]
        reference = next((one for one in references if one), None)
        marks = [mark for mark in MARKS if any(mark_of(line) == mark for _one, line in lines)]
        provinces = per_province(lines, marks)
        found = load_regions([chosen]) if chosen else None
        regions = found.lines([chosen])[chosen.pk] if found and chosen else []
        years = region_years(found, chosen) if found and chosen else {}
        whole = found.country_series(chosen) if found and chosen else None
        table = year_table(years, regions, whole)
        shown = [*(line.figure for line in known), *(one.figure for one in regions)]
        return super().get_context_data(**kwargs) | {
            "indicators": indicators,
            "chosen": chosen,
            "reference": reference,
            "map": verdict_map(lines),
            "heads": [MARKS[mark] for mark in marks],
            "provinces": provinces,
            "totals": [sum(one.counts[at] for one in provinces) for at in range(len(marks))],
            "total": len(lines),
            "regions": regions,
            "explained": explained(regions),
            "pictures": self.pictures([*years.values()], chosen) if chosen else (),
            "table": table,
            "sources": sources_of([*shown, reference, *table.figures]),
        }

    def pictures(self, lines: Sequence[FullLine], chosen: Indicator) -> tuple[SafeString, ...]:
        """A small chart of all years for every GGD region."""
        title = _("%(name)s per GGD region, beside the Netherlands") % {"name": chosen.name}
        sentence = _("A small chart per GGD region. The table above has the newest figures.")
        texts = Texts(title, "", sentence, "")
        return region_pictures(lines, texts, _("thick: region")) if lines else ()

    def chosen(self, indicators: Sequence[Indicator]) -> Indicator | None:
        key = self.request.GET.get("cijfer", "")
        asked = next((one for one in indicators if one.key == key), None)
        return asked or first_to_show(indicators)


class NationalHeatView(PageMixin, LoginRequiredMixin, PermissionRequiredMixin, TemplateView):
    """Every figure of every GGD region: published ones, the same for whoever may open this page."""

    template_name = "dashboard/national_heat.html"
    page_title = gettext_lazy("All figures per GGD region")
    permission_required = "accounts.see_national"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *start_path(),
            (_("National overview"), reverse("dashboard:national")),
            (_("Figures in the country"), reverse("dashboard:national_figures")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        indicators = indicators_with_figures()
        found = load_regions(indicators)
        groups = country_groups(found, indicators)
        rows = [row for group in groups for row in group.rows]
        cells = [cell for row in rows for cell in row.cells]
        regions = [cell.region for cell in rows[0].cells] if rows else []
        shown = [*(cell.figure for cell in cells), *(row.country for row in rows)]
        return super().get_context_data(**kwargs) | {
            "groups": groups,
            "regions": regions,
            "columns": len(regions) + 2,
            "explained": explained(cells),
            "sources": sources_of(shown),
            "kept_under": repr((get_language(), kept_under(found, groups))),
        }


def per_province(lines: Lines, marks: Sequence[str]) -> list[Province]:
    """Municipalities per verdict and province, provinces by name."""
    names = sorted({one.province for one, _line in lines})
    found = {name: [0] * len(marks) for name in names}
    for one, line in lines:
        found[one.province][marks.index(mark_of(line))] += 1
    return [Province(name, found[name]) for name in names]
