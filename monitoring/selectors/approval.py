"""Who approves the answers of a coalition, for its page with members."""

from django.utils.translation import gettext as _

from coalitions.models import Coalition
from coalitions.registry import Block, Reading
from coalitions.selectors.members import users_with_access
from coalitions.selectors.panels import register_panel
from monitoring.models import ApprovalWish


def approval_panel(reading: Reading, kind: str, _key: int) -> Block | None:
    """Who approves, for who takes part; with the people to choose from for who may set it."""
    user = reading.user
    if kind != "members" or user is None or not user.is_authenticated:
        return None
    if not Coalition.objects.taken_part_in_by(user).filter(pk=reading.coalition.pk).exists():
        return None
    wish = ApprovalWish.objects.filter(coalition=reading.coalition).select_related("approver")
    members = users_with_access(reading.coalition).order_by("name", "email")
    return Block(
        "approval",
        _("Who approves the answers?"),
        "monitoring/_approval.html",
        {"wish": wish.first(), "members": members if reading.may_change else None},
    )


def register_own() -> None:
    """Called once when the app is ready."""
    register_panel(approval_panel)
