"""The agreements of a region: its own, and what its municipalities share of theirs."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from rules.contrib.views import PermissionRequiredMixin

from agreements.models import Agreement
from agreements.querysets import AgreementQuerySet
from agreements.selectors.topics import topics_of
from agreements.selectors.uptake import regional_uptake
from coalitions.choices import Scope
from coalitions.models import Municipality, Region
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.dashboard.list_forms import RegionAgreementsFilter
from kansrijkestart.dashboard.selectors.regions import (
    MUNICIPALITIES,
    RegionAgreements,
    agreements_of,
    regional_coalition,
)
from kansrijkestart.dashboard.views.region import RegionPageMixin, not_named


class RegionAgreementsView(NarrowedMixin, RegionPageMixin, PermissionRequiredMixin, TemplateView):
    """The regional coalition's agreements, and what the municipalities share of theirs."""

    template_name = "dashboard/region_agreements.html"
    page_title = gettext_lazy("Regional agreements")
    permission_required = "coalitions.lead_region"
    filter_class = RegionAgreementsFilter

    def get_permission_object(self) -> Region:
        return self.region

    def asked_for(self) -> AgreementQuerySet:
        """Return the agreements that the address asks for, whoever made them."""
        rows = self.filter_form.narrow(Agreement.objects.all())
        found: AgreementQuerySet = rows
        return found

    @cached_property
    def found(self) -> RegionAgreements:
        """Return what the municipalities share, in the order that was asked for."""
        return self.filter_form.of_place(agreements_of(self.region, self.asked_for()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        regional = regional_coalition(self.region)
        own = self.asked_for().visible_to(self.request.user).filter(coalition=regional)
        if regional and regional.is_local:  # what it agrees for itself stands with its municipality
            own = own.filter(scope=Scope.REGIONAL)
        page = Paginator(self.found.agreed, MUNICIPALITIES).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            regional=regional,
            agreements=own.for_list() if regional else [],
            topics=topics_of(regional) if regional else [],
            uptake=regional_uptake(regional) if regional else [],
            place_words=self.filter_form.words(self.found),
            municipalities=self.found,
            page_obj=page,
            empty_text=not_named(self.region),
            **kwargs,
        )


Shared = tuple[Municipality, Agreement]


class RegionAgreementsFileView(ListFileMixin, RegionAgreementsView):
    """What the municipalities share of their agreements, as a file; a line per agreement."""

    columns = (
        (gettext_lazy("Municipality"), lambda row: row[0].name),
        (gettext_lazy("Agreement"), lambda row: row[1].title),
        (
            gettext_lazy("Theme"),
            lambda row: "; ".join(link.theme.name for link in row[1].themes.all()) or None,
        ),
        (gettext_lazy("Level"), lambda row: capfirst(str(row[1].level_words)) or None),
        (gettext_lazy("Look again on"), lambda row: row[1].review_on),
        (
            gettext_lazy("State"),
            lambda row: _("The date to look again is past") if row[1].is_past_review else None,
        ),
    )

    def get_rows(self) -> list[Shared]:
        return [(one.municipality, row) for one in self.found.agreed for row in one.agreements]

    def get_file_name(self) -> str:
        return f"afspraken-regio-{self.region.slug}.csv"
