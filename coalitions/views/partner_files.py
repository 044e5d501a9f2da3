"""Partners as a file: download, and load one after a rehearsal."""

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from coalitions.exporters.partners import PARTNER_FILES
from coalitions.forms.partner_lists import PartnersFileForm
from coalitions.forms.partners import partner_types_for
from coalitions.importers.partners import PartnerPlan, read_partners
from coalitions.selectors.partner_table import COLUMNS
from coalitions.services.partner_import import partners_import
from coalitions.views.partners import PartnersSubpage
from kansrijkestart.core.downloads import download
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.spreadsheets import csv_bytes
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

REHEARSED = "partners.csv"


class PartnersFileView(PartnersSubpage, View):
    """All partners of the coalition, also those that left, with notes; no contact persons."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.kwargs["form"]
        if form not in PARTNER_FILES:
            raise Http404
        content = PARTNER_FILES[form](self.coalition)
        return download(content, f"partners-{self.coalition.slug}.{form}")


class PartnersImportView(PartnersSubpage, IdempotentPostMixin, FormView):
    """First shows what a file would change; then, when it is confirmed, does it."""

    form_class = PartnersFileForm
    template_name = "coalitions/partners_import.html"
    page_title = gettext_lazy("Load partners from a file")

    def form_valid(self, form: PartnersFileForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        if file:
            return self._rehearse(form, file.read(), PurePosixPath(file.name).name)
        data = form.cleaned_data["content"].encode()
        try:
            partners_import(
                coalition=self.coalition,
                data=data,
                file_name=REHEARSED,
                expected_plan=form.cleaned_data["plan"],
                known_names=self.organisation_names,
            )
        except DomainError as error:
            form.add_error(None, error)
            return self._rehearse(form, data, REHEARSED)
        messages.success(self.request, _("The file is loaded."))
        return HttpResponseRedirect(self.get_success_url())

    def _rehearse(self, form: PartnersFileForm, data: bytes, name: str) -> HttpResponse:
        """Show what the file says; what was read goes along, to be loaded with one click."""
        plan = read_partners(data, name, self.coalition, self.organisation_names)
        if not plan.is_good and not form.errors:
            form.add_error("file", _("The file is not right yet. Nothing is stored."))
        sent = self.request.POST.copy()
        sent["plan"], sent["content"] = plan.digest, _content(plan) if plan.is_good else ""
        form.data = sent
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "columns": COLUMNS,
            "kinds": partner_types_for(self.coalition),
            "downloads": [
                (
                    f"{_('Download partners')} ({form.upper()})",
                    self.page_url("partners_file", form=form),
                )
                for form in ("xlsx", "csv")
            ],
        }


def _content(plan: PartnerPlan) -> str:
    rows = [row.cells for row in plan.table.rows]
    return csv_bytes(plan.table.header, rows, "machine").decode()
