"""The parts of a coalition's plan beside its actions: ambitions, road map, what makes it last."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, ListView, TemplateView, View

from coalitions.choices import AmbitionState, levels_of
from coalitions.forms.lists import AmbitionFilter, EmbeddingFilter, RoadMapFilter
from coalitions.forms.plan import (
    AmbitionForm,
    AmbitionStateForm,
    EmbeddingEndForm,
    EmbeddingForm,
    RoadMapForm,
)
from coalitions.models import Ambition, EmbeddingItem, RoadMapItem, RoadMapTemplate
from coalitions.selectors.plan import ambitions_of, embedding_of, road_map_of
from coalitions.services.ambitions import ambition_save, ambition_set_state
from coalitions.services.embedding import embedding_end, embedding_save
from coalitions.services.road_map import road_map_save, road_map_take_over
from coalitions.views.mixins import CoalitionMixin, RecordMixin
from kansrijkestart.core import clock
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class PlanSubpage(CoalitionMixin):
    """A form below one of the pages of the plan, and back to it."""

    permission = "coalitions.change_coalition"
    tab = "plan"
    parent_name = "plan"
    parent_title: Any = gettext_lazy("Ambitions")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        parent = self.page_url(self.parent_name)
        return [*super().get_breadcrumb(), (str(self.parent_title), parent)]

    def get_success_url(self) -> str:
        return self.page_url(self.parent_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.get_success_url()}


class _SaveRecord(
    RecordMixin, PlanSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView
):
    """Serves both adding and changing one record of the plan."""

    template_name = "coalitions/plan_form.html"
    success_message = gettext_lazy("Saved.")
    model: Any = None
    add_title: Any = ""
    stored_name = ""

    @cached_property
    def record(self) -> Any:
        if "pk" not in self.kwargs:
            return None
        rows = self.model.objects.filter(coalition=self.coalition)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.stored_name = str(found)  # the form writes what is typed into the record
        return found

    def changes_existing(self) -> bool:
        return self.record is not None

    def record_key(self) -> int | None:
        return self.record.pk if self.record else None

    def get_page_title(self) -> str:
        if self.record is None:
            return str(self.add_title)
        return _("Change: %(title)s") % {"title": self.stored_name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.record}

    def values_of(self, form: Any) -> dict[str, Any]:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return values | {"coalition": self.coalition, "expected_version": form.seen_version}


class AmbitionListView(NarrowedMixin, CoalitionMixin, ListView):
    """What the coalition wants, each ambition with the actions for it."""

    template_name = "coalitions/plan.html"
    page_title = gettext_lazy("Plan: ambitions")
    tab = "plan"
    principle = "trekker"
    paginate_by = 20
    filter_class = AmbitionFilter

    def get_queryset(self) -> QuerySet[Ambition]:
        found: QuerySet[Ambition] = self.filter_form.narrow(ambitions_of(self.coalition))
        return found


class AmbitionSaveView(_SaveRecord):
    record_kind = "ambition"
    model = Ambition
    form_class = AmbitionForm
    add_title = gettext_lazy("Add an ambition")

    def perform(self, form: AmbitionForm) -> Ambition:
        return ambition_save(ambition=self.record, **self.values_of(form))


class AmbitionStateView(PlanSubpage, ServiceFormMixin, FormView):
    """Reached, stopped with the reason, or running again."""

    form_class = AmbitionStateForm
    template_name = "coalitions/plan_form.html"
    success_message = gettext_lazy("Saved.")

    @cached_property
    def ambition(self) -> Ambition:
        return get_object_or_404(self.coalition.ambitions, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("How does it stand with: %(title)s") % {"title": self.ambition.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.ambition}

    def perform(self, form: AmbitionStateForm) -> Ambition:
        values = {name: form.cleaned_data[name] for name in ("state", "ended_on", "stop_reason")}
        if values["state"] != AmbitionState.RUNNING and not values["ended_on"]:
            values["ended_on"] = clock.today()
        return ambition_set_state(
            ambition=self.ambition, expected_version=form.seen_version, **values
        )


class EmbeddingView(NarrowedMixin, CoalitionMixin, TemplateView):
    """What makes the work last, where it is anchored and until when."""

    filter_class = EmbeddingFilter

    template_name = "coalitions/embedding.html"
    page_title = gettext_lazy("Embedding: how it lasts")
    tab = "plan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.coalition.embedding_items.filter(ended_on__isnull=False)
        rows = embedding_of(self.coalition)
        return super().get_context_data(**kwargs) | {
            "has_rows": bool(rows),
            "rows": self.filter_form.narrow(rows),
            "ended": ended.order_by("-ended_on", "-pk"),
        }


class _EmbeddingSubpage:
    parent_name = "embedding"
    parent_title = EmbeddingView.page_title


class EmbeddingSaveView(_EmbeddingSubpage, _SaveRecord):
    record_kind = "embedding"
    model = EmbeddingItem
    form_class = EmbeddingForm
    add_title = gettext_lazy("Add to embedding")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.record is None:
            return context
        end_url = self.page_url("embedding_end", pk=self.record.pk)
        return context | {"more_url": end_url, "more_label": _("End")}

    def perform(self, form: EmbeddingForm) -> EmbeddingItem:
        return embedding_save(item=self.record, **self.values_of(form))


class EmbeddingEndView(_EmbeddingSubpage, PlanSubpage, ServiceFormMixin, FormView):
    form_class = EmbeddingEndForm
    template_name = "coalitions/plan_form.html"
    success_message = gettext_lazy("Saved. The past stays readable.")

    @cached_property
    def item(self) -> EmbeddingItem:
        return get_object_or_404(self.coalition.embedding_items, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("End: %(title)s") % {"title": self.item.title}

    def get_initial(self) -> dict[str, Any]:
        return {"ended_on": self.item.ended_on or clock.today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.item}

    def perform(self, form: EmbeddingEndForm) -> EmbeddingItem:
        return embedding_end(
            item=self.item,
            ended_on=form.cleaned_data["ended_on"],
            expected_version=form.seen_version,
        )


class RoadMapView(NarrowedMixin, CoalitionMixin, TemplateView):
    """Local and regional deliverables beside each other."""

    filter_class = RoadMapFilter

    template_name = "coalitions/road_map.html"
    page_title = gettext_lazy("Road map")
    tab = "plan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        columns = road_map_of(self.coalition)
        taken = {row.template_id for column in columns for row in column.rows}
        offered = RoadMapTemplate.objects.filter(scope__in=levels_of(self.coalition.scope))
        return super().get_context_data(**kwargs) | {
            "columns": [
                replace(column, rows=self.filter_form.narrow(column.rows)) for column in columns
            ],
            "has_rows": any(column.rows for column in columns),
            "offered": [row for row in offered if row.pk not in taken],
        }


class _RoadMapSubpage:
    parent_name = "road_map"
    parent_title = RoadMapView.page_title


class RoadMapSaveView(_RoadMapSubpage, _SaveRecord):
    record_kind = "deliverable"
    model = RoadMapItem
    form_class = RoadMapForm
    add_title = gettext_lazy("Add to the road map")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: RoadMapForm) -> RoadMapItem:
        return road_map_save(item=self.record, **self.values_of(form))


class RoadMapTakeOverView(_RoadMapSubpage, PlanSubpage, View):
    """Takes over the published road map; pressing it again adds nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        added = road_map_take_over(coalition=self.coalition)
        words = ngettext(
            "%(number)s deliverable was taken over.",
            "%(number)s deliverables were taken over.",
            added,
        )
        said = words % {"number": added} if added else _("Everything was there already.")
        messages.success(request, said)
        return HttpResponseRedirect(self.get_success_url())
