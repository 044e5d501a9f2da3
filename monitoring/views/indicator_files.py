"""The files of one indicator: its years for three kinds of programs, and its chart."""

from abc import ABC, abstractmethod
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from kansrijkestart.core.downloads import download
from monitoring.exporters.indicator_file import FILES, IndicatorFile
from monitoring.models import Indicator
from monitoring.selectors.pages import figures_of
from monitoring.selectors.sources import sources_of
from monitoring.selectors.tables import year_rows
from monitoring.views.figures import CoalitionFiguresMixin


class OneFileView(View, ABC):
    """What a page of a figure shows, as a file; what is hidden there has no number here."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name: str = kwargs["name"]
        made = self.made() if name in FILES else None
        content = made.content(name) if made else None
        if made is None or content is None:
            raise Http404
        return download(content, made.file_name(name))

    @abstractmethod
    def made(self) -> IndicatorFile | None:
        """What stands in the file; None when there is no figure."""


class IndicatorFileView(CoalitionFiguresMixin, OneFileView):
    """A published figure, beside its region and the country."""

    def made(self) -> IndicatorFile | None:
        indicator = Indicator.objects.filter(key=self.kwargs["indicator"]).first()
        chosen = self.chosen() or next(iter(self.municipalities), None)
        if indicator is None or chosen is None:
            return None
        figures = figures_of([chosen], indicator_key=indicator.key, with_regions=True)
        line = figures.line(indicator, chosen)
        if line is None:
            return None
        rows = year_rows(line)
        region = figures.regions.get(chosen.pk)
        # The permanent link: keys and codes in it never change.
        path = reverse("monitoring:indicator", args=[self.coalition.slug, indicator.key])
        return IndicatorFile(
            line,
            rows,
            sources_of(f for row in rows for f in (row.own, row.region, row.country)),
            self.request.build_absolute_uri(f"{path}?gemeente={chosen.code}"),
            f"{indicator.key}-{chosen.code.lower()}",
            region.name if region else "",
        )
