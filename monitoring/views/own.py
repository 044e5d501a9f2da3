"""Own figures of a coalition: one of them, add, change, take away, and the number of a year."""

from collections.abc import Sequence
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
from monitoring.exporters.indicator_file import IndicatorFile, file_links
from monitoring.models import OwnIndicator
from monitoring.selectors.own import own_lines, own_sources
from monitoring.selectors.pages import FullLine, municipalities_of
from monitoring.selectors.pictures import trend_pictures
from monitoring.selectors.tables import year_rows
from monitoring.services.own import (
    own_figure_record,
    own_figure_remove,
    own_indicator_remove,
    own_indicator_save,
)
from monitoring.views.indicator_files import OneFileView
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

    def lines(self) -> list[FullLine]:
        """The areas that have numbers: the coalition as one, or its municipalities by name."""
        rows = own_lines([self.own], municipalities_of(self.coalition))
        return [row.line for row in rows if row.line]

    def chosen(self, lines: Sequence[FullLine]) -> FullLine | None:
        """The area that is asked for; the first when none is, none when it is not there."""
        code = self.request.GET.get("gemeente", "")
        return next((one for one in lines if code in ("", one.municipality.code)), None)

    def address(self, line: FullLine) -> str:
        """The permanent link: the numbers and codes in it never change."""
        code = line.municipality.code
        path = self.own_url() + (f"?gemeente={code}" if code else "")
        return self.request.build_absolute_uri(path)


class OwnDetailView(_OnePage, TemplateView):
    """The sentence, the chart and the years of every area, and what is counted."""

    template_name = "monitoring/own.html"

    def get_page_title(self) -> str:
        return self.own.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.lines()
        line = self.chosen(lines) or next(iter(lines), None)
        pictures = trend_pictures(line, with_country=False) if line else None
        return super().get_context_data(page_meta=_("own figure"), **kwargs) | {
            "own": self.own,
            "lines": lines if len(lines) > 1 else [],
            "line": line,
            "pictures": pictures,
            "rows": year_rows(line) if line else [],
            "files": self.files(line, has_chart=bool(pictures)) if line else [],
            "address": self.address(line) if line else "",
        }

    def files(self, line: FullLine, *, has_chart: bool) -> list[tuple[str, str]]:
        args = [self.coalition.slug, self.own.pk]
        code = line.municipality.code
        return file_links("monitoring:own_file", args, code, has_chart=has_chart)


class OwnFileView(_OnePage, OneFileView):
    """An own figure, beside nobody: its source is the coalition and where that counted."""

    def made(self) -> IndicatorFile | None:
        line = self.chosen(self.lines())
        if line is None:
            return None
        area = line.municipality.code.lower() or self.coalition.slug
        return IndicatorFile(
            line,
            year_rows(line),
            own_sources(self.own),
            self.address(line),
            f"{line.indicator.key}-{area}",
            notes=self.notes(),
            is_compared=False,
        )

    def notes(self) -> list[str]:
        """What is counted, and what is not kept."""
        own = self.own
        return [
            _("Counted: %(words)s") % {"words": own.counted},
            *([_("Out of: %(words)s") % {"words": own.out_of}] if own.out_of else []),
            _(
                "Below ten we hide the value, also when the rest of the group is that small. The "
                "number itself is not kept."
            ),
            _(
                "An own figure is not compared with the Netherlands: nobody counts it there in "
                "the same way."
            ),
        ]


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
