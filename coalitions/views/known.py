"""What is known already of a coalition's municipalities: is it right?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from coalitions.choices import KnownAnswerKind, Stage
from coalitions.forms.known import KnownAnswerForm
from coalitions.registry import KnownFact, Reading
from coalitions.selectors.known import Known, known_of
from coalitions.services.known import known_answer
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.exceptions import EditConflict
from kansrijkestart.core.links import safe_reverse


class KnownView(CoalitionMixin, TemplateView):
    """Shows the facts to every reader; whoever keeps the record answers them, one by one."""

    template_name = "coalitions/known.html"

    def get_page_title(self) -> str:
        return _("This we know already about %(name)s") % {"name": self.coalition.name}

    @cached_property
    def known(self) -> Known:
        return known_of(Reading(self.coalition, self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_answer = self.may_change and self.coalition.stage != Stage.ENDED
        known = self.known.narrowed(self.request.GET.get("antwoord", ""))
        return super().get_context_data(**kwargs) | {
            "known": known,
            "is_narrowed": known is not self.known,
            "may_answer": may_answer,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise PermissionDenied
        form = KnownAnswerForm(request.POST)
        back = self._back(request.POST.get("back", ""))
        if not form.is_valid():
            messages.error(request, str(next(iter(form.errors.values()))[0]))
            return HttpResponseRedirect(back)
        fact = self._fact(form.cleaned_data["topic"])
        try:
            given = known_answer(
                coalition=self.coalition,
                fact=fact,
                answer=form.cleaned_data["answer"],
                seen=form.cleaned_data["seen"],
                expected_version=form.cleaned_data["version"],
            )
        except EditConflict as conflict:
            messages.error(request, _said_meanwhile(conflict))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if given.answer == KnownAnswerKind.CHANGE and fact and fact.url:
                return HttpResponseRedirect(fact.url)
        return HttpResponseRedirect(f"{back}#known-{form.cleaned_data['topic']}")

    def _fact(self, topic: str) -> KnownFact | None:
        return next((row.fact for row in self.known.rows if row.fact.topic == topic), None)

    def _back(self, where: str) -> str:
        return safe_reverse("home") if where == "start" else self.page_url("known")


def _said_meanwhile(conflict: EditConflict) -> str:
    return _("A colleague answered this meanwhile: “%(answer)s”. Do you want something else?") % {
        "answer": conflict.current.get_answer_display()
    }
