"""Several choices at once, stopping one, and going through those of a year ago."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from interventions.choices import ChoiceState, Kind
from interventions.forms.catalogue import CatalogueFilter
from interventions.forms.several import STILL, STOPPED, ChoicesAddForm, ConfirmForm, StopForm
from interventions.models import Choice, Intervention
from interventions.selectors import search_interventions
from interventions.selectors.choices import to_confirm
from interventions.services.choices import choice_stop, choices_add, choices_confirm
from interventions.views.choices import ChoicesMixin, ChoiceUpdateView
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class ChoicesAddView(ChoicesMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Tick several interventions of the catalogue; the list may be narrowed first."""

    permission = "interventions.add_choice"
    template_name = "interventions/choices_add.html"
    form_class = ChoicesAddForm
    page_title = gettext_lazy("Add several interventions")

    @cached_property
    def filter_form(self) -> CatalogueFilter:
        return CatalogueFilter(self.request.GET or None)

    @cached_property
    def chosen(self) -> list[Choice]:
        return list(Choice.objects.filter(coalition=self.coalition).for_list())

    def offered(self) -> QuerySet[Intervention]:
        rows: Any = Intervention.objects.catalogue().exclude(kind=Kind.LEGAL_TASK)
        # What was ticked is taken, also when the list was narrowed otherwise since.
        if self.request.method != "POST":
            rows = search_interventions(rows, self.filter_form.of_catalogue)
            rows = rows.exclude(pk__in=[choice.intervention_id for choice in self.chosen])
        return self.filter_form.in_order(rows.order_by("name_fold", "pk"))

    def get_initial(self) -> dict[str, Any]:
        wanted = set(self.request.GET.getlist("kies"))
        ticked = [one.pk for one in self.offered() if one.slug in wanted]
        return {"state": ChoiceState.RUNNING, "interventions": ticked}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"offered": self.offered()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter_form=self.filter_form,
            is_filtered=any(self.request.GET.get(name) for name in self.filter_form.fields),
            chosen=self.chosen,
            **kwargs,
        )

    def perform(self, form: ChoicesAddForm) -> list[Choice]:
        asked = form.cleaned_data
        made = choices_add(
            coalition=self.coalition,
            interventions=list(asked["interventions"]),
            state=asked["state"],
            reason=asked["reason"],
        )
        self.success_message = ngettext(
            "%(number)s intervention is on your list.",
            "%(number)s interventions are on your list.",
            len(made),
        ) % {"number": len(made)}
        return made

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]


class ChoiceStopView(ChoiceUpdateView):
    """Say that it does not run any more, since when and why."""

    template_name = "interventions/choice_stop.html"
    form_class: Any = StopForm
    success_message = gettext_lazy("Stopped. It stays readable with its reason.")

    def get_page_title(self) -> str:
        name = self.object.intervention.name
        return Dutch(_("Stop: %(title)s") % {"title": name}, name)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        del kwargs["coalition"]
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(choice=self.object, **kwargs)

    def perform(self, form: StopForm) -> Choice:  # type: ignore[override]
        return choice_stop(
            choice_id=self.object.pk,
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
            expected_version=form.seen_version,
        )


class ChoicesConfirmView(ChoicesMixin, ServiceFormMixin, FormView):
    """Last year's choices as starting point: still so, stopped, or not known."""

    permission = "interventions.add_choice"
    template_name = "interventions/choices_confirm.html"
    form_class = ConfirmForm
    page_title = gettext_lazy("Is this still so?")

    @cached_property
    def rows(self) -> list[Choice]:
        return list(to_confirm(self.coalition))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"choices": self.rows}

    def perform(self, form: ConfirmForm) -> int:
        return choices_confirm(
            coalition=self.coalition,
            still=form.answered(STILL),
            stopped=form.answered(STOPPED),
        )

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        self.success_message = _("Saved. What you do not know stays as it was.")
        return super().form_valid(form)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = (_("Interventions"), reverse("interventions:choices", args=[self.coalition.slug]))
        return [*super().get_breadcrumb(), here]
