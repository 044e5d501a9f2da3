"""What one person can see: for an administrator who helps, without opening a record."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.services.users import is_last_administrator
from kansrijkestart.accounts.views.users import AdministratorsOnly, with_offers
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.selectors.person import person_of


class PersonView(AdministratorsOnly, PageMixin, TemplateView):
    template_name = "dashboard/person.html"

    @cached_property
    def account(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("What %(name)s can see") % {"name": self.account}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        home = (_("Start"), safe_reverse("home") or "/")
        return [home, (_("Users"), reverse("people:users"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = person_of(self.account)
        is_self = self.account.pk == self.request.user.pk
        return super().get_context_data(
            person=person,
            received=with_offers(person.received),
            sent=with_offers(person.sent),
            is_self=is_self,
            may_close=not is_self and not is_last_administrator(self.account),
            now=clock.now(),
            **kwargs,
        )
