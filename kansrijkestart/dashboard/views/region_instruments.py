"""The instruments for early detection in a region, and its agreements with health insurers."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Region
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.dashboard.list_forms import InstrumentsFilter, instrument_words
from kansrijkestart.dashboard.selectors.instruments import Place, region_instruments
from kansrijkestart.dashboard.views.region import RegionPageMixin, not_named


class RegionInstrumentsView(NarrowedMixin, RegionPageMixin, PermissionRequiredMixin, TemplateView):
    """For the lead: what municipalities share of their agreements is shared with the lead."""

    template_name = "dashboard/region_instruments.html"
    page_title = gettext_lazy("Instruments for early detection")
    permission_required = "coalitions.lead_region"
    filter_class = InstrumentsFilter

    def get_permission_object(self) -> Region:
        return self.region

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = region_instruments(self.region)
        return super().get_context_data(
            found=found,
            places=self.filter_form.narrow(found.places),
            empty_text=not_named(self.region),
            **kwargs,
        )


class RegionInstrumentsFileView(ListFileMixin, RegionInstrumentsView):
    """The instruments per municipality as a file; what is not shared is said in words."""

    columns = (
        (gettext_lazy("Municipality"), lambda place: place.municipality.name),
        (gettext_lazy("Instrument"), instrument_words),
    )

    def get_file_name(self) -> str:
        return f"instrumenten-{self.region.slug}.csv"

    def get_rows(self) -> list[Place]:
        found: list[Place] = self.filter_form.narrow(region_instruments(self.region).places)
        return found
