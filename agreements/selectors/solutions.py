"""Which agreements are to solve which bottlenecks, as far as a reader may see them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from agreements.models import Agreement, BottleneckAgreement
from coalitions.models import Bottleneck
from coalitions.selectors.solutions import Solution, register_solutions
from kansrijkestart.core.signs import sign_for


def linked_to(bottlenecks: Collection[int], user: Any) -> dict[int, list[Agreement]]:
    """Return the agreements of each bottleneck, by title (one query)."""
    rows = BottleneckAgreement.objects.filter(
        bottleneck__in=bottlenecks, agreement__in=Agreement.objects.visible_to(user)
    ).select_related("agreement")
    found: defaultdict[int, list[Agreement]] = defaultdict(list)
    for row in rows.order_by("agreement__title_fold", "pk"):
        found[row.bottleneck_id].append(row.agreement)
    return dict(found)


def bottlenecks_of(agreement: Agreement, user: Any) -> list[Bottleneck]:
    """Return the bottlenecks that an agreement is to solve."""
    links = BottleneckAgreement.objects.filter(agreement=agreement)
    seen = Bottleneck.objects.visible_to(user)
    return list(seen.filter(pk__in=links.values("bottleneck")).order_by("title", "pk"))


def _solutions(bottlenecks: Collection[int], user: Any) -> dict[int, list[Solution]]:
    return {
        bottleneck: [_solution(agreement) for agreement in agreements]
        for bottleneck, agreements in linked_to(bottlenecks, user).items()
    }


def _solution(agreement: Agreement) -> Solution:
    state = str(sign_for("agreement", agreement.state).word).lower()
    return Solution(agreement.title, state, reverse("agreements:detail", args=[agreement.pk]))


def register_own() -> None:
    """Called once when the app is ready."""
    register_solutions(_solutions, "agreements:for_bottleneck")
