"""What the records that coalitions itself keeps bring to an agenda; see agenda_sources."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import ActionState, AdviceKind, BottleneckState
from coalitions.models import Action, AdviceMessage, Bottleneck
from coalitions.models.advice import ADVISERS_WORDS
from coalitions.registry import Reading
from coalitions.selectors.advice import CONVERSING
from coalitions.selectors.agenda_sources import AgendaSource, Fact, Subject, register_agenda
from coalitions.selectors.one_query import page
from coalitions.selectors.record import newest_round
from coalitions.selectors.timeline import seen
from kansrijkestart.core.links import safe_reverse


def _actions(reading: Reading) -> QuerySet[Any]:
    return seen(Action, reading).filter(state=ActionState.OPEN)


def _action_url(reading: Reading, pk: int) -> str:
    if not reading.may_change:
        return safe_reverse("coalitions:actions", slug=reading.coalition.slug)
    return safe_reverse("coalitions:action_update", slug=reading.coalition.slug, pk=pk)


def _action(reading: Reading, pk: int) -> Subject | None:
    rows = seen(Action, reading).select_related("assigned_to", "organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    lines: list[Fact] = [
        (_("State"), row.get_state_display()),
        (_("Who"), str(row.assigned_to or row.organisation or _("Not agreed yet"))),
        (_("When"), date_format(row.due_on, "j F Y") if row.due_on else _("Not agreed yet")),
    ]
    is_open = row.state == ActionState.OPEN
    landings = ("action_done", "action_moved", "action_dropped") if is_open else ()
    return Subject(lines, landings, row.version, _action_url(reading, pk))


def _bottlenecks(reading: Reading) -> QuerySet[Any]:
    return seen(Bottleneck, reading).unsolved()


def _bottleneck_url(reading: Reading, pk: int) -> str:
    if not reading.may_change:
        return safe_reverse("coalitions:bottlenecks", slug=reading.coalition.slug)
    return safe_reverse("coalitions:bottleneck_update", slug=reading.coalition.slug, pk=pk)


def _bottleneck(reading: Reading, pk: int) -> Subject | None:
    rows = seen(Bottleneck, reading).select_related("municipality", "assigned_to", "organisation")
    row = rows.filter(pk=pk).first()
    if row is None:
        return None
    lines: list[Fact] = [(_("State"), row.get_state_display())]
    if row.text:
        lines.append((_("Explanation"), row.text))
    lines.append((_("Who"), str(row.assigned_to or row.organisation or _("Not agreed yet"))))
    is_open = row.state in {BottleneckState.OPEN, BottleneckState.WORKING}
    landings = ["bottleneck_working"] if row.state == BottleneckState.OPEN else []
    landings += ["bottleneck_solved", "bottleneck_wont"] if is_open else []
    return Subject(lines, landings, row.version, _bottleneck_url(reading, pk))


def _advice(reading: Reading) -> QuerySet[Any] | None:
    """The last word on a principle of the newest round, when it is the adviser's."""
    newest, user = newest_round(reading), reading.user
    if newest is None or user is None or newest.state not in CONVERSING:
        return None
    shared = AdviceMessage.objects.visible_to(user).filter(
        assessment=newest, shared_at__isnull=False
    )
    last = shared.order_by("principle_id", "-shared_at", "-pk").distinct("principle_id")
    # Sets of keys: a DISTINCT ON may not be filtered after it was made.
    return AdviceMessage.objects.filter(pk__in=last.values("pk"), kind__in=ADVISERS_WORDS)


def _advice_read(reading: Reading, keys: Collection[int]) -> set[int]:
    if reading.user is None:
        return set()
    rows = AdviceMessage.objects.visible_to(reading.user).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _advice_said(reading: Reading, pk: int) -> Subject | None:
    """Never the words themselves: who sits in the room may not be among their readers."""
    if reading.user is None:
        return None
    rows = AdviceMessage.objects.visible_to(reading.user).select_related("assessment", "principle")
    row = rows.filter(pk=pk, assessment__coalition=reading.coalition).first()
    if row is None or row.shared_at is None:
        return None
    slug, number = reading.coalition.slug, row.principle.number
    is_open = row.assessment.state in CONVERSING
    words = _("Question of the adviser") if row.kind == AdviceKind.ENQUIRY else _("Advice")
    return Subject(
        [(words, date_format(row.shared_at, "j F Y"))],
        ("advice_reply", "advice_question") if is_open else (),
        url=safe_reverse("coalitions:principle", slug=slug, number=number),
    )


SOURCES = (
    AgendaSource(
        key="actions",
        words=gettext_lazy("Open actions"),
        noun=gettext_lazy("Action"),
        rows=_actions,
        name="title",
        on="due_on",
        why=gettext_lazy("to be done by"),
        url=_action_url,
        look=_action,
        position=20,
    ),
    AgendaSource(
        key="advice",
        words=gettext_lazy("Advice and questions of the adviser"),
        noun=gettext_lazy("Advice"),
        rows=_advice,
        name="principle__screen_title",
        on="shared_at",
        why=gettext_lazy("given on"),
        url=page("coalitions:checklist"),
        look=_advice_said,
        position=30,
        is_dutch=True,
        readable=_advice_read,
    ),
    AgendaSource(
        key="bottlenecks",
        words=gettext_lazy("Bottlenecks that are not solved"),
        noun=gettext_lazy("Bottleneck"),
        rows=_bottlenecks,
        name="title",
        url=_bottleneck_url,
        look=_bottleneck,
        position=50,
    ),
)


def register_own() -> None:
    """Called once when the app is ready."""
    register_agenda(*SOURCES)
