"""Until when a coalition may hand in, beside until when everybody may: one may have more time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from monitoring.selectors.round_states import closing_words


@dataclass(frozen=True)
class Deadline:
    """The end of a round for one coalition.

    ``until`` is the last moment of any of its municipalities, ``is_shared`` whether all of them
    have it. ``ends_at`` is the end to name: the first that is still to come, since a day that is
    over says nothing to who has more time; when all are over, that of all of them, or of everybody.
    """

    closes_at: datetime
    until: datetime
    is_shared: bool
    ends_at: datetime

    @property
    def is_extended(self) -> bool:
        return self.until > self.closes_at

    @property
    def note(self) -> str:
        """For a table, below the day: what holds for others, or for some of these."""
        if not self.is_extended:
            return ""
        if self.is_shared:
            words = _("This is more time; for others up to and including %(day)s.")
            return words % {"day": closing_words(self.closes_at)}
        words = _("Some municipalities have more time, up to and including %(day)s.")
        return words % {"day": closing_words(self.until)}

    @property
    def own_note(self) -> str:
        """The same to who fills in."""
        if not self.is_extended:
            return ""
        if self.is_shared:
            words = _("You have more time; for others it is open up to and including %(day)s.")
            return words % {"day": closing_words(self.closes_at)}
        words = _("Some of your municipalities have more time, up to and including %(day)s.")
        return words % {"day": closing_words(self.until)}


def deadline_of(closes_at: datetime, untils: Iterable[datetime | None]) -> Deadline:
    """Return the end for municipalities with these last moments; None has no extension."""
    ends = [max(closes_at, one or closes_at) for one in untils] or [closes_at]
    until, is_shared = max(ends), len(set(ends)) == 1
    over = until if is_shared else closes_at
    ends_at = min((one for one in ends if one > clock.now()), default=over)
    return Deadline(closes_at, until, is_shared, ends_at)
