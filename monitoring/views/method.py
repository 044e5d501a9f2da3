"""How figures are judged and hidden, for everyone, with the vectors that prove it."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from coalitions.views.mixins import start_path
from kansrijkestart.core.downloads import download
from kansrijkestart.core.views import PageMixin

VECTORS = Path(__file__).resolve().parents[1] / "reference" / "vectors"
NAMES = ("wilson", "wilson_own", "trend", "trend_own")


class MethodView(PageMixin, TemplateView):
    template_name = "monitoring/method.html"
    page_title = gettext_lazy("How we calculate")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = (
            _("Intervals: published examples (CSV)"),
            _("Intervals: our own edge cases (CSV)"),
            _("Trends: published examples (CSV)"),
            _("Trends: our own edge cases (CSV)"),
        )
        vectors = [
            (label, reverse("monitoring:vectors", args=[name]))
            for label, name in zip(words, NAMES, strict=True)
        ]
        kinds = [
            ("not_available", _("The source has no number here.")),
            ("not_yet_published", _("The number comes later.")),
            ("not_applicable", _("This figure does not fit this area or period.")),
            ("withdrawn", _("It stood here and was taken back; the reason stands with it.")),
        ]
        return super().get_context_data(**kwargs) | {"vectors": vectors, "kinds": kinds}


class VectorsView(View):
    """One file of test vectors, as the tests use it."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name not in NAMES:
            raise Http404
        return download((VECTORS / f"{name}.csv").read_bytes(), f"{name}.csv")
