"""Filling in a round: a part with its questions, fetching the record, handing in, approving."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from coalitions.models import Municipality
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.exceptions import EditConflict
from kansrijkestart.core.forms import KsForm
from kansrijkestart.core.views import ServiceFormMixin, differences
from kansrijkestart.safekeeping.drafting import DraftMixin
from monitoring.forms.lost_answers import lost_answers
from monitoring.forms.question_fields import names_at
from monitoring.forms.responses import (
    PartForm,
    ReopenForm,
    SubmitForm,
)
from monitoring.models import ResponseAnswer
from monitoring.selectors.contradictions import contradictions_of
from monitoring.selectors.filled_in import Part, Place, Shown
from monitoring.selectors.fillings import filling_of
from monitoring.selectors.news import Change, changes_for
from monitoring.services.answering import answers_save
from monitoring.services.handing_in import (
    responses_reopen,
    responses_submit,
)
from monitoring.services.refreshing import answers_refresh
from monitoring.views.response_moved import MovedPartView, is_handed_over
from monitoring.views.responses import UnderRoundMixin

CHANGE = "coalitions.change_coalition"


class PartView(UnderRoundMixin, DraftMixin, ServiceFormMixin, FormView):
    """One part with its questions: for all municipalities, or for one that differs."""

    permission = CHANGE
    form_class = PartForm
    template_name = "monitoring/response_part.html"
    success_message = gettext_lazy("Saved.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep what was typed on a page that is gone since a municipality went elsewhere."""
        is_in = request.method == "POST" and request.user.is_authenticated
        if is_in and is_handed_over(request, kwargs):
            return MovedPartView.as_view()(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def part(self) -> Part:
        part = self.filling.part(self.kwargs["part"])
        if part is None or not self.shown:
            raise Http404
        return part

    @cached_property
    def alone(self) -> Place | None:
        code = self.kwargs.get("code")
        if code is None:
            return None
        found = [one for one in self.filling.places if one.municipality.code == code]
        if not found or not self.filling.has_several:
            raise Http404
        return found[0]

    @cached_property
    def shown(self) -> list[Shown]:
        part = self.filling.part(self.kwargs["part"])
        places = [self.alone] if self.alone else None
        return self.filling.shown(part, places) if part else []

    @property
    def may_write(self) -> bool:
        places = [self.alone] if self.alone else self.filling.places
        return any(one in self.filling.writable for one in places)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give back what was written at questions that somebody else's answer took away."""
        lost = self.lost()
        for question, text in lost:
            words = _("“%(question)s” is not asked any more. Not kept: %(text)s")
            messages.warning(request, words % {"question": question, "text": text})
        if lost and not self.shown:
            return HttpResponseRedirect(self.url())
        return super().post(request, *args, **kwargs)

    def lost(self) -> list[tuple[str, str]]:
        part = self.filling.part(self.kwargs["part"])
        if part is None:
            return []
        hidden = self.filling.hidden(part, [self.alone] if self.alone else None)
        return list(lost_answers(self.request.POST, hidden, self.alone))

    def get_page_title(self) -> str:
        title = self.part.section.title
        return Dutch(f"{title}: {self.alone.municipality}" if self.alone else title, title)

    def get_form_kwargs(self) -> dict[str, Any]:
        shown = self.shown if self.part else []
        return super().get_form_kwargs() | {"shown": shown, "alone": self.alone}

    def perform(self, form: PartForm) -> Any:
        return answers_save(
            round=self.round,
            coalition=self.coalition,
            user=self.user,
            entries=form.entries(),
            seen=form.seen(),
            municipality=self.alone.municipality if self.alone else None,
        )

    def get_success_url(self) -> str:
        """To what the route brought in here, else to the next part, else to the check."""
        fresh = filling_of(self.round, self.coalition, self.user)
        if self.alone or "later" in self.request.POST:
            return self.url()
        part = fresh.part(self.part.section.position)
        if part is None:
            return self.url()
        before = {one.asked.key for one in self.shown}
        added = [one.asked.key for one in fresh.shown(part) if one.asked.key not in before]
        if added:
            messages.info(self.request, _("Your answers bring more questions on this page."))
            return f"{self.request.path}#vraag-{added[0]}"
        following = fresh.after(part)
        if following is None:
            return self.url("response_submit")
        return self.url("response_part", following.section.position)

    def show_conflict(self, form: Any, conflict: EditConflict) -> HttpResponse:
        """Show both texts of what two people changed; what only the other changed is taken over."""
        touched = {name for key in form.entries() for name in names_at(key)}
        del self.filling, self.shown
        self.__dict__.pop("alone", None)
        fresh = PartForm(shown=self.shown, alone=self.alone)
        data = form.data.copy()
        for name, field in fresh.fields.items():
            if name in touched:
                continue
            data.setlist(name, [str(one) for one in _listed(field.initial)])
        form.shown, form.touched = self.shown, touched
        fields = differences(form, conflict.current)
        form.data = data
        context = self.get_context_data(form=form)
        context["conflict"] = {
            "fields": fields,
            "when": conflict.current.updated_at,
            "reload_url": self.request.path,
        }
        response = self.render_to_response(context)
        response.status_code = HTTPStatus.CONFLICT
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "part": self.part,
            "shown": self.shown,
            "alone": self.alone,
            "may_write": self.may_write,
            "parts": [one for one in self.filling.parts if self.filling.shown(one)],
        }


