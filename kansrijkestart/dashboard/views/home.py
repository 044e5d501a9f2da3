"""The first page: what is next for whoever signs in."""

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agreements.selectors.asked import questions_for
from agreements.selectors.record import overview_of
from coalitions import registry
from coalitions.choices import Stage
from coalitions.models import Coalition
from coalitions.registry import NextStep, Reading
from coalitions.selectors.advice import advice_waiting
from coalitions.selectors.coming import coming_for, on_start, soon
from coalitions.selectors.known import known_of, looked_at
from coalitions.selectors.look_ups import read_together
from coalitions.selectors.page_head import place_sentence
from coalitions.selectors.record import municipalities_of
from coalitions.selectors.start import changes_lately, own_actions, polls_asked
from coalitions.selectors.taking_part import partners_of
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.guide import guide_knows
from kansrijkestart.dashboard.roles import Roles, roles_of
from kansrijkestart.dashboard.views.public import LandingView
from monitoring import registry as figures
from monitoring.selectors.own_round import own_round

# Coalitions shown with their own next step; the rest stands in the list of coalitions.
MOST_COALITIONS: Final = 4


@dataclass(frozen=True)
class OwnCoalition:
    coalition: Coalition
    steps: list[NextStep]

    @property
    def first(self) -> NextStep | None:
        return self.steps[0] if self.steps else None


class HomeView(View):
    """Sends everybody to the page where their work is; members of a coalition start here."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return LandingView.as_view()(request)
        roles = roles_of(request)
        url = "" if roles.coalitions else _work_page(roles)
        if url:
            return redirect(url)
        return StartView.as_view()(request)


def _work_page(roles: Roles) -> str:
    """Return the page a role lands on: the first one that exists."""
    wanted: list[tuple[bool, str, dict[str, object]]] = [
        (roles.has(NationalRoleKind.ADVISER), "dashboard:caseload", {}),
        (roles.has(NationalRoleKind.ANALYST), "dashboard:national", {}),
        (roles.has(NationalRoleKind.POLICY_VIEWER), "dashboard:national", {}),
        (roles.has(NationalRoleKind.ADMINISTRATOR), "people:users", {}),
    ]
    if roles.regions:
        wanted.insert(1, (True, "dashboard:region", {"slug": roles.regions[0].slug}))
    urls = (safe_reverse(name, **kwargs) for is_meant, name, kwargs in wanted if is_meant)
    return next((url for url in urls if url), "")


class StartView(PageMixin, TemplateView):
    template_name = "dashboard/start.html"
    page_title = gettext_lazy("Start")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        roles = roles_of(self.request)
        readings = _first_readings(roles, user)
        figures.look_up_together(readings)
        guide_knows(self.request, readings)
        own = [OwnCoalition(r.coalition, registry.next_steps_for(r)) for r in readings]
        context = super().get_context_data(**kwargs) | {
            "own": own,
            "first": own[0] if own else None,
            "has_more": len(roles.coalitions) > MOST_COALITIONS,
            "may_register": roles.may_register or user.is_superuser,
        }
        return context | (_of_first(readings[0]) if readings else {})


def _of_first(reading: Reading) -> dict[str, Any]:
    """Return what the page tells of the first coalition, and what waits for its reader."""
    known = known_of(reading)
    coming = soon(coming_for(reading))
    shown = on_start(coming)
    return {
        "lead": _welcome(reading),
        "may_change": reading.may_change,
        "is_ended": reading.coalition.stage == Stage.ENDED,
        "place": place_sentence(
            reading.coalition, [row.municipality.name for row in municipalities_of(reading)]
        ),
        "known": known,
        "looked_at": looked_at(known, reading.coalition.slug),
        "coming": shown,
        "coming_more": len(coming) - len(shown),
        "changes": changes_lately(reading),
        "advice": advice_waiting(reading),
        "round": own_round(reading),
        "polls": polls_asked(reading),
        "questions": questions_for(reading),
        "applying": len(overview_of(reading).in_force),
        "actions": own_actions(reading),
    }


def _first_readings(roles: Roles, user: Any) -> list[Reading]:
    """Return readings of the first coalitions of a reader, in the order of the menu."""
    wanted = [one.pk for one in roles.coalitions[:MOST_COALITIONS]]
    if not wanted:
        return []
    rows = Coalition.objects.filter(pk__in=wanted).select_related("region", "lead_organisation")
    return sorted(read_together(rows, user), key=lambda one: wanted.index(one.coalition.pk))


def _welcome(reading: Reading) -> str:
    """Greet the coordinator of a record in which little has been written yet."""
    is_ended = reading.coalition.stage == Stage.ENDED
    if not reading.may_change or is_ended or partners_of(reading).total:
        return ""
    return _(
        "Welcome. We have already filled in what is publicly known about %(name)s. See whether it "
        "is right."
    ) % {"name": reading.coalition.name}
