"""What the figures tell a coalition: the list, add, change."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.forms import InterpretationForm
from monitoring.models import Indicator, Interpretation
from monitoring.services.interpretations import interpretation_save


class _Page(CoalitionMixin):
    tab = "figures"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("monitoring:coalition", args=[self.coalition.slug])
        return [*super().get_breadcrumb(), (_("Figures"), here)]

    def list_url(self) -> str:
        return reverse("monitoring:interpretations", args=[self.coalition.slug])


class InterpretationListView(_Page, ListView):
    """The newest talk first."""

    template_name = "monitoring/interpretations.html"
    page_title = gettext_lazy("What do the figures tell us?")
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Interpretation]:
        rows: QuerySet[Interpretation] = Interpretation.objects.filter(
            coalition=self.coalition
        ).for_list()
        return rows


class _FormPage(_Page, DraftMixin, ServiceFormMixin, FormView):
    permission = "coalitions.change_coalition"
    form_class = InterpretationForm
    template_name = "monitoring/interpretation_form.html"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (str(InterpretationListView.page_title), self.list_url()),
        ]

    def get_success_url(self) -> str:
        return self.list_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back=self.list_url(), **kwargs)


class InterpretationAddView(IdempotentPostMixin, _FormPage):
    page_title = gettext_lazy("Talk about the figures")
    success_message = gettext_lazy("The interpretation is in the record.")

    def get_initial(self) -> dict[str, Any]:
        key = self.request.GET.get("cijfer", "")
        asked = (
            Indicator.objects.filter(key=key).first()
            if key.isascii() and key.isprintable()
            else None
        )
        return super().get_initial() | {"indicator": asked.pk if asked else None}

    def perform(self, form: InterpretationForm) -> Interpretation:
        return interpretation_save(coalition=self.coalition, **form.values())


class InterpretationUpdateView(_FormPage):
    success_message = gettext_lazy("Saved.")

    @cached_property
    def interpretation(self) -> Interpretation:
        rows = Interpretation.objects.filter(coalition=self.coalition).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        words = _("Change the interpretation of %(day)s: %(figure)s") % {
            "day": day(self.interpretation.discussed_on),
            "figure": self.interpretation,
        }
        indicator = self.interpretation.indicator
        return Dutch(words, indicator.name) if indicator else words

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.interpretation}

    def perform(self, form: InterpretationForm) -> Interpretation:
        return interpretation_save(
            coalition=self.coalition,
            interpretation=self.interpretation,
            expected_version=form.seen_version,
            **form.values(),
        )
