"""Directories and care pathways of a municipality that was abolished go on in its successors."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from agreements.models import CarePathway, PathwayLine, ServiceDirectory
from coalitions.models import Coalition, Municipality
from coalitions.services.successions import register_follower
from kansrijkestart.core.concurrency import save_versioned

SAID: Final = ("question", "agreement_id", "organisation_id", "text", "contact", "url")


@transaction.atomic
def pathways_follow(
    coalition: Coalition, former: Municipality, successors: Sequence[Municipality]
) -> None:
    """Write down for its successors what a coalition keeps for a former municipality.

    Nothing of the former municipality changes: it stays the answer for every day before. Where a
    successor has a care pathway about the same theme, the answers of the former one are put behind
    those, and it has to be looked at again: nobody looked at both together.
    """
    directories = ServiceDirectory.objects.filter(
        coalition=coalition, municipality=former, ended_on=None
    )
    pathways = CarePathway.objects.filter(coalition=coalition, municipality=former)
    for successor in successors:
        for directory in directories.order_by("pk"):
            _directory(directory, successor)
        for pathway in pathways.order_by("theme__position", "pk"):
            _pathway(pathway, successor)


def _directory(former: ServiceDirectory, successor: Municipality) -> None:
    ServiceDirectory.objects.get_or_create(
        coalition=former.coalition,
        municipality=successor,
        name=former.name,
        ended_on=None,
        defaults={
            "url": former.url,
            "keeper": former.keeper,
            "checked_on": former.checked_on,
        },
    )


def _pathway(former: CarePathway, successor: Municipality) -> None:
    found, is_new = CarePathway.objects.select_for_update().get_or_create(
        coalition=former.coalition,
        municipality=successor,
        theme=former.theme,
        defaults={"owner": former.owner, "checked_on": former.checked_on},
    )
    if _lines(former, found) and not is_new:
        found.checked_on = None
        save_versioned(found, expected_version=None, fields=["checked_on"], validate=False)


def _lines(former: CarePathway, found: CarePathway) -> int:
    """Put the answers of the former pathway behind those that are there; return how many."""
    there = list(found.lines.all())
    known = {_said(line) for line in there}
    last = max((line.position for line in there), default=0)
    added = [line for line in former.lines.all() if _said(line) not in known]
    for number, line in enumerate(added, start=last + 1):
        values = {name: getattr(line, name) for name in SAID}
        PathwayLine.objects.create(pathway=found, position=number, **values)
    return len(added)


def _said(line: PathwayLine) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in SAID)


def register_own() -> None:
    """Called once when the app is ready."""
    register_follower(pathways_follow)
