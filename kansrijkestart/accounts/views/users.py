"""Everyone with an account, for administrators."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView, View

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.forms import UserSearchForm
from kansrijkestart.accounts.models import Invitation, NationalRole, User
from kansrijkestart.accounts.services.invitations import invitation_resend, invitation_revoke
from kansrijkestart.accounts.services.users import user_deactivate, user_reactivate
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin


class AdministratorsOnly(LoginRequiredMixin, PermissionRequiredMixin):
    permission_required = "accounts.invite_anyone"


def roles_of(users: list[User]) -> dict[int, list[str]]:
    """Return the roles of these users in words, with a fixed number of questions."""
    ids = [user.pk for user in users]
    found: dict[int, list[str]] = {user_id: [] for user_id in ids}
    for row in NationalRole.objects.filter(user__in=ids).order_by("pk"):
        found[row.user_id].append(row.get_role_display())
    for describe in registry.roles_in_words:
        for user_id, words in describe(ids).items():
            found[user_id] += words
    return found


class UserListView(AdministratorsOnly, PageMixin, ListView):
    template_name = "accounts/users.html"
    page_title = gettext_lazy("Users")
    paginate_by = 50

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Start"), safe_reverse("home") or "/")]

    def get_queryset(self) -> QuerySet[User]:
        self.form = UserSearchForm(self.request.GET)
        rows = User.objects.order_by("-is_active", "email", "pk")
        words = self.form.cleaned_data["q"] if self.form.is_valid() else ""
        return rows.filter(Q(email__icontains=words) | Q(name__icontains=words)) if words else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        users = list(context["page_obj"].object_list)
        roles = roles_of(users)
        waiting = Invitation.objects.filter(accepted_at__isnull=True, revoked_at__isnull=True)
        return context | {
            "filter_form": self.form,
            "people": [(user, roles[user.pk]) for user in users],
            "invitations": with_offers(waiting.order_by("-created_at", "-pk")[:50]),
            "now": clock.now(),
            "invite_url": safe_reverse("coalitions:invite_user"),
        }


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
