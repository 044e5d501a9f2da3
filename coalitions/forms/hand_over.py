"""Handing a record over."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.models import Coalition, Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm

NOBODY = "nobody"


class HandOverForm(IdempotentFormMixin, KsForm):
    """Who takes over, and what they must know."""

    successor = forms.ChoiceField(
        label=gettext_lazy("Who takes over?"),
        help_text=gettext_lazy(
            "Is your successor not here yet? Invite them first, then you hand over to them."
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose who takes over, or that nobody does yet.")
        },
    )
    note = forms.CharField(
        label=gettext_lazy("What must your successor know?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, coalition: Coalition, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.current().filter(coalition=coalition, user__is_active=True)
        others = rows.exclude(user=user).select_related("user").order_by("user__name", "pk")
        self.people = {str(row.user_id): row.user for row in others}
        self.fields["successor"].choices = [  # type: ignore[attr-defined]
            *((str(row.user_id), f"{row.user} ({row.get_role_display()})") for row in others),
            (NOBODY, _("Nobody yet: show the regional lead and the adviser that we seek somebody")),
        ]

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {
            "successor": self.people.get(self.cleaned_data["successor"]),
            "note": self.cleaned_data["note"],
        }
