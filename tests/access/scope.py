"""Who may do what with one invitation to a poll."""

from coalitions.models import PollInvitation
from tests.access.poll import POSTERS, WRITERS, _poll
from tests.access.rows import Row


def _invitation(world):
    where = _poll(world)
    return where | {"invitation": PollInvitation.objects.filter(poll=where["pk"]).latest("pk").pk}


ROWS = [
    Row("coalitions:poll_invited", WRITERS, kwargs=_poll),
    Row("coalitions:poll_resend", POSTERS, method="POST", kwargs=_invitation),
    Row("coalitions:poll_withdraw", POSTERS, method="POST", kwargs=_invitation),
]
