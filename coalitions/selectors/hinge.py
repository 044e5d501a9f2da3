"""What the record answers of statement R5.6: bottlenecks get an owner and a solution.

The mapping is this team's proposal; the official checklist has no score. It looks at what
municipalities brought to the region and at what the regional coalition recorded itself:

- every open one has an owner in the region, and at least one was solved: *in place*;
- every open one has an owner: *mostly*; some have one, or some were solved: *in development*;
- nobody owns any and none was solved: no answer, because not recorded is not a no.

Everybody who reads the checklist reads how many there are; of whom they are only as far as the
reader may know: the region's lead of all, others of the coalitions whose record they open.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions.choices import AnswerScale, BottleneckState
from coalitions.models import Bottleneck, Coalition
from kansrijkestart.core.links import safe_reverse

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import User

BOTTLENECKS: Final = "R5.6"


@dataclass(frozen=True)
class Knots:
    """The bottlenecks of a region, counted."""

    number: int = 0
    owned: int = 0
    solved: int = 0


def has_owner(coalition: Coalition, row: Bottleneck) -> bool:
    """Of a bottleneck brought to the region: somebody in the region picks it up."""
    if row.coalition_id == coalition.pk and (row.assigned_to_id or row.organisation_id):
        return True
    return any(
        response.coalition_id == coalition.pk and response.organisation_id
        for response in row.responses.all()
    )


def scale_of(knots: Knots) -> str:
    """Return what the record says, or nothing where it does not say."""
    if not knots.owned and not knots.solved:
        return ""
    if knots.owned < knots.number:
        return AnswerScale.IN_DEVELOPMENT
    return AnswerScale.IN_PLACE if knots.solved else AnswerScale.MOSTLY


def in_words(knots: Knots) -> str:
    words = ngettext(
        "One open bottleneck, with an owner: %(owned)s, solved before: %(solved)s",
        "%(number)s open bottlenecks, with an owner: %(owned)s, solved before: %(solved)s",
        knots.number,
    )
    return words % {"number": knots.number, "owned": knots.owned, "solved": knots.solved}


def bottlenecks_of(coalition: Coalition) -> tuple[Knots, list[Bottleneck]]:
    """Return the counts and the open bottlenecks of a regional coalition; three questions."""
    if coalition.region is None:
        return Knots(), []
    rows = Bottleneck.objects.for_region(coalition.region)
    found = list(
        rows.unsolved().select_related("coalition").prefetch_related("responses").order_by("pk")
    )
    owned = sum(has_owner(coalition, row) for row in found)
    return Knots(len(found), owned, rows.filter(state=BottleneckState.SOLVED).count()), found


def per_coalition(
    coalition: Coalition, rows: Iterable[Bottleneck], user: "User"
) -> tuple[tuple[str, ...], str]:
    """Return whose bottlenecks they are, as far as this reader may know, and where they stand."""
    region = coalition.region
    is_lead = user.has_perm("coalitions.lead_region", region)
    known = set(Coalition.objects.visible_to(user).values_list("pk", flat=True))
    counts: Counter[str] = Counter()
    others = 0
    for row in rows:
        if is_lead or row.coalition_id in known:
            counts[row.coalition.name] += 1
        else:
            others += 1
    words = [f"{name}: {number}" for name, number in sorted(counts.items())]
    if others:
        words.append(_("other coalitions: %(number)s") % {"number": others})
    if is_lead and coalition.region:
        return tuple(words), safe_reverse(
            "dashboard:region_bottlenecks", slug=coalition.region.slug
        )
    return tuple(words), safe_reverse("coalitions:bottlenecks", slug=coalition.slug)
