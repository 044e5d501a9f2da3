"""Everyone with an account: narrowed, ordered, and with their roles in words."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import NationalRole, User

OWN_FACTORS: Final = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def people(asked: dict[str, Any]) -> QuerySet[User]:
    """Return the accounts that were asked for, with ``has_factor``; those with access first."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=OWN_FACTORS)
    rows = User.objects.annotate(has_factor=Exists(factors))
    if words := asked.get("q", ""):
        rows = rows.filter(Q(email__icontains=words) | Q(name__icontains=words))
    if role := asked.get("rol", ""):
        rows = rows.filter(pk__in=holders_of(role))
    state = asked.get("stand", "")
    if state in {"in", "uit"}:
        rows = rows.filter(is_active=state == "in")
    elif state == "nooit":
        rows = rows.filter(last_login=None)
    elif state == "zonder":
        rows = rows.filter(has_factor=False)
    return rows.order_by("-is_active", "email", "pk")


def holders_of(role: str) -> Any:
    """Return the keys of who has a role now; a role nobody knows gives nobody."""
    if role in NationalRoleKind.values:
        return NationalRole.objects.filter(role=role).values("user")
    found = registry.role_holders.get(role)
    return found[1]() if found else []


def role_choices() -> list[tuple[str, Any]]:
    """Return every role there is, to narrow by."""
    placed = [(key, label) for key, (label, _find) in registry.role_holders.items()]
    return [("", _("All roles")), *placed, *NationalRoleKind.choices]


def roles_of(users: list[User]) -> dict[int, list[str]]:
    """Return the roles of these users in words, with a fixed number of questions."""
    ids = [user.pk for user in users]
    found: dict[int, list[str]] = {user_id: [] for user_id in ids}
    for row in NationalRole.objects.filter(user__in=ids).order_by("pk"):
        found[row.user_id].append(row.get_role_display())
    for describe in registry.roles_in_words:
        for user_id, words in describe(ids).items():
            found[user_id] += words
    return found
