"""What a coalition does when a municipality it works for no longer exists."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from coalitions.models import Coalition, Municipality
from coalitions.selectors.life import pending_successions
from coalitions.services.coverage import elsewhere, leave, locked_municipalities, start
from coalitions.services.running import locked_running

# Gets the coalition, the former municipality, and those in which the coalition goes on.
Follower = Callable[[Coalition, Municipality, Sequence[Municipality]], None]
_followers: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """Let an app carry on, in the same transaction, what its records say of a municipality."""
    if follower not in _followers:
        _followers.append(follower)


@dataclass
class Followed:
    """What changed: the periods that ended, those that began, and who works elsewhere already."""

    ended: list[Municipality] = field(default_factory=list)
    started: list[Municipality] = field(default_factory=list)
    elsewhere: list[Municipality] = field(default_factory=list)


@transaction.atomic
def coverage_follow_successions(
    *, coalition: Coalition, take_over: Collection[Municipality] | None = None
) -> Followed:
    """End the coverage of municipalities that were abolished, and begin that of their successors.

    Both on the day of the reorganisation, so that every day before keeps the answer it had. Of a
    municipality that was split the coalition says which parts it takes over; ``None`` takes all. A
    successor that has another local coalition stays there. A successor that was abolished since is
    the next one to follow: call again. What other apps keep per municipality goes on in those that
    are taken over (``register_follower``), and stays with the former one too.
    """
    stored = locked_running(coalition)
    done = Followed()
    for pending in pending_successions(stored):
        leave([pending.row], pending.on)
        done.ended.append(pending.row.municipality)
        wanted = [one for one in pending.successors if take_over is None or one in take_over]
        locked = locked_municipalities(wanted)
        taken = elsewhere(locked, pending.on, stored) if stored.is_local else set()
        for municipality in locked:
            if municipality.pk in taken:
                done.elsewhere.append(municipality)
            elif start(stored, municipality, pending.on):
                done.started.append(municipality)
        going_on = [one for one in locked if one.pk not in taken]
        for follower in _followers:
            follower(stored, pending.row.municipality, going_on)
    return done
