"""What everyone may read: the start, the map, public coalitions and the pages about the site."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import DetailView, TemplateView

from coalitions.models import Coalition, PracticeExample
from coalitions.selectors.page_head import kind_of_coalition
from coalitions.selectors.public import public_coalitions, told_of
from coalitions.selectors.states import municipality_states
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.forms import MapSearch
from kansrijkestart.dashboard.guide import kinds_of
from kansrijkestart.dashboard.roles import roles_of
from kansrijkestart.dashboard.tilemap import tile_map
from kansrijkestart.dashboard.views.public_map import with_addresses


class LandingView(TemplateView):
    """The start for somebody who has not signed in. Writes its own heading."""

    template_name = "dashboard/landing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = municipality_states()
        drawing = tile_map(states)
        return super().get_context_data(
            search=MapSearch(),
            map=drawing,
            total=len(states),
            provinces=with_addresses(states),
            **kwargs,
        )


class PublicCoalitionView(PageMixin, DetailView):
    """What a coalition lets everyone know; one that is not public does not exist here."""

    template_name = "dashboard/public_coalition.html"
    # Not "coalition": the frame would show the record's own bar.
    context_object_name = "shown"
    object: Coalition

    def get_queryset(self) -> QuerySet[Coalition]:
        return public_coalitions()

    def get_page_title(self) -> str:
        return self.object.name

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Map"), reverse("dashboard:map"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [told] = told_of([self.object])
        return super().get_context_data(
            page_meta=kind_of_coalition(self.object),
            place=_("Map"),
            municipalities=told.municipalities,
            regional=told.regional,
            examples=PracticeExample.objects.published().filter(coalition=self.object),
            record_url=self._record_url(),
            **kwargs,
        )

    def _record_url(self) -> str:
        """Return the way to the record for somebody who may open it."""
        seen = Coalition.objects.visible_to(self.request.user)
        if not seen.filter(pk=self.object.pk).exists():
            return ""
        return safe_reverse("coalitions:detail", slug=self.object.slug)


class AboutView(PageMixin, TemplateView):
    """What the site is and who is behind it."""

    template_name = "dashboard/about.html"
    page_title = gettext_lazy("About this site")


class AccessibilityView(PageMixin, TemplateView):
    """How accessible the site is, how that was tested and what is not known."""

    template_name = "dashboard/accessibility.html"
    page_title = gettext_lazy("Accessibility")


class PrivacyView(PageMixin, TemplateView):
    """Which personal data the site keeps, and which never."""

    template_name = "dashboard/privacy.html"
    page_title = gettext_lazy("Privacy")
    extra_context = {"retention_months": settings.CONTACT_RETENTION_MONTHS}


class HelpView(PageMixin, TemplateView):
    """Answers to what people ask first."""

    template_name = "dashboard/help.html"
    page_title = gettext_lazy("Help")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the guides that the reader may have shown again: all of theirs at once."""
        guides = kinds_of(roles_of(self.request))
        return super().get_context_data(guides=guides, **kwargs)


class FaviconView(View):
    """Browsers ask for this address by themselves where nothing names an icon, as in a PDF."""

    def get(self, request: HttpRequest) -> FileResponse:
        icon = settings.BASE_DIR / "static" / "img" / "favicon.ico"
        return FileResponse(icon.open("rb"), content_type="image/x-icon")


class RobotsView(View):
    """Search engines may read the public pages only."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"sitemap": request.build_absolute_uri(reverse("sitemap"))}
        kind = "text/plain; charset=utf-8"
        return render(request, "dashboard/robots.txt", context, content_type=kind)


class SecurityTextView(View):
    """Where to report a weakness (RFC 9116): the help page says who keeps this installation."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "contact": request.build_absolute_uri(reverse("help")),
            "canonical": request.build_absolute_uri(reverse("security_txt")),
            "expires": (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z"),
        }
        kind = "text/plain; charset=utf-8"
        return render(request, "dashboard/security.txt", context, content_type=kind)
