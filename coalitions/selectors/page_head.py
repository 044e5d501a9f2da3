"""The line under the heading of every page of a coalition: what, where, last changed by whom."""

from datetime import datetime
from time import time_ns
from typing import Any, Final

from django.core.cache import cache
from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Subquery,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pghistory.models import Context

from coalitions.models import Coalition, Municipality
from coalitions.registry import Reading
from coalitions.selectors.history import Feed, feeds_for
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock

# More names than these become a number.
NAMES_AT_MOST: Final = 3
KEPT_FOR: Final = 5 * 60

Row = tuple[datetime | None, str | None]


def kind_of_coalition(coalition: Coalition) -> str:
    """Return whether a coalition is local, regional or both, in words."""
    if coalition.is_local and coalition.is_regional:
        return _("Local and regional coalition")
    return _("Local coalition") if coalition.is_local else _("Regional coalition")


def place_line(coalition: Coalition, names: list[str]) -> str:
    """Return "Local coalition · Best"."""
    kind = kind_of_coalition(coalition)
    if not names:
        return kind
    many = len(names) > NAMES_AT_MOST
    where = _("%(number)s municipalities") % {"number": len(names)} if many else ", ".join(names)
    return f"{kind} · {where}"


def mark_changed(coalition: Coalition) -> None:
    """Let the line of a coalition be made again; called after every request that may change it."""
    cache.set(_mark_of(coalition), time_ns(), KEPT_FOR)


def _mark_of(coalition: Coalition) -> str:
    return f"page-head:{coalition.pk}"


def _kept_rows(reading: Reading) -> list[Row]:
    """Return the rows of a reader, kept for some minutes until somebody changes the record.

    Putting the query together costs far more than asking it: 120 ms against 17 on a rich record.
    What a command changes shows within those minutes.
    """
    mark = cache.get(_mark_of(reading.coalition), "")
    reader = getattr(reading.user, "pk", None)
    key = f"page-head:{reading.coalition.pk}:{reader}:{clock.today()}:{mark}"
    found: list[Row] | None = cache.get(key)
    if found is None:
        found = _newest_and_places(reading)
        cache.set(key, found, KEPT_FOR)
    return found


def head_line(reading: Reading, note: str = "") -> str:
    """Return "Local coalition · Best · last changed on … by …"; costs at most one query.

    Counts and names only what this reader finds in the log. ``note`` is what the page itself adds
    ("14 agreements").
    """
    rows = _kept_rows(reading)
    places = [name or "" for moment, name in rows if moment is None]
    changes = [(moment, name or "") for moment, name in rows if moment is not None]
    parts = [place_line(reading.coalition, places), note]
    if changes:
        moment, who = max(changes)
        parts.append(
            _("last changed on %(date)s by %(who)s")
            % {"date": date_format(moment, "j F Y"), "who": who or _("the site itself")}
        )
    return " · ".join(part for part in parts if part)


def _newest_and_places(reading: Reading) -> list[Row]:
    """Return the newest change of each feed and, without a moment, the municipalities by name."""
    places = (
        Municipality.objects.covered_by(reading.coalition)
        .annotate(moment=Cast(Value(None), DateTimeField()), who=F("name"))
        .order_by("name_fold")
        .values_list("moment", "who")
    )
    parts = [_newest(feed) for feed in feeds_for(reading)]
    return list(places.union(*parts, all=True)) if parts else list(places)


def _newest(feed: Feed) -> Any:
    return (
        feed.rows()
        .annotate(moment=F("pgh_created_at"), who=Subquery(_author()))
        .order_by("-pgh_created_at", "-pgh_id")
        .values_list("moment", "who")[:1]
    )


def _author() -> Any:
    """Return the name of who made a change; looked up for the newest one only."""
    user = Context.objects.filter(pk=OuterRef(OuterRef("pgh_context_id")))
    key = user.annotate(user_id=Cast(KT("metadata__user"), BigIntegerField())).values("user_id")
    name = Coalesce(NullIf(F("name"), Value("")), F("email"), output_field=CharField())
    return User.objects.filter(pk=Subquery(key)).annotate(shown=name).values("shown")[:1]
