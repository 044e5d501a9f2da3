"""Preparing a meeting: its day, what is on the agenda and in which order; and reading it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View

from coalitions.choices import Stage
from coalitions.exporters.minutes import minutes_pdf
from coalitions.forms.agendas import AgendaForm, ChooseForm, lines_in
from coalitions.models import Agenda, AgendaItem, Meeting
from coalitions.registry import Reading
from coalitions.selectors.agendas import (
    actions_in,
    due_keys,
    groups_of,
    lines_of,
    offer_key,
    offered_for,
)
from coalitions.services.agenda_items import DOWN, UP, item_move, item_remove, items_add
from coalitions.services.agendas import agenda_cancel, agenda_save
from coalitions.views.meetings import MeetingListView
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import download
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.core.views import ButtonMixin, ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class AgendaMixin(CoalitionMixin):
    """A page of one agenda; below the list of meetings, and below the agenda itself."""

    tab = "plan"

    @cached_property
    def agenda(self) -> Agenda:
        rows = Agenda.objects.filter(coalition=self.coalition).select_related("coalition")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.coalition, self.request.user)

    @property
    def agenda_url(self) -> str:
        return self.page_url("agenda", pk=self.agenda.pk)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = (str(MeetingListView.page_title), self.page_url("meetings"))
        return [*super().get_breadcrumb(), here]

    def get_success_url(self) -> str:
        return self.agenda_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"agenda": self.agenda}


class AgendaSubpage(AgendaMixin):
    """A form or button of an agenda that is being prepared; else back to what there is."""

    permission = "coalitions.change_coalition"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.agenda.is_prepared:
            return HttpResponseRedirect(self.agenda_url)
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (agenda_title(self.agenda), self.agenda_url)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.agenda_url}


def agenda_title(agenda: Agenda) -> str:
    """Return what an agenda is called: an agenda before the meeting, minutes after it."""
    words = {"kind": agenda.get_kind_display(), "day": day(agenda.day)}
    if agenda.is_held:
        return _("Minutes: %(kind)s of %(day)s") % words
    return _("Agenda: %(kind)s of %(day)s") % words


class AgendaView(AgendaMixin, TemplateView):
    """The agenda, and once the meeting is closed its minutes: for whoever opens the record."""

    def get_template_names(self) -> list[str]:
        return ["coalitions/minutes.html" if self.agenda.is_held else "coalitions/agenda.html"]

    def get_page_title(self) -> str:
        return agenda_title(self.agenda)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = lines_of(self.agenda, self.reading)
        return super().get_context_data(**kwargs) | {
            "may_change": self.may_change and self.coalition.stage != Stage.ENDED,
            "lines": lines,
            "actions": actions_in(lines),
            "present": [row.name for row in self.agenda.present.all()],
            "is_begun": any(line.is_done for line in lines),
            "pdf_url": self.page_url("agenda_pdf", pk=self.agenda.pk),
        }


class AgendaPdfView(AgendaMixin, View):
    """The minutes as an accessible PDF; before the meeting the agenda."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # A file is handed round: it tells no more than every reader of the record may know.
        lines = lines_of(self.agenda, Reading(self.coalition, None))
        pdf = minutes_pdf(agenda_title(self.agenda), self.agenda, lines)
        name = "verslag" if self.agenda.is_held else "agenda"
        return download(pdf, f"{name}-{self.coalition.slug}-{self.agenda.day:%Y-%m-%d}.pdf")


