"""How this installation is set up, and which reference files are loaded: to read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from kansrijkestart.accounts.views.users import AdministratorsOnly
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.reference_files import MOST_SHOWN, drift, reference_files
from kansrijkestart.dashboard.selectors.settings_in_words import groups
from kansrijkestart.dashboard.selectors.site_state import site_lines


class AdministrationPage(AdministratorsOnly, PageMixin, TemplateView):
    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Start"), safe_reverse("home") or "/")]


class SettingsView(AdministrationPage):
    template_name = "dashboard/settings.html"
    page_title = gettext_lazy("Settings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=groups(), site=site_lines(), **kwargs)


class ReferenceView(AdministrationPage):
    """The files; a press on the button compares every row, and writes nothing."""

    template_name = "dashboard/reference.html"
    page_title = gettext_lazy("Reference files")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(files=reference_files(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        changes = drift()
        return self.render_to_response(
            self.get_context_data(
                is_compared=True, number=len(changes), changes=changes[:MOST_SHOWN], **kwargs
            )
        )
