"""The catalogue as a file: download, and load one after a rehearsal."""

import base64
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View

from interventions.exporters.catalogue import CATALOGUE_FILES
from interventions.forms.catalogue_files import CatalogueFileForm
from interventions.importers.catalogue import read_catalogue
from interventions.importers.catalogue_plan import CataloguePlan
from interventions.selectors.catalogue_table import COLUMNS, list_words
from interventions.services.catalogue_import import catalogue_import
from interventions.views.manage import KeeperMixin
from kansrijkestart.core.downloads import download
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class CatalogueFileView(KeeperMixin, View):
    """The national catalogue, in the format that is loaded again."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.kwargs["form"]
        if form not in CATALOGUE_FILES:
            raise Http404
        return download(CATALOGUE_FILES[form](), f"catalogus.{form}")


class CatalogueImportView(KeeperMixin, IdempotentPostMixin, FormView):
    """First shows what a file would change; then, when it is confirmed, does it."""

    form_class = CatalogueFileForm
    template_name = "interventions/catalogue_import.html"
    page_title = gettext_lazy("Load the catalogue from a file")

    def get_success_url(self) -> str:
        return reverse("interventions:catalogue")

    def form_valid(self, form: CatalogueFileForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        if file:
            return self._rehearse(form, file.read(), PurePosixPath(file.name).name)
        data, name = form.cleaned_data["content"], form.cleaned_data["file_name"]
        try:
            plan = catalogue_import(
                data=data, file_name=name, expected_plan=form.cleaned_data["plan"]
            )
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
            return self._rehearse(form, data, name)
        messages.success(self.request, _stored_words(plan))
        return HttpResponseRedirect(self.get_success_url())

    def _rehearse(self, form: CatalogueFileForm, data: bytes, name: str) -> HttpResponse:
        """Show what the file says; what was read goes along, to be stored with one click."""
        plan = read_catalogue(data, name)
        if not plan.is_good and not form.errors:
            form.add_error("file", _("The file is not right yet. Nothing is stored."))
        sent = self.request.POST.copy()
        sent["content"] = base64.b64encode(data).decode() if plan.is_good else ""
        sent["plan"], sent["file_name"] = plan.digest, name
        form.data = sent
        return self.render_to_response(self.get_context_data(form=form, plan=plan))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = (
            ("xlsx", _("Download the catalogue (Excel)")),
            ("csv", _("Download the catalogue (CSV)")),
        )
        return super().get_context_data(**kwargs) | {
            "columns": COLUMNS,
            "words": list_words(),
            "downloads": [
                (label, reverse("interventions:catalogue_file", args=[form]))
                for form, label in forms
            ],
        }


def _stored_words(plan: CataloguePlan) -> str:
    new, changed = len(plan.new), len(plan.changed)
    added = ngettext(
        "%(number)s intervention is new.", "%(number)s interventions are new.", new
    ) % {"number": new}
    differs = ngettext(
        "%(number)s intervention was changed.", "%(number)s interventions were changed.", changed
    ) % {"number": changed}
    return f"{_('The catalogue is stored.')} {added} {differs}"
