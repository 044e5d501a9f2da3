"""Chosen interventions as evidence beside a statement of the checklist."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy

from coalitions.registry import Reading
from coalitions.selectors.evidence import Candidate, EvidenceSource, register_evidence
from interventions.choices import ChoiceState
from interventions.models import Choice, ChoiceEvidence
from kansrijkestart.core.links import safe_reverse


def choice_records(reading: Reading, asked: Collection[int] | None) -> list[Candidate]:
    """Choices of the coalition; one that stopped is not offered any more."""
    user: Any = reading.user
    rows = Choice.objects.visible_to(user).filter(coalition=reading.coalition)
    rows = rows.exclude(state=ChoiceState.STOPPED) if asked is None else rows.filter(pk__in=asked)
    url = safe_reverse("interventions:choices", slug=reading.coalition.slug)
    return [Candidate(row.pk, row.intervention.name, url, is_dutch=True) for row in rows.for_list()]


def register_own() -> None:
    """Offer choices. Called once when the app is ready."""
    register_evidence(
        EvidenceSource(
            "intervention",
            gettext_lazy("Interventions"),
            gettext_lazy("Intervention"),
            ChoiceEvidence,
            choice_records,
        )
    )
