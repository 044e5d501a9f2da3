"""Where a service directory is kept, by whom, and when somebody last looked at it."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import ServiceDirectory
from coalitions.forms.fields import DayField
from coalitions.models import Coalition, Municipality, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_rows,
)
from kansrijkestart.core.lists import RowsFilter

PARTNER_HELP = _("Only partners of this coalition. Is it not there? Add it as a partner first.")


def partners_of(coalition: Coalition, *kept: int | None) -> Any:
    """Return active partners, and the organisations that a record names already."""
    active = coalition.partners.active().values("organisation")
    return Organisation.objects.filter(Q(pk__in=active) | Q(pk__in=[one for one in kept if one]))


def places_of(coalition: Coalition, kept: int | None = None) -> Any:
    """Return the municipalities that the coalition works for, and one that a record names."""
    covered = Municipality.objects.covered_by(coalition)
    rows = Municipality.objects.filter(Q(pk__in=covered.values("pk")) | Q(pk=kept))
    return rows.order_by("name_fold", "code")


class PlaceFormMixin:
    """Asks for a municipality, but not when there is only one."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    only_place: Municipality | None = None

    def offer_places(self, coalition: Coalition, kept: int | None = None) -> None:
        rows = places_of(coalition, kept)
        found = list(rows[:2])
        if len(found) == 1:
            self.only_place = found[0]
            del self.fields["municipality"]
        else:
            set_rows(cast("forms.BaseForm", self), "municipality", rows)

    def place(self) -> Municipality:
        """Return the municipality; only after ``is_valid()``."""
        return self.only_place or cast("Municipality", self.cleaned_data["municipality"])


class DirectoryForm(NoPersonalNumbersMixin, PlaceFormMixin, KsForm):
    """What is asked when a service directory is recorded or changed."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none()
    )
    name = forms.CharField(
        label=_("Where is it kept?"),
        max_length=200,
        help_text=_("The name of the site, the system or the list that professionals use."),
    )
    url = forms.URLField(label=_("Address"), required=False, max_length=300, assume_scheme="https")
    keeper = forms.ModelChoiceField(
        label=_("Who keeps it up to date?"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=PARTNER_HELP,
    )
    checked_on = DayField(
        label=_("When was it last checked?"),
        required=False,
        help_text=_("Leave it empty when that is not known."),
    )

    def __init__(
        self,
        *args: Any,
        coalition: Coalition,
        instance: ServiceDirectory | None = None,
        **kwargs: Any,
    ) -> None:
        self.instance = instance
        if instance is not None:
            names = ("municipality", "name", "url", "keeper", "checked_on")
            kwargs["initial"] = {name: getattr(instance, name) for name in names}
        super().__init__(*args, **kwargs)
        set_rows(self, "keeper", partners_of(coalition, instance.keeper_id if instance else None))
        self.offer_places(coalition, instance.municipality_id if instance else None)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        names = ("name", "url", "keeper", "checked_on")
        return {"municipality": self.place()} | {name: self.cleaned_data[name] for name in names}


def _checked_on(place: Any) -> date:
    """What was never checked comes first."""
    return min((one.checked_on or date.min for one in place.directories), default=date.min)


class DirectoryFilter(RowsFilter):
    """Narrow and order where the service directory of each municipality is kept."""

    orders = {
        "": (_("by municipality"), None),
        "checked": (_("checked longest ago first"), _checked_on),
        "lacking": (_("not recorded first"), lambda place: bool(place.directories)),
    }

    def said_by(self, place: Any) -> str:
        kept = (f"{one.name} {one.keeper or ''}" for one in place.directories)
        return " ".join((place.municipality.name, *kept))


class DirectoryAddForm(IdempotentFormMixin, DirectoryForm):
    """A service directory that is recorded for the first time."""


class DirectoryUpdateForm(VersionedFormMixin, DirectoryForm):
    """A change; carries the version the user saw."""


class DirectoryEndForm(VersionedFormMixin, KsForm):
    """Since when it is not kept any more."""

    ended_on = DayField(label=_("Since when is it not kept any more?"))

    def __init__(self, *args: Any, instance: ServiceDirectory, **kwargs: Any) -> None:
        self.instance = instance
        kwargs.setdefault("initial", {"ended_on": clock.today()})
        super().__init__(*args, **kwargs)


class StillRightForm(VersionedFormMixin, KsForm):
    """Nothing to fill in: only which version of the record somebody saw."""

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
