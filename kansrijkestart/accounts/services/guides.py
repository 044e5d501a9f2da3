"""The guide through the first ten minutes: put off, put away, shown again, gone through."""

from typing import Final

from kansrijkestart.accounts.choices import GuideKind, GuideWish
from kansrijkestart.accounts.models import GuideState, User
from kansrijkestart.core import clock

LATER_DAYS: Final = 7  # who puts it off sees it again in the next working week
NEW_DAYS: Final = 90  # an account of this age is new: to older ones it shows itself no more


def guide_wish(*, user: User, guide: GuideKind, wish: GuideWish) -> GuideState:
    """Remember what somebody wants with one guide; the same again changes only the moment."""
    state, _is_new = GuideState.objects.update_or_create(
        user=user, guide=guide, defaults={"wish": wish, "changed_at": clock.now()}
    )
    return state
