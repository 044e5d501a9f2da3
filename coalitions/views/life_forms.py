"""Recording the course of a coalition: a stage, a municipality, a region or a grant."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.choices import Stage
from coalitions.forms.life import (
    CoverageAddForm,
    FollowForm,
    GrantForm,
    LinkAddForm,
    PeriodEndForm,
    StageForm,
)
from coalitions.models import (
    CoalitionLink,
    CoalitionMunicipality,
    CoalitionStage,
    Grant,
    Municipality,
)
from coalitions.selectors.life import Pending, joinable, pending_successions
from coalitions.selectors.municipalities import municipality_names
from coalitions.services.coverage import coverage_add, coverage_end, elsewhere
from coalitions.services.grants import grant_add, grant_change
from coalitions.services.links import link_add, link_end
from coalitions.services.stages import stage_change, stage_record
from coalitions.services.successions import Followed, coverage_follow_successions
from coalitions.views.life import LifeView
from coalitions.views.mixins import CoalitionMixin, RecordMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class LifeSubpage(CoalitionMixin):
    permission = "coalitions.change_coalition"
    template_name: str | None = "coalitions/life_form.html"
    success_message = gettext_lazy("Saved.")
    tab = "life"
    intro: Any = ""

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (str(LifeView.page_title), self.page_url("life"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"intro": self.get_intro()}

    def get_intro(self) -> str:
        return str(self.intro)

    def get_success_url(self) -> str:
        return self.page_url("life")


class StageAddView(LifeSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = StageForm
    page_title = gettext_lazy("Record a stage")
    intro = gettext_lazy("Earlier stages stay. The newest day says how the coalition stands now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: StageForm) -> CoalitionStage:
        return stage_record(coalition=self.coalition, **form.values())


class StageUpdateView(RecordMixin, LifeSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    record_kind = "stage"
    form_class = StageForm
    intro = gettext_lazy("For what was recorded wrongly. The logbook keeps what stood here.")

    def get_page_title(self) -> str:
        since = date_format(self.row.since, "j F Y") if self.row.since else _("day not known")
        words = {"stage": sign_for("stage", self.row.stage).word, "since": since}
        return _("Change the stage: %(stage)s (%(since)s)") % words

    @cached_property
    def row(self) -> CoalitionStage:
        rows = CoalitionStage.objects.filter(coalition=self.coalition).exclude(stage=Stage.ENDED)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def record_key(self) -> int:
        return self.row.pk

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition, "instance": self.row}

    def changes_existing(self) -> bool:
        return True

    def perform(self, form: StageForm) -> CoalitionStage:
        return stage_change(row=self.row, expected_version=form.seen_version, **form.values())


class CoverageAddView(LifeSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = CoverageAddForm
    page_title = gettext_lazy("Add a municipality")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"municipality_names": municipality_names()}

    def perform(self, form: CoverageAddForm) -> list[CoalitionMunicipality]:
        return coverage_add(
            coalition=self.coalition,
            municipalities=form.cleaned_data["municipalities"],
            since=form.cleaned_data["since"],
        )


class CoverageEndView(LifeSubpage, ServiceFormMixin, FormView):
    form_class = PeriodEndForm
    intro = gettext_lazy("The days before stay: the coalition worked for it then.")

    @cached_property
    def row(self) -> CoalitionMunicipality:
        rows = CoalitionMunicipality.objects.filter(coalition=self.coalition)
        return get_object_or_404(rows.select_related("municipality"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("No longer for %(name)s") % {"name": self.row.municipality.name}

    def perform(self, form: PeriodEndForm) -> CoalitionMunicipality:
        return coverage_end(row=self.row, until=form.cleaned_data["until"])


class CoverageFollowView(LifeSubpage, ServiceFormMixin, FormView):
    """Municipalities that were abolished, and which of their successors are taken over."""

    form_class = FollowForm
    template_name = "coalitions/coverage_follow.html"
    page_title = gettext_lazy("Take over the successors of a municipality")

    @cached_property
    def pending(self) -> list[Pending]:
        return pending_successions(self.coalition)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.pending:
            return HttpResponseRedirect(self.page_url("life"))
        return super().get(request, *args, **kwargs)

    @cached_property
    def taken(self) -> set[int]:
        """Successors that another local coalition works for."""
        if not self.coalition.is_local:
            return set()
        found = (elsewhere(one.successors, one.on, self.coalition) for one in self.pending)
        return set().union(*found)

    def get_form_kwargs(self) -> dict[str, Any]:
        offered: dict[int, Municipality] = {}
        ticked = []
        for pending in self.pending:
            for one in pending.successors:
                if one.pk in self.taken:
                    continue
                offered[one.pk] = one
                if len(pending.successors) == 1:
                    ticked.append(one.code)
        return super().get_form_kwargs() | {"offered": list(offered.values()), "ticked": ticked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = {one.pk: one for pending in self.pending for one in pending.successors}
        return super().get_context_data(**kwargs) | {
            "pending": self.pending,
            "elsewhere": [one for pk, one in every.items() if pk in self.taken],
        }

    def perform(self, form: FollowForm) -> Followed:
        return coverage_follow_successions(coalition=self.coalition, take_over=form.chosen())


class LinkAddView(LifeSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = LinkAddForm
    permission = "coalitions.join_region"
    page_title = gettext_lazy("Take part in a regional coalition")

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = joinable(self.coalition, signed_in(self.request))
        return super().get_form_kwargs() | {"joinable": rows}

    def perform(self, form: LinkAddForm) -> CoalitionLink:
        return link_add(
            local=self.coalition,
            regional=form.cleaned_data["regional"],
            since=form.cleaned_data["since"],
        )


class LinkEndView(LifeSubpage, ServiceFormMixin, FormView):
    form_class = PeriodEndForm
    permission = "coalitions.join_region"
    intro = gettext_lazy("The days before stay: the coalition took part then.")

    @cached_property
    def link(self) -> CoalitionLink:
        rows = CoalitionLink.objects.filter(local=self.coalition)
        return get_object_or_404(rows.select_related("local", "regional"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Leave %(name)s") % {"name": self.link.regional.name}

    def perform(self, form: PeriodEndForm) -> CoalitionLink:
        return link_end(link=self.link, until=form.cleaned_data["until"])


class GrantAddView(LifeSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = GrantForm
    page_title = gettext_lazy("Add a grant")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Grant(coalition=self.coalition, version=0)}

    def perform(self, form: GrantForm) -> Grant:
        return grant_add(coalition=self.coalition, **form.values())


class GrantUpdateView(LifeSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = GrantForm

    @cached_property
    def grant(self) -> Grant:
        rows = Grant.objects.filter(coalition=self.coalition)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.grant.regulation}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.grant}

    def changes_existing(self) -> bool:
        return True

    def perform(self, form: GrantForm) -> Grant:
        return grant_change(grant=self.grant, expected_version=form.seen_version, **form.values())
