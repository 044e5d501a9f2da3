"""The demo's letter box, so that an invitation can be followed without a mail server."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.notifications import mailbox

PER_PAGE = 25


class DemoOnlyMixin:
    """Outside demo mode there is no letter box to know of."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO_MODE:
            raise Http404
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class DemoMailListView(DemoOnlyMixin, PageMixin, TemplateView):
    template_name = "notifications/mail_list.html"
    page_title = gettext_lazy("Mail of the demonstration")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Start"), safe_reverse("home") or "/")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(mailbox.mails(), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(page_obj=page, **kwargs)


class DemoMailDetailView(DemoOnlyMixin, PageMixin, TemplateView):
    template_name = "notifications/mail_detail.html"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            (_("Start"), safe_reverse("home") or "/"),
            (_("Mail of the demonstration"), reverse("letter_box:mail")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = mailbox.find_mail(self.kwargs["key"])
        if mail is None:
            raise Http404
        self.page_title = mail.subject
        return super().get_context_data(mail=mail, **kwargs)
