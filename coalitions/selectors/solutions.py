"""What is agreed about a bottleneck; the app that keeps agreements says so."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from coalitions.models import Bottleneck
from kansrijkestart.core.links import safe_reverse


@dataclass(frozen=True)
class Solution:
    """An agreement that is to solve a bottleneck, with where it stands."""

    title: str
    state: str
    url: str


LookUp = Callable[[Collection[int], Any], dict[int, list[Solution]]]

_sources: list[tuple[LookUp, str]] = []


def register_solutions(look_up: LookUp, page: str) -> None:
    """Let an app say what is agreed; ``page`` names the route where that is linked."""
    if (look_up, page) not in _sources:
        _sources.append((look_up, page))


def add_solutions(bottlenecks: Iterable[Bottleneck], user: Any) -> None:
    """Give each bottleneck its ``solutions``, as far as the reader may see them."""
    rows: list[Any] = list(bottlenecks)
    found = [look_up({row.pk for row in rows}, user) for look_up, _page in _sources]
    for row in rows:
        row.solutions = [one for part in found for one in part.get(row.pk, [])]


def solution_page(bottleneck: Bottleneck, slug: str) -> str:
    """Return where agreements are linked to a bottleneck; empty when no app does so."""
    pages = (safe_reverse(page, slug=slug, pk=bottleneck.pk) for _look_up, page in _sources)
    return next(pages, "")
