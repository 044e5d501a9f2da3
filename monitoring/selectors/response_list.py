"""The rounds of one coalition, with how far it is in each."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Coalesce

from coalitions.models import Coalition
from monitoring.choices import HANDED_IN
from monitoring.models import Response, Round
from monitoring.selectors.deadlines import Deadline, deadline_of

if TYPE_CHECKING:
    from datetime import datetime

    from kansrijkestart.accounts.models import User


@dataclass(frozen=True)
class Listed:
    """A round in the list, with how many of the coalition's municipalities handed in.

    The pages of a year are about one round; of the others it tells only this.
    """

    round: Round
    handed_in: int
    total: int
    is_open: bool
    has_pages: bool
    deadline: Deadline


def rounds_listed(coalition: Coalition, user: "User", year: int | None = None) -> list[Listed]:
    """Return the rounds of all years, or of one, newest first (three queries).

    Counted are the responses of which this reader may see the answers.
    """
    rounds: Any = Round.objects.visible_to(user).for_list().told_has_pages()
    if year is not None:
        rounds = rounds.filter(questionnaire_version__year=year)
    mine = Response.objects.visible_to(user).filter(coalition=coalition)
    rows: Any = mine.filter(round__in=rounds.values("pk")).with_last_moment()
    responses = list(rows.values_list("round", "pk", "state", "last_moment"))
    open_now = set(mine.open_now().values_list("pk", flat=True))
    total = Counter(asked for asked, *_rest in responses)
    handed_in = Counter(asked for asked, _pk, state, _longer in responses if state in HANDED_IN)
    is_open = {asked for asked, pk, *_rest in responses if pk in open_now}
    untils: defaultdict[int, list[datetime | None]] = defaultdict(list)
    for asked, _pk, _state, until in responses:
        untils[asked].append(until)
    # What is still to open goes by its plan, so it stands on top.
    opens = Coalesce("opened_at", "opens_at").desc()
    order = ("-questionnaire_version__year", opens, "pk")
    return [
        Listed(
            one,
            handed_in[one.pk],
            total[one.pk],
            one.pk in is_open,
            one.has_pages,
            deadline_of(one.closes_at, untils[one.pk]),
        )
        for one in rounds.order_by(*order)
    ]
