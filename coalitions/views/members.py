"""Members and sharing of one coalition, and an administrator's invitations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from coalitions.choices import CONSENT_READERS, LEAD, ConsentKind, MembershipRole
from coalitions.forms.members import ConsentForm, InviteForm, UserInviteForm
from coalitions.models import (
    HandOver,
    Membership,
    Municipality,
    OfferedMembership,
    RegionMembership,
)
from coalitions.registry import Reading
from coalitions.selectors.members import decisions_of, sharing_of
from coalitions.selectors.panels import panels_of
from coalitions.services.members import (
    consent_record,
    member_end,
    member_invite,
    open_offers,
    region_lead_invite,
)
from coalitions.views.mixins import CoalitionMixin, start_path
from kansrijkestart.accounts.services.invitations import (
    invitation_resend,
    invitation_revoke,
    invitation_send,
)
from kansrijkestart.core import clock
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class MemberListView(CoalitionMixin, TemplateView):
    template_name = "coalitions/members.html"
    page_title = gettext_lazy("Members and sharing")
    tab = "members"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_manage = self.request.user.has_perm("coalitions.manage_members", self.coalition)
        members = Membership.objects.current().filter(coalition=self.coalition)
        offers = OfferedMembership.objects.filter(open_offers(), coalition=self.coalition)
        leads = RegionMembership.objects.current().filter(region=self.coalition.region)
        return super().get_context_data(**kwargs) | {
            "may_manage": may_manage,
            "may_hand_over": self.request.user.has_perm("coalitions.hand_over", self.coalition),
            "handed_over": HandOver.objects.filter(coalition=self.coalition)
            .select_related("leaving", "successor")
            .first(),
            "may_decide": self.request.user.has_perm("coalitions.record_consent", self.coalition),
            "is_regional": self.coalition.is_regional,
            "members": members.select_related("user").order_by("role", "user__name", "pk"),
            "leads": leads.select_related("user").order_by("user__name", "pk")
            if self.coalition.is_regional
            else [],
            "offers": offers.select_related("invitation").order_by("pk") if may_manage else [],
            "sharing": sharing_of(self.coalition),
            "panels": panels_of(
                Reading(self.coalition, self.request.user), "members", self.coalition.pk
            ),
            "now": clock.now(),
        }


class _MembersSubpage(CoalitionMixin):
    permission = "coalitions.manage_members"
    tab = "members"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (str(MemberListView.page_title), self.page_url("members")),
        ]

    def get_success_url(self) -> str:
        return self.page_url("members")


class MemberInviteView(_MembersSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = InviteForm
    template_name = "coalitions/member_form.html"
    page_title = gettext_lazy("Invite somebody")
    success_message = gettext_lazy("The invitation is on its way.")

    def perform(self, form: InviteForm) -> OfferedMembership:
        return member_invite(
            coalition_id=self.coalition.pk,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            role=form.cleaned_data["role"],
            invited_by=self.request.user,  # type: ignore[arg-type]
            build_url=self.request.build_absolute_uri,
        )


class MemberEndView(_MembersSubpage, TemplateView):
    """Asks once more, then ends the membership."""

    template_name = "coalitions/member_end.html"

    @cached_property
    def membership(self) -> Membership:
        rows = Membership.objects.current().filter(coalition=self.coalition)
        return get_object_or_404(rows.select_related("user"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("End the access of %(name)s") % {"name": self.membership.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"membership": self.membership}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            member_end(membership_id=self.membership.pk)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("This person no longer has access to this coalition."))
        return HttpResponseRedirect(self.get_success_url())


class OfferView(_MembersSubpage, View):
    """Sends an open invitation of this coalition again, or withdraws it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = OfferedMembership.objects.filter(coalition=self.coalition)
        offer = get_object_or_404(rows, invitation=kwargs["pk"])
        try:
            if request.POST.get("do") == "revoke":
                invitation_revoke(invitation_id=offer.invitation_id)
                messages.success(request, _("The invitation has been withdrawn."))
            else:
                invitation_resend(
                    invitation_id=offer.invitation_id, build_url=request.build_absolute_uri
                )
                messages.success(request, _("The invitation has been sent again."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self.get_success_url())


class ConsentView(_MembersSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Records a decision of one municipality about one kind of sharing."""

    permission = "coalitions.record_consent"
    form_class = ConsentForm
    template_name = "coalitions/consent_form.html"
    success_message = gettext_lazy("The decision is recorded and counts from its date.")

    @cached_property
    def municipality(self) -> Municipality:
        covered = Municipality.objects.covered_by(self.coalition)
        return get_object_or_404(covered, code=self.kwargs["code"])

    @cached_property
    def kind(self) -> ConsentKind:
        if self.kwargs["kind"] not in ConsentKind.values:
            raise Http404
        return ConsentKind(self.kwargs["kind"])

    def get_page_title(self) -> str:
        return f"{capfirst(str(self.kind.label))}: {self.municipality.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "readers": CONSENT_READERS.get(self.kind, ""),
            "decisions": decisions_of(self.municipality, self.kind),
        }

    def perform(self, form: ConsentForm) -> Any:
        data = form.cleaned_data
        return consent_record(
            coalition=self.coalition,
            municipality=self.municipality,
            kind=self.kind,
            recorded_by=self.request.user,  # type: ignore[arg-type]
            is_granted=data["is_granted"],
            decided_by=data["decided_by"],
            decided_on=data["decided_on"],
        )


class UserInviteView(
    PageMixin,
    LoginRequiredMixin,
    PermissionRequiredMixin,
    IdempotentPostMixin,
    ServiceFormMixin,
    FormView,
):
    """An administrator invites anybody, with any role."""

    permission_required = "accounts.invite_anyone"
    form_class = UserInviteForm
    template_name = "coalitions/user_invite.html"
    page_title = gettext_lazy("Invite a user")
    success_message = gettext_lazy("The invitation is on its way.")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (_("Users"), reverse("people:users"))]

    def get_success_url(self) -> str:
        return reverse("people:users")

    def perform(self, form: UserInviteForm) -> Any:
        data = form.cleaned_data
        who: dict[str, Any] = {
            "email": data["email"],
            "name": data["name"],
            "invited_by": self.request.user,
            "build_url": self.request.build_absolute_uri,
        }
        if data["role"] == LEAD:
            return region_lead_invite(region_id=data["region"].pk, **who)
        if data["role"] in MembershipRole.values:
            return member_invite(coalition_id=data["coalition"].pk, role=data["role"], **who)
        return invitation_send(national_role=data["role"], **who)
