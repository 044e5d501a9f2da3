"""Rounds: planning them, their dates, more time for one municipality, and how it goes."""

from datetime import datetime
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from coalitions.selectors.history import Feed
from coalitions.views.mixins import HistoryFileMixin, HistoryMixin
from kansrijkestart.core import clock
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ButtonMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.choices import RoundState
from monitoring.forms.rounds import (
    ExtensionAddForm,
    ExtensionForm,
    RoundAddForm,
    RoundForm,
)
from monitoring.models import (
    QuestionnaireVersion,
    Round,
    RoundExtension,
)
from monitoring.selectors.questionnaires import story_of_round
from monitoring.selectors.round_states import state_at
from monitoring.selectors.rounds import municipalities_of_round
from monitoring.services import rounds as services
from monitoring.views.questionnaires import QuestionnairesFormView, QuestionnairesMixin


class RoundAddView(IdempotentPostMixin, QuestionnairesFormView):
    """A round of a published version that has none yet."""

    form_class = RoundAddForm
    success_message = gettext_lazy("The round is planned.")

    @cached_property
    def version(self) -> QuestionnaireVersion:
        rows = QuestionnaireVersion.objects.published().filter(round__isnull=True)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        found = super().get_form_kwargs()
        del found["instance"]
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"reminder_days": [28, 14, 3]}

    def get_page_title(self) -> str:
        title = self.version.title
        return Dutch(_("Plan a round: %(title)s") % {"title": title}, title)

    def back_url(self) -> str:
        return reverse("monitoring:version", args=[self.version.pk])

    def perform(self, form: RoundAddForm) -> Round:
        return services.round_create(version=self.version, **form.values())

    def get_success_url(self) -> str:
        return reverse("monitoring:round", args=[self.object.pk])


class RoundMixin(QuestionnairesMixin):
    """Pages about one round, with the way back to it."""

    @cached_property
    def round(self) -> Round:
        rows = Round.objects.visible_to(self.request.user).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def moment(self) -> datetime:
        return clock.now()

    @property
    def state(self) -> RoundState:
        return state_at(self.round, self.moment)

    def round_url(self) -> str:
        return reverse("monitoring:round", args=[self.round.pk])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        title = self.round.questionnaire_version.title
        name = Dutch(_("Round: %(title)s") % {"title": title}, title)
        return [*super().get_breadcrumb(), (name, self.round_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["round"] = self.round
        if self.round.questionnaire_version.title not in context["page_title"]:
            context["place"] = self.round.questionnaire_version.title
        return context


class RoundView(RoundMixin, TemplateView):
    """Where a round is and what comes next."""

    template_name = "monitoring/round.html"

    def get_page_title(self) -> str:
        title = self.round.questionnaire_version.title
        return Dutch(_("Round: %(title)s") % {"title": title}, title)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        editions = self.round.editions.for_list().order_by("number")
        # The same as the service asks: an edition that is being gathered keeps the end as it is.
        is_over = self.round.frozen_at is not None or bool(editions)
        return super().get_context_data(
            state=self.state,
            next_words=next_words(self.round, self.state),
            extensions=self.round.extensions.select_related("municipality"),
            reminders=self.round.reminders.all(),
            editions=editions,
            may_extend=not is_over,
            **kwargs,
        )


def next_words(asked: Round, state: RoundState) -> str:
    """Say in a sentence what happens next, and whether somebody has to do something."""
    if state == RoundState.PLANNED:
        return _("The round opens by itself. Every municipality then gets its questionnaire.")
    if asked.opened_at is None:
        return _("The questionnaires are being made ready. That takes some minutes.")
    if state == RoundState.OPEN:
        return _("Coalitions fill in and hand in. The round closes by itself.")
    if state == RoundState.CLOSED:
        return _closed_words(asked)
    if state == RoundState.FROZEN and asked.publishes_on is None:
        return _("What was handed in is frozen. No day of publication is set.")
    if state == RoundState.FROZEN:
        return _("What was handed in is frozen. The results are published on the day below.")
    return _("The results are published.")


def _closed_words(asked: Round) -> str:
    if asked.extensions.filter(until__gt=clock.now()).exists():
        return _("The round is over. It is frozen when the last extension ends.")
    return _("The round is over. What was handed in is being frozen.")


class _RoundFormView(RoundMixin, QuestionnairesFormView):
    def back_url(self) -> str:
        return self.round_url()


class RoundUpdateView(_RoundFormView):
    form_class = RoundForm
    page_title = gettext_lazy("Change the dates")

    def get_instance(self) -> Round:
        return Round.objects.get(pk=self.round.pk)

    def perform(self, form: RoundForm) -> Round:
        return services.round_update(
            round=self.round, expected_version=form.seen_version, **form.values()
        )


class ExtensionAddView(IdempotentPostMixin, _RoundFormView):
    form_class = ExtensionAddForm
    page_title = gettext_lazy("More time for one municipality")

    def get_form_kwargs(self) -> dict[str, Any]:
        found = super().get_form_kwargs()
        del found["instance"]
        taken = self.round.extensions.values("municipality")
        rows = municipalities_of_round(self.round).exclude(pk__in=taken)
        return found | {"municipalities": rows.order_by("name_fold")}

    def perform(self, form: ExtensionAddForm) -> RoundExtension:
        names = ("municipality", "until", "reason")
        values = {name: form.cleaned_data[name] for name in names}
        return services.extension_set(round=self.round, **values)


class _OneExtensionMixin:
    round: Round
    kwargs: dict[str, Any]

    @cached_property
    def extension(self) -> RoundExtension:
        rows = self.round.extensions.select_related("municipality")
        return get_object_or_404(rows, pk=self.kwargs["extension"])


class ExtensionUpdateView(_OneExtensionMixin, _RoundFormView):
    form_class = ExtensionForm

    def get_instance(self) -> RoundExtension:
        return self.round.extensions.get(pk=self.extension.pk)

    def get_page_title(self) -> str:
        return _("More time: %(name)s") % {"name": self.extension.municipality.name}

    def perform(self, form: ExtensionForm) -> RoundExtension:
        return services.extension_set(
            round=self.round,
            municipality=self.extension.municipality,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            expected_version=form.seen_version,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("monitoring:extension_remove", args=[self.round.pk, self.extension.pk])
        return super().get_context_data(remove_url=url, **kwargs)


class ExtensionRemoveView(_OneExtensionMixin, RoundMixin, ButtonMixin, TemplateView):
    template_name = "monitoring/questionnaire_remove.html"  # asks before

    def get_page_title(self) -> str:
        return _("Take the extension back: %(name)s") % {"name": self.extension.municipality.name}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=self.round_url(),
            asks=_("From then on the end of the round counts. The history keeps it."),
            action=_("Take back"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        extension = self.extension
        return self.press(lambda: services.extension_remove(extension=extension), self.round_url())


class RoundHistoryView(HistoryMixin, RoundMixin, TemplateView):
    """Who changed which dates, and who got more time."""

    page_title = gettext_lazy("History of the round")

    def feeds(self) -> list[Feed]:
        return story_of_round(self.round)


class RoundHistoryFileView(HistoryFileMixin, RoundHistoryView):
    pass


class ReminderWishView(LoginRequiredMixin, View):
    """The old address of how somebody is reminded: now chosen for all notifications together."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("notifications:settings"))
