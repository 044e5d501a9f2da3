"""Narrowing and ordering who changed what."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from coalitions.forms.fields import DayField
from coalitions.selectors.history import Feed
from kansrijkestart.core.forms import set_choices
from kansrijkestart.core.lists import OrderedFilter

OLDEST = "old"


class HistoryFilter(OrderedFilter):
    """What changed, between two days, and in which order. Not by words: some are erased since."""

    orders = {"": (_("newest first"), None), OLDEST: (_("oldest first"), OLDEST)}

    what = forms.ChoiceField(label=_("What changed"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("Up to and including"), required=False)

    def __init__(self, *args: Any, feeds: Sequence[Feed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feeds = feeds
        nouns = {feed.source.key: str(feed.source.noun) for feed in feeds}
        # Several kinds of rows may have one name; for a reader they are one thing.
        keys = {noun: key for key, noun in reversed(nouns.items())}
        # A link may name any of them: that one stands for its name then.
        if (named := self.data.get("what")) in nouns:
            keys[nouns[named]] = named
        found = sorted((key, noun) for noun, key in keys.items())
        found.sort(key=lambda pair: pair[1].casefold())
        set_choices(self, "what", [("", _("Everything")), *found])
        self._nouns = nouns

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("first"), asked.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day lies before the first day."))
        return asked

    @property
    def feeds_asked(self) -> list[Feed]:
        """Return the sources of what is asked for."""
        noun = self._nouns.get(self.asked.get("what", ""))
        return [one for one in self.feeds if noun is None or str(one.source.noun) == noun]

    @property
    def during(self) -> Q:
        """Return the condition on the moment of an event: whole days in the site's own time."""
        condition = Q()
        if first := self.asked.get("first"):
            condition &= Q(pgh_created_at__gte=make_aware(datetime.combine(first, time.min)))
        if last := self.asked.get("last"):
            condition &= Q(pgh_created_at__lte=make_aware(datetime.combine(last, time.max)))
        return condition

    @property
    def is_oldest_first(self) -> bool:
        return self.order == OLDEST
