"""Dates to look at agreements again as iCalendar (RFC 5545): whole days, no persons, no alarm."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from agreements.models import Agreement
from kansrijkestart.core.spreadsheets import clean_text

PRODUCT: Final = "-//Coalitiedossier Kansrijke Start//NL"
REFRESH: Final = timedelta(hours=12)
A_DAY: Final = timedelta(days=1)


def calendar_ics(
    agreements: Iterable[Agreement], *, host: str, build_url: Callable[[str], str]
) -> bytes:
    """Return the calendar. ``host`` ends the key of every event, ``build_url`` makes its link."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _("Agreements to look at again"))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for agreement in agreements:
        calendar.add_component(_event(agreement, host, build_url))
    return bytes(calendar.to_ical())


def _event(agreement: Agreement, host: str, build_url: Callable[[str], str]) -> Event:
    """The key stays when title or date change; its stamp and number say which is newer."""
    title, coalition = clean_text(agreement.title), clean_text(agreement.coalition.name)
    url = build_url(agreement.get_absolute_url())
    words = _("Does it still hold? Agreement of %(coalition)s: %(url)s")
    event = Event()
    event.add("uid", f"agreement-{agreement.pk}@{host}")
    event.add("dtstamp", agreement.updated_at)
    event.add("last-modified", agreement.updated_at)
    event.add("sequence", agreement.version)
    event.add("dtstart", agreement.review_on)
    event.add("dtend", agreement.review_on + A_DAY)
    event.add("summary", _("Look again: %(title)s") % {"title": title})
    event.add("description", words % {"coalition": coalition, "url": url})
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
