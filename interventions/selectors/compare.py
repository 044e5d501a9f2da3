"""Interventions side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from interventions.models import Intervention
from interventions.selectors.catalogue import RecognitionView, best_recognition
from interventions.selectors.search import is_task

LEAST: Final = 2
MOST: Final = 4


@dataclass(frozen=True)
class Column:
    """One intervention of the comparison."""

    intervention: Intervention
    recognition: RecognitionView | None
    is_task: bool


@dataclass(frozen=True)
class Comparison:
    """What somebody chose. Nothing is compared when that is too little or too much."""

    chosen: list[Intervention] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)

    @property
    def is_too_much(self) -> bool:
        return len(self.chosen) > MOST

    @property
    def has_task(self) -> bool:
        return any(column.is_task for column in self.columns)


def compared(slugs: Sequence[str]) -> Comparison:
    """Put the chosen interventions side by side, in the order they were chosen."""
    wanted = list(dict.fromkeys(slug for slug in slugs if "\0" not in slug))[:100]
    rows = Intervention.objects.catalogue().filter(slug__in=wanted)
    found = {one.slug: one for one in rows.prefetch_related("recognitions", "variants")}
    chosen = [found[slug] for slug in wanted if slug in found]
    if not LEAST <= len(chosen) <= MOST:
        return Comparison(chosen)
    return Comparison(chosen, [Column(one, best_recognition(one), is_task(one)) for one in chosen])
