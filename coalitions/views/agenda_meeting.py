"""Walking through a meeting: who is there, one item at a time, and closing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.forms.agenda_items import DecideForm
from coalitions.forms.agendas import CloseForm, PresenceForm
from coalitions.models import Agenda, AgendaItem
from coalitions.selectors.agenda_sources import Subject
from coalitions.selectors.agendas import Line, lines_of, subject_of
from coalitions.services.agenda_items import RecordChangedError, item_decide
from coalitions.services.agendas import agenda_close, agenda_presence_save
from coalitions.views.agendas import AgendaSubpage
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class AgendaPresenceView(AgendaSubpage, ServiceFormMixin, FormView):
    """The meeting begins: who is there?"""

    form_class = PresenceForm
    template_name = "coalitions/agenda_presence.html"

    def get_page_title(self) -> str:
        return _("Who is there on %(day)s?") % {"day": day(self.agenda.day)}

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"instance": self.agenda, "coalition": self.coalition}
        return super().get_form_kwargs() | given

    def perform(self, form: PresenceForm) -> Agenda:
        return agenda_presence_save(
            agenda=self.agenda,
            present=list(form.cleaned_data["present"]),
            parents_present=form.cleaned_data["parents_present"],
            expected_version=form.seen_version,
        )

    def get_success_url(self) -> str:
        """Go to the first item that nobody talked about yet."""
        first = self.agenda.items.filter(outcome="").first() or self.agenda.items.first()
        if first is None:
            return self.page_url("agenda_choose", pk=self.agenda.pk)
        return self.page_url("agenda_item", pk=self.agenda.pk, item=first.pk)


class AgendaItemView(AgendaSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """One item, readable from the back of the room."""

    form_class = DecideForm
    template_name = "coalitions/agenda_item.html"
    success_message = gettext_lazy("It is in the minutes.")

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.agenda, self.reading)

    @cached_property
    def line(self) -> Line:
        found = next((one for one in self.lines if one.item.pk == self.kwargs["item"]), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def subject(self) -> Subject | None:
        return subject_of(self.line.item, self.reading)

    def changes_existing(self) -> bool:
        return True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the decision; of an item that is off the agenda by now, give the words back."""
        if any(one.item.pk == self.kwargs["item"] for one in self.lines):
            answer: HttpResponse = super().post(request, *args, **kwargs)
            return answer
        typed = [request.POST.get(name, "").strip() for name in ("text", "action_title")]
        if not any(typed):
            raise Http404
        back = self.page_url("agenda", pk=self.agenda.pk)
        context = {
            "page_title": _("This item is not on the agenda any more"),
            "typed": [one for one in typed if one],
            "back": back,
        }
        return render(request, "coalitions/agenda_item_gone.html", context, status=409)

    def get_page_title(self) -> str:
        line = self.line
        words = {"number": line.number, "all": len(self.lines), "title": line.item.title}
        title = _("%(number)s of %(all)s: %(title)s") % words
        return Dutch(title, line.item.title) if line.is_dutch else title

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "instance": self.line.item,
            "coalition": self.coalition,
            "subject": self.subject,
        }

    def perform(self, form: DecideForm) -> AgendaItem:
        user: Any = self.request.user
        try:
            return item_decide(
                item=self.line.item,
                user=user,
                expected_version=form.seen_version,
                **form.values(),
            )
        except RecordChangedError as changed:
            data: Any = form.data
            data = data.copy()
            data[form.add_prefix("record_version")] = str(changed.version)
            form.data = data
            raise

    def form_invalid(self, form: DecideForm) -> HttpResponse:
        self.__dict__.pop("subject", None)  # what the record says now
        return super().form_invalid(form)

    def beside(self, step: int) -> str:
        """Return the address of the item before (-1) or after (1) this one; empty at the ends."""
        place = self.line.number - 1 + step
        if not 0 <= place < len(self.lines):
            return ""
        item = self.lines[place].item.pk
        return self.page_url("agenda_item", pk=self.agenda.pk, item=item)

    def get_success_url(self) -> str:
        return self.beside(1) or self.page_url("agenda_close", pk=self.agenda.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        close_url = self.page_url("agenda_close", pk=self.agenda.pk)
        return super().get_context_data(**kwargs) | {
            "line": self.line,
            "lines": self.lines,
            "subject": self.subject,
            "previous_url": self.beside(-1),
            "next_url": self.beside(1) or close_url,
            "is_last": not self.beside(1),
        }


class AgendaCloseView(AgendaSubpage, ServiceFormMixin, FormView):
    """Looks back on what was decided, and closes the meeting for good."""

    form_class = CloseForm
    template_name = "coalitions/agenda_close.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.agenda.is_held:  # the second click
            return HttpResponseRedirect(self.agenda_url)
        return super().post(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Close the meeting of %(day)s") % {"day": day(self.agenda.day)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.agenda}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = lines_of(self.agenda, self.reading)
        return super().get_context_data(**kwargs) | {
            "lines": lines,
            "number_open": sum(not line.is_done for line in lines),
            "present": [row.name for row in self.agenda.present.all()],
            "presence_url": self.page_url("agenda_presence", pk=self.agenda.pk),
        }

    def perform(self, form: CloseForm) -> Agenda:
        closed = agenda_close(
            agenda=self.agenda,
            held_on=form.cleaned_data["held_on"],
            next_on=form.cleaned_data["next_on"],
            expected_version=form.seen_version,
        )
        messages.success(self.request, _("The meeting is in the record. These are its minutes."))
        return closed
