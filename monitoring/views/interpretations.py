"""What the figures tell a coalition: the list, add, change."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.views.mixins import CoalitionMixin, RecordMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.forms import numbers_in
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.forms import InterpretationForm
from monitoring.forms.lists import InterpretationFilter
from monitoring.models import Indicator, Interpretation
from monitoring.selectors.told import told_of
from monitoring.services.interpretations import interpretation_save

THEN_AMBITION = "then_ambition"


class TalkPage(CoalitionMixin):
    tab = "figures"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = reverse("monitoring:coalition", args=[self.coalition.slug])
        return [*super().get_breadcrumb(), (_("Figures"), here)]

    def list_url(self) -> str:
        return reverse("monitoring:interpretations", args=[self.coalition.slug])


class InterpretationListView(NarrowedMixin, TalkPage, ListView):
    """The newest talk first."""

    template_name = "monitoring/interpretations.html"
    page_title = gettext_lazy("What do the figures tell us?")
    paginate_by = 20
    filter_class = InterpretationFilter

    def get_queryset(self) -> QuerySet[Interpretation]:
        rows = Interpretation.objects.filter(coalition=self.coalition).for_list()
        found: QuerySet[Interpretation] = self.filter_form.narrow(rows)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"told": told_of(self.coalition, context["object_list"])}


class InterpretationsFileView(ListFileMixin, InterpretationListView):
    """What the coalition reads in the figures, as a file; without who was there."""

    columns = (
        (gettext_lazy("Date"), lambda row: row.discussed_on),
        (gettext_lazy("Figure"), lambda row: row.indicator.name if row.indicator else None),
        (gettext_lazy("What you conclude"), lambda row: row.conclusion),
        (gettext_lazy("What parents said"), lambda row: row.parents_said or None),
        (gettext_lazy("What you will do"), lambda row: row.intention or None),
    )

    def get_file_name(self) -> str:
        return f"duiding-{self.coalition.slug}.csv"


class _FormPage(TalkPage, DraftMixin, ServiceFormMixin, FormView):
    permission = "coalitions.change_coalition"
    form_class = InterpretationForm
    template_name = "monitoring/interpretation_form.html"
    object: Interpretation

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (str(InterpretationListView.page_title), self.list_url()),
        ]

    def get_success_url(self) -> str:
        """Back to the list, or on to what was asked with the second button."""
        if THEN_AMBITION in self.request.POST:
            return reverse(
                "monitoring:interpretation_ambition", args=[self.coalition.slug, self.object.pk]
            )
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
        ambition = self.request.GET.get("ambitie", "")
        return super().get_initial() | {
            "indicator": asked.pk if asked else None,
            "ambitions": numbers_in([ambition]),
        }

    def perform(self, form: InterpretationForm) -> Interpretation:
        return interpretation_save(coalition=self.coalition, **form.values())


class InterpretationUpdateView(RecordMixin, _FormPage):
    record_kind = "interpretation"
    success_message = gettext_lazy("Saved.")

    @cached_property
    def interpretation(self) -> Interpretation:
        rows = Interpretation.objects.filter(coalition=self.coalition).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def record_key(self) -> int:
        return self.interpretation.pk

    def get_page_title(self) -> str:
        words = _("Change the interpretation of %(day)s: %(figure)s") % {
            "day": day(self.interpretation.discussed_on),
            "figure": self.interpretation,
        }
        about = self.interpretation.indicator or self.interpretation.indicator_set
        return Dutch(words, about.name) if about else words

    def get_form_kwargs(self) -> dict[str, Any]:
        told = told_of(self.coalition, [self.interpretation])[0]
        newer = ""
        if told.newer and told.read:
            newer = _("You read the figure of %(read)s. There is one of %(newer)s now.") % {
                "read": told.read.words,
                "newer": told.newer.words,
            }
        return super().get_form_kwargs() | {"instance": self.interpretation, "newer": newer}

    def perform(self, form: InterpretationForm) -> Interpretation:
        return interpretation_save(
            coalition=self.coalition,
            interpretation=self.interpretation,
            expected_version=form.seen_version,
            **form.values(),
        )
