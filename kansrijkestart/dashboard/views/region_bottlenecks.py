"""The regional lead's worklist: what municipalities brought to the region, and the answers."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.forms.bottlenecks import BottleneckFilter, ResponseForm
from coalitions.models import Bottleneck, BottleneckResponse, Coalition, Region
from coalitions.selectors.aids import aids_for
from coalitions.selectors.solutions import add_solutions
from coalitions.services.bottlenecks import bottleneck_respond
from coalitions.views.list_files import BOTTLENECK
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.dashboard.selectors.regions import regional_coalition
from kansrijkestart.dashboard.views.region import RegionPageMixin
from kansrijkestart.safekeeping.drafting import DraftMixin


class _LeadMixin(RegionPageMixin, PermissionRequiredMixin):
    permission_required = "coalitions.lead_region"

    def get_permission_object(self) -> Region:
        return self.region

    @cached_property
    def regional(self) -> Coalition | None:
        return regional_coalition(self.region)


class RegionBottlenecksView(NarrowedMixin, _LeadMixin, ListView):
    """Without a filter: what is open or being worked on."""

    template_name = "dashboard/region_bottlenecks.html"
    page_title = gettext_lazy("Bottlenecks in the region")
    paginate_by = 40
    filter_class = BottleneckFilter

    def get_queryset(self) -> Any:
        rows = Bottleneck.objects.for_region(self.region)
        if not self.filter_form.asked.get("state"):
            rows = rows.unsolved()
        return self.filter_form.narrow(rows.for_list())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            regional=self.regional,
            aids=aids_for(self.regional, "scharnierpunt") if self.regional else None,
            **kwargs,
        )
        add_solutions(context["object_list"], self.request.user)
        return context


class RegionBottlenecksFileView(ListFileMixin, RegionBottlenecksView):
    """The worklist as a file, with the coalition that brought each."""

    columns = (
        (gettext_lazy("Coalition"), lambda row: row.coalition.name),
        *BOTTLENECK,
    )

    def get_file_name(self) -> str:
        return f"knelpunten-regio-{self.region.slug}.csv"


class RegionBottleneckView(_LeadMixin, DraftMixin, ServiceFormMixin, FormView):
    """One bottleneck, as its coalition wrote it, with what the region does."""

    form_class = ResponseForm
    template_name = "dashboard/region_bottleneck.html"
    success_message = gettext_lazy("Saved. The coalition reads this with its bottleneck.")

    @cached_property
    def bottleneck(self) -> Bottleneck:
        rows = Bottleneck.objects.for_region(self.region).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def answering(self) -> Coalition:
        if self.regional is None:
            raise Http404
        return self.regional

    def get_page_title(self) -> str:
        return _("Bottleneck: %(title)s") % {"title": self.bottleneck.title}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Bottlenecks"), self.get_success_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = BottleneckResponse.objects.filter(bottleneck=self.bottleneck)
        return super().get_form_kwargs() | {
            "coalition": self.answering,
            "instance": rows.filter(coalition=self.answering).first(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(bottleneck=self.bottleneck, **kwargs)

    def perform(self, form: ResponseForm) -> BottleneckResponse:
        return bottleneck_respond(
            bottleneck=self.bottleneck,
            coalition=self.answering,
            text=form.cleaned_data["text"],
            state=form.cleaned_data["state"],
            organisation=form.cleaned_data["organisation"],
            expected_version=form.seen_version,
        )

    def get_success_url(self) -> str:
        return reverse("dashboard:region_bottlenecks", args=[self.region.slug])
