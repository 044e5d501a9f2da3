"""What national roles may do. Predicates answer False for nobody."""

import rules

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import User


def has_national_role(role: str) -> rules.Predicate:
    """Return the predicate "this active user has this national role"."""

    def has_role(user: User) -> bool:
        return bool(user.is_authenticated and user.is_active and user.has_national_role(role))

    return rules.predicate(has_role, name=f"is_{role}")


is_adviser = has_national_role(NationalRoleKind.ADVISER)
is_analyst = has_national_role(NationalRoleKind.ANALYST)
is_policy_viewer = has_national_role(NationalRoleKind.POLICY_VIEWER)
is_administrator = has_national_role(NationalRoleKind.ADMINISTRATOR)

rules.add_perm("accounts.invite_anyone", is_administrator)
rules.add_perm("notifications.see_not_arrived", is_administrator)
rules.add_perm("accounts.see_national", is_analyst | is_policy_viewer)
