"""Everyone with an account, for administrators."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView, View

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.forms import UserSearchForm
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.people import people, roles_of
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.accounts.services.invitations import invitation_resend, invitation_revoke
from kansrijkestart.accounts.services.passwords import KIND, password_reset_ask
from kansrijkestart.accounts.services.users import (
    second_factor_reset,
    user_deactivate,
    user_reactivate,
)
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.views import PageMixin
from kansrijkestart.jobs.services import is_queued


class AdministratorsOnly(LoginRequiredMixin, PermissionRequiredMixin):
    permission_required = "accounts.invite_anyone"


class UserListView(AdministratorsOnly, PageMixin, ListView):
    template_name = "accounts/users.html"
    page_title = gettext_lazy("Users")
    paginate_by = 50

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Start"), safe_reverse("home") or "/")]

    @cached_property
    def filter_form(self) -> UserSearchForm:
        return UserSearchForm(self.request.GET)

    def get_queryset(self) -> QuerySet[User]:
        rows: QuerySet[User] = self.filter_form.in_order(people(self.filter_form.asked))
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        users = list(context["page_obj"].object_list)
        roles = roles_of(users)
        waiting = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        invitations = with_offers(waiting.order_by("-created_at", "-pk")[:50])
        is_one = context["page_obj"].paginator.count == 1 and not self.filter_form.is_asked
        return context | {
            "is_alone": is_one and not invitations,
            "create_url": safe_reverse("coalitions:create"),
            "filter_form": self.filter_form,
            "people": [(user, roles[user.pk]) for user in users],
            "invitations": invitations,
            "now": clock.now(),
            "invite_url": safe_reverse("coalitions:invite_user"),
            "is_filtered": self.filter_form.is_asked,
        }


def _yes_or_no(said: object) -> str:
    return _("yes") if said else _("no")


class UserFileView(ListFileMixin, UserListView):
    """The list as a file, narrowed as on the page; for whoever looks after the accounts."""

    file_name = "gebruikers.csv"
    columns = (
        (gettext_lazy("Name"), lambda row: row[0].name),
        (gettext_lazy("E-mail address"), lambda row: row[0].email),
        (gettext_lazy("Roles"), lambda row: "; ".join(row[1])),
        (gettext_lazy("Access"), lambda row: _yes_or_no(row[0].is_active)),
        (
            gettext_lazy("Last signed in"),
            lambda row: localtime(row[0].last_login).date() if row[0].last_login else None,
        ),
        (gettext_lazy("Second step"), lambda row: _yes_or_no(row[0].has_factor)),
    )

    def get_rows(self) -> list[tuple[User, list[str]]]:
        users = list(self.get_queryset())
        roles = roles_of(users)
        return [(user, roles[user.pk]) for user in users]


def with_offers(invitations: Iterable[Invitation]) -> list[tuple[Invitation, str]]:
    """Return invitations with what they offer in words, in a fixed number of questions."""
    found = list(invitations)
    words: dict[int, str] = {}
    for describe in registry.offers_in_words:
        words |= describe([one.pk for one in found])
    return [(one, words.get(one.pk, "")) for one in found]


class UserActiveView(AdministratorsOnly, PageMixin, TemplateView):
    """Asks once more, then takes somebody's access away or gives it back."""

    template_name = "accounts/user_active.html"

    @property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        words = _("Take away the access of %(name)s")
        if not self.person.is_active:
            words = _("Give access back to %(name)s")
        return words % {"name": self.person}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            (_("Start"), safe_reverse("home") or "/"),
            (str(UserListView.page_title), reverse("people:users")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.person
        roles = roles_of([person])[person.pk]
        return super().get_context_data(person=person, roles=roles, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person = self.person
        wanted = request.POST.get("active")
        assert isinstance(request.user, User)  # noqa: S101 - for the type checker
        try:
            if wanted == "no":
                user_deactivate(user_id=person.pk, deactivated_by=request.user)
                messages.success(request, _("This person is out; open pages stop working at once."))
            elif wanted == "yes":
                user_reactivate(user_id=person.pk)
                messages.success(request, _("This person can sign in again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("people:users"))


class InvitationAgainView(AdministratorsOnly, View):
    """Sends an invitation again, or withdraws it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=pk)
        try:
            if request.POST.get("do") == "revoke":
                invitation_revoke(invitation_id=invitation.pk)
                messages.success(request, _("The invitation has been withdrawn."))
            else:
                invitation_resend(invitation_id=invitation.pk, build_url=request.build_absolute_uri)
                messages.success(request, _("The invitation has been sent again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("people:users"))


class SecondFactorView(AdministratorsOnly, View):
    """Takes out the second factors of who lost them."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk)
        try:
            second_factor_reset(user_id=person.pk, reset_by=signed_in(request))
            messages.success(
                request,
                _("The second step is out and this person is signed out everywhere. They set up a "
                  "new one when they sign in."),
            )  # fmt: skip
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(_back_to(person))


class PasswordLinkView(AdministratorsOnly, View):
    """Mails somebody a link for a new password, as they could ask for themselves."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = get_object_or_404(User, pk=pk, is_active=True)
        site = request.build_absolute_uri("/")
        asked = {"email": person.email, "site": site, "language": person.language}
        if not is_queued(kind=KIND, parameters=asked):
            password_reset_ask(**asked)
        messages.success(request, _("A link for a new password is on its way to this person."))
        return HttpResponseRedirect(_back_to(person))


def _back_to(person: User) -> str:
    return safe_reverse("dashboard:person", pk=person.pk) or reverse("people:users")
