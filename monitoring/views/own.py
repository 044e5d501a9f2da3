"""Own figures of a coalition: one of them, add, change, take away, and the number of a year."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.models import OwnIndicator
from monitoring.selectors.own import own_lines
from monitoring.selectors.pages import municipalities_of
from monitoring.selectors.pictures import trend_pictures
from monitoring.selectors.tables import year_rows
from monitoring.services.own import (
    own_figure_record,
    own_figure_remove,
    own_indicator_remove,
    own_indicator_save,
)
from monitoring.views.own_forms import OwnFigureForm, OwnIndicatorForm, OwnRemoveForm


class _Page(CoalitionMixin):
    request: HttpRequest
    tab = "figures"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Figures"), self.figures_url())]

    def figures_url(self) -> str:
        return reverse("monitoring:coalition", args=[self.coalition.slug])


class _OnePage(_Page):
    @cached_property
    def own(self) -> OwnIndicator:
        rows = OwnIndicator.objects.filter(coalition=self.coalition)
        return get_object_or_404(
            rows.select_related("coalition").prefetch_related("figures__municipality"),
            pk=self.kwargs["pk"],
        )

    def own_url(self) -> str:
        return reverse("monitoring:own", args=[self.coalition.slug, self.own.pk])


class OwnDetailView(_OnePage, TemplateView):
    """The sentence, the chart and the years of every area, and what is counted."""

    template_name = "monitoring/own.html"

    def get_page_title(self) -> str:
        return self.own.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = municipalities_of(self.coalition)
        lines = [row.line for row in own_lines([self.own], places) if row.line]
        code = self.request.GET.get("gemeente", "")
        chosen = next((one for one in lines if one.municipality.code == code), None)
        line = chosen or next(iter(lines), None)
        return super().get_context_data(page_meta=_("own figure"), **kwargs) | {
            "own": self.own,
            "lines": lines if len(lines) > 1 else [],
            "line": line,
            "pictures": trend_pictures(line, with_country=False) if line else None,
            "rows": year_rows(line) if line else [],
        }


class _FormPage(_Page, ServiceFormMixin, FormView):
    permission = "coalitions.change_coalition"
    template_name = "monitoring/own_form.html"
    back = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.get_back()}

    def get_back(self) -> str:
        return self.figures_url()


class OwnAddView(IdempotentPostMixin, _FormPage):
    form_class = OwnIndicatorForm
    page_title = gettext_lazy("Add an own figure")
    success_message = gettext_lazy("The figure is there. Now record its numbers.")
    object: OwnIndicator

    def perform(self, form: OwnIndicatorForm) -> OwnIndicator:
        return own_indicator_save(coalition=self.coalition, **form.values())

    def get_success_url(self) -> str:
        return reverse("monitoring:own", args=[self.coalition.slug, self.object.pk])


class _OneFormPage(_OnePage, _FormPage):
    def get_back(self) -> str:
        return self.own_url()

    def get_success_url(self) -> str:
        return self.own_url()

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (self.own.name, self.own_url())]


class OwnUpdateView(_OneFormPage):
    form_class = OwnIndicatorForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change what is counted: %(title)s") % {"title": self.own.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.own}

    def perform(self, form: OwnIndicatorForm) -> OwnIndicator:
        return own_indicator_save(
            coalition=self.coalition,
            indicator=self.own,
            expected_version=form.seen_version,
            **form.values(),
        )


class OwnFigureView(IdempotentPostMixin, _OneFormPage):
    form_class = OwnFigureForm
    template_name = "monitoring/own_figure_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Record a number: %(title)s") % {"title": self.own.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"indicator": self.own}

    def perform(self, form: OwnFigureForm) -> None:
        if form.cleaned_data["take_away"]:
            own_figure_remove(indicator=self.own, **form.area_and_year())
        else:
            own_figure_record(indicator=self.own, **form.area_and_year(), **form.numbers())


class OwnRemoveView(_OneFormPage):
    form_class = OwnRemoveForm
    template_name = "monitoring/own_remove.html"
    success_message = gettext_lazy("Taken away. The history keeps what stood here.")

    def get_page_title(self) -> str:
        return _("Take away: %(title)s") % {"title": self.own.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.own}

    def perform(self, form: OwnRemoveForm) -> None:
        own_indicator_remove(indicator=self.own, expected_version=form.seen_version)

    def get_success_url(self) -> str:
        return self.figures_url()
