"""Lists about figures as files: the rows of each page, narrowed and ordered as there."""

from typing import Any

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.models import Coalition
from kansrijkestart.core.lists import Column, ListFileMixin
from kansrijkestart.core.signs import sign_for
from kansrijkestart.jobs.models import JobState
from monitoring.models import Edition, Export, Indicator
from monitoring.selectors.indicators import indicators_listed
from monitoring.views.editions import DriftView, EditionListView, EditionView, changed_of
from monitoring.views.exports import CoalitionExportsView, ExportListView, subject_of
from monitoring.views.indicators import IndicatorListView


class EditionsFileView(ListFileMixin, EditionListView):
    file_name = "edities.csv"
    columns = (
        (gettext_lazy("Title"), lambda row: row.round.questionnaire_version.title),
        (gettext_lazy("Edition"), lambda row: row.number),
        (gettext_lazy("State"), lambda row: sign_for("edition", row.state).word),
        (gettext_lazy("Closed after"), lambda row: localtime(row.round.closes_at).date()),
        (gettext_lazy("Why"), lambda row: row.reason or _("the round was over")),
    )


def _how_far(row: dict[str, Any]) -> str:
    if row["content__counts"]:
        return _("handed in")
    return _("not begun") if row["content__state"] == "not_started" else _("not handed in")


class EditionPlacesFileView(ListFileMixin, EditionView):
    """How far the municipalities of an edition were; not what they answered."""

    columns = (
        (gettext_lazy("Municipality"), lambda row: row["content__name"]),
        (gettext_lazy("Code"), lambda row: row["code"]),
        (gettext_lazy("State"), _how_far),
    )

    def get_rows(self) -> Any:
        self.object: Edition = self.get_edition()
        return self.places(self.object)

    def get_file_name(self) -> str:
        return f"gemeenten-editie-{self.object.pk}.csv"


def _state(row: Export) -> str:
    if row.job.state == JobState.DONE and not row.has_files:  # type: ignore[attr-defined]
        return _("Files removed")
    return str(sign_for("job", row.job.state).word)


EXPORT: tuple[Column, ...] = (
    (gettext_lazy("Number"), lambda row: row.pk),
    (gettext_lazy("About"), lambda row: subject_of(row).words),
    (gettext_lazy("Year"), lambda row: row.year),
    (gettext_lazy("State"), _state),
    (gettext_lazy("Requested on"), lambda row: localtime(row.created_at).date()),
)


class ExportsFileView(ListFileMixin, ExportListView):
    """The reader's own downloads; a list of them, not what is in them."""

    file_name = "downloads.csv"
    columns = EXPORT

    def get_rows(self) -> Any:
        return self.asked_for()


class CoalitionExportsFileView(ListFileMixin, CoalitionExportsView):
    columns = EXPORT
    coalition: Coalition
    permission = "monitoring.export_coalition"

    def get_rows(self) -> Any:
        return self.asked_for()

    def get_file_name(self) -> str:
        return f"downloads-{self.coalition.slug}.csv"


def _other_way_round(row: Indicator) -> str | None:
    for name in ("opposite", "opposite_of"):
        if other := getattr(row, name, None):
            return str(other.name)
    return None


class IndicatorsFileView(ListFileMixin, IndicatorListView):
    file_name = "indicatoren.csv"
    columns = (
        (gettext_lazy("Indicator"), lambda row: row.name),
        (gettext_lazy("Key"), lambda row: row.key),
        (gettext_lazy("Phase"), lambda row: capfirst(row.get_phase_display())),
        (gettext_lazy("Kind"), lambda row: capfirst(row.get_kind_display())),
        (gettext_lazy("Definitions"), lambda row: row.versions),
        (gettext_lazy("Counts the same the other way round as"), _other_way_round),
    )

    def get_rows(self) -> Any:
        return self.filter_form.narrow(indicators_listed())


class DriftFileView(ListFileMixin, DriftView):
    """Which answers changed since, per municipality; not what they say now."""

    columns = (
        (gettext_lazy("Municipality"), lambda row: row.name),
        (gettext_lazy("Code"), lambda row: row.code),
        (gettext_lazy("Answers that changed"), lambda row: len(row.changes)),
        (
            gettext_lazy("Questions"),
            lambda row: "; ".join(one.question.text for one in row.changes),
        ),
    )

    def get_rows(self) -> Any:
        self.object = self.get_edition()
        return self.filter_form.narrow(changed_of(self.drifts()))

    def get_file_name(self) -> str:
        return f"verschillen-editie-{self.object.pk}.csv"
