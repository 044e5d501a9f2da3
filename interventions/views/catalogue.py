"""The public catalogue."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from interventions.forms import (
    CatalogueFilter,
)
from interventions.models import Intervention
from interventions.selectors import (
    best_recognition,
    recognition_view,
    search_interventions,
)
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import PageMixin, PartMixin


class CatalogueView(PartMixin, PageMixin, ListView):
    """The public catalogue with filters."""

    template_name = "interventions/catalogue.html"
    part_name = "interventions/_catalogue_rows.html"
    context_object_name = "interventions"
    paginate_by = 50
    page_title = gettext_lazy("Recognised interventions and other offers")

    def get_queryset(self) -> QuerySet[Intervention]:
        self.filter_form = CatalogueFilter(self.request.GET or None)
        rows: QuerySet[Intervention] = Intervention.objects.catalogue()
        if self.filter_form.is_valid():
            asked = self.filter_form.cleaned_data
            rows = search_interventions(
                rows,
                text=asked["q"],
                phase=asked["phase"],
                domain=asked["domain"],
                recognition=asked["recognition"],
            )
        return rows.for_list()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            filter_form=self.filter_form, is_filtered=any(self.request.GET.values()), **kwargs
        )
        shown = context["interventions"]
        context["rows"] = [(item, best_recognition(item)) for item in shown]
        return context


class InterventionDetailView(PageMixin, DetailView):
    """One intervention with its recognitions, what it costs whom, and where it comes from."""

    template_name = "interventions/intervention_detail.html"
    context_object_name = "intervention"

    def get_queryset(self) -> QuerySet[Intervention]:
        return Intervention.objects.prefetch_related("recognitions", "names")

    def get_page_title(self) -> str:
        return Dutch(self.object.name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Interventions"), reverse("interventions:catalogue"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.recognitions.all()
        return super().get_context_data(
            recognitions=[recognition_view(row) for row in rows],
            page_meta=self._page_meta(),
            **kwargs,
        )

    def _page_meta(self) -> str:
        if self.object.is_local:
            return _("Own offer of a coalition, not in the national list")
        return capfirst(self.object.get_kind_display())
