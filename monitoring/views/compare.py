"""One figure beside the region, the country and municipalities that look alike."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from kansrijkestart.core.dutch import Dutch
from monitoring.models import Indicator
from monitoring.selectors.beside import comparison_of
from monitoring.selectors.pages import figures_of
from monitoring.selectors.sources import sources_of
from monitoring.views.figures import TITLE, CoalitionFiguresMixin


class CompareView(CoalitionFiguresMixin, TemplateView):
    template_name = "monitoring/compare.html"

    @cached_property
    def indicator(self) -> Indicator:
        found = Indicator.objects.filter(key=self.kwargs["indicator"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return Dutch(_("Compare: %(name)s") % {"name": self.indicator.name}, self.indicator.name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        slug = self.coalition.slug
        return [
            *super().get_breadcrumb(),
            (str(TITLE), reverse("monitoring:coalition", args=[slug])),
            (
                self.indicator.name,
                reverse("monitoring:indicator", args=[slug, self.indicator.key]),
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.chosen() or next(iter(self.municipalities), None)
        wanted = [chosen] if chosen else []
        figures = figures_of(wanted, indicator_key=self.indicator.key, with_regions=True)
        line = figures.line(self.indicator, chosen) if chosen else None
        region = figures.regions.get(chosen.pk) if chosen else None
        found = comparison_of(line, region) if line else None
        return super().get_context_data(**kwargs) | {
            "indicator": self.indicator,
            "municipalities": self.municipalities,
            "chosen": chosen,
            "line": line,
            "found": found,
            "sources": sources_of(found.figures if found else ()),
        }
