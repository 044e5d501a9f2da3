"""Forms about notifications: which to list, and how to be told each kind."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kansrijkestart.core.forms import STALE_PAGE, KsForm, set_choices
from kansrijkestart.core.lists import OrderedFilter, saying
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.selectors import Wished


class NotificationFilterForm(OrderedFilter):
    """Which of the reader's own notifications are listed, and in which order."""

    orders = {
        "": (_("unread first"), None),
        "new": (_("newest first"), ("-created_at", "-pk")),
        "old": (_("oldest first"), ("created_at", "pk")),
        "kind": (_("by what they are about"), ("kind", "-created_at", "-pk")),
    }

    kind = forms.ChoiceField(label=_("About"), required=False)
    unread = forms.BooleanField(label=_("Only what I have not read"), required=False)

    def __init__(self, *args: Any, kinds: Iterable[registry.Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ((one.key, one.label) for one in kinds)
        set_choices(self, "kind", [("", _("Everything")), *known])


class NotArrivedFilter(OrderedFilter):
    """Which mails that did not arrive are listed."""

    orders = {
        "": (_("last tried first"), None),
        "person": (_("by person"), ("recipient__email", "-failed_at", "-pk")),
        "kind": (_("by what they are about"), ("kind", "-failed_at", "-pk")),
    }

    q = forms.CharField(label=_("Name or e-mail address"), required=False, max_length=200)

    def narrow(self, rows: Any) -> Any:
        """Return the mails that were asked for, in the order that was asked for."""
        words = self.asked.get("q", "")
        return self.in_order(saying(rows, words, "recipient__name", "recipient__email"))


class WishesForm(KsForm):
    """One question per kind that the reader can get."""

    mark_optional = False

    def __init__(self, *args: Any, wished: Iterable[Wished], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        for one in wished:
            name = one.kind.key.replace(".", "-")
            self.keys[name] = one.kind.key
            self.fields[name] = forms.ChoiceField(
                label=str(one.kind.label),
                help_text=str(one.kind.explanation),
                choices=Delivery.choices,
                initial=one.delivery,
                error_messages={"required": STALE_PAGE},
            )

    def wishes(self) -> dict[str, str]:
        """Return the way of telling per kind; only after ``is_valid()``."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}
