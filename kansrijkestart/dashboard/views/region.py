"""A region: overview, interventions per municipality with its files, and agreements."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from agreements.selectors.topics import TOPICS_LOOKED_UP
from agreements.selectors.uptake import TAKEN_OVER, TOLD, UPTAKE_COUNTED
from coalitions.choices import Stage
from coalitions.models import Coalition, CoalitionMunicipality, HandOver, Region
from coalitions.querysets import RegionQuerySet, open_on
from coalitions.selectors.look_ups import array_of, read_together, record_of
from coalitions.selectors.states import STARTED, states_of
from interventions.matrix import (
    HIDDEN,
    LATER,
    NOT_REPORTED,
    RUNS,
    Matrix,
    ground_of,
    region_matrix,
    sentences,
)
from interventions.selectors.supplements import lacking
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.list_forms import BEGUN, NOT, THROUGH, RegionOrder
from kansrijkestart.dashboard.roles import roles_of
from kansrijkestart.dashboard.selectors.region_fresh import fresh_figures
from kansrijkestart.dashboard.selectors.regions import (
    STAGE_WORDS,
    OverviewRow,
    coverage_sentence,
    overview_rows,
    stage_counts,
)
from monitoring.selectors.region_now import region_now

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


# What the page of a region tells of its regional coalition.
REGIONAL = (TOPICS_LOOKED_UP, UPTAKE_COUNTED)
# The records of a region that wait for somebody to keep them.
WAITING = HandOver.objects.waiting().filter(coalition__region=OuterRef("pk"))
WAITING_FIELDS = ("handed_over_at", "coalition__name", "coalition__slug")


class RegionMixin(LoginRequiredMixin):
    """Finds the region; one the user may not know of answers 404."""

    request: HttpRequest
    kwargs: dict[str, Any]
    region: Region

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated:
            roles_of(request)  # the menu needs them too: asked first, the rules know them
            led = Region.objects.led_by(request.user).filter(pk=OuterRef("pk"))
            rows = self.get_regions().annotate(is_led=Exists(led))
            self.region = get_object_or_404(rows, slug=kwargs["slug"])

    def get_regions(self) -> RegionQuerySet:
        return Region.objects.visible_to(self.request.user)

    @property
    def is_lead(self) -> bool:
        """The reader leads this region, by the same rows as ``coalitions.lead_region``."""
        return bool(getattr(self.region, "is_led", False)) or self.request.user.is_superuser

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

    @cached_property
    def filter_form(self) -> RegionOrder:
        return RegionOrder(self.request.GET)

    def get_page_title(self) -> str:
        return _("Region %(name)s") % {"name": self.region.name}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:1]

    def get_regions(self) -> RegionQuerySet:
        """With the records that nobody keeps now, so that they need no question of their own."""
        return super().get_regions().annotate(waiting=array_of(WAITING, WAITING_FIELDS))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ground = ground_of(self.region, clock.today())
        matrix = region_matrix(self.region, ground=ground)
        form = self.filter_form
        rows = overview_rows(matrix, states_of(ground.municipalities, ground.coverage))
        if self.is_lead:
            kwargs |= self._for_lead(matrix)
        return super().get_context_data(
            matrix=matrix,
            matrix_sentences=sentences(matrix, self._address) if matrix.rows else [],
            lead=_lead(self.region, rows),
            counts=stage_counts(rows),
            asked=form.stage,
            asked_words=form.words(matrix),
            rows=form.narrow_to(rows, matrix),
            filter_form=form,
            is_filtered=form.is_asked,
            is_lead=self.is_lead,
            own_places=self.own_places(),
            pages=self._pages(),
            **kwargs,
        )

    def _address(self, what: str, key: str) -> str:
        """Return the list behind a number about the interventions."""
        if what == RUNS:
            return f"?interventie={key}#municipalities"
        if what == HIDDEN:
            return f"?deelt={NOT}#municipalities"
        table = reverse("dashboard:region_matrix", args=[self.region.slug])
        return f"{table}#later" if what == LATER else f"{table}?state={NOT_REPORTED}"

    def _for_lead(self, matrix: Matrix) -> dict[str, Any]:
        """Return what only the lead reads: who is silent, uptake, the round, the figures."""
        found = {
            "lacking": self._lacking(matrix),
            "now": region_now(self.region),
            "without_coordinator": [
                record_of(WAITING, one)
                for one in self.region.waiting or []  # type: ignore[attr-defined]
            ],
            "fresh": fresh_figures(self.region, [row.municipality for row in matrix.rows]),
        }
        rows = Coalition.objects.regional().running().filter(region=self.region).order_by("pk")
        reading = next(iter(read_together(rows, self.request.user, REGIONAL)), None)
        if reading is None:
            return found
        regional = reading.coalition
        return found | {
            "regional": regional,
            "topics": TOPICS_LOOKED_UP.of(reading),
            "uptake": [
                (one, _uptake_said(one, matrix.total)) for one in UPTAKE_COUNTED.of(reading)
            ],
            "record_url": safe_reverse("coalitions:detail", slug=regional.slug),
        }

    def _lacking(self, matrix: Matrix) -> Sentence | None:
        """Say how many municipalities have something to report; None when no one has."""
        number, total = len(lacking(matrix)), matrix.total
        words = ngettext(
            "%(number)s of %(total)s municipalities has something to report",
            "%(number)s of %(total)s municipalities have something to report",
            number,
        )
        missing = reverse("dashboard:region_matrix_missing", args=[self.region.slug])
        urls = {"number": missing, "total": "?#municipalities"}
        return Sentence(words, {"number": number, "total": total}, urls) if number else None

    def _pages(self) -> list[tuple[Any, str]]:
        found = (
            (label, safe_reverse(f"dashboard:{name}", slug=self.region.slug))
            for name, label in REGION_PAGES
            if name not in LEAD_PAGES or self.is_lead
        )
        return [(label, url) for label, url in found if url]


def _uptake_said(agreement: Any, total: int) -> Sentence:
    """Say how many municipalities took an agreement over and how many told of it."""
    words = _(
        "taken over in %(taken)s of %(total)s municipalities; %(told)s of %(total_told)s told "
        "something."
    )
    page = agreement.get_absolute_url()
    every = f"{page}#uptake"
    values = {"taken": agreement.taken, "told": agreement.told, "total": total, "total_told": total}
    urls = {
        "taken": f"{page}?overname={TAKEN_OVER}#uptake",
        "told": f"{page}?overname={TOLD}#uptake",
        "total": every,
        "total_told": every,
    }
    return Sentence(words, values, urls)


def _lead(region: Region, rows: list[OverviewRow]) -> list[Sentence]:
    """Say how many municipalities there are, how far they are, and through which coalition."""
    if not rows:
        return [Sentence("%(said)s", {"said": words}, {})] if (words := not_named(region)) else []
    started = sum(row.stage in STARTED for row in rows)
    unknown = sum(row.stage == Stage.UNKNOWN for row in rows)
    urls = {
        "total": "?#municipalities",
        "started": f"?stand={BEGUN}#municipalities",
        "unknown": f"?stand={STAGE_WORDS[Stage.UNKNOWN]}#municipalities",
    }
    said = coverage_sentence(len(rows), started, unknown, urls)
    through = sum(row.state.is_through_region and row.stage in STARTED for row in rows)
    if not through:
        return [said]
    words = ngettext(
        "In %(through)s of them that is the regional coalition; no local one is known.",
        "In %(through)s of them that is the regional coalition; no local one is known.",
        through,
    )
    address = f"?stand={THROUGH}#municipalities"
    return [said, Sentence(words, {"through": through}, {"through": address})]


def not_named(region: Region) -> str:
    if region.stated_size is None:
        return ""
    return _("%(count)s municipalities, not named in the source.") % {"count": region.stated_size}
