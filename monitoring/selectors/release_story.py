"""What happened to a release, from its history: loaded, published, open data, withdrawn, undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from kansrijkestart.accounts.models import User
from monitoring.choices import ReleaseState
from monitoring.models import Release


@dataclass(frozen=True)
class Turn:
    """One change of state; ``who`` is empty for the command line."""

    when: datetime
    words: str
    who: str = ""
    reason: str = ""


def release_story(release: Release) -> list[Turn]:
    """Every change of state and of open data, oldest first, in three questions."""
    model: Any = apps.get_model("monitoring", "ReleaseEvent")
    events = list(
        model.objects.filter(pgh_obj=release.pk)
        .select_related("pgh_context")
        .order_by("pgh_created_at", "pgh_id")
    )
    names = _names(events)
    story, before, was_open = [], "", False
    for event in events:
        when, who = event.pgh_created_at, names.get(_user(event), "")
        if event.state != before:
            reason = event.withdrawn_reason if event.state == ReleaseState.WITHDRAWN else ""
            story.append(Turn(when, _words(before, event.state), who, reason))
            before = event.state
        if event.is_open != was_open:
            words = _("Made open data") if event.is_open else _("No longer open data")
            story.append(Turn(when, words, who))
            was_open = event.is_open
    return story


def _user(event: Any) -> int:
    found = event.pgh_context.metadata.get("user") if event.pgh_context else None
    return found if isinstance(found, int) else 0


def _names(events: list[Any]) -> dict[int, str]:
    people = User.objects.filter(pk__in={_user(event) for event in events})
    return {person.pk: str(person) for person in people}


def _words(before: str, after: str) -> str:
    if before == ReleaseState.WITHDRAWN:
        return _("Withdrawal undone")
    if not before:
        return _("Stored")
    return _("Published") if after == ReleaseState.PUBLISHED else _("Withdrawn")
