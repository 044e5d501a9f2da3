"""Actions: those of a coalition's plan, a person's own, and marking one done."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.choices import ActionState
from coalitions.forms.actions import ActionDoneForm, ActionForm
from coalitions.forms.lists import ActionFilter
from coalitions.models import Action
from coalitions.registry import Reading
from coalitions.selectors.panels import panels_of
from coalitions.services.actions import action_add, action_complete, action_update
from coalitions.views.mixins import CoalitionMixin, RecordMixin, start_path
from coalitions.views.plan_parts import PlanSubpage
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import PageMixin, ServiceFormMixin, VisibleMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class ActionListView(NarrowedMixin, CoalitionMixin, ListView):
    """Open actions first, then done and dropped ones."""

    template_name = "coalitions/actions.html"
    page_title = gettext_lazy("Plan: actions")
    tab = "plan"
    paginate_by = 40
    filter_class = ActionFilter

    def get_queryset(self) -> QuerySet[Action]:
        rows = Action.objects.filter(coalition=self.coalition).for_plan()
        found: QuerySet[Action] = self.filter_form.narrow(rows)
        return found


class _ActionSubpage(PlanSubpage):
    parent_name = "actions"
    parent_title = ActionListView.page_title


class ActionAddView(_ActionSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = ActionForm
    template_name = "coalitions/form_page.html"
    page_title = gettext_lazy("Add an action")
    success_message = gettext_lazy("The action is in the plan.")

    def get_initial(self) -> dict[str, Any]:
        """An ambition links here with itself filled in."""
        asked = self.request.GET.get("ambitie", "")
        return super().get_initial() | ({"ambition": asked} if asked.isdecimal() else {})

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: ActionForm) -> Action:
        return action_add(coalition=self.coalition, by=self.request.user, **form.values())


class ActionUpdateView(RecordMixin, _ActionSubpage, DraftMixin, ServiceFormMixin, FormView):
    record_kind = "action"
    form_class = ActionForm
    template_name = "coalitions/form_page.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.action.title}

    @cached_property
    def action(self) -> Action:
        rows = Action.objects.filter(coalition=self.coalition).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def record_key(self) -> int:
        return self.action.pk

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition, "instance": self.action}

    def perform(self, form: ActionForm) -> Action:
        return action_update(
            action=self.action,
            expected_version=form.seen_version,
            by=self.request.user,
            **form.values(),
        )


class MyActionsView(NarrowedMixin, PageMixin, VisibleMixin, ListView):
    """What stands on the reader's own name, over all coalitions they may open."""

    model = Action
    template_name = "coalitions/my_actions.html"
    page_title = gettext_lazy("My actions")
    paginate_by = 40
    filter_class = ActionFilter

    def get_queryset(self) -> QuerySet[Action]:
        rows = super().get_queryset().filter(assigned_to=self.request.user)
        found: QuerySet[Action] = self.filter_form.narrow(rows.for_plan())  # type: ignore[attr-defined]
        return found

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()


class ActionDoneView(PageMixin, VisibleMixin, ServiceFormMixin, FormView):
    """Whoever has the action, or keeps the record, says that it is done."""

    model = Action
    form_class = ActionDoneForm
    template_name = "coalitions/action_done.html"
    success_message = gettext_lazy("Thank you. The action is done.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return LoginRequiredMixin.handle_no_permission(self)
        self.action = get_object_or_404(self.get_queryset().for_list(), pk=kwargs["pk"])  # type: ignore[attr-defined]
        if not request.user.has_perm("coalitions.do_action", self.action):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.action.title)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*start_path(), (str(MyActionsView.page_title), reverse("coalitions:my_actions"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.action}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading = Reading(self.action.coalition, self.request.user)
        return super().get_context_data(**kwargs) | {
            "action": self.action,
            "place": self.action.coalition.name,
            "is_dropped": self.action.state == ActionState.DROPPED,
            "record_panels": panels_of(reading, ActionUpdateView.record_kind, self.action.pk),
        }

    def perform(self, form: ActionDoneForm) -> Action:
        return action_complete(
            action=self.action,
            result=form.cleaned_data["result"],
            expected_version=form.seen_version,
        )

    def get_success_url(self) -> str:
        return reverse("coalitions:my_actions")
