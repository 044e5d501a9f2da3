"""Where nothing is agreed yet, per phase, domain and level; and the table as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from agreements.exporters.cube import cube_xlsx
from agreements.models import Agreement
from agreements.selectors.cube import (
    READ,
    Cube,
    cube_of,
    gap_words,
    lay_beside,
    lead_sentence,
    nowhere_words,
    sentences,
)
from agreements.selectors.uptake import taken_over
from agreements.views.agreements import AgreementsMixin
from coalitions.models import Coalition
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.downloads import download

ONLY_GAPS = "leeg"


def cube_context(request: HttpRequest, cube: Cube, hidden: int = 0) -> dict[str, Any]:
    """What a page with this table shows; ``?leeg=1`` leaves out full lines.

    Of ``hidden`` municipalities it is not known what they agreed.
    """
    only_gaps = request.GET.get(ONLY_GAPS) == "1"
    return {
        "cube": cube.only_gaps() if only_gaps else cube,
        "only_gaps": only_gaps,
        "has_agreements": bool(cube.nowhere) or any(p.applying or p.coming for p in cube.places),
        "lead": lead_sentence(cube, hidden),
        "sentences": sentences(cube),
        "nowhere": nowhere_words(cube) if cube.nowhere else "",
        "gaps": [gap_words(place, hidden) for place in cube.silent],
        "toggle_url": "?" if only_gaps else f"?{ONLY_GAPS}=1",
    }


class _CubeMixin(CoalitionMixin):
    coalition: Coalition

    @cached_property
    def cube(self) -> Cube:
        rows = Agreement.objects.visible_to(self.request.user)
        cube = cube_of(rows.filter(coalition=self.coalition))
        if self.coalition.is_local:
            lay_beside(cube, taken_over(self.coalition).only(*READ).order_by("title_fold", "pk"))
        return cube


class CubeView(_CubeMixin, AgreementsMixin, TemplateView):
    """The table of places with what is agreed there."""

    template_name = "agreements/cube.html"
    page_title = gettext_lazy("What is nothing agreed on yet?")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        create_url = reverse("agreements:create", args=[self.coalition.slug])
        return (
            context
            | cube_context(self.request, self.cube)
            | {"list_url": self.list_url(), "create_url": create_url if self.may_change else ""}
            | {"regional_url": reverse("agreements:regional", args=[self.coalition.slug])}
        )


class CubeFileView(_CubeMixin, View):
    """The same table as a workbook."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        content = cube_xlsx(self.coalition.name, self.cube, is_demo=self.coalition.is_demo)
        return download(content, f"afspraken-per-fase-{self.coalition.slug}.xlsx")
