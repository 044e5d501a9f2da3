"""What administrators are told of accounts: mails that did not arrive."""

from typing import Any

from django.utils.translation import gettext_lazy

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import NationalRole
from kansrijkestart.accounts.rules import is_administrator
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import NOT_ARRIVED


def _administrators() -> list[int]:
    rows = NationalRole.objects.filter(role=NationalRoleKind.ADMINISTRATOR, user__is_active=True)
    return list(rows.values_list("user", flat=True))


def _still_due(user: Any, rows: list[Notification]) -> set[int]:
    return {row.pk for row in rows} if is_administrator(user) else set()


def register_own() -> None:
    """Let notifications know who looks after them. Called once, at the start."""
    registry.administrators.append(_administrators)
    registry.register(
        registry.Kind(
            key=NOT_ARRIVED,
            label=gettext_lazy("Mails that did not arrive"),
            explanation=gettext_lazy("When the mail server refused a mail several times."),
            delivery=Delivery.DIGEST,
            still_due=_still_due,
            reaches=is_administrator,
        )
    )