def _listed(value: Any) -> Iterable[Any]:
    if value is None or value is False or value == "":
        return []
    return value if isinstance(value, list) else [value]


class RefreshView(UnderRoundMixin, ServiceFormMixin, FormView):
    """What the record says now, beside what it said; and taking that over."""

    permission = CHANGE
    form_class = KsForm
    template_name = "monitoring/response_refresh.html"
    page_title = gettext_lazy("The newest state of your record")

    def get_success_url(self) -> str:
        return self.url()

    def perform(self, _form: KsForm) -> list[Change]:
        return answers_refresh(round=self.round, coalition=self.coalition)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if isinstance(response, HttpResponseRedirect):
            count = len(self.object)
            text = ngettext(
                "%(count)s answer is brought up to date from the record.",
                "%(count)s answers are brought up to date from the record.",
                count,
            ) % {"count": count}
            messages.success(self.request, text)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = self.filling.writable
        responses = [one.response for one in places]
        rows = ResponseAnswer.objects.filter(response__in=responses).select_related(
            "question__asked_after", "response__municipality"
        )
        found = rows.prefetch_related("question__options").order_by(
            "question__section__position", "question__position", "response__municipality__name_fold"
        )
        changes = changes_for(self.round, responses, list(found)) if responses else []
        return super().get_context_data(**kwargs) | {"changes": changes}


class StatePage(UnderRoundMixin, ServiceFormMixin, FormView):
    permission = CHANGE

    def get_success_url(self) -> str:
        return self.url()

    def chosen(self, form: Any) -> list[Municipality]:
        codes = form.cleaned_data["municipalities"]
        places = [one.municipality for one in self.filling.places]
        return [one for one in places if one.code in codes]


class SubmitView(StatePage):
    """Check everything, and hand in for all municipalities or some."""

    form_class = SubmitForm
    template_name = "monitoring/response_submit.html"
    page_title = gettext_lazy("Check and hand in")
    success_message = gettext_lazy("Handed in. You can open the answers again until the closing.")

    def get_form_kwargs(self) -> dict[str, Any]:
        ready = [one for one in self.filling.places if one.can_hand_in]
        return super().get_form_kwargs() | {"places": ready}

    def perform(self, form: SubmitForm) -> Any:
        return responses_submit(
            round=self.round,
            coalition=self.coalition,
            user=self.user,
            municipalities=self.chosen(form),
            remarks=form.cleaned_data["remarks"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filling = self.filling
        missing = [(part, filling.missing(part)) for part in filling.parts]
        return super().get_context_data(**kwargs) | {
            "missing": [(part, rows) for part, rows in missing if rows],
            "contradictions": contradictions_of(filling),
            "ready": [one for one in filling.places if one.can_hand_in],
            "waiting": [one for one in filling.writable if one.missing],
        }


class ReopenView(StatePage):
    """Open what was handed in again, with a reason."""

    form_class = ReopenForm
    template_name = "monitoring/response_reopen.html"
    page_title = gettext_lazy("Open the answers again")
    success_message = gettext_lazy("The answers are open again. Hand them in before the closing.")

    @property
    def places(self) -> list[Place]:
        return [one for one in self.filling.places if one.is_handed_in and one.is_open]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"places": self.places}

    def perform(self, form: ReopenForm) -> Any:
        return responses_reopen(
            round=self.round,
            coalition=self.coalition,
            municipalities=self.chosen(form),
            reason=form.cleaned_data["reason"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"places": self.places}
