"""The list of agreements as files: the same rows as the page, narrowed in the same way."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from agreements.exporters.agreement_list import list_csv, list_xlsx
from agreements.querysets import AgreementQuerySet
from agreements.views.agreements import AgreementListView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def as_download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file that is kept, never shown as a page of this site."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


class _ListFileView(AgreementListView):
    """Takes the rows from the page, so that a new filter there counts here too."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows: Any = self.get_queryset()
        return self.as_file(rows)

    def as_file(self, rows: AgreementQuerySet) -> HttpResponse:
        raise NotImplementedError

    def named(self, ending: str) -> str:
        return f"afspraken-{self.coalition.slug}.{ending}"


class ListWorkbookView(_ListFileView):
    def as_file(self, rows: AgreementQuerySet) -> HttpResponse:
        narrowed = any(map(self.request.GET.get, self.filter_form.fields))
        content = list_xlsx(self.coalition, rows, is_part=narrowed)
        return as_download(content, self.named("xlsx"), XLSX)


class ListCsvView(_ListFileView):
    def as_file(self, rows: AgreementQuerySet) -> HttpResponse:
        return as_download(list_csv(rows), self.named("csv"), CSV)
