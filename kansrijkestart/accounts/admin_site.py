"""The administration: for functional administrators, through the site's own login."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from kansrijkestart.accounts.rules import is_administrator
from kansrijkestart.core.admin import SeenMixin


def may_administer(request: HttpRequest) -> bool:
    """Tell whether this user is an administrator; asked many times per page, looked up once."""
    known: bool | None = getattr(request, "_may_administer", None)
    if known is None:
        known = is_administrator.test(request.user)
        request._may_administer = known  # type: ignore[attr-defined]  # noqa: SLF001
    return known


class AdministrationSite(admin.AdminSite):
    """Django's administration behind the login, rate limits and second factor of the site."""

    site_header = _("Administration")
    site_title = _("Administration")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register, with the guard against lost edits for other packages' pages too."""
        chosen = admin_class or admin.ModelAdmin
        if not issubclass(chosen, SeenMixin):
            chosen = type(chosen.__name__, (SeenMixin, chosen), {})
        super().register(model_or_iterable, chosen, **options)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_permission(request):
            return HttpResponseRedirect(self._index(request))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or self._index(request))

    @staticmethod
    def _index(request: HttpRequest) -> str:
        return f"{request.path.partition('login/')[0]}"


class AdministratorAdmin(SeenMixin):
    """A model that administrators may see and change; nothing is deleted, the past stays."""

    actions_on_top = True
    actions_on_bottom = False
    list_per_page = 50
    view_on_site = False  # the administrator's role opens no record, so the link would be dead

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RoleAdmin(AdministratorAdmin):
    """A model that gives somebody a role: its form says what each role sees and may do."""

    def role_sentences(self) -> Iterable[tuple[Any, Any]]:
        """Return what each role is called and what it sees and may do."""
        return ()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        told = format_html_join("", "<li><b>{}</b>: {}</li>", self.role_sentences())
        (name, options), *rest = fieldsets
        words = {"description": format_html("<ul>{}</ul>", told)} if told else {}
        return [(name, {**options, **words}), *rest]


class ReadOnlyAdmin(AdministratorAdmin):
    """A model that is only read here: it has a page or a command of its own."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
