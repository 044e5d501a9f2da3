"""Agreements of a region: per phase, domain and level, and what municipalities do with them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from agreements.exporters.cube import cube_xlsx
from agreements.exporters.uptake import UPTAKE_FILES, UptakeFile
from agreements.selectors.region_cube import RegionCube, region_cube
from agreements.selectors.uptake import regional_uptake
from agreements.views.cube import cube_context
from coalitions.models import Region
from kansrijkestart.core.downloads import download
from kansrijkestart.dashboard.selectors.regions import regional_coalition
from kansrijkestart.dashboard.views.region import RegionMixin, RegionPageMixin


class _LeadOnly(PermissionRequiredMixin):
    """Agreements that municipalities share are read by the lead alone."""

    permission_required = "coalitions.lead_region"
    region: Region

    def get_permission_object(self) -> Region:
        return self.region

    @cached_property
    def found(self) -> RegionCube:
        return region_cube(self.region)


def sharing_words(found: RegionCube) -> str:
    """Say of how many municipalities the table knows the agreements, and what it has of others."""
    said = ngettext(
        "%(sharing)s of %(total)s municipalities shares its agreements.",
        "%(sharing)s of %(total)s municipalities share their agreements.",
        found.sharing,
    ) % {"sharing": found.sharing, "total": found.total}
    if not found.hidden:
        return said
    rest = _("Of the others only the regional agreements that they took over are counted.")
    return f"{said} {rest}"


class RegionCubeView(RegionPageMixin, _LeadOnly, TemplateView):
    """The places with a number of agreements and of municipalities."""

    template_name = "dashboard/region_cube.html"
    page_title = gettext_lazy("What is nothing agreed on yet in the region?")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("dashboard:region_agreements", args=[self.region.slug])
        return [*super().get_breadcrumb(), (_("Regional agreements"), here)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(sharing_words=sharing_words(self.found), **kwargs)
        return context | cube_context(self.request, self.found.cube, self.found.hidden)


class RegionCubeFileView(RegionMixin, _LeadOnly, View):
    """The same table as a workbook."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.found
        content = cube_xlsx(
            self.region.name,
            found.cube,
            is_demo=found.is_demo,
            of_region=True,
            hidden=found.hidden,
            notes=[sharing_words(found)],
        )
        return download(content, f"afspraken-per-fase-regio-{self.region.slug}.xlsx")


class RegionUptakeFileView(RegionMixin, _LeadOnly, View):
    """What every municipality does with every regional agreement, as a file."""

    http_method_names = ["get", "head"]
    ending = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        regional = regional_coalition(self.region)
        tables = regional_uptake(regional) if regional else []
        is_demo = self.region.is_demo or bool(regional and regional.is_demo)
        content = UPTAKE_FILES[self.ending](UptakeFile(self.region.name, tables, is_demo))
        return download(content, f"overname-regio-{self.region.slug}.{self.ending}")
