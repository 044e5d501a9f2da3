"""How a coalition that has ended stood before it did."""

from typing import Any

from django.db.models import Max

from coalitions.choices import Stage
from coalitions.models import Coalition, CoalitionMunicipality


def state_before_the_end(coalition: Coalition) -> tuple[str, list[str]]:
    """Return the stage of before, and the names of the municipalities it worked for last."""
    events: Any = coalition.events  # type: ignore[attr-defined]
    before = events.exclude(stage=Stage.ENDED).order_by("-pgh_id").first()
    rows = CoalitionMunicipality.objects.filter(coalition=coalition)
    last = rows.aggregate(last=Max("until"))["last"]
    names = rows.filter(until=last).order_by("municipality__name_fold")
    return (
        before.stage if before else Stage.UNKNOWN,
        list(names.values_list("municipality__name", flat=True)),
    )
