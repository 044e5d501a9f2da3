"""A region: overview, interventions per municipality with its files, and agreements."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from agreements.forms.narrowing import PlaceFilter
from agreements.models import Agreement
from agreements.selectors.topics import topics_of
from agreements.selectors.uptake import regional_uptake
from coalitions.choices import Stage
from coalitions.models import Coalition, CoalitionMunicipality, HandOver, Region
from coalitions.querysets import RegionQuerySet, open_on
from coalitions.selectors.states import STARTED
from interventions.matrix import (
    region_matrix,
)
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.regions import (
    MUNICIPALITIES,
    OverviewRow,
    agreements_of,
    overview_rows,
    regional_coalition,
    stage_counts,
    stage_of_word,
)

# Pages of a region; one that does not exist (yet) is left out.
REGION_PAGES = [
    ("region_matrix", gettext_lazy("Interventions per municipality")),
    ("region_agreements", gettext_lazy("Regional agreements")),
    ("region_instruments", gettext_lazy("Instruments for early detection")),
    ("region_framework", gettext_lazy("Regional framework")),
    ("region_figures", gettext_lazy("Figures")),
    ("region_bottlenecks", gettext_lazy("Bottlenecks")),
    ("region_money", gettext_lazy("Money: what ends when")),
    ("region_rounds", gettext_lazy("Questionnaires")),
    ("region_report", gettext_lazy("Report of the year")),
]
LEAD_PAGES = (
    "region_agreements",
    "region_framework",
    "region_instruments",
    "region_bottlenecks",
    "region_money",
    "region_rounds",
)


class RegionMixin(LoginRequiredMixin):
    """Finds the region; one the user may not know of answers 404."""

    request: HttpRequest
    kwargs: dict[str, Any]
    region: Region

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated:
            self.region = get_object_or_404(self.get_regions(), slug=kwargs["slug"])

    def get_regions(self) -> RegionQuerySet:
        return Region.objects.visible_to(self.request.user)

    @cached_property
    def is_lead(self) -> bool:
        """The reader leads this region; asks the database once."""
        return self.request.user.has_perm("coalitions.lead_region", self.region)

    def own_places(self) -> set[int]:
        """Return the municipalities of the reader's own coalitions, to be found at a glance."""
        if self.is_lead:
            return set()
        kept = Coalition.objects.coordinated_by(self.request.user).local()  # type: ignore[arg-type]
        covered = CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition__in=kept)
        return set(covered.values_list("municipality", flat=True))


class RegionPageMixin(PageMixin, RegionMixin):
    """A page of one region, with the way to its other pages."""

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        home = (_("Start"), safe_reverse("home") or "/")
        return [home, (self.region.name, reverse("dashboard:region", args=[self.region.slug]))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            region=self.region,
            region_name=_("Region %(name)s") % {"name": self.region.name},
            **kwargs,
        )


class RegionView(RegionPageMixin, TemplateView):
    """How far the municipalities are, each number with its list."""

    template_name = "dashboard/region.html"

    def get_page_title(self) -> str:
        return _("Region %(name)s") % {"name": self.region.name}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        matrix = region_matrix(self.region)
        asked = stage_of_word(self.request.GET.get("stand", ""))
        rows = overview_rows(matrix)
        regional = regional_coalition(self.region) if self.is_lead else None
        return super().get_context_data(
            matrix=matrix,
            lead=_lead(self.region, rows),
            counts=stage_counts(rows),
            asked=asked,
            rows=[item for item in rows if not asked or item.stage == asked],
            is_lead=self.is_lead,
            own_places=self.own_places(),
            without_coordinator=HandOver.objects.waiting().filter(coalition__region=self.region)
            if self.is_lead
            else [],
            regional=regional,
            topics=topics_of(regional) if regional else [],
            record_url=safe_reverse("coalitions:detail", slug=regional.slug) if regional else "",
            pages=self._pages(),
            **kwargs,
        )

    def _pages(self) -> list[tuple[Any, str]]:
        found = (
            (label, safe_reverse(f"dashboard:{name}", slug=self.region.slug))
            for name, label in REGION_PAGES
            if name not in LEAD_PAGES or self.is_lead
        )
        return [(label, url) for label, url in found if url]


def _lead(region: Region, rows: list[OverviewRow]) -> str:
    """Say how many municipalities there are, how far they are, and through which coalition."""
    if not rows:
        return not_named(region)
    total = len(rows)
    started = sum(row.stage in STARTED for row in rows)
    unknown = sum(row.stage == Stage.UNKNOWN for row in rows)
    text = ngettext(
        "%(total)s municipality: in %(started)s a coalition has started",
        "%(total)s municipalities: in %(started)s a coalition has started",
        total,
    ) % {"total": total, "started": started}
    said = f"{text}."
    if unknown:
        words = {"start": text, "unknown": unknown}
        said = _("%(start)s, of %(unknown)s it is not known.") % words
    through = sum(row.state.is_through_region and row.stage in STARTED for row in rows)
    if not through:
        return said
    return f"{said} " + ngettext(
        "In %(through)s of them that is the regional coalition; no local one is known.",
        "In %(through)s of them that is the regional coalition; no local one is known.",
        through,
    ) % {"through": through}


def not_named(region: Region) -> str:
    if region.stated_size is None:
        return ""
    return _("%(count)s municipalities, not named in the source.") % {"count": region.stated_size}


class RegionAgreementsView(RegionPageMixin, PermissionRequiredMixin, TemplateView):
    """The regional coalition's agreements, and what the municipalities share of theirs."""

    template_name = "dashboard/region_agreements.html"
    page_title = gettext_lazy("Regional agreements")
    permission_required = "coalitions.lead_region"

    def get_permission_object(self) -> Region:
        return self.region

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        regional = regional_coalition(self.region)
        asked = PlaceFilter(self.request.GET or None)
        rows = Agreement.objects.all()
        if asked.is_valid():
            rows = asked.on_place(rows)
        own = rows.visible_to(self.request.user).filter(coalition=regional)
        found = agreements_of(self.region, rows)
        page = Paginator(found.agreed, MUNICIPALITIES).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            regional=regional,
            agreements=own.for_list() if regional else [],
            topics=topics_of(regional) if regional else [],
            uptake=regional_uptake(regional) if regional else [],
            place_words=asked.place_words if asked.is_bound else "",
            municipalities=found,
            page_obj=page,
            empty_text=not_named(self.region),
            **kwargs,
        )
