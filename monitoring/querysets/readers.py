"""Who reads what of this app, as its querysets ask it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import User


def is_analyst(user: "User") -> bool:
    """Tell whether somebody who signed in is a national analyst."""
    return user.has_national_role("analyst")
