"""Pages for everybody."""

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from kansrijkestart.core.views import PageMixin


class LandingView(PageMixin, TemplateView):
    """What this site is, and where to sign in."""

    template_name = "dashboard/landing.html"
    page_title = gettext_lazy("The record of coalitions for a promising start")
