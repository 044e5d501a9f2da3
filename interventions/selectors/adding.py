"""The lists of coalitions that a reader of the catalogue may put an intervention on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coalitions.models import Coalition
from interventions.models import Choice, Intervention
from interventions.selectors.search import is_task

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


@dataclass(frozen=True)
class OwnList:
    """A coalition whose record the reader keeps, and what of these stands on its list."""

    coalition: Coalition
    chosen: list[Choice]
    left: list[Intervention]


def own_lists(user: "User | AnonymousUser", shown: Sequence[Intervention]) -> list[OwnList]:
    """Return the reader's coalitions with what is on their list and what may be added.

    A legal task is not chosen, so it is in neither. Two queries, whatever the number of coalitions.
    """
    offered = [one for one in shown if not is_task(one)]
    if not user.is_authenticated or not offered:
        return []
    coalitions = Coalition.objects.running().coordinated_by(user).order_by("name")
    choices = Choice.objects.filter(coalition__in=coalitions, intervention__in=offered).for_list()
    found: dict[int, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.coalition_id, []).append(choice)
    return [_own_list(one, found.get(one.pk, []), offered) for one in coalitions]


def _own_list(
    coalition: Coalition, chosen: list[Choice], offered: Sequence[Intervention]
) -> OwnList:
    known = {choice.intervention_id for choice in chosen}
    return OwnList(coalition, chosen, [one for one in offered if one.pk not in known])
