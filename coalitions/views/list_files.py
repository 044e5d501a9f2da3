"""Lists of a record as files: the rows of each page, narrowed and ordered as there.

Without names of persons: who has something is said by organisation. Only the file of contact
persons holds them, for who keeps that list.
"""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.models import Action, Bottleneck, Meeting, Organisation, Partnership, RoadMapItem
from coalitions.selectors.plan import EmbeddingRow, embedding_of, road_map_of
from coalitions.views.answers import AnswerListView
from coalitions.views.bottlenecks import BottleneckListView
from coalitions.views.coalition import CoalitionListView
from coalitions.views.coming import ComingView
from coalitions.views.contacts import ContactListView
from coalitions.views.examples import ExampleListView
from coalitions.views.meetings import MeetingListView
from coalitions.views.partners import PartnerListView
from coalitions.views.plan import ActionListView, MyActionsView
from coalitions.views.plan_parts import AmbitionListView, EmbeddingView, RoadMapView
from coalitions.views.polls import PollListView
from coalitions.views.timeline import TimelineView
from kansrijkestart.core import clock
from kansrijkestart.core.lists import Column, ListFileMixin
from kansrijkestart.core.signs import sign_for


class _OfCoalitionMixin(ListFileMixin):
    """A file that has the name of its coalition."""

    coalition: Any
    file_stem = ""

    def get_file_name(self) -> str:
        return f"{self.file_stem}-{self.coalition.slug}.csv"


class CoalitionsFileView(ListFileMixin, CoalitionListView):
    file_name = "coalities.csv"
    columns = (
        (gettext_lazy("Coalition"), lambda row: row.name),
        (gettext_lazy("Kind"), lambda row: capfirst(row.get_scope_display())),
        (gettext_lazy("Stage"), lambda row: sign_for("stage", row.stage).word),
        (gettext_lazy("Region"), lambda row: row.region.name if row.region else None),
        (gettext_lazy("Start date"), lambda row: row.started_on),
        (gettext_lazy("End date"), lambda row: row.ended_on),
    )


def _name(organisation: Organisation | None) -> str | None:
    return organisation.name if organisation else None


def _who(row: Action | Bottleneck) -> str | None:
    if row.organisation:
        return row.organisation.name
    return _("Somebody of the coalition") if row.assigned_to_id else None


ACTION: tuple[Column, ...] = (
    (gettext_lazy("What"), lambda row: row.title),
    (gettext_lazy("When"), lambda row: row.due_on),
    (gettext_lazy("State"), lambda row: capfirst(row.get_state_display())),
    (gettext_lazy("Done on"), lambda row: row.done_on),
    (gettext_lazy("Result"), lambda row: row.result or None),
)


class ActionsFileView(_OfCoalitionMixin, ActionListView):
    file_stem = "acties"
    columns = (
        *ACTION,
        (gettext_lazy("Who"), _who),
        (gettext_lazy("Ambition"), lambda row: row.ambition.title if row.ambition else None),
    )


class MyActionsFileView(ListFileMixin, MyActionsView):
    file_name = "mijn-acties.csv"
    columns = (*ACTION, (gettext_lazy("Coalition"), lambda row: row.coalition.name))


def _present(row: Meeting) -> str | None:
    return "; ".join(one.organisation.name for one in row.present.all()) or None


class MeetingsFileView(_OfCoalitionMixin, MeetingListView):
    file_stem = "overleggen"
    columns = (
        (gettext_lazy("Date"), lambda row: row.held_on),
        (gettext_lazy("Kind of meeting"), lambda row: capfirst(row.get_kind_display())),
        (gettext_lazy("Who was there"), _present),
        (gettext_lazy("Number of parents present"), lambda row: row.parents_present),
        (gettext_lazy("What came of it"), lambda row: row.outcome or None),
        (gettext_lazy("Next meeting"), lambda row: row.next_on),
    )


BOTTLENECK: tuple[Column, ...] = (
    (gettext_lazy("What"), lambda row: row.title),
    (gettext_lazy("Explanation"), lambda row: row.text or None),
    (
        gettext_lazy("Municipality"),
        lambda row: row.municipality.name if row.municipality else None,
    ),
    (gettext_lazy("Where"), lambda row: row.place or None),
    (gettext_lazy("Who"), _who),
    (gettext_lazy("State"), lambda row: capfirst(row.get_state_display())),
    (gettext_lazy("Solution"), lambda row: row.solution or row.why_not or None),
    (gettext_lazy("Solved on"), lambda row: row.solved_on),
    (gettext_lazy("Brought to the region on"), lambda row: row.brought_on),
)


class BottlenecksFileView(_OfCoalitionMixin, BottleneckListView):
    file_stem = "knelpunten"
    columns = BOTTLENECK


def _takes_part(row: Partnership) -> str:
    left = row.until is not None and row.until <= clock.today()
    return _("Left") if left else _("Takes part")


class PartnersListFileView(_OfCoalitionMixin, PartnerListView):
    file_stem = "partners"
    columns = (
        (gettext_lazy("Organisation"), lambda row: row.organisation.name),
        (gettext_lazy("Domain"), lambda row: capfirst(row.partner_type.get_domain_display())),
        (gettext_lazy("Kind of partner"), lambda row: row.partner_type.name),
        (gettext_lazy("Role"), lambda row: row.role or None),
        (gettext_lazy("State"), _takes_part),
        (gettext_lazy("Since"), lambda row: row.since),
        (gettext_lazy("Until"), lambda row: row.until),
    )


