"""All figures of a region on one page: indicators by municipality, in words and signs."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.views.generic import TemplateView

from coalitions.models import Municipality
from coalitions.views.mixins import start_path
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.heat import explained, heat_groups
from kansrijkestart.dashboard.views.region import RegionMixin
from monitoring.selectors.newest import newest_of
from monitoring.selectors.own import OwnLine, own_lines, shared_with_region
from monitoring.selectors.pages import municipalities_in
from monitoring.selectors.sources import sources_of


class RegionHeatView(RegionMixin, PageMixin, TemplateView):
    """Published figures are public, so this needs no consent; the page itself is the region's."""

    template_name = "dashboard/region_heat.html"
    page_title = gettext_lazy("All figures per municipality")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        address = safe_reverse("dashboard:region", slug=self.region.slug)
        return [
            *start_path(),
            *([(self.region.name, address)] if address else []),
            (
                str(gettext_lazy("Figures")),
                reverse("dashboard:region_figures", args=[self.region.slug]),
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipalities = municipalities_in(self.region)
        figures = newest_of(municipalities)
        groups = heat_groups(self.region, figures)
        rows = [row for group in groups for row in group.rows]
        shown = [line.figure for row in rows for _one, line in row.cells if line]
        beside = [one for row in rows for one in (row.country, row.region.figure)]
        sums = [row.region.summed.state if row.region.summed else "" for row in rows]
        places = [(one.pk, one.name) for one in municipalities]
        return super().get_context_data(**kwargs) | {
            "region": self.region,
            "municipalities": municipalities,
            "groups": groups,
            "explained": explained(groups),
            "own": self.own(municipalities) if self.is_lead else None,
            "sources": sources_of([*shown, *beside]),
            "columns": len(municipalities) + 3,
            # Who belonged to a region in earlier years is no part of what figures are made from.
            "kept_under": repr((figures.made_from, get_language(), self.region.pk, places, sums)),
        }

    def own(self, places: Sequence[Municipality]) -> list[OwnLine]:
        """What coalitions count themselves; that consent is given to the lead."""
        return own_lines(shared_with_region(self.region), places)
