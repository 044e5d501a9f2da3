"""The list of coalitions, registering one, changing its own facts, ending it."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.choices import REGIONAL_SCOPES, Stage
from coalitions.forms.coalition import (
    CoalitionEndForm,
    CoalitionForm,
    CoalitionReopenForm,
    CoalitionUpdateForm,
)
from coalitions.forms.lists import CoalitionFilterForm
from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.ended import state_before_the_end
from coalitions.selectors.municipalities import municipality_names
from coalitions.services.coalition import coalition_end, coalition_register, coalition_update
from coalitions.services.reopening import coalition_reopen
from coalitions.views.mixins import CoalitionMixin, organisation_names, start_path
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core import clock
from kansrijkestart.core.forms import numbers_in
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import PageMixin, ServiceFormMixin, VisibleMixin
from kansrijkestart.safekeeping.idempotency import FIELD as IDEMPOTENCY_FIELD
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class CoalitionListView(NarrowedMixin, PageMixin, VisibleMixin, ListView):
    model = Coalition
    template_name = "coalitions/list.html"
    page_title = gettext_lazy("Coalitions")
    paginate_by = 25
    filter_class = CoalitionFilterForm

    def get_queryset(self) -> QuerySet[Coalition]:
        rows = super().get_queryset().for_list()  # type: ignore[attr-defined]
        found: QuerySet[Coalition] = self.filter_form.narrow(rows)
        return found

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "may_add": self.request.user.has_perm("coalitions.add_coalition"),
        }


class _Suggestions:
    """Names to choose from while typing."""

    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {
            "municipality_names": municipality_names(),
            "organisation_names": organisation_names(self.request.user),
        }


class CoalitionCreateView(
    _Suggestions,
    PageMixin,
    LoginRequiredMixin,
    PermissionRequiredMixin,
    IdempotentPostMixin,
    ServiceFormMixin,
    FormView,
):
    permission_required = "coalitions.add_coalition"
    form_class = CoalitionForm
    template_name = "coalitions/form.html"
    page_title = gettext_lazy("Register a coalition")
    success_message = gettext_lazy("The coalition is registered.")
    object: Coalition

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(CoalitionListView.page_title), reverse("coalitions:list"))]

    def get_initial(self) -> dict[str, Any]:
        """Return what the link said: the page of a region leads to registering its coalition."""
        asked = self.request.GET
        if asked.get("scope") not in REGIONAL_SCOPES:
            return {}
        region = Region.objects.filter(pk__in=numbers_in(asked.getlist("region"))).first()
        return {"scope": asked["scope"], "region": region} if region else {}

    def perform(self, form: CoalitionForm) -> Coalition:
        values = {n: v for n, v in form.cleaned_data.items() if n != IDEMPOTENCY_FIELD}
        return coalition_register(user=self.request.user, **values)

    def get_success_url(self) -> str:
        return reverse("coalitions:partners_add", args=[self.object.slug])


class CoalitionUpdateView(_Suggestions, CoalitionMixin, ServiceFormMixin, FormView):
    permission = "coalitions.change_coalition"
    form_class = CoalitionUpdateForm
    template_name = "coalitions/form.html"
    page_title = gettext_lazy("Change the coalition")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        coalition = self.coalition
        names = Municipality.objects.covered_by(coalition).values_list("name", flat=True)
        lead = coalition.lead_organisation
        return {
            "name": coalition.name,
            "stage": coalition.stage,
            "started_on": coalition.started_on,
            "region": coalition.region_id,
            "description": coalition.description,
            "municipalities": "; ".join(names),
            "lead_organisation": lead.name if lead else "",
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.coalition}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.coalition.stage == Stage.ENDED:
            return HttpResponseRedirect(self.page_url("reopen"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"end_url": self.page_url("end")}

    def perform(self, form: CoalitionUpdateForm) -> Coalition:
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return coalition_update(
            coalition=self.coalition,
            user=self.request.user,
            expected_version=form.seen_version,
            **values,
        )

    def get_success_url(self) -> str:
        return self.coalition.get_absolute_url()


class CoalitionEndView(CoalitionMixin, ServiceFormMixin, FormView):
    permission = "coalitions.change_coalition"
    form_class = CoalitionEndForm
    template_name = "coalitions/end.html"
    page_title = gettext_lazy("End the coalition")
    success_message = gettext_lazy("The coalition has ended. Its record can still be read.")

    def get_initial(self) -> dict[str, Any]:
        return {"ended_on": clock.today()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.coalition}

    def perform(self, form: CoalitionEndForm) -> Coalition:
        return coalition_end(
            coalition=self.coalition,
            ended_on=form.cleaned_data["ended_on"],
            expected_version=form.seen_version,
        )

    def get_success_url(self) -> str:
        return self.coalition.get_absolute_url()


class CoalitionReopenView(_Suggestions, CoalitionMixin, ServiceFormMixin, FormView):
    """An ended coalition runs again, with the reason in the log."""

    permission = "coalitions.change_coalition"
    form_class = CoalitionReopenForm
    template_name = "coalitions/reopen.html"
    page_title = gettext_lazy("Open the coalition again")
    success_message = gettext_lazy("The coalition is open again.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.coalition.stage != Stage.ENDED:
            return HttpResponseRedirect(self.page_url("update"))
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        stage, names = state_before_the_end(self.coalition)
        return {"stage": stage, "municipalities": "; ".join(names)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.coalition}

    def perform(self, form: CoalitionReopenForm) -> Coalition:
        return coalition_reopen(
            coalition=self.coalition,
            user=signed_in(self.request),
            expected_version=form.seen_version,
            stage=form.cleaned_data["stage"],
            municipalities=form.cleaned_data["municipalities"],
            reason=form.cleaned_data["reason"],
        )

    def get_success_url(self) -> str:
        return self.coalition.get_absolute_url()
