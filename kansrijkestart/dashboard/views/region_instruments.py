"""The instruments for early detection in a region, and its agreements with health insurers."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Region
from kansrijkestart.dashboard.selectors.instruments import region_instruments
from kansrijkestart.dashboard.views.region import RegionPageMixin, not_named


class RegionInstrumentsView(RegionPageMixin, PermissionRequiredMixin, TemplateView):
    """For the lead: what municipalities share of their agreements is shared with the lead."""

    template_name = "dashboard/region_instruments.html"
    page_title = gettext_lazy("Instruments for early detection")
    permission_required = "coalitions.lead_region"

    def get_permission_object(self) -> Region:
        return self.region

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            found=region_instruments(self.region), empty_text=not_named(self.region), **kwargs
        )