class AgendaAddView(CoalitionMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    permission = "coalitions.change_coalition"
    tab = "plan"
    form_class = AgendaForm
    template_name = "coalitions/plan_form.html"
    page_title = gettext_lazy("Prepare a meeting")
    object: Agenda

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = (str(MeetingListView.page_title), self.page_url("meetings"))
        return [*super().get_breadcrumb(), here]

    def get_initial(self) -> dict[str, Any]:
        """Propose the day that the last meeting named."""
        newest = Meeting.objects.filter(coalition=self.coalition).order_by("-held_on", "-pk")
        proposed = newest.values_list("next_on", flat=True).first()
        is_ahead = proposed is not None and proposed >= clock.today()
        return super().get_initial() | ({"day": proposed} if is_ahead else {})

    def perform(self, form: AgendaForm) -> Agenda:
        return agenda_save(coalition=self.coalition, **form.values())

    def get_success_url(self) -> str:
        return self.page_url("agenda_choose", pk=self.object.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.page_url("meetings")}


class AgendaUpdateView(AgendaSubpage, ServiceFormMixin, FormView):
    form_class = AgendaForm
    template_name = "coalitions/plan_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change the meeting of %(day)s") % {"day": day(self.agenda.day)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.agenda}

    def perform(self, form: AgendaForm) -> Agenda:
        return agenda_save(
            coalition=self.coalition,
            agenda=self.agenda,
            expected_version=form.seen_version,
            **form.values(),
        )


class AgendaChooseView(AgendaSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """What asks for a talk, to tick; and points of one's own."""

    form_class = ChooseForm
    template_name = "coalitions/agenda_choose.html"

    @cached_property
    def offered(self) -> tuple[list[AgendaItem], list[Any]]:
        return offered_for(self.agenda, self.reading)

    def get_page_title(self) -> str:
        return _("What do you talk about on %(day)s?") % {"day": day(self.agenda.day)}

    def get_initial(self) -> dict[str, Any]:
        """Begin an empty agenda with what was put off and what is late; it can be unticked."""
        if self.agenda.items.exists():
            return super().get_initial()
        return super().get_initial() | {"chosen": due_keys(*self.offered)}

    def get_form_kwargs(self) -> dict[str, Any]:
        keys = [offer_key(one) for part in self.offered for one in part]
        return super().get_form_kwargs() | {"keys": keys}

    def perform(self, form: ChooseForm) -> list[AgendaItem]:
        user: Any = self.request.user
        said = form.cleaned_data
        rows = items_add(
            agenda=self.agenda, user=user, keys=said["chosen"], own=lines_in(said["own"])
        )
        words = ngettext(
            "%(number)s item is on the agenda now.",
            "%(number)s items are on the agenda now.",
            len(rows),
        )
        messages.success(self.request, words % {"number": len(rows)})
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        ticked = set(context["form"]["chosen"].value() or ())
        return context | {"groups": groups_of(*self.offered, ticked)}


class _ItemButton(AgendaSubpage, ButtonMixin, View):
    http_method_names = ["post"]

    @cached_property
    def item(self) -> AgendaItem:
        rows = self.agenda.items.select_related("agenda__coalition")
        return get_object_or_404(rows, pk=self.kwargs["item"])


class ItemMoveView(_ItemButton):
    """A button up or down; the page comes back at the item that was moved."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item, seen = self.item, request.POST.get("seen", "")
        way = UP if request.POST.get("way") == UP else DOWN
        place = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 6 else -1
        back = f"{self.agenda_url}#punt-{item.pk}"
        return self.press(lambda: item_move(item=item, way=way, seen=place), back)


class ItemRemoveView(_ItemButton):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        item = self.agenda.items.filter(pk=self.kwargs["item"]).first()
        if item is None:  # the second click
            return HttpResponseRedirect(self.agenda_url)
        done = _("“%(title)s” is off the agenda.") % {"title": item.title}
        return self.press(lambda: item_remove(item=item), self.agenda_url, done)


class AgendaCancelView(AgendaSubpage, ButtonMixin, TemplateView):
    """Asks before a meeting that was prepared is cancelled."""

    template_name = "coalitions/agenda_cancel.html"

    def get_page_title(self) -> str:
        return _("The meeting of %(day)s is not held") % {"day": day(self.agenda.day)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.press(
            lambda: [agenda_cancel(agenda=self.agenda), self.page_url("meetings")][1],
            self.agenda_url,
            _("The meeting is cancelled. What was on the agenda can go on the next one."),
        )
