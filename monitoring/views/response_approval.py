"""Approval of what a coalition hands in: by whom, and the approver's own page."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from kansrijkestart.core.exceptions import EditConflict
from kansrijkestart.core.views import ServiceFormMixin
from monitoring.forms.responses import ApprovalWishForm, ApproveForm, approval_initial
from monitoring.models import ApprovalWish
from monitoring.selectors.approval import approvers_of, wish_of
from monitoring.selectors.contradictions import contradictions_of
from monitoring.selectors.filled_in import Place
from monitoring.services.handing_in import (
    approval_set,
    responses_approve,
    responses_return,
    versions_of,
)
from monitoring.views.response_forms import CHANGE, StatePage
from monitoring.views.responses import QuestionnaireMixin


class ApproveView(StatePage):
    """For whom the coalition named: approve what was handed in, or send it back."""

    permission = "monitoring.approve_answers"
    form_class = ApproveForm
    template_name = "monitoring/response_approve.html"
    page_title = gettext_lazy("Approve the answers")

    def get_initial(self) -> dict[str, Any]:
        return {"version": json.dumps(versions_of(one.response for one in self.waiting))}

    @property
    def waiting(self) -> list[Place]:
        places = [one for one in self.filling.places if one.response.state == "submitted"]
        return [one for one in places if one.is_open]

    def perform(self, form: ApproveForm) -> Any:
        seen = form.cleaned_data["version"]
        if "back" in self.request.POST:
            rows = responses_return(
                round=self.round,
                coalition=self.coalition,
                user=self.user,
                reason=form.cleaned_data["reason"],
                seen=seen,
            )
            messages.success(self.request, _("Sent back. The coordinators get a mail."))
            return rows
        rows = responses_approve(
            round=self.round, coalition=self.coalition, user=self.user, seen=seen
        )
        messages.success(self.request, _("Approved."))
        return rows

    def show_conflict(self, form: Any, conflict: EditConflict) -> HttpResponse:
        """Show what waits now: the next click is about that, and not about what was read before."""
        del self.filling
        return super().show_conflict(form, conflict)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "waiting": self.waiting,
            "contradictions": contradictions_of(self.filling),
        }


class ApprovalWishView(QuestionnaireMixin, ServiceFormMixin, FormView):
    """Who approves the answers of this coalition, in every round."""

    permission = CHANGE
    form_class = ApprovalWishForm
    template_name = "monitoring/approval_wish.html"
    page_title = gettext_lazy("Approval of the answers")
    success_message = gettext_lazy("Saved.")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Questionnaires"), self.list_url())]

    @cached_property
    def wish(self) -> ApprovalWish | None:
        return wish_of(self.coalition)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"members": approvers_of(self.coalition)}

    def get_initial(self) -> dict[str, Any]:
        return approval_initial(self.wish)

    def get_success_url(self) -> str:
        """Back to the page with members for who came from there."""
        return (
            self.page_url("members")
            if self.request.GET.get("terug") == "leden"
            else self.list_url()
        )

    def perform(self, form: ApprovalWishForm) -> Any:
        return approval_set(
            coalition=self.coalition,
            approver=form.cleaned_data["approver"],
            expected_version=form.cleaned_data["version"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.get_success_url()}
