"""What bottlenecks and meetings say under the principles, and which step they suggest."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import Stage
from coalitions.models import Bottleneck, BottleneckResponse, Meeting
from coalitions.registry import Fact, NextStep, Reading
from coalitions.selectors.agendas import taken_up
from coalitions.selectors.coming import SOON
from coalitions.selectors.hinge import has_owner
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse


def _unsolved(reading: Reading) -> list[Bottleneck]:
    """Return what is not solved: of the region too when this is its coalition."""

    def look_up() -> list[Bottleneck]:
        coalition = reading.coalition
        if coalition.is_regional and coalition.region:
            rows = Bottleneck.objects.for_region(coalition.region)
        else:
            rows = Bottleneck.objects.filter(coalition=coalition)
        return list(rows.unsolved().prefetch_related("responses").order_by("pk"))

    return reading.remember("coalitions.bottlenecks", look_up)


def _without_owner(_reader: object) -> QuerySet[Bottleneck]:
    """Return the oldest own bottleneck that nobody picks up, by the same rule as ``has_owner``."""
    picked_up = BottleneckResponse.objects.filter(
        bottleneck=OuterRef("pk"), coalition=OuterRef("coalition"), organisation__isnull=False
    )
    rows = Bottleneck.objects.filter(~Exists(picked_up), coalition=THE_COALITION)
    return rows.unsolved().without_owner().order_by("pk")[:1]


WITHOUT_OWNER: Final[LookUp[list[Bottleneck]]] = LookUp(
    "coalitions.bottlenecks_without_owner", _without_owner, ("title",), list
)


def hinge_facts(reading: Reading) -> list[Fact]:
    """Regional principle 5, R5.6: bottlenecks get an owner and a solution."""
    rows = _unsolved(reading)
    url = safe_reverse("coalitions:bottlenecks", slug=reading.coalition.slug)
    if not rows:
        return [Fact(_("Open bottlenecks: not recorded."), url, is_known=False, position=10)]
    owned = sum(has_owner(reading.coalition, row) for row in rows)
    text = ngettext(
        "One open bottleneck; with an owner: %(owned)s.",
        "%(number)s open bottlenecks; with an owner: %(owned)s.",
        len(rows),
    )
    return [Fact(text % {"number": len(rows), "owned": owned}, url, position=10)]


def meeting_facts(reading: Reading) -> list[Fact]:
    """Composition and lead: when the coalition last met."""
    newest = reading.remember(
        "coalitions.meetings",
        lambda: (
            Meeting.objects.filter(coalition=reading.coalition, held_on__lte=clock.today())
            .order_by("-held_on", "-pk")
            .first()
        ),
    )
    url = safe_reverse("coalitions:meetings", slug=reading.coalition.slug)
    if newest is None:
        return [Fact(_("Meetings not recorded yet."), url, is_known=False, position=60)]
    words = {"date": date_format(newest.held_on, "j F Y"), "kind": newest.get_kind_display()}
    return [Fact(_("Last meeting on %(date)s: %(kind)s.") % words, url, position=60)]


def _last_meeting(_reader: object) -> QuerySet[Meeting]:
    """Return the meeting that says when the next one is, and whether that is taken up."""
    rows = Meeting.objects.filter(coalition=THE_COALITION)
    return rows.annotate(is_taken_up=Exists(taken_up())).order_by("-held_on", "-pk")[:1]


LAST_MEETING: Final[LookUp[list[Any]]] = LookUp(
    "coalitions.last_meeting", _last_meeting, ("next_on", "is_taken_up"), list
)


def meeting_steps(reading: Reading) -> list[NextStep]:
    """Suggest to prepare the meeting that was agreed on, in the month before it."""
    if not reading.may_change or reading.coalition.stage == Stage.ENDED:
        return []
    last, today = next(iter(LAST_MEETING.of(reading)), None), clock.today()
    if last is None or last.is_taken_up or last.next_on is None:
        return []
    if not today <= last.next_on <= today + SOON:
        return []
    words = {"day": date_format(last.next_on, "j F Y")}
    return [
        NextStep(
            15,
            _("Prepare the meeting of %(day)s") % words,
            _("You agreed on this day. What asks for a talk is ready to be put on the agenda."),
            safe_reverse("coalitions:agenda_add", slug=reading.coalition.slug),
            _("Prepare a meeting"),
        )
    ]


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest an owner for a bottleneck that nobody picks up."""
    if not reading.may_change:
        return []
    nobody = next(iter(WITHOUT_OWNER.of(reading)), None)
    if nobody is None:
        return []
    url = safe_reverse("coalitions:bottleneck_update", slug=reading.coalition.slug, pk=nobody.pk)
    return [
        NextStep(
            55,
            _("Who picks up this bottleneck?"),
            _("Nobody has been named yet for “%(title)s”.") % {"title": nobody.title},
            url,
            _("Open the bottleneck"),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_facts("scharnierpunt", hinge_facts)
    registry.register_facts("samenstelling", meeting_facts)
    registry.register_facts("trekker", meeting_facts)
    registry.register_next_step(next_steps)
    registry.register_next_step(meeting_steps)
    register_look_up(WITHOUT_OWNER, LAST_MEETING)
