"""What the demo accounts were told: the nights of today, and what others did in their records.

What earlier sections told on its way, years ago, was read then and is not mailed any more.
"""

from datetime import timedelta

from django.db.models import F

from agreements.services.reminders import reviews_remind
from coalitions.choices import ActionState
from coalitions.models import Action, AdviceMessage, AdviceRequest
from coalitions.services.telling import tell_action, tell_advice_asked, tell_said
from kansrijkestart.core import clock
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from monitoring.models import Round
from monitoring.services.reminders import opening_tell, reminders_write

RECENT = timedelta(days=30)


def is_loaded() -> bool:
    return Notification.objects.filter(created_at__gte=clock.now() - RECENT).exists()


def load() -> None:
    long_ago = Notification.objects.filter(created_at__lt=clock.now() - RECENT)
    long_ago.update(delivery=Delivery.NONE, read_at=F("created_at"))
    reviews_remind()
    for one in Round.objects.open_at(clock.now()):
        opening_tell(one)
    reminders_write()
    for action in Action.objects.filter(state=ActionState.OPEN).select_related("coalition"):
        tell_action(action, None)
    request = AdviceRequest.objects.order_by("pk").last()
    if request is not None:
        tell_advice_asked(request.assessment, [request])
    message = AdviceMessage.objects.filter(shared_at__isnull=False).order_by("pk").last()
    if message is not None:
        tell_said(message)
