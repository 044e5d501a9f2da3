"""Two days to compare the record between."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.fields import DayField
from kansrijkestart.core import clock
from kansrijkestart.core.forms import KsForm

DAYS_BACK = 30
LAST_DAY = date(9998, 1, 1)  # what comes after still is a date in every time zone


def start_of(day: date) -> datetime:
    """Return midnight at the start of a day, in the site's time zone."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


class CompareForm(KsForm):
    """From the start of one day to the end of another; by default the last month."""

    since = DayField(label=gettext_lazy("First day"))
    until = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data if data and "since" in data else None, **kwargs)
        self.initial.setdefault("since", clock.today() - timedelta(days=DAYS_BACK))
        self.initial.setdefault("until", clock.today())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            raise forms.ValidationError(
                {"until": _("Choose a last day that is not before the first day.")}
            )
        return data

    @property
    def days(self) -> tuple[date, date] | None:
        """Return the first and the last day; ``None`` when what was asked is wrong."""
        if not self.is_bound:
            return self.initial["since"], self.initial["until"]
        if not self.is_valid():
            return None
        return self.cleaned_data["since"], self.cleaned_data["until"] or clock.today()

    @property
    def moments(self) -> tuple[datetime, datetime] | None:
        """Return the start of the first day and the end of the last."""
        if self.days is None:
            return None
        since, until = self.days
        return start_of(since), start_of(min(until, LAST_DAY) + timedelta(days=1))
