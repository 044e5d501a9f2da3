"""What one choice planned and reached, per year and municipality."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from coalitions.models import Coalition
from coalitions.registry import Reading
from coalitions.selectors.panels import panels_of
from coalitions.views.mixins import RecordMixin
from interventions.forms.reach import ReachAddForm, ReachUpdateForm
from interventions.models import Choice, Reach
from interventions.selectors.reach import (
    HEIGHT,
    STEP,
    bars,
    planned_words,
    reach_years,
    reached_words,
    trend_sentence,
)
from interventions.services.reach import FIELDS, reach_add, reach_update
from interventions.views.choices import ChoicesMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class ReachMixin(ChoicesMixin):
    """A page of one choice, found through what the reader may see."""

    choice: Choice

    def find_coalition(self) -> Coalition:
        rows = Choice.objects.visible_to(self.request.user).for_list()
        self.choice = get_object_or_404(
            rows.prefetch_related("municipalities__municipality"),
            pk=self.kwargs["pk"],
            coalition__slug=self.kwargs["slug"],
        )
        return self.choice.coalition

    def get_permission_object(self) -> Any:
        return self.choice

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(choice=self.choice, **kwargs)

    def get_success_url(self) -> str:
        return reverse("interventions:reach", args=[self.coalition.slug, self.choice.pk])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("interventions:choices", args=[self.coalition.slug])
        path = [*super().get_breadcrumb(), (_("Interventions"), here)]
        if type(self) is not ReachView:
            path.append((_("Reach"), self.get_success_url()))
        return path


class ReachView(ReachMixin, TemplateView):
    """The years of one choice as a table and a small chart."""

    template_name = "interventions/reach.html"

    def get_page_title(self) -> str:
        name = self.choice.intervention.name
        return Dutch(_("Reach of %(title)s") % {"title": name}, name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = reach_years(self.choice)
        return super().get_context_data(
            years=[
                (year, [(row, planned_words(row), reached_words(row)) for row in year.rows])
                for year in years
            ],
            bars=bars(years),
            sentence=trend_sentence(years),
            chart_width=len(years) * STEP,
            chart_height=HEIGHT,
            panels=panels_of(Reading(self.coalition, self.request.user), "choice", self.choice.pk),
            may_record=self.request.user.has_perm("interventions.change_choice", self.choice),
            **kwargs,
        )


class ReachAddView(ReachMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """Record a year."""

    permission = "interventions.change_choice"
    template_name = "interventions/reach_form.html"
    form_class = ReachAddForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        name = self.choice.intervention.name
        return Dutch(_("Record the reach of %(title)s") % {"title": name}, name)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"choice": self.choice}

    def perform(self, form: ReachAddForm) -> Reach:
        asked = form.cleaned_data
        return reach_add(
            choice=self.choice,
            municipality=asked["municipality"],
            year=asked["year"],
            **{name: asked[name] for name in FIELDS},
        )


class ReachUpdateView(RecordMixin, ReachMixin, DraftMixin, ServiceFormMixin, FormView):
    """Change a year."""

    permission = "interventions.change_choice"
    template_name = "interventions/reach_form.html"
    form_class = ReachUpdateForm
    success_message = gettext_lazy("Saved.")
    record_kind = "reach"

    @cached_property
    def reach(self) -> Reach:
        rows = Reach.objects.filter(choice=self.choice).select_related("municipality")
        return get_object_or_404(rows, pk=self.kwargs["reach"])

    def record_key(self) -> int:
        return self.reach.pk

    def get_page_title(self) -> str:
        words = {
            "title": self.choice.intervention.name,
            "place": self.reach.municipality.name,
            "year": self.reach.year,
        }
        return Dutch(
            _("Change the reach: %(title)s, %(place)s, %(year)s") % words,
            self.choice.intervention.name,
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.reach}

    def perform(self, form: ReachUpdateForm) -> Reach:
        asked = form.cleaned_data
        return reach_update(
            reach=self.reach,
            expected_version=form.seen_version,
            **{name: asked[name] for name in FIELDS},
        )
