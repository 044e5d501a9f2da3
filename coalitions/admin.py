from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _

from coalitions.choices import LEAD, PLACE_SENTENCES, MembershipRole
from coalitions.models import (
    Caseload,
    Coalition,
    Membership,
    Region,
    RegionMembership,
    RegionMunicipality,
)
from kansrijkestart.accounts.admin_site import (
    AdministratorAdmin,
    ReadOnlyAdmin,
    RoleAdmin,
    may_administer,
)


@admin.register(Membership)
class MembershipAdmin(RoleAdmin):
    list_display = ["user", "coalition", "role", "since", "until"]
    list_filter = ["role"]
    list_select_related = ["user", "coalition"]
    search_fields = ["user__email", "coalition__name"]
    autocomplete_fields = ["user", "coalition"]

    def role_sentences(self) -> Iterable[tuple[Any, Any]]:
        return [(role.label, PLACE_SENTENCES[role]) for role in MembershipRole]


@admin.register(RegionMembership)
class RegionMembershipAdmin(RoleAdmin):
    list_display = ["user", "region", "since", "until"]
    list_select_related = ["user", "region"]
    search_fields = ["user__email", "region__name"]
    autocomplete_fields = ["user", "region"]

    def role_sentences(self) -> Iterable[tuple[Any, Any]]:
        return [(_("Lead of a region"), PLACE_SENTENCES[LEAD])]


@admin.register(Caseload)
class CaseloadAdmin(AdministratorAdmin):
    list_display = ["adviser", "coalition", "covers_for", "since", "until"]
    list_select_related = ["adviser", "coalition", "covers_for"]
    search_fields = ["adviser__email", "coalition__name"]
    autocomplete_fields = ["adviser", "coalition", "covers_for"]


class RegionMunicipalityInline(admin.TabularInline):
    model = RegionMunicipality
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Region)
class RegionAdmin(AdministratorAdmin):
    list_display = ["name", "kind", "code", "stated_size"]
    list_filter = ["kind"]
    search_fields = ["name", "code"]
    fields = ["name", "slug", "kind", "code", "stated_size", "note"]
    inlines = [RegionMunicipalityInline]


@admin.register(Coalition)
class CoalitionAdmin(ReadOnlyAdmin):
    """To look a coalition up; it is changed on its own pages, where nobody's edit is lost."""

    list_display = ["name", "scope", "stage", "region"]
    list_filter = ["scope", "stage"]
    list_select_related = ["region"]
    search_fields = ["name"]
