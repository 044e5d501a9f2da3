"""Which municipalities have not reported what they offer, and asking them to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from rules.contrib.views import PermissionRequiredMixin

from coalitions.models import Region
from interventions.forms.matrix import AskForm
from interventions.matrix import Matrix, region_matrix
from interventions.selectors.supplements import missing_reports
from interventions.services.supplements import Asked, supplements_ask
from kansrijkestart.core.forms import numbers_in
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.dashboard.views.region import RegionPageMixin, not_named
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class RegionMatrixMissingView(
    RegionPageMixin, PermissionRequiredMixin, IdempotentPostMixin, ServiceFormMixin, FormView
):
    """Who reported nothing or not everything, to be ticked and asked; once a week at the most."""

    form_class = AskForm
    template_name = "dashboard/region_matrix_missing.html"
    page_title = gettext_lazy("Not reported yet")
    permission_required = "interventions.ask_report"

    def get_permission_object(self) -> Region:
        return self.region

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        url = reverse("dashboard:region_matrix", args=[self.region.slug])
        return [*super().get_breadcrumb(), (_("Interventions per municipality"), url)]

    @cached_property
    def matrix(self) -> Matrix:
        return region_matrix(self.region)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.matrix.rows
        places = [(row.municipality.pk, row.municipality.name) for row in rows if row.shares]
        return super().get_form_kwargs() | {"places": places}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        missing = missing_reports(self.matrix)
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            **kwargs
            | {
                "form": form,
                "missing": missing,
                "ticked": set(numbers_in(form["municipalities"].value() or [])),
                "may_ask": any(one.may_be_asked for one in missing),
                "closed": [row.municipality.name for row in self.matrix.rows if not row.shares],
                "total": self.matrix.total,
                "empty_text": not_named(self.region),
            }
        )

    def perform(self, form: AskForm) -> Asked:
        found = supplements_ask(
            region=self.region,
            municipalities=form.cleaned_data["municipalities"],
            text=form.cleaned_data["text"],
            asked_by=self.request.user,  # type: ignore[arg-type]
        )
        for is_good, words in _said(found):
            (messages.success if is_good else messages.info)(self.request, words)
        return found

    def get_success_url(self) -> str:
        return reverse("dashboard:region_matrix_missing", args=[self.region.slug])


def _said(found: Asked) -> Iterable[tuple[bool, str]]:
    """Say who gets a mail, and name everybody who was ticked and does not."""
    if found.asked:
        words = ngettext(
            "%(names)s is asked: the coordinators get a mail.",
            "%(names)s are asked: the coordinators get a mail.",
            len(found.asked),
        )
        yield True, words % {"names": ", ".join(found.asked)}
    if found.lately:
        names = ", ".join(_until(name, again) for name, again in found.lately)
        yield False, _("Skipped, because they were asked lately: %(names)s.") % {"names": names}
    if found.unreachable:
        names = ", ".join(found.unreachable)
        yield False, _("Skipped, because nobody keeps the record: %(names)s.") % {"names": names}
    if found.complete:
        names = ", ".join(found.complete)
        yield False, _("Skipped, because everything is reported: %(names)s.") % {"names": names}


def _until(name: str, again: date) -> str:
    return _("%(name)s (again from %(day)s)") % {"name": name, "day": day(again)}
