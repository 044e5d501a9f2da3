"""Meetings of a coalition: the list, add, change."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView

from coalitions.forms.lists import MeetingFilter
from coalitions.forms.meetings import MeetingForm
from coalitions.models import Meeting
from coalitions.registry import Reading
from coalitions.selectors.agendas import agendas_of
from coalitions.services.meetings import meeting_save
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class MeetingListView(NarrowedMixin, CoalitionMixin, ListView):
    template_name = "coalitions/meetings.html"
    page_title = gettext_lazy("Meetings")
    tab = "plan"
    paginate_by = 40
    filter_class = MeetingFilter

    def get_queryset(self) -> QuerySet[Meeting]:
        rows = Meeting.objects.filter(coalition=self.coalition).for_list()
        found: QuerySet[Meeting] = self.filter_form.narrow(rows)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        prepared = agendas_of(Reading(self.coalition, self.request.user))
        return super().get_context_data(prepared=prepared, **kwargs)


class _Subpage(CoalitionMixin):
    permission = "coalitions.change_coalition"
    tab = "plan"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = (str(MeetingListView.page_title), self.page_url("meetings"))
        return [*super().get_breadcrumb(), here]

    def get_success_url(self) -> str:
        return self.page_url("meetings")


class MeetingAddView(_Subpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = MeetingForm
    template_name = "coalitions/meeting_form.html"
    page_title = gettext_lazy("Add a meeting")
    success_message = gettext_lazy("The meeting is in the record.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: MeetingForm) -> Meeting:
        return meeting_save(coalition=self.coalition, **form.values())


class MeetingUpdateView(_Subpage, DraftMixin, ServiceFormMixin, FormView):
    form_class = MeetingForm
    template_name = "coalitions/meeting_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        words = {"kind": self.meeting.get_kind_display()}
        words["day"] = date_format(self.meeting.held_on, "j F Y")
        return _("Change the meeting of %(day)s (%(kind)s)") % words

    @cached_property
    def meeting(self) -> Meeting:
        rows = Meeting.objects.filter(coalition=self.coalition)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition, "instance": self.meeting}

    def perform(self, form: MeetingForm) -> Meeting:
        return meeting_save(
            coalition=self.coalition,
            meeting=self.meeting,
            expected_version=form.seen_version,
            **form.values(),
        )
