"""What people with an account are told of interventions."""

from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from coalitions.models import Coalition
from coalitions.notifications import about, in_running, keeps_records
from interventions.models import Choice, LocalOffer, SupplementRequest
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.registry import Kind, register

ASKED: Final = "interventions.supplement_asked"


def _still_asked(user: Any, rows: list[Notification]) -> set[int]:
    """The coalition reported nothing since, and its reader keeps the record."""
    keys = about(rows, "request")
    since = {"coalition": OuterRef("coalition"), "updated_at__gt": OuterRef("created_at")}
    told = Exists(Choice.objects.filter(**since)) | Exists(LocalOffer.objects.filter(**since))
    asked = dict(
        SupplementRequest.objects.filter(~told, pk__in=set(keys.values())).values_list(
            "pk", "coalition"
        )
    )
    return in_running(keys, asked, Coalition.objects.coordinated_by(user))


def register_own() -> None:
    """Make this kind known. Called once, at the start."""
    register(
        Kind(
            key=ASKED,
            label=_("A region asks which interventions you offer"),
            explanation=_("When the region's table lacks what your municipalities offer."),
            delivery=Delivery.SINGLE,
            still_due=_still_asked,
            reaches=keeps_records,
        )
    )
