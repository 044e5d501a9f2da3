"""Putting the guide off, away, or back."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views import View

from kansrijkestart.accounts.choices import GuideKind, GuideWish
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.accounts.services.guides import guide_wish
from kansrijkestart.core.links import safe_reverse

SAID: Final[dict[str, Promise]] = {
    GuideWish.LATER: gettext_lazy("The first steps come back in a week."),
    GuideWish.NEVER: gettext_lazy(
        "The first steps stay away. Under Help you can have them shown again."
    ),
    GuideWish.SHOWN: gettext_lazy("The first steps are back, as far as something is still open."),
}


class WishForm(forms.Form):
    """Which guides and what with them; nobody says themselves that a guide is done."""

    guide = forms.MultipleChoiceField(choices=GuideKind.choices)
    wish = forms.ChoiceField(choices=[(wish, wish) for wish in SAID])


class GuideView(LoginRequiredMixin, View):
    """Remembers what somebody wants with their guide, and goes back to where they were."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WishForm(request.POST)
        if not form.is_valid():
            raise Http404
        wish = GuideWish(form.cleaned_data["wish"])
        for guide in form.cleaned_data["guide"]:
            guide_wish(user=signed_in(request), guide=GuideKind(guide), wish=wish)
        messages.success(request, str(SAID[wish]))
        back = request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return HttpResponseRedirect(back if is_ours else safe_reverse("home") or "/")
