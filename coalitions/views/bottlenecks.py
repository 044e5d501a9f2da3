"""Bottlenecks of a coalition: the list, add, change, bring to the region."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.forms.bottlenecks import BottleneckFilter, BottleneckForm
from coalitions.models import Bottleneck
from coalitions.selectors.solutions import add_solutions, solution_page
from coalitions.services.bottlenecks import bottleneck_add, bottleneck_bring, bottleneck_update
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.forms import KsForm
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class BottleneckListView(NarrowedMixin, CoalitionMixin, ListView):
    """What is not solved first."""

    template_name = "coalitions/bottlenecks.html"
    page_title = gettext_lazy("Bottlenecks")
    tab = "plan"
    principle = "scharnierpunt"
    paginate_by = 40
    filter_class = BottleneckFilter

    def get_queryset(self) -> QuerySet[Bottleneck]:
        rows = Bottleneck.objects.filter(coalition=self.coalition)
        found: QuerySet[Bottleneck] = self.filter_form.narrow(rows.for_list())
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        add_solutions(context["object_list"], self.request.user)
        return context


class _Subpage(CoalitionMixin):
    permission = "coalitions.change_coalition"
    tab = "plan"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = (str(BottleneckListView.page_title), self.page_url("bottlenecks"))
        return [*super().get_breadcrumb(), here]

    def get_success_url(self) -> str:
        return self.page_url("bottlenecks")

    @cached_property
    def bottleneck(self) -> Bottleneck:
        rows = Bottleneck.objects.filter(coalition=self.coalition).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class BottleneckAddView(_Subpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = BottleneckForm
    template_name = "coalitions/bottleneck_form.html"
    page_title = gettext_lazy("Report a bottleneck")
    principle = "scharnierpunt"
    success_message = gettext_lazy("The bottleneck is in the record.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: BottleneckForm) -> Bottleneck:
        return bottleneck_add(coalition=self.coalition, **form.values())


class BottleneckUpdateView(_Subpage, DraftMixin, ServiceFormMixin, FormView):
    form_class = BottleneckForm
    template_name = "coalitions/bottleneck_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.bottleneck.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "coalition": self.coalition,
            "instance": self.bottleneck,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_bring = self.coalition.is_local and self.bottleneck.brought_on is None
        add_solutions([self.bottleneck], self.request.user)
        return super().get_context_data(
            bottleneck=self.bottleneck,
            solution_url=solution_page(self.bottleneck, self.coalition.slug),
            bring_url=self.page_url("bottleneck_bring", pk=self.bottleneck.pk) if may_bring else "",
            **kwargs,
        )

    def perform(self, form: BottleneckForm) -> Bottleneck:
        return bottleneck_update(
            bottleneck=self.bottleneck, expected_version=form.seen_version, **form.values()
        )


class BottleneckBringView(_Subpage, ServiceFormMixin, FormView):
    """Says what the region will read, and asks for one click."""

    form_class = KsForm
    template_name = "coalitions/bottleneck_bring.html"
    success_message = gettext_lazy("The regional lead can read this bottleneck now.")

    def get_page_title(self) -> str:
        return _("Bring to the region: %(title)s") % {"title": self.bottleneck.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(bottleneck=self.bottleneck, **kwargs)

    def perform(self, form: KsForm) -> Bottleneck:
        return bottleneck_bring(bottleneck=self.bottleneck)
