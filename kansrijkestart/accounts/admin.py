from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kansrijkestart.accounts.admin_site import AdministratorAdmin, ReadOnlyAdmin, RoleAdmin
from kansrijkestart.accounts.choices import ROLE_SENTENCES, NationalRoleKind
from kansrijkestart.accounts.models import Invitation, NationalRole, User


@admin.register(User)
class UserAdmin(AdministratorAdmin):
    """Accounts start with an invitation and end on the page for users, not here."""

    list_display = ["email", "name", "is_active", "last_login"]
    list_filter = ["is_active"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "language", "is_active", "date_joined", "last_login"]
    readonly_fields = ["email", "is_active", "date_joined", "last_login"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(NationalRole)
class NationalRoleAdmin(RoleAdmin):
    list_display = ["user", "role", "since"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    autocomplete_fields = ["user"]

    def role_sentences(self) -> Iterable[tuple[Any, Any]]:
        return [(role.label, ROLE_SENTENCES[role]) for role in NationalRoleKind]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not one's own: the last administrator would shut out everybody."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.user_id != request.user.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role is taken away by removing its row; the history keeps it. Not one's own."""
        may = super().has_view_permission(request, obj)
        return may and (obj is None or obj.user_id != request.user.pk)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "national_role", "created_at", "expires_at", "accepted_at"]
    list_filter = ["national_role"]
    search_fields = ["email"]
    exclude = ["digest"]
