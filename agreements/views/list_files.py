"""The list of agreements as files: the same rows as the page, narrowed in the same way."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from agreements.exporters.agreement_list import list_csv, list_xlsx
from agreements.views.agreements import AgreementListView
from kansrijkestart.core.downloads import download


class ListFileView(AgreementListView):
    """Takes the rows from the page, so that a new filter there counts here too."""

    http_method_names = ["get", "head"]
    ending = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows: Any = self.get_queryset()
        if self.filter_form.errors:
            raise BadRequest
        if self.ending == "csv":
            content = list_csv(rows)
        else:
            is_part = self.filter_form.is_narrowed
            content = list_xlsx(self.coalition, rows, is_part=is_part)
        return download(content, f"afspraken-{self.coalition.slug}.{self.ending}")
