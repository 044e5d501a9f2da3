"""The framework of a region: its parts filled from the records, and its versions."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from agreements.selectors.framework import framework_of
from coalitions.models import Region
from kansrijkestart.dashboard.selectors.regions import regional_coalition
from kansrijkestart.dashboard.views.region import RegionPageMixin


class RegionFrameworkView(RegionPageMixin, PermissionRequiredMixin, TemplateView):
    """Nine parts, each with what the region and what the municipalities have."""

    template_name = "dashboard/region_framework.html"
    page_title = gettext_lazy("Regional framework")
    permission_required = "coalitions.lead_region"

    def get_permission_object(self) -> Region:
        return self.region

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        framework = framework_of(self.region, regional_coalition(self.region))
        return super().get_context_data(framework=framework, **kwargs)
