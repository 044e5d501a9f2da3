"""The choices of one coalition."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.models import Coalition
from coalitions.registry import Reading
from coalitions.views.mixins import CoalitionMixin, RecordMixin
from interventions.choices import ChoiceState
from interventions.forms import (
    ChoiceAddForm,
    ChoiceUpdateForm,
)
from interventions.forms.lists import OF_TABLE, UNANSWERED, ChoiceFilter
from interventions.models import Choice, Intervention, LocalOffer
from interventions.selectors import (
    best_recognition,
    choices_of,
)
from interventions.selectors.choices import from_table, needs_a_look
from interventions.selectors.lapsing import Told, told
from interventions.selectors.offers import looks_like
from interventions.selectors.supplements import open_request
from interventions.services.choices import FIELDS, choice_add, choice_update
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class ChoicesMixin(CoalitionMixin):
    """A page under "Interventions" in the coalition's bar."""

    tab = "interventions"

    def get_success_url(self) -> str:
        return reverse("interventions:choices", args=[self.coalition.slug])


class ChoiceListView(NarrowedMixin, ChoicesMixin, ListView):
    """What a coalition offers, plans, considers and stopped."""

    template_name = "interventions/choice_list.html"
    principle = "interventies"
    context_object_name = "choices"
    filter_class = ChoiceFilter

    def get_page_title(self) -> str:
        return _("Interventions of %(coalition)s") % {"coalition": self.coalition.name}

    def get_queryset(self) -> QuerySet[Choice]:
        found: QuerySet[Choice] = self.filter_form.narrow(choices_of(self.coalition))
        part = self.filter_form.asked.get("deel")
        if part == OF_TABLE:
            return found.filter(from_table())
        if part == UNANSWERED:
            return found.filter(pk__in=[one.choice.pk for one in self.told if not one.is_answered])
        return found

    @cached_property
    def told(self) -> list[Told]:
        """What the coalition was told about recognitions of what it runs."""
        return told(self.coalition)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            (choice, best_recognition(choice.intervention)) for choice in context["choices"]
        ]
        offers = list(
            LocalOffer.objects.filter(coalition=self.coalition).select_related("municipality")
        )
        alike = looks_like(self.coalition, offers) if offers else {}
        context["offers"] = [(offer, alike.get(offer.pk)) for offer in offers]
        shown = [] if self.filter_form.is_narrowed else context["choices"]
        context["old_choices"] = sum(needs_a_look(choice) for choice in shown)
        context["told"] = self.told
        user = self.request.user
        if self.may_change:
            context["asked"] = open_request(Reading(self.coalition, user))
        context["may_add_offer"] = user.has_perm("interventions.add_offer", self.coalition)
        return context


class ChoicesFileView(ListFileMixin, ChoiceListView):
    """What a coalition offers, as a file."""

    columns = (
        (gettext_lazy("Intervention"), lambda row: row.intervention.name),
        (gettext_lazy("State"), lambda row: sign_for("choice", row.state).word),
        (gettext_lazy("Why this one"), lambda row: row.reason or None),
        (gettext_lazy("Carried out by"), lambda row: row.executor or None),
        (gettext_lazy("Where known from"), lambda row: row.source or None),
        (gettext_lazy("Reported on"), lambda row: row.reported_on),
    )

    def get_file_name(self) -> str:
        return f"interventies-{self.coalition.slug}.csv"


class ChoiceAddView(ChoicesMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """Put an intervention on the coalition's list."""

    permission = "interventions.add_choice"
    template_name = "interventions/choice_form.html"
    form_class = ChoiceAddForm
    page_title = gettext_lazy("Add an intervention")
    success_message = gettext_lazy("The intervention is on your list.")

    def get_initial(self) -> dict[str, Any]:
        wanted = Intervention.objects.filter(slug=self.request.GET.get("kies", "")).first()
        asked = self.request.GET.get("stand", "")
        state = asked if asked in ChoiceState.values else ChoiceState.RUNNING
        return {"intervention": wanted, "state": state}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: ChoiceAddForm) -> Choice:
        asked = form.cleaned_data
        return choice_add(
            coalition=self.coalition,
            intervention=asked["intervention"],
            municipalities=asked["municipalities"],
            **{name: asked[name] for name in FIELDS},
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]


class ChoiceUpdateView(RecordMixin, ChoicesMixin, DraftMixin, ServiceFormMixin, FormView):
    """Change a choice, or stop it with its reason."""

    permission = "interventions.change_choice"
    template_name = "interventions/choice_form.html"
    form_class = ChoiceUpdateForm
    success_message = gettext_lazy("The intervention is changed.")
    record_kind = "choice"
    object: Choice

    def find_coalition(self) -> Coalition:
        rows = Choice.objects.visible_to(self.request.user).for_list()
        self.object = get_object_or_404(
            rows, pk=self.kwargs["pk"], coalition__slug=self.kwargs["slug"]
        )
        return self.object.coalition

    def get_permission_object(self) -> Choice:
        return self.object

    def record_key(self) -> int:
        return self.object.pk

    def get_page_title(self) -> str:
        name = self.object.intervention.name
        return Dutch(_("Change: %(title)s") % {"title": name}, name)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "coalition": self.coalition,
            "instance": self.object,
        }

    def perform(self, form: ChoiceUpdateForm) -> Choice:
        asked = form.cleaned_data
        return choice_update(
            choice=self.object,
            expected_version=form.seen_version,
            municipalities=asked["municipalities"],
            **{name: asked[name] for name in FIELDS},
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Interventions"), self.get_success_url())]
