"""The line under the heading of every page of a coalition: what, where, last changed by whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import time_ns
from typing import Final

from django.core.cache import cache
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.models import Coalition, Municipality
from coalitions.registry import Reading
from coalitions.selectors.municipalities import fold
from coalitions.selectors.newest_changes import newest_changes
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence

# More names than these become a number.
NAMES_AT_MOST: Final = 3
KEPT_FOR: Final = 5 * 60

# When, who, and which source of the log; a municipality has neither moment nor source.
Row = tuple[datetime | None, str | None, str | None]


@dataclass(frozen=True)
class LatestChange:
    """The newest change of one kind of record: what it is called, when, and by whom.

    ``key`` is its source in the log, by which that can be narrowed.
    """

    key: str
    noun: str
    at: datetime
    who: str

    @property
    def words(self) -> str:
        # Not "changed": it may have been added or taken away, which stands in the log.
        return _("%(noun)s: on %(date)s, by %(who)s.") % {
            "noun": self.noun,
            "date": date_format(localtime(self.at), "j F"),
            "who": self.who,
        }


def kind_of_coalition(coalition: Coalition) -> str:
    """Return whether a coalition is local, regional or both, in words."""
    if coalition.is_local and coalition.is_regional:
        return _("Local and regional coalition")
    return _("Local coalition") if coalition.is_local else _("Regional coalition")


def covered_url(coalition: Coalition) -> str:
    """Return the list of the municipalities that a coalition works for today."""
    return f"{safe_reverse('coalitions:life', slug=coalition.slug)}?gemeenten=nu#coverage"


def place_sentence(coalition: Coalition, names: list[str]) -> Sentence:
    """Return "Local coalition · Best"; a number in place of the names leads to their list."""
    kind = kind_of_coalition(coalition)
    if not names:
        return Sentence("%(kind)s", {"kind": kind}, {})
    where: Sentence | str = ", ".join(names)
    if len(names) > NAMES_AT_MOST:
        number, url = {"number": len(names)}, {"number": covered_url(coalition)}
        where = Sentence(_("%(number)s municipalities"), number, url)
    return Sentence("%(kind)s · %(where)s", {"kind": kind, "where": where}, {})


def place_line(coalition: Coalition, names: list[str]) -> str:
    """Return the same in plain words."""
    return str(place_sentence(coalition, names))


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

    Asking costs some 27 ms of processor time on a rich record (docs/adr/0017). What a command
    changes shows within those minutes.
    """
    mark = cache.get(_mark_of(reading.coalition.pk), "")
    reader = getattr(reading.user, "pk", None)
    key = f"page-head-rows:{reading.coalition.pk}:{reader}:{clock.today()}:{mark}"
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
    places = sorted((name or "" for moment, name, _key in rows if moment is None), key=fold)
    changes = [(moment, name or "") for moment, name, _key in rows if moment is not None]
    parts = [place_line(reading.coalition, places), note]
    if changes:
        moment, who = max(changes)
        parts.append(
            _("last changed on %(date)s by %(who)s")
            % {"date": date_format(localtime(moment), "j F Y"), "who": who or _("the site itself")}
        )
    return " · ".join(part for part in parts if part)


def latest_changes(reading: Reading, since: datetime) -> list[LatestChange]:
    """Return the newest change of each kind of record since a moment, the newest first.

    Kinds of one name are one thing for a reader. Only what this reader finds in the log. It is
    kept with the line above; at most one query.
    """
    nouns = {source.key: source.noun for source in registry.history_sources()}
    found = [
        LatestChange(key, str(nouns[key]), moment, who or _("the site itself"))
        for moment, who, key in _kept_rows(reading)
        if moment is not None and moment >= since and key in nouns
    ]
    newest = {one.noun: one for one in sorted(found, key=lambda one: one.at)}
    return sorted(newest.values(), key=lambda one: one.at, reverse=True)


# The author is looked up for the newest change of each source only.
_QUERY: Final = """
SELECT NULL::timestamptz, place.name, NULL::text FROM ({places}) AS place (name)
UNION ALL
SELECT change.moment, (
    SELECT COALESCE(NULLIF(account.name, ''), account.email)
    FROM pghistory_context AS context
    JOIN accounts_user AS account ON account.id = (context.metadata ->> 'user')::bigint
    WHERE context.id = change.context
), change.source FROM ({changes}) AS change (moment, context, source)
"""


def _newest_and_places(reading: Reading) -> list[Row]:
    """Return the newest change of each source and, without a moment, the municipalities by name."""
    places = Municipality.objects.covered_by(reading.coalition).order_by().values_list("name")
    text, params = places.query.sql_with_params()
    changes, values = newest_changes(reading)
    with connection.cursor() as cursor:
        # Django's own words; values stay parameters.
        cursor.execute(_QUERY.format(places=text, changes=changes), [*params, *values])
        return cursor.fetchall()
