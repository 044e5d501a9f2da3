"""Care pathways of a coalition: the overview, one of them, and the files and sheets."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from agreements.exporters.pathways import PATHWAY_FILES, PathwaysFile, pathway_pdf
from agreements.models import CarePathway
from agreements.selectors.pathways import TOOL_NEWS, Kept, Place, asked_of, kept_by
from agreements.selectors.pathways_record import pathway_words
from agreements.views.agreements import AgreementsMixin
from coalitions.registry import Reading
from kansrijkestart.core.downloads import download

PLACE = "gemeente"


class PathwaysMixin(AgreementsMixin):
    """Pages under the care pathways of a coalition."""

    def pathways_url(self, code: str = "") -> str:
        url = reverse("agreements:pathways", args=[self.coalition.slug])
        return f"{url}?{PLACE}={code}" if code else url

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]


class _KeptMixin(PathwaysMixin):
    """All that is kept, narrowed to one municipality with ``?gemeente=``."""

    with_lines = False

    @cached_property
    def kept(self) -> Kept:
        reading = Reading(self.coalition, self.request.user)
        return kept_by(reading, with_lines=self.with_lines)

    def chosen(self) -> Place | None:
        """The municipality that is asked for; the only one when there is one; or none."""
        code = self.request.GET.get(PLACE, "")
        if not code:
            return None
        found = self.kept.place(code)
        if found is None:
            raise Http404
        return found


class PathwayListView(_KeptMixin, TemplateView):
    """Which themes have a care pathway, per municipality."""

    template_name = "agreements/pathways.html"
    page_title = gettext_lazy("Care pathways")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept, chosen = self.kept, self.chosen()
        only = kept.places[0] if len(kept.places) == 1 else None
        place = chosen or only
        number = sum(len(one.pathways) for one in ([place] if place else kept.places))
        words = ngettext("%(number)s care pathway", "%(number)s care pathways", number)
        has_room = bool(kept.places) and (place is None or place in kept.places)
        slug = self.coalition.slug
        query = f"?{PLACE}={chosen.municipality.code}" if chosen else ""
        files = ("pathways_pdf", "pathways_xlsx", "pathways_csv")
        labels = (_("Sheet to print (PDF)"), _("Excel"), _("CSV"))
        urls = [reverse(f"agreements:{name}", args=[slug]) + query for name in files]
        return super().get_context_data(
            kept=kept,
            place=place,
            chosen=chosen,
            may_record=self.may_change and has_room,
            former=[] if chosen else kept.former,
            page_meta=words % {"number": number} if number else "",
            links=list(zip(labels, urls, strict=True)) if number else [],
            tool_url=TOOL_NEWS,
            add_url=reverse("agreements:pathway_add", args=[slug]) + query,
            directory_add_url=reverse("agreements:directory_add", args=[slug]) + query,
            **kwargs,
        )

    def get_page_title(self) -> str:
        chosen = self.chosen()
        if chosen is None:
            return str(self.page_title)
        return _("Care pathways in %(place)s") % {"place": chosen.municipality.name}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        path = super().get_breadcrumb()
        return [*path, (_("Care pathways"), self.pathways_url())] if self.chosen() else path


class OnePathwayMixin(PathwaysMixin):
    """A page of one care pathway."""

    @cached_property
    def pathway(self) -> CarePathway:
        rows = CarePathway.objects.filter(coalition=self.coalition)
        related = ("coalition", "municipality", "theme", "owner")
        return get_object_or_404(rows.select_related(*related), pk=self.kwargs["pk"])

    def pathway_url(self) -> str:
        return reverse("agreements:pathway", args=[self.coalition.slug, self.pathway.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"pathway": self.pathway}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Care pathways"), self.pathways_url())]


class PathwayView(OnePathwayMixin, TemplateView):
    """One care pathway as a professional needs it, with numbers that a phone can call."""

    template_name = "agreements/pathway.html"

    def get_page_title(self) -> str:
        return pathway_words(self.pathway)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            asked=asked_of(self.pathway),
            sheet_url=reverse(
                "agreements:pathway_sheet", args=[self.coalition.slug, self.pathway.pk]
            ),
            **kwargs,
        )


class PathwaySheetView(OnePathwayMixin, View):
    """The same as a PDF: one page where it fits."""

    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        name = f"zorgpad-{self.pathway.theme.key}-{self.pathway.municipality.code}.pdf"
        return download(pathway_pdf(self.pathway), name)


class PathwaysFileView(_KeptMixin, View):
    """All care pathways, or those of one municipality, as a file."""

    http_method_names = ["get", "head"]
    with_lines = True
    ending = ""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        chosen = self.chosen()
        places = [chosen] if chosen else self.kept.places
        name = chosen.municipality.name if chosen else self.coalition.name
        content = PATHWAY_FILES[self.ending](PathwaysFile(self.coalition, name, places))
        about = f"-{chosen.municipality.code}" if chosen else ""
        return download(content, f"zorgpaden-{self.coalition.slug}{about}.{self.ending}")
