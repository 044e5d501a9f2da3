"""Parents and experts by experience: how they take part, in numbers and without names."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.forms.partners import ParentsEndForm, ParentsForm
from coalitions.models import ParentInvolvement
from coalitions.services.partners import parents_end, parents_record
from coalitions.views.mixins import RecordMixin
from coalitions.views.partners import PartnersSubpage
from kansrijkestart.core import clock
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


def words_of_involvement(involvement: ParentInvolvement) -> str:
    """Return how parents take part and when, in one piece."""
    words = [str(involvement.get_form_display())]
    if involvement.took_place_on:
        words.append(date_format(involvement.took_place_on, "j F Y"))
    return ", ".join(words)


class ParentsSaveView(
    RecordMixin, PartnersSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView
):
    """Serves both adding and changing."""

    form_class = ParentsForm
    template_name = "coalitions/parents_form.html"
    success_message = gettext_lazy("Saved.")
    record_kind = "parents"

    @cached_property
    def involvement(self) -> ParentInvolvement | None:
        if "pk" not in self.kwargs:
            return None
        return get_object_or_404(self.coalition.parent_involvement, pk=self.kwargs["pk"])

    def changes_existing(self) -> bool:
        return self.involvement is not None

    def record_key(self) -> int | None:
        return self.involvement.pk if self.involvement else None

    def get_page_title(self) -> str:
        if self.involvement is None:
            return _("Record how parents take part")
        return _("Change how parents take part: %(which)s") % {
            "which": words_of_involvement(self.involvement)
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.involvement}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"involvement": self.involvement}

    def perform(self, form: ParentsForm) -> ParentInvolvement:
        return parents_record(
            coalition=self.coalition,
            involvement=self.involvement,
            expected_version=form.seen_version,
            **{name: form.cleaned_data[name] for name in ParentsForm.Meta.fields},
        )


class ParentsEndView(PartnersSubpage, ServiceFormMixin, FormView):
    form_class = ParentsEndForm
    template_name = "coalitions/parents_end.html"
    success_message = gettext_lazy("Saved. What parents changed stays readable.")

    @cached_property
    def involvement(self) -> ParentInvolvement:
        return get_object_or_404(self.coalition.parent_involvement, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Parents no longer take part in this way: %(which)s") % {
            "which": words_of_involvement(self.involvement)
        }

    def get_initial(self) -> dict[str, Any]:
        return {"ended_on": clock.today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"involvement": self.involvement}

    def perform(self, form: ParentsEndForm) -> ParentInvolvement:
        return parents_end(involvement=self.involvement, ended_on=form.cleaned_data["ended_on"])
