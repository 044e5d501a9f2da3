"""Pages that give kept words back."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware import csrf
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.safekeeping import cookies
from kansrijkestart.safekeeping.drafting import page_of
from kansrijkestart.safekeeping.giving_back import back_url, forms_of_page, in_words
from kansrijkestart.safekeeping.idempotency import FIELD as IDEMPOTENCY_FIELD
from kansrijkestart.safekeeping.middleware import MARK, park
from kansrijkestart.safekeeping.models import WhyParked
from kansrijkestart.safekeeping.services.drafts import draft_discard, draft_save
from kansrijkestart.safekeeping.services.parking import Parked, post_unpark, posts_parked_for

HIDDEN_FIELDS = {IDEMPOTENCY_FIELD, "version", "next"}
# These say that the form came from another site; such a form is never kept.
_FOREIGN = ("Origin checking failed", "Referer checking failed")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not right, for whatever reason; keep what was typed."""
    signed_in = request.user.is_authenticated
    user_id = request.user.pk if signed_in else cookies.former_user_id(request)
    is_ours = not reason.startswith(_FOREIGN) and reason != csrf.REASON_INSECURE_REFERER
    carrier = HttpResponse()
    reason_kept = WhyParked.OLD_PAGE if signed_in else WhyParked.SIGNED_OUT
    secret = park(request, carrier, user_id, reason_kept) if is_ours else None
    page = reverse("safekeeping:parked")
    context = {
        "parked": secret is not None,
        "parked_url": page,
        "login_url": f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page})}",
    }
    response = render(request, "403_csrf.html", context, status=403)
    response.cookies.update(carrier.cookies)
    return response


def _shown(request: HttpRequest, parked: Parked) -> dict[str, Any]:
    """Return a kept form for the page: what to read, and every field to send again."""
    forms = forms_of_page(request, parked)
    visible = in_words(forms, parked.fields) or [
        ("", "\n".join(values))
        for name, values in parked.fields
        if name not in HIDDEN_FIELDS and any(value.strip() for value in values)
    ]
    return {
        "post": parked,
        "visible": visible,
        "fields": [(name, value) for name, values in parked.fields for value in values],
        "back_url": back_url(parked) if forms else "",
        "is_old_page": parked.reason == WhyParked.OLD_PAGE,
    }


class ParkedView(LoginRequiredMixin, PageMixin, TemplateView):
    """What this browser kept for this user, to send again or to drop."""

    template_name = "safekeeping/parked.html"
    page_title = gettext_lazy("Kept for you")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Start"), safe_reverse("home") or "/")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = posts_parked_for(
            user_id=int(str(self.request.user.pk)),
            browser_secrets=cookies.kept_secrets(self.request),
        )
        return super().get_context_data(
            parked=[_shown(self.request, item) for item in found], mark=MARK, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Drop one."""
        number = request.POST.get("drop", "")
        if number.isascii() and number.isdecimal() and len(number) < 19:
            post_unpark(user_id=int(str(request.user.pk)), parked_id=int(number))
            messages.success(request, _("What was kept has been removed."))
        return HttpResponseRedirect(reverse("safekeeping:parked"))


class DraftView(LoginRequiredMixin, View):
    """Keeps what somebody is typing, or throws it away at their request."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        page = page_of(request)
        if page is None:
            raise Http404
        if "drop" in request.POST:
            draft_discard(user=request.user, key=page)
            messages.success(request, _("What you had not saved is gone."))
            return HttpResponseRedirect(page)
        try:
            draft_save(user=request.user, key=page, data=dict(request.POST.lists()))
        except DomainError as error:
            return JsonResponse({"error": error.messages[0]}, status=400)
        return JsonResponse({})
