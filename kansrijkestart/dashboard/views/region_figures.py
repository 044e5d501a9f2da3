"""A region's figures: one indicator, all its municipalities beside the country."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.models import Municipality, Region
from coalitions.views.mixins import start_path
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.heat import region_rates
from kansrijkestart.dashboard.verdict_map import verdict_map
from monitoring.charts import Texts
from monitoring.models import Indicator
from monitoring.selectors.newest import Newest, newest_of
from monitoring.selectors.pages import figures_of, municipalities_in
from monitoring.selectors.pictures import region_pictures
from monitoring.selectors.sources import sources_of
from monitoring.selectors.tables import opening_of_places


class RegionFiguresView(PageMixin, LoginRequiredMixin, TemplateView):
    """Published figures are public, so this needs no consent; the page itself is the region's."""

    template_name = "dashboard/region_figures.html"
    page_title = gettext_lazy("Figures")
    region: Region

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        seen = Region.objects.visible_to(request.user)
        self.region = get_object_or_404(seen, slug=kwargs["slug"])
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        address = safe_reverse("dashboard:region", slug=self.region.slug)
        return [*start_path(), *([(self.region.name, address)] if address else [])]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipalities = municipalities_in(self.region)
        figures = newest_of(municipalities)
        chosen = self.chosen(figures)
        lines = [(one, figures.line(chosen, one)) for one in municipalities] if chosen else []
        known = [line for _one, line in lines if line]
        compared = [line.compared for line in known if line.compared]
        references = [one.reference for one in compared if one.reference]
        rates = region_rates(self.region, figures, [chosen]) if chosen else {}
        rate = rates[chosen.pk] if chosen else None
        return super().get_context_data(**kwargs) | {
            "region": self.region,
            "municipalities": municipalities,
            "indicators": figures.indicators,
            "chosen": chosen,
            "lines": lines,
            "opening": opening_of_places(known),
            "is_number": bool(known) and not any(line.figure.scale for line in known),
            "reference": references[0] if references else None,
            "rate": rate,
            "map": verdict_map(lines),
            "pictures": self.pictures(chosen, municipalities) if chosen else (),
            "sources": sources_of(
                [*(line.figure for line in known), *references, rate.figure if rate else None]
            ),
        }

    def pictures(
        self, chosen: Indicator, municipalities: list[Municipality]
    ) -> tuple[SafeString, ...]:
        """A small chart of all years for every municipality."""
        figures = figures_of(municipalities, indicator_key=chosen.key)
        lines = [line for one in municipalities if (line := figures.line(chosen, one))]
        words = {"name": chosen.name, "region": self.region.name}
        title = _("%(name)s per municipality in %(region)s, beside the Netherlands") % words
        sentence = _("A small chart per municipality. The table above has the newest figures.")
        return region_pictures(lines, Texts(title, "", sentence, "")) if lines else ()

    def chosen(self, figures: Newest) -> Indicator | None:
        """The indicator that is asked for, or the first that is set beside the country."""
        key = self.request.GET.get("cijfer", "")
        found = [one for one in figures.indicators if one.key == key]
        return next(iter(found or compared_first(figures)), None)


def compared_first(figures: Newest) -> list[Indicator]:
    def is_compared(indicator: Indicator) -> bool:
        lines = (figures.line(indicator, one) for one in figures.municipalities)
        return any(line and line.compared for line in lines)

    return sorted(figures.indicators, key=is_compared, reverse=True)
