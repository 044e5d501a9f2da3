"""The client routes of a coalition, on screen and as a sheet to print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from agreements.exporters.routes import routes_pdf
from agreements.selectors.routes import Routes, covered_by, routes_of
from coalitions.choices import SupportLevel
from coalitions.models import Municipality
from coalitions.registry import Reading
from coalitions.selectors.page_head import place_line
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import download


class _RoutesMixin(CoalitionMixin):
    """The routes, narrowed to one municipality with ``?gemeente=``."""

    request: HttpRequest
    tab = "interventions"

    @cached_property
    def municipalities(self) -> list[Municipality]:
        return covered_by(self.reading)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.coalition, self.request.user)

    def chosen(self) -> Municipality | None:
        """The municipality that is asked for, or none: the whole coalition."""
        code = self.request.GET.get("gemeente", "")
        if not code:
            return None
        found = next((one for one in self.municipalities if one.code == code), None)
        if found is None:
            raise Http404
        return found

    def routes(self) -> Routes:
        return routes_of(self.reading, self.municipalities, self.chosen())


class RoutesView(_RoutesMixin, TemplateView):
    """Which support there is, per phase and for whom, with the holes in words."""

    template_name = "agreements/routes.html"
    page_title = gettext_lazy("Client routes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        routes = self.routes()
        slug, chosen = self.coalition.slug, routes.chosen
        query = f"?gemeente={chosen.code}" if chosen else ""
        return super().get_context_data(
            routes=routes,
            levels=list(SupportLevel),
            chosen=chosen,
            municipalities=self.municipalities,
            many=len(self.municipalities) > 1,
            where=chosen.name if chosen else self.coalition.name,
            today=clock.today(),
            sheet_url="" if routes.is_empty else reverse("agreements:sheet", args=[slug]) + query,
            **kwargs,
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        above = reverse("interventions:choices", args=[self.coalition.slug])
        return [*super().get_breadcrumb(), (_("Interventions"), above)]


class RoutesPdfView(_RoutesMixin, View):
    """The same as a PDF for professionals."""

    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        routes = self.routes()
        names = [routes.chosen] if routes.chosen else self.municipalities
        place = place_line(self.coalition, [one.name for one in names])
        pdf = routes_pdf(routes, self.coalition, place)
        about = f"-{routes.chosen.code}" if routes.chosen else ""
        return download(pdf, f"klantroutes-{self.coalition.slug}{about}.pdf")
