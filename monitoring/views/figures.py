"""A coalition's figures: the table, one indicator, and the files to calculate with."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from coalitions.models import Coalition, Municipality
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.downloads import download
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.spreadsheets import Variant, csv_bytes
from kansrijkestart.core.templatetags.ks import day
from monitoring.exporters.figures_file import (
    HEADER,
    SOURCES_HEADER,
    figure_rows,
    source_rows,
)
from monitoring.exporters.indicator_file import file_links
from monitoring.models import Indicator, Interpretation
from monitoring.selectors.merged import MergedYear, merged_years
from monitoring.selectors.newest import Newest, newest_of
from monitoring.selectors.own import own_indicators, own_lines
from monitoring.selectors.pages import (
    FullLine,
    about,
    figures_of,
    municipalities_of,
    newest_publication,
)
from monitoring.selectors.pictures import trend_pictures
from monitoring.selectors.sources import sources_of
from monitoring.selectors.suggestions import is_unfavourable
from monitoring.selectors.tables import PARTS, coalition_table, overview_table, year_rows
from monitoring.selectors.told import Told, told_of
from monitoring.views.kept import KeptPage, kept_page

TITLE = gettext_lazy("Figures")
SHOWN_INTERPRETATIONS = 3
VARIANTS: dict[str, Variant] = {"excel": "dutch", "machine": "machine", "bronnen": "dutch"}


class CoalitionFiguresMixin(CoalitionMixin):
    """Pages that show figures of the municipalities a coalition works for."""

    request: HttpRequest
    tab = "figures"
    municipalities: list[Municipality]

    def chosen(self) -> Municipality | None:
        """The municipality that is asked for; the only one; or none, which means all of them."""
        self.municipalities = municipalities_of(self.coalition)
        code = self.request.GET.get("gemeente", "")
        if code:
            found = next((one for one in self.municipalities if one.code == code), None)
            if found is None:
                raise Http404
            return found
        return self.municipalities[0] if len(self.municipalities) == 1 else None


class CoalitionFiguresView(CoalitionFiguresMixin, TemplateView):
    """The table. All that is the same for every reader with the same rights is made once."""

    template_name = "monitoring/coalition.html"
    page_title = TITLE
    principle = "cijfers"

    def get_coalitions(self) -> QuerySet[Coalition]:
        return super().get_coalitions().select_related(None)  # the page names neither of the two

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("toon", "")
        show = asked if asked in PARTS else ""
        kept = kept_page(self.coalition, self.key(show), partial(self.made, show=show))
        return super().get_context_data(page_meta=kept.note, **kwargs) | {"kept": kept}

    def key(self, show: str) -> tuple[object, ...]:
        """What a reader chose and may do. A place that is not there answers 404 and keeps nothing.

        The figures, the record, the day, the language and the code: ``kept_page`` adds them.
        """
        asked = self.request.GET.get("gemeente", "")
        return asked, show, self.may_go_on, self.has_ended

    def made(self, made_from: str, show: str) -> KeptPage:
        chosen = self.chosen()
        figures = newest_of([chosen] if chosen else self.municipalities, made_from)
        lines = [line for one in figures.municipalities for line in figures.lines(one)]
        references = [line.compared.reference for line in lines if line.compared]
        table = coalition_table(figures.lines(chosen), show) if chosen else {}
        several = len(self.municipalities) > 1
        context = table | {
            "coalition": self.coalition,
            "may_change": self.may_go_on,
            "has_ended": self.has_ended,
            "municipalities": self.municipalities,
            "chosen": chosen,
            "several": several,
            "downloads": self.downloads(chosen),
            "has_unfavourable": any(is_unfavourable(line) for line in lines),
            "sources": sources_of([*(line.figure for line in lines), *references]),
            "own": own_lines(own_indicators(self.coalition), self.municipalities),
            "overview": None if chosen else overview_table(figures, show),
        }
        return KeptPage(
            body=render_to_string("monitoring/_coalition_body.html", context),
            note=self.note(figures),
            prefix=chosen.name if chosen and several else "",
            has_figures=bool(lines or context["own"]),
        )

    def note(self, figures: Newest) -> str:
        """Say how new the figures are, for the line under the heading."""
        newest = newest_publication() if figures.indicators else None
        return _("newest figures loaded on %(day)s") % {"day": day(newest)} if newest else ""

    def downloads(self, chosen: Municipality | None) -> list[tuple[str, str]]:
        query = f"?gemeente={chosen.code}" if chosen and len(self.municipalities) > 1 else ""
        address = [
            reverse("monitoring:coalition_csv", args=[self.coalition.slug, variant])
            for variant in VARIANTS
        ]
        return [
            (_("Table for Dutch Excel (CSV)"), address[0] + query),
            (_("Table for computers (CSV)"), address[1] + query),
            (_("Source of every figure in the table (CSV)"), address[2] + query),
        ]


class CoalitionCsvView(CoalitionFiguresMixin, View):
    """The shown figures in the columns of the figures file; hidden ones have no number here.

    These columns are fixed, so where each figure comes from stands in a file beside it.
    """

    def get(self, request: HttpRequest, slug: str, variant: str) -> HttpResponse:
        if variant not in VARIANTS:
            raise Http404
        chosen = self.chosen()
        wanted = [chosen] if chosen else self.municipalities
        figures = figures_of(wanted, with_regions=True)
        if variant == "bronnen":
            content = csv_bytes(SOURCES_HEADER, source_rows(figures), VARIANTS[variant])
        else:
            content = csv_bytes(HEADER, figure_rows(figures), VARIANTS[variant])
        label = "-demonstratie" if settings.DEMO_MODE else ""
        about = chosen.code.lower() if chosen else slug
        return download(content, f"cijfers-{about}{label}-{variant}.csv")


class IndicatorView(CoalitionFiguresMixin, TemplateView):
    """One indicator: the sentence, the chart, the table of all years, and what is counted."""

    template_name = "monitoring/indicator.html"
    indicator: Indicator

    def get_page_title(self) -> str:
        return Dutch(self.indicator.name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("monitoring:coalition", args=[self.coalition.slug])
        return [*super().get_breadcrumb(), (str(TITLE), here)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Indicator.objects.filter(key=self.kwargs["indicator"]).first()
        if found is None:
            raise Http404
        self.indicator = found
        chosen = self.chosen() or (self.municipalities[0] if self.municipalities else None)
        figures = figures_of([chosen] if chosen else [], indicator_key=found.key, with_regions=True)
        line = figures.line(found, chosen) if chosen else None
        told = about(found)
        rows = year_rows(line) if line else []
        region = figures.regions.get(chosen.pk) if chosen and any(r.region for r in rows) else None
        merged, pictures = self.merged(line), trend_pictures(line) if line else None
        shown = [f for row in rows for f in (row.own, row.region, row.country)]
        return super().get_context_data(page_meta=self.note(told.numbers), **kwargs) | {
            "indicator": found,
            "municipalities": self.municipalities,
            "chosen": chosen,
            "line": line,
            "pictures": pictures,
            "files": self.files(chosen, has_chart=bool(pictures)) if line else [],
            "address": self.address(chosen),
            "merged": merged,
            "rows": rows,
            "sources": sources_of([*shown, *(row.figure for row in merged)]),
            "region_area": region,
            "has_counts": any(row.own.denominator is not None for row in rows),
            "is_compared": any(row.compared for row in rows),
            "about": told,
            "told": self.told(),
        }

    def told(self) -> list[Told]:
        """What the coalition read in this figure, the newest talk first."""
        rows = Interpretation.objects.filter(coalition=self.coalition, indicator=self.indicator)
        return told_of(self.coalition, rows.for_list()[:SHOWN_INTERPRETATIONS])

    def files(self, chosen: Municipality | None, *, has_chart: bool) -> list[tuple[str, str]]:
        if chosen is None:
            return []
        args = [self.coalition.slug, self.indicator.key]
        return file_links("monitoring:indicator_file", args, chosen.code, has_chart=has_chart)

    def merged(self, line: FullLine | None) -> list[MergedYear]:
        """Years before the area changed; asked only where it did."""
        return merged_years(line) if line and line.area_changed else []

    def address(self, chosen: Municipality | None) -> str:
        """The permanent link: the keys and codes in it never change."""
        path = reverse("monitoring:indicator", args=[self.coalition.slug, self.indicator.key])
        return self.request.build_absolute_uri(f"{path}?gemeente={chosen.code}" if chosen else path)

    def note(self, numbers: list[str]) -> str:
        return " · ".join([self.indicator.get_phase_display().capitalize(), *numbers])
