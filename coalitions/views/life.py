"""How a coalition went, on one page: stages, municipalities, regions and grants with days."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.choices import Stage
from coalitions.models import Grant
from coalitions.selectors.life import (
    coverage_of,
    local_links,
    pending_successions,
    regional_links,
    timeline,
)
from coalitions.views.mixins import RecordMixin


class LifeView(RecordMixin, TemplateView):
    template_name = "coalitions/life.html"
    page_title = gettext_lazy("How the coalition went")
    tab = "life"
    record_kind = "coalition"

    def record_key(self) -> int:
        return self.coalition.pk

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        coalition = self.coalition
        may_change = self.may_change and coalition.stage != Stage.ENDED
        coverage = coverage_of(coalition)
        only_now = self.request.GET.get("gemeenten") == "nu"
        if only_now:
            coverage = [one for one in coverage if not one.is_over and not one.is_future]
        grants = Grant.objects.filter(coalition=coalition)
        return super().get_context_data(**kwargs) | {
            "may_add": may_change,
            "stages": timeline(coalition),
            "coverage": coverage,
            "only_now": only_now,
            "pending": pending_successions(coalition),
            "regional_links": regional_links(coalition) if coalition.is_local else [],
            "local_links": local_links(coalition) if coalition.is_regional else [],
            "grants": grants.order_by("-first_day", "regulation", "pk"),
        }
