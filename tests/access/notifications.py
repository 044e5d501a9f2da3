"""Who may read which notifications: everybody their own, and administrators what did not arrive."""

from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import NOT_ARRIVED
from tests.access.rows import Row


def _of_coordinator(world):
    row = Notification.objects.create(
        recipient=world.users["coordinator"],
        kind=NOT_ARRIVED,
        occasion="een",
        path="/kaart/",
        delivery="none",
    )
    return {"pk": row.pk}


ROWS = [
    Row("notifications:list", {"nobody": 302}, otherwise=200),
    Row("notifications:settings", {"nobody": 302}, otherwise=200),
    Row("notifications:read", {}, otherwise=302, method="POST"),
    Row(
        "notifications:follow",
        {"nobody": 302, "coordinator": 302},
        kwargs=_of_coordinator,
    ),
    Row(
        "notifications:not_arrived",
        {"nobody": 302, "administrator": 200},
        otherwise=403,
    ),
]
