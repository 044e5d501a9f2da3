"""The yearly report of a region: a page, the same as files, and a text to take over."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from kansrijkestart.accounts.choices import GuideKind
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import download
from kansrijkestart.core.forms import FilterForm, set_choices
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.guide import paper_made
from kansrijkestart.dashboard.region_report import (
    annex_of,
    council_pdf,
    parts_of,
    report_pdf,
    report_xlsx,
)
from kansrijkestart.dashboard.selectors.region_report import RegionReport, region_report
from kansrijkestart.dashboard.views.region import RegionMixin, RegionPageMixin
from monitoring.selectors.exports import export_years

FILES = {
    "pdf": ("regiorapport", "pdf", report_pdf),
    "xlsx": ("regiorapport", "xlsx", report_xlsx),
    "raad": ("raadspakket", "pdf", council_pdf),
}


class YearFilter(FilterForm):
    """Of which year; without one the year that runs."""

    jaar = forms.TypedChoiceField(
        label=gettext_lazy("Year"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = export_years()
        set_choices(self, "jaar", [(str(year), str(year)) for year in self.years])


class ReportMixin(RegionMixin):
    """The report of the year that is asked for; who may not know of the region gets a 404."""

    @cached_property
    def filter_form(self) -> YearFilter:
        asked = YearFilter(self.request.GET or None, initial={"jaar": clock.today().year})
        asked.is_valid()
        return asked

    @cached_property
    def report(self) -> RegionReport:
        asked = getattr(self.filter_form, "cleaned_data", {}).get("jaar")
        return region_report(self.region, asked or clock.today().year, is_lead=self.is_lead)


class RegionReportView(RegionPageMixin, ReportMixin, TemplateView):
    """Everything of the region in a year on one page, each number with its list."""

    template_name = "dashboard/region_report.html"

    def get_page_title(self) -> str:
        return _("Regional report %(year)s") % {"year": self.report.year}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = _("Region %(name)s · as of %(day)s")
        query = f"?jaar={self.report.year}"
        return super().get_context_data(
            page_meta=words % {"name": self.region.name, "day": day(self.report.now.on)},
            filter_form=self.filter_form,
            report=self.report,
            parts=parts_of(self.report),
            annex=annex_of(self.report),
            files=self._files(query),
            query=query,
            is_lead=self.is_lead,
            **kwargs,
        )

    def _files(self, query: str) -> list[tuple[str, str]]:
        """The other ways to take it along; the whole report is the button of the page."""
        named = (
            ("region_council_pdf", _("For the councils, two pages (PDF)")),
            ("region_report_xlsx", _("All tables (Excel)")),
        )
        slug = self.region.slug
        return [(words, reverse(f"dashboard:{name}", args=[slug]) + query) for name, words in named]


class RegionReportFileView(ReportMixin, View):
    """The same as a file; a year that is no choice answers 404, never another year."""

    http_method_names = ["get", "head"]
    kind = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.filter_form.errors:
            raise Http404
        name, ending, make = FILES[self.kind]
        content = make(self.report)
        paper_made(request, GuideKind.REGION_LEAD)
        return download(content, f"{name}-{self.region.slug}-{self.report.year}.{ending}")
