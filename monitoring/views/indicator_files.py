"""The files of one indicator: its years for three kinds of programs, and its chart."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from coalitions.models import Municipality
from kansrijkestart.core.downloads import download
from kansrijkestart.core.spreadsheets import csv_bytes
from monitoring import charts
from monitoring.exporters.indicator_file import (
    FILES,
    header,
    picture,
    workbook,
    year_cells,
)
from monitoring.models import Indicator
from monitoring.selectors.pages import figures_of
from monitoring.selectors.sources import sources_of
from monitoring.selectors.tables import year_rows
from monitoring.views.figures import CoalitionFiguresMixin


class IndicatorFileView(CoalitionFiguresMixin, View):
    """What the page shows, as a file; what is hidden there has no number here."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name: str = kwargs["name"]
        indicator = Indicator.objects.filter(key=kwargs["indicator"]).first()
        chosen = self.chosen() or next(iter(self.municipalities), None)
        if name not in FILES or indicator is None or chosen is None:
            raise Http404
        content = self.content(indicator, chosen, name)
        if content is None:
            raise Http404
        label = "-demonstratie" if settings.DEMO_MODE else ""
        return download(content, f"{indicator.key}-{chosen.code.lower()}{label}-{name}")

    def content(self, indicator: Indicator, chosen: Municipality, name: str) -> bytes | None:
        """The file; None when there is nothing to put in it."""
        figures = figures_of([chosen], indicator_key=indicator.key, with_regions=True)
        line = figures.line(indicator, chosen)
        if line is None:
            return None
        rows = year_rows(line)
        sources = sources_of(f for row in rows for f in (row.own, row.region, row.country))
        address = self.address(indicator, chosen)
        region = figures.regions.get(chosen.pk)
        region_name = region.name if region else ""
        if name.endswith(".csv"):
            variant = "dutch" if name.startswith("excel") else "machine"
            return csv_bytes(header(region_name), year_cells(rows, sources), variant)  # type: ignore[arg-type]
        if name.endswith(".xlsx"):
            return workbook(line, region_name, rows, sources, address)
        drawn = picture(line, sources, address)
        if drawn is None:
            return None
        return charts.png(drawn) if name.endswith(".png") else drawn.encode()

    def address(self, indicator: Indicator, chosen: Municipality) -> str:
        """The permanent link: keys and codes in it never change."""
        path = reverse("monitoring:indicator", args=[self.coalition.slug, indicator.key])
        return self.request.build_absolute_uri(f"{path}?gemeente={chosen.code}")
