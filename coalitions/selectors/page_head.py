"""The line under the heading of every page of a coalition: what, where, last changed by whom."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from time import time_ns
from typing import Any, Final

from django.core.cache import cache
from django.db import transaction
from django.db.models import CharField, DateTimeField, F, Func, Value
from django.db.models.functions import Cast
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality
from coalitions.registry import Reading
from coalitions.selectors.history import Feed, feeds_for
from coalitions.selectors.municipalities import fold
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


def mark_changed(coalition_id: int) -> None:
    """Let the line of a coalition be made again. A page of the coalition does so after a write."""
    cache.set(_mark_of(coalition_id), time_ns(), KEPT_FOR)


def mark_when_stored(coalition_ids: Iterable[int]) -> None:
    """The same for a service that writes on pages that are not the coalition's own."""
    for key in set(coalition_ids):
        transaction.on_commit(partial(mark_changed, key))


def _mark_of(coalition_id: int) -> str:
    return f"page-head:{coalition_id}"


def _kept_rows(reading: Reading) -> list[Row]:
    """Return the rows of a reader, kept for some minutes until somebody changes the record.

    Putting the query together costs more than asking it: 40 ms against 15 on a rich record.
    What a command changes shows within those minutes.
    """
    mark = cache.get(_mark_of(reading.coalition.pk), "")
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
    places = sorted((name or "" for moment, name in rows if moment is None), key=fold)
    changes = [(moment, name or "") for moment, name in rows if moment is not None]
    parts = [place_line(reading.coalition, places), note]
    if changes:
        moment, who = max(changes)
        parts.append(
            _("last changed on %(date)s by %(who)s")
            % {"date": date_format(localtime(moment), "j F Y"), "who": who or _("the site itself")}
        )
    return " · ".join(part for part in parts if part)


def _newest_and_places(reading: Reading) -> list[Row]:
    """Return the newest change of each feed and, without a moment, the municipalities by name."""
    places = (
        Municipality.objects.covered_by(reading.coalition)
        .annotate(moment=Cast(Value(None), DateTimeField()), who=F("name"))
        .values_list("moment", "who")
    )
    parts = [_newest(feed) for feed in feeds_for(reading)]
    return list(places.union(*parts, all=True)) if parts else list(places)


def _newest(feed: Feed) -> Any:
    rows = feed.rows().order_by("-pgh_created_at", "-pgh_id")
    return rows.values_list("pgh_created_at", Author("pgh_context_id"))[:1]


class Author(Func):
    """The name of who made a change; the database looks it up for the newest one only.

    Written out, because a nested ``Subquery`` is copied for every source of the log.
    """

    template = (
        "(SELECT COALESCE(NULLIF(account.name, ''), account.email)"
        " FROM pghistory_context AS context JOIN accounts_user AS account"
        " ON account.id = (context.metadata ->> 'user')::bigint"
        " WHERE context.id = %(expressions)s)"
    )
    output_field = CharField()
