"""The milestones that coalitions itself knows; see coalitions.selectors.timeline."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import AmbitionState, RoadMapState
from coalitions.models import (
    Action,
    Ambition,
    EmbeddingItem,
    ParentInvolvement,
    Partnership,
    RoadMapItem,
)
from coalitions.registry import Reading
from coalitions.selectors.overview import shared_advice
from coalitions.selectors.record import rounds_seen
from coalitions.selectors.timeline import Milestone, register_milestones
from kansrijkestart.core.links import safe_reverse


def _url(reading: Reading, name: str, **kwargs: Any) -> str:
    return safe_reverse(f"coalitions:{name}", slug=reading.coalition.slug, **kwargs)


def partner_milestones(reading: Reading) -> Iterator[Milestone]:
    """The first partner, and when parents took part."""
    url = _url(reading, "partners")
    rows = Partnership.objects.filter(coalition=reading.coalition)
    found = [
        (since or timezone.localdate(created_at), name)
        for since, created_at, name in rows.order_by("pk").values_list(
            "since", "created_at", "organisation__name"
        )
    ]
    if found:
        on, name = min(found, key=lambda one: one[0])
        yield Milestone(on, _("First partner"), name, url)
    for row in ParentInvolvement.objects.filter(
        coalition=reading.coalition, took_place_on__isnull=False
    ):
        yield Milestone(row.took_place_on, _("Parents took part"), row.get_form_display(), url)  # type: ignore[arg-type]


def checklist_milestones(reading: Reading) -> Iterator[Milestone]:
    """Rounds that were settled, and advice; only those the reader may see."""
    for row in rounds_seen(reading):
        if row.agreed_on:
            words = _("Round %(number)s of the checklist settled in the coalition")
            url = _url(reading, "checklist_round", round=row.round)
            yield Milestone(row.agreed_on, words % {"number": row.round}, "", url)
    given = Counter(
        (timezone.localdate(one.shared_at), one.assessment.round)
        for one in shared_advice(reading)
        if one.shared_at
    )
    for (on, number), times in given.items():
        words = ngettext(
            "Advice on %(number)s principle of the checklist",
            "Advice on %(number)s principles of the checklist",
            times,
        )
        url = _url(reading, "checklist_round", round=number)
        yield Milestone(on, words % {"number": times}, "", url)


def plan_milestones(reading: Reading) -> Iterator[Milestone]:
    """Ambitions with how they ended, actions that are done, what was delivered and anchored."""
    plan, actions = _url(reading, "plan"), _url(reading, "actions")
    of_coalition = {"coalition": reading.coalition}
    for one in Ambition.objects.filter(**of_coalition):
        yield Milestone(timezone.localdate(one.created_at), _("Ambition"), one.title, plan)
        if one.ended_on:
            reached = one.state == AmbitionState.REACHED
            words = _("Ambition reached") if reached else _("Ambition stopped")
            yield Milestone(one.ended_on, words, one.title, plan)
    done = Action.objects.filter(**of_coalition, state="done", done_on__isnull=False)
    for title, on in done.values_list("title", "done_on"):
        yield Milestone(on, _("Action done"), title, actions)  # type: ignore[arg-type]
    delivered = RoadMapItem.objects.filter(**of_coalition, state=RoadMapState.DONE)
    for title, on in delivered.values_list("deliverable", "done_on"):
        yield Milestone(on, _("Delivered"), title, _url(reading, "road_map"))
    for item in EmbeddingItem.objects.filter(**of_coalition):
        name = _("%(title)s (%(place)s)") % {"title": item.title, "place": item.place}
        on = timezone.localdate(item.created_at)
        yield Milestone(on, _("Anchored"), name, _url(reading, "embedding"))


def register_own() -> None:
    """Called once when the app is ready."""
    for source in (partner_milestones, checklist_milestones, plan_milestones):
        register_milestones(source)
