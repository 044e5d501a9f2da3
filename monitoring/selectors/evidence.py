"""Figures as evidence beside a statement of the checklist: the indicator, never a copied value."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from coalitions.models import Coalition, Municipality
from coalitions.registry import Reading
from coalitions.selectors.evidence import Candidate, EvidenceSource, register_evidence
from kansrijkestart.core.links import safe_reverse
from monitoring.models import FigureEvidence, Indicator, Observation


def with_figures(coalition: Coalition) -> QuerySet[Indicator]:
    """Return the indicators with a published figure about a municipality of the coalition."""
    covered = Municipality.objects.covered_by(coalition)
    figures = Observation.objects.published().filter(
        definition__indicator=OuterRef("pk"), municipality__in=covered
    )
    return Indicator.objects.filter(Exists(figures))


def figure_records(reading: Reading, asked: Collection[int] | None) -> list[Candidate]:
    """Indicators with a published figure about the coalition's municipalities."""
    rows = with_figures(reading.coalition)
    if asked is not None:
        rows = Indicator.objects.filter(pk__in=asked)
    slug = reading.coalition.slug
    return [
        Candidate(
            row.pk,
            row.name,
            safe_reverse("monitoring:indicator", slug=slug, indicator=row.key),
            is_dutch=True,
        )
        for row in rows.order_by("name_fold", "pk")
    ]


def register_own() -> None:
    """Offer figures. Called once when the app is ready."""
    register_evidence(
        EvidenceSource(
            "figure",
            gettext_lazy("Figures"),
            gettext_lazy("Figure"),
            FigureEvidence,
            figure_records,
        )
    )
