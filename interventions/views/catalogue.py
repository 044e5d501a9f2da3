"""The public catalogue."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView, TemplateView

from coalitions.models import PracticeExample
from interventions.forms import (
    CatalogueFilter,
)
from interventions.models import Intervention
from interventions.registry import related_to
from interventions.selectors import (
    best_recognition,
    recognition_view,
    search_interventions,
)
from interventions.selectors.adding import own_lists
from interventions.selectors.compare import MOST, Comparison, compared
from interventions.selectors.places import places_running
from interventions.selectors.search import asks_for_the_list, is_task, meant
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.views import PageMixin, PartMixin

MANAGE = "interventions.manage_catalogue"


def catalogue_path() -> list[tuple[str, str]]:
    """Return the first step of every path in the catalogue."""
    return [(_("Interventions"), reverse("interventions:catalogue"))]


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
        self.asked = self.filter_form.of_catalogue
        rows = search_interventions(rows, self.asked)
        found: QuerySet[Intervention] = self.filter_form.in_order(rows.for_list())  # type: ignore[attr-defined]
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            filter_form=self.filter_form,
            is_filtered=any(self.request.GET.values()),
            is_narrowed=any(
                self.request.GET.get(name) for name in self.filter_form.fields if name != "q"
            ),
            **kwargs,
        )
        shown = context["interventions"]
        return context | {
            "rows": [(item, best_recognition(item)) for item in shown],
            "is_former_name": asks_for_the_list(self.asked.q),
            "meant": meant(self.asked.q) if self.asked.q and not shown else [],
            "compare_most": MOST,
            "may_manage": self.request.user.has_perm(MANAGE),
        }


def _recognition(row: Intervention) -> str | None:
    view = best_recognition(row)
    if view is None:
        return None
    level = capfirst(view.recognition.get_level_display())
    return _("%(level)s (lapsed)") % {"level": level} if view.expiry == "lapsed" else level


class CatalogueListFileView(ListFileMixin, CatalogueView):
    """The catalogue as a file to read, for everybody; the one that is loaded again is another."""

    file_name = "interventies.csv"
    columns = (
        (gettext_lazy("Intervention"), lambda row: row.name),
        (gettext_lazy("Kind"), lambda row: capfirst(row.get_kind_display())),
        (gettext_lazy("Phase"), lambda row: capfirst(str(row.phase_words)) or None),
        (gettext_lazy("For whom"), lambda row: row.target_group or None),
        (gettext_lazy("Recognition"), _recognition),
        (gettext_lazy("Carried out by"), lambda row: row.executor or None),
    )


class CompareView(PageMixin, TemplateView):
    """Up to four interventions side by side; which ones stands in the address."""

    template_name = "interventions/compare.html"
    page_title = gettext_lazy("Compare interventions")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return catalogue_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: Comparison = compared(self.request.GET.getlist("kies"))
        shown = [column.intervention for column in found.columns]
        lists = own_lists(self.request.user, shown)
        own = {"comparison": found, "most": MOST, "own_lists": lists}
        return super().get_context_data(**kwargs) | own


class InterventionDetailView(PageMixin, DetailView):
    """One intervention: recognitions, what it costs whom, where it runs and where it comes from."""

    template_name = "interventions/intervention_detail.html"
    context_object_name = "intervention"

    def get_queryset(self) -> QuerySet[Intervention]:
        return Intervention.objects.prefetch_related("recognitions", "names", "variants")

    def get_page_title(self) -> str:
        return Dutch(self.object.name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return catalogue_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, user = self.object, self.request.user
        about = PracticeExample.objects.published().filter(interventions__intervention=item)
        names = sorted(item.names.all(), key=lambda one: one.name_fold)
        return super().get_context_data(
            recognitions=[recognition_view(row) for row in item.recognitions.all()],
            variants=sorted(item.variants.all(), key=lambda one: one.name),
            names=names,
            former_names=[one.name for one in names if one.is_former],
            other_names=[one.name for one in names if not one.is_former],
            is_task=is_task(item),
            places=places_running(item, user),
            examples=about.select_related("coalition"),
            related=related_to(item, user),
            own_lists=own_lists(user, [item]),
            may_manage=user.has_perm(MANAGE),
            page_meta=self._page_meta(),
            **kwargs,
        )

    def _page_meta(self) -> str:
        if self.object.is_local:
            return _("Own offer of a coalition, not in the national list")
        return capfirst(self.object.get_kind_display())
