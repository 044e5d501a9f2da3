"""The framework of a region: its parts filled from the records, its versions, and a PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from agreements.exporters.framework import framework_pdf
from agreements.selectors.framework import Framework, framework_of
from coalitions.models import Region
from kansrijkestart.core.downloads import download
from kansrijkestart.dashboard.selectors.regions import regional_coalition
from kansrijkestart.dashboard.views.region import RegionMixin, RegionPageMixin


class _FrameworkMixin(PermissionRequiredMixin):
    permission_required = "coalitions.lead_region"
    region: Region

    def get_permission_object(self) -> Region:
        return self.region

    @cached_property
    def framework(self) -> Framework:
        return framework_of(self.region, regional_coalition(self.region))


class RegionFrameworkView(RegionPageMixin, _FrameworkMixin, TemplateView):
    """Nine parts, each with what the region and what the municipalities have."""

    template_name = "dashboard/region_framework.html"
    page_title = gettext_lazy("Regional framework")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(framework=self.framework, **kwargs)


class RegionFrameworkPdfView(RegionMixin, _FrameworkMixin, View):
    """The same as a PDF, with every municipality written out."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return download(framework_pdf(self.framework), f"kader-{self.region.slug}.pdf")
