"""What bottlenecks and meetings say under the principles, and which step they suggest."""

from collections.abc import Sequence
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.models import Bottleneck, Meeting
from coalitions.registry import Fact, NextStep, Reading
from coalitions.selectors.hinge import has_owner
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse


def _unsolved(reading: Reading) -> list[Bottleneck]:
    """Return what is not solved: of the region too when this is its coalition."""

    def look_up() -> list[Bottleneck]:
        coalition = reading.coalition
        if coalition.is_regional and coalition.region:
            rows = Bottleneck.objects.for_region(coalition.region)
        else:
            rows = Bottleneck.objects.filter(coalition=coalition)
        return list(rows.unsolved().prefetch_related("responses").order_by("pk"))

    return reading.remember("coalitions.bottlenecks", look_up)


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up the bottlenecks of several local coalitions in two queries, for a page of them all.

    A regional one reads those of its municipalities too, so it asks for itself.
    """
    local = [reading for reading in readings if not reading.coalition.is_regional]
    rows = Bottleneck.objects.filter(coalition__in=[reading.coalition for reading in local])
    found = list(rows.unsolved().prefetch_related("responses").order_by("pk"))
    for reading in local:
        own = [row for row in found if row.coalition_id == reading.coalition.pk]
        reading.remember("coalitions.bottlenecks", partial(list, own))


def hinge_facts(reading: Reading) -> list[Fact]:
    """Regional principle 5, R5.6: bottlenecks get an owner and a solution."""
    rows = _unsolved(reading)
    url = safe_reverse("coalitions:bottlenecks", slug=reading.coalition.slug)
    if not rows:
        return [Fact(_("Open bottlenecks: not recorded."), url, is_known=False, position=10)]
    owned = sum(has_owner(reading.coalition, row) for row in rows)
    text = ngettext(
        "One open bottleneck; with an owner: %(owned)s.",
        "%(number)s open bottlenecks; with an owner: %(owned)s.",
        len(rows),
    )
    return [Fact(text % {"number": len(rows), "owned": owned}, url, position=10)]


def meeting_facts(reading: Reading) -> list[Fact]:
    """Composition and lead: when the coalition last met."""
    newest = reading.remember(
        "coalitions.meetings",
        lambda: (
            Meeting.objects.filter(coalition=reading.coalition, held_on__lte=clock.today())
            .order_by("-held_on", "-pk")
            .first()
        ),
    )
    url = safe_reverse("coalitions:meetings", slug=reading.coalition.slug)
    if newest is None:
        return [Fact(_("Meetings not recorded yet."), url, is_known=False, position=60)]
    words = {"date": date_format(newest.held_on, "j F Y"), "kind": newest.get_kind_display()}
    return [Fact(_("Last meeting on %(date)s: %(kind)s.") % words, url, position=60)]


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest an owner for a bottleneck that nobody picks up."""
    if not reading.may_change:
        return []
    own = [row for row in _unsolved(reading) if row.coalition_id == reading.coalition.pk]
    nobody = next((row for row in own if not has_owner(reading.coalition, row)), None)
    if nobody is None:
        return []
    url = safe_reverse("coalitions:bottleneck_update", slug=reading.coalition.slug, pk=nobody.pk)
    return [
        NextStep(
            55,
            _("Who picks up this bottleneck?"),
            _("Nobody has been named yet for “%(title)s”.") % {"title": nobody.title},
            url,
            _("Open the bottleneck"),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_facts("scharnierpunt", hinge_facts)
    registry.register_facts("samenstelling", meeting_facts)
    registry.register_facts("trekker", meeting_facts)
    registry.register_next_step(next_steps)
