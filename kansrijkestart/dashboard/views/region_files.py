"""The municipalities of a region as a file: the rows of the page, in the same order."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from coalitions.selectors.states import states_of
from interventions.matrix import ground_of, region_matrix
from kansrijkestart.core import clock
from kansrijkestart.core.lists import Column, ListFileMixin
from kansrijkestart.core.signs import sign_for
from kansrijkestart.dashboard.selectors.regions import OverviewRow, overview_rows
from kansrijkestart.dashboard.views.region import RegionView


def _running(item: OverviewRow) -> Any:
    if not item.row.shares:
        return sign_for("choice", "not_shared").word
    return item.row.running if item.row.has_reported else sign_for("choice", "not_reported").word


def _agreements(item: OverviewRow) -> Any:
    if not item.shares_agreements:
        return sign_for("choice", "not_shared").word
    if item.agreements is None:
        return sign_for("record", "not_recorded").word
    return item.agreements


COLUMNS: tuple[Column, ...] = (
    (gettext_lazy("Municipality"), lambda item: item.row.municipality.name),
    (
        pgettext_lazy("coalition stage", "Stage"),
        lambda item: sign_for("stage", item.stage).word,
    ),
    (gettext_lazy("Interventions that run"), _running),
)


class RegionFileView(ListFileMixin, RegionView):
    """What a municipality does not share is said in words, as on the page."""

    def get_file_name(self) -> str:
        return f"gemeenten-{self.region.slug}.csv"

    def get_columns(self) -> tuple[Column, ...]:
        agreements: Column = (gettext_lazy("Agreements in force"), _agreements)
        return (*COLUMNS, agreements) if self.is_lead else COLUMNS

    def get_rows(self) -> list[OverviewRow]:
        ground = ground_of(self.region, clock.today())
        states = states_of(ground.municipalities, ground.coverage)
        matrix = region_matrix(self.region, ground=ground)
        return self.filter_form.narrow_to(overview_rows(matrix, states), matrix)