class ContactsFileView(_OfCoalitionMixin, ContactListView):
    file_stem = "contactpersonen"
    columns = (
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Function"), lambda row: row.function or None),
        (gettext_lazy("Organisation"), lambda row: row.partnership.organisation.name),
        (gettext_lazy("E-mail address"), lambda row: row.email or None),
        (gettext_lazy("Phone"), lambda row: row.phone or None),
        (gettext_lazy("Last sure on"), lambda row: row.last_active_on),
    )


class AnswersFileView(_OfCoalitionMixin, AnswerListView):
    """Who takes something up is an organisation, as the form asks."""

    file_stem = "antwoorden-checklist"
    columns = (
        (gettext_lazy("Round"), lambda row: row.assessment.round),
        (gettext_lazy("Principle"), lambda row: row.statement.principle.screen_title),
        (gettext_lazy("Statement"), lambda row: row.statement.text),
        (gettext_lazy("Now"), lambda row: capfirst(row.get_now_display()) or None),
        (gettext_lazy("Wished"), lambda row: capfirst(row.get_wished_display()) or None),
        (gettext_lazy("Explanation"), lambda row: row.explanation or None),
        (gettext_lazy("What shows this"), lambda row: row.evidence or None),
        (gettext_lazy("Who takes this up"), lambda row: row.owner or None),
        (gettext_lazy("When"), lambda row: row.due_on),
    )


class EmbeddingFileView(_OfCoalitionMixin, EmbeddingView):
    file_stem = "borging"
    columns = (
        (gettext_lazy("What"), lambda row: row.item.title),
        (gettext_lazy("Anchored in"), lambda row: capfirst(row.item.place)),
        (gettext_lazy("Until when"), lambda row: row.item.until),
        (gettext_lazy("No end date"), lambda row: _("yes") if row.item.has_no_end else None),
        (gettext_lazy("Who looks after it"), lambda row: _name(row.item.organisation)),
    )

    def get_rows(self) -> list[EmbeddingRow]:
        rows: list[EmbeddingRow] = self.filter_form.narrow(embedding_of(self.coalition))
        return rows


class RoadMapFileView(_OfCoalitionMixin, RoadMapView):
    file_stem = "routekaart"
    columns = (
        (gettext_lazy("Local or regional"), lambda item: capfirst(item.get_level_display())),
        (gettext_lazy("What will be delivered"), lambda item: item.deliverable),
        (gettext_lazy("State"), lambda item: sign_for("road_map", item.state).word),
        (gettext_lazy("Deadline"), lambda item: item.due_on),
        (gettext_lazy("Done on"), lambda item: item.done_on),
        (gettext_lazy("Who looks after it"), lambda item: _name(item.organisation)),
        (gettext_lazy("Coalition"), lambda item: item.coalition.name),
    )

    def get_rows(self) -> list[RoadMapItem]:
        columns = road_map_of(self.coalition)
        return [item for column in columns for item in self.filter_form.narrow(column.rows)]


class AmbitionsFileView(_OfCoalitionMixin, AmbitionListView):
    file_stem = "ambities"
    columns = (
        (gettext_lazy("Ambition"), lambda row: row.title),
        (gettext_lazy("For whom"), lambda row: row.for_whom or None),
        (gettext_lazy("Until when"), lambda row: row.reach_by),
        (gettext_lazy("State"), lambda row: capfirst(row.get_state_display())),
        (gettext_lazy("Phase"), lambda row: capfirst(row.get_phase_display()) or None),
        (gettext_lazy("Subgoal of the programme"), lambda row: row.goal.text if row.goal else None),
        (gettext_lazy("Measurable target"), lambda row: row.target or None),
        (
            gettext_lazy("Actions for this"),
            lambda row: "; ".join(one.title for one in row.plan_actions) or None,
        ),
    )


class OwnExamplesFileView(_OfCoalitionMixin, ExampleListView):
    file_stem = "praktijkvoorbeelden"
    columns = (
        (gettext_lazy("Practice example"), lambda row: row.title),
        (gettext_lazy("Phase"), lambda row: row.phase_words or None),
        (gettext_lazy("State"), lambda row: sign_for("example", row.state).word),
        (gettext_lazy("Published on"), lambda row: row.published_on),
    )


class PollsFileView(_OfCoalitionMixin, PollListView):
    """What the page says: how many were asked and how many sheets came back, nothing of answers."""

    file_stem = "peilingen"
    columns = (
        (gettext_lazy("Poll"), lambda row: row.title),
        (
            gettext_lazy("What is it about?"),
            lambda row: row.principle.screen_title if row.principle else _("The whole checklist"),
        ),
        (gettext_lazy("State"), lambda row: sign_for("poll", row.state).word),
        (gettext_lazy("Last day to answer"), lambda row: row.closes_on),
        (gettext_lazy("Invited"), lambda row: row.invited),
        (gettext_lazy("Answer sheets"), lambda row: row.received),
    )


class ComingFileView(_OfCoalitionMixin, ComingView):
    file_stem = "komt-eraan"
    columns = (
        (gettext_lazy("Date"), lambda row: row.on),
        (gettext_lazy("What"), lambda row: str(row.words)),
        (gettext_lazy("Which"), lambda row: row.name or None),
        (gettext_lazy("State"), lambda row: _("the day is over") if row.is_late else None),
    )

    def get_rows(self) -> list[Any]:
        return ComingView.get_rows(self)


class TimelineFileView(_OfCoalitionMixin, TimelineView):
    file_stem = "tijdlijn"
    columns = (
        (gettext_lazy("Date"), lambda row: row.on),
        (gettext_lazy("What"), lambda row: str(row.words)),
        (gettext_lazy("Which"), lambda row: row.name or None),
    )

    def get_rows(self) -> list[Any]:
        return TimelineView.get_rows(self)
