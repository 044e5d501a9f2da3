"""Interventions per municipality of a region: as a table, as a list, and as files."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView

from interventions.choices import ChoiceState
from interventions.exporters import MATRIX_FILES
from interventions.forms.matrix import MatrixFilter
from interventions.matrix import (
    NOT_REPORTED,
    NOT_SHARED,
    Cell,
    Column,
    Matrix,
    Row,
    region_matrix,
    sentence,
)
from interventions.matrix.narrowing import hidden_words
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import download
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.views.region import RegionMixin, RegionPageMixin, not_named

LEGEND = [
    ChoiceState.RUNNING,
    ChoiceState.PLANNED,
    ChoiceState.CONSIDERED,
    ChoiceState.STOPPED,
    NOT_REPORTED,
]
# So many columns beside the municipality stand side by side on a screen of 1280 pixels.
MOST_COLUMNS = 12


class Part(NamedTuple):
    """A table for a file; ``notes`` only when a choice left something out."""

    matrix: Matrix
    notes: Sequence[str] = ()


class MatrixMixin(RegionMixin):
    """Finds the table that is asked for: of today, or of a day of the past."""

    @cached_property
    def filter_form(self) -> MatrixFilter:
        asked = MatrixFilter(self.request.GET or None)
        asked.is_valid()
        return asked

    @cached_property
    def on(self) -> date:
        cleaned = getattr(self.filter_form, "cleaned_data", {})
        return cleaned.get("op") or clock.today()

    @cached_property
    def matrix(self) -> Matrix:
        return region_matrix(self.region, self.on)


class RegionMatrixView(RegionPageMixin, MatrixMixin, TemplateView):
    """The table the region used to keep by hand, or the same as a list per municipality."""

    page_title = gettext_lazy("Interventions per municipality")

    @property
    def is_list(self) -> bool:
        return self.request.GET.get("weergave") == "lijst"

    def get_template_names(self) -> list[str]:
        name = "region_matrix_list" if self.is_list else "region_matrix"
        return [f"dashboard/{name}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whole, wanted = self.matrix, self.filter_form.wanted
        matrix = self.filter_form.narrowed(whole)
        legend = [*LEGEND, NOT_SHARED] if NOT_SHARED in whole.kinds else LEGEND
        may_load = self.request.user.has_perm("interventions.load_matrix", self.region)
        return super().get_context_data(
            matrix=matrix,
            whole=whole,
            fits=len(matrix.columns) <= MOST_COLUMNS,
            page_meta=self._meta(whole.total),
            sentence=sentence(whole) if whole.rows and wanted.is_everything else "",
            hidden="" if wanted.is_everything else hidden_words(whole, matrix),
            filter_form=self.filter_form,
            is_filtered=self.filter_form.is_listed or self.on != clock.today(),
            is_past=self.on != clock.today(),
            query=self._query(),
            file_query=self._file_query(),
            empty_text=not_named(self.region),
            legend=legend,
            lines=[_line(matrix, row, self.is_list) for row in matrix.rows],
            later=_later(matrix),
            foot=matrix.totals,
            own_places=self.own_places(),
            may_load=may_load,
            may_ask=self.is_lead,
            **kwargs,
        )

    def _query(self) -> str:
        """Return the filter as it goes along to the other way of showing the table."""
        asked = self.request.GET.copy()
        asked.pop("weergave", None)
        return asked.urlencode()

    def _file_query(self) -> str:
        query = "" if self.filter_form.errors else self._query()
        return f"?{query}" if query else ""

    def _meta(self, total: int) -> str:
        return ngettext(
            "Region %(name)s · %(total)s municipality · as of %(date)s",
            "Region %(name)s · %(total)s municipalities · as of %(date)s",
            total,
        ) % {"name": self.region.name, "total": total, "date": day(self.on)}


def _line(
    matrix: Matrix,
    row: Row,
    with_later: bool,  # noqa: FBT001
) -> tuple[Row, list[tuple[Column, Cell]], str]:
    """Return a row with its columns, and the names of what the table does not report."""
    cells = list(zip(matrix.columns, row.cells, strict=True))
    missing = ", ".join(column.label for column, cell in cells if cell.kind == NOT_REPORTED)
    if with_later:
        cells += zip(matrix.later, row.later, strict=True)
    return row, cells, missing


def _later(matrix: Matrix) -> list[tuple[Column, Row, Cell]]:
    """Return what was added later: a line per intervention and municipality that reported it."""
    return [
        (column, row, row.later[at])
        for at, column in enumerate(matrix.later)
        for row in matrix.rows
        if row.later[at].kind not in (NOT_REPORTED, NOT_SHARED)
    ]


class RegionMatrixFileView(MatrixMixin, View):
    """The table as a file: what the page shows, and in the file which choice made it smaller."""

    http_method_names = ["get", "head"]
    ending = ""

    @cached_property
    def part(self) -> Part:
        """What is asked for, and the words that say that it is not the whole table."""
        wanted = self.filter_form.wanted
        if wanted.is_everything:
            return Part(self.filter_form.narrowed(self.matrix))
        shown = self.filter_form.narrowed(self.matrix)
        told = [self.filter_form.chosen_words, hidden_words(self.matrix, shown)]
        return Part(shown, told)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.filter_form.errors:
            raise BadRequest
        which = "-deel" if self.part.notes else ""
        content = MATRIX_FILES[self.ending](self.part.matrix, self.part.notes)
        name = f"interventies-per-gemeente-{self.region.slug}{which}.{self.ending}"
        return download(content, name)
