"""The page about open data, and the same data as files."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from kansrijkestart.core.downloads import download
from kansrijkestart.core.spreadsheets import Variant, csv_bytes
from kansrijkestart.core.views import PageMixin
from kansrijkestart.open_data.declaring import Asked, Resource
from kansrijkestart.open_data.resources import (
    COALITIONS,
    EXAMPLES,
    FIGURES_OF,
    INDICATORS,
    MUNICIPALITIES,
)
from kansrijkestart.open_data.throttle import RETRY_SECONDS, may_ask
from kansrijkestart.open_data.views.api import as_json, kept
from monitoring.models import Release
from monitoring.selectors.open_data import open_indicators

VARIANTS: Final[dict[str, Variant]] = {"excel": "dutch", "machine": "machine"}
FILES: Final = {
    "coalities": COALITIONS,
    "gemeenten": MUNICIPALITIES,
    "indicatoren": INDICATORS,
    "praktijkvoorbeelden": EXAMPLES,
}
TITLES: Final[dict[str, tuple[Promise, Promise]]] = {
    "coalities": (
        gettext_lazy("Coalitions"),
        gettext_lazy(
            "What the public page of a coalition tells: stage, municipalities, region and its own "
            "words. Only coalitions all of whose municipalities are public."
        ),
    ),
    "gemeenten": (
        gettext_lazy("Municipalities"),
        gettext_lazy(
            "All municipalities of today with province, GGD region and stage, as on the map. "
            "“Not known” is not a no."
        ),
    ),
    "indicatoren": (
        gettext_lazy("Indicators"),
        gettext_lazy("What is measured, how it is counted, by whom, and in which set it is."),
    ),
    "praktijkvoorbeelden": (
        gettext_lazy("Practice examples"),
        gettext_lazy("What coalitions did that others can learn from, in their own words."),
    ),
}


@dataclass(frozen=True)
class Part:
    """A kind of data on the page, with its files and its address for programs."""

    key: str
    title: Any
    about: Any
    count: int
    links: list[tuple[str, str]]
    url: str


def _links(what: Any, route: str, **kwargs: str) -> list[tuple[str, str]]:
    """Return the files of something, each named so that it can be told from those of the rest."""
    names = (
        (_("%(what)s: table for Dutch Excel (CSV)"), "excel.csv"),
        (_("%(what)s: table for computers (CSV)"), "machine.csv"),
        (_("%(what)s: for programs (JSON)"), "alles.json"),
    )
    return [
        (label % {"what": what}, reverse(route, kwargs=kwargs | {"name": name}))
        for label, name in names
    ]


def _figures() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return name and files of every indicator that has open figures."""
    is_dutch = get_language() == "nl"
    named = [(one.key, one.name if is_dutch else one.name_en) for one in open_indicators()]
    return [(name, _links(name, "open_data:figures_file", indicator=key)) for key, name in named]


class OpenDataView(PageMixin, TemplateView):
    """What may be taken along, under which terms, how fresh it is, and where."""

    template_name = "open_data/page.html"
    page_title = gettext_lazy("Open data")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_releases = Release.objects.open_data()
        return super().get_context_data(
            parts=[self._part(key, one) for key, one in FILES.items()],
            figures=_figures(),
            newest=open_releases.aggregate(newest=Max("published_at"))["newest"],
            limit=settings.OPEN_DATA_PER_MINUTE,
            **kwargs,
        )

    def _part(self, key: str, resource: Resource) -> Part:
        title, about = TITLES[key]
        rows = resource.find({})
        count = Paginator([] if rows is None else rows, 1).count
        url = reverse(f"open_data:{resource.name}")
        return Part(key, title, about, count, _links(title, "open_data:file", part=key), url)


class FileView(View):
    """All of one kind of data as a file; ``name`` is one of excel.csv, machine.csv, alles.json."""

    def get(self, request: HttpRequest, part: str, name: str) -> HttpResponseBase:
        if part not in FILES:
            raise Http404
        return self.file(request, FILES[part], {}, part, name)

    def file(
        self, request: HttpRequest, resource: Resource, asked: Asked, about: str, name: str
    ) -> HttpResponseBase:
        if not may_ask(request):
            return _wait()
        variant, _dot, ending = name.rpartition(".")
        is_table = ending == "csv" and variant in VARIANTS
        rows = resource.find(asked) if is_table or name == "alles.json" else None
        if rows is None:
            raise Http404
        base = request.build_absolute_uri("/").rstrip("/")
        if is_table:
            table = resource.table(list(rows), base)
            content = csv_bytes(resource.header(), table, VARIANTS[variant])
        else:
            content = as_json({"results": resource.told(list(rows), base)})
        label = "-demonstratie" if settings.DEMO_MODE else ""
        return kept(request, download(content, f"{about}{label}-{name}"))


class FiguresFileView(FileView):
    """The open figures of one indicator as a file."""

    def get(self, request: HttpRequest, indicator: str, name: str) -> HttpResponseBase:
        about = f"cijfers-{indicator}"
        return self.file(request, FIGURES_OF, {"indicator": indicator}, about, name)


def _wait() -> HttpResponse:
    words = _("Too many requests from your address. Wait a minute and try again.")
    return HttpResponse(
        words,
        "text/plain; charset=utf-8",
        HTTPStatus.TOO_MANY_REQUESTS,
        headers={"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"},
    )
