"""What every change to a coalition's own course begins with."""

from django.utils.translation import gettext as _

from coalitions.choices import Stage
from coalitions.models import Coalition
from kansrijkestart.core.exceptions import DomainError


def locked_running(coalition: Coalition) -> Coalition:
    """Return the coalition, locked against other changes; refuse one that has ended."""
    stored = Coalition.objects.select_for_update().get(pk=coalition.pk)
    if stored.stage == Stage.ENDED:
        raise DomainError(_("This coalition has ended. Its record can be read, not changed."))
    return stored
