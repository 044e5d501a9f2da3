"""Who approves the answers of a coalition, and who may be chosen to; for its page with members."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from coalitions.registry import Block, Reading
from coalitions.selectors.members import users_with_access
from coalitions.selectors.panels import register_panel
from kansrijkestart.accounts.models import User
from monitoring.models import ApprovalWish


def wish_of(coalition: Coalition) -> ApprovalWish | None:
    """Return what a coalition chose, with who approves; None as long as nobody ever was named."""
    wishes = ApprovalWish.objects.filter(coalition=coalition)
    return wishes.select_related("approver").first()


def approvers_of(coalition: Coalition) -> QuerySet[User]:
    """Return who may be chosen: everybody with access to the record, in order of name."""
    return users_with_access(coalition).order_by("name", "email")


def approval_panel(reading: Reading, kind: str, _key: int) -> Block | None:
    """Who approves, for who takes part; with the people to choose from for who may set it."""
    user = reading.user
    if kind != "members" or user is None or not user.is_authenticated:
        return None
    if not Coalition.objects.taken_part_in_by(user).filter(pk=reading.coalition.pk).exists():
        return None
    members = approvers_of(reading.coalition) if reading.may_change else None
    return Block(
        "approval",
        _("Who approves the answers?"),
        "monitoring/_approval.html",
        {"wish": wish_of(reading.coalition), "members": members},
    )


def register_own() -> None:
    """Called once when the app is ready."""
    register_panel(approval_panel)
