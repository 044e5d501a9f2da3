"""The guide through the first ten minutes: which one runs, on which page, and what comes next.

A page asks the database once, and only when the guide of its reader runs and this is one of the
guide's pages. How far somebody is, is read from the records; docs/adr/0039.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest

from coalitions.registry import Reading
from kansrijkestart.accounts.choices import GuideKind, GuideWish, NationalRoleKind
from kansrijkestart.accounts.services.guides import NEW_DAYS, guide_wish
from kansrijkestart.core import clock
from kansrijkestart.core.guiding import guided
from kansrijkestart.core.links import Label
from kansrijkestart.dashboard.roles import Roles, roles_of

_KEPT: Final = "running_guide"
_READ: Final = "read_for_guide"


@dataclass(frozen=True)
class Step:
    """One step: ``pages`` are the names of the routes on which it is done.

    The last one has a ``file``: the paper that somebody takes along, made from its page.
    ``begin`` does what has to be there before the step, and gives the page it then begins on.
    """

    title: Label
    text: Label
    url: str
    action: Label
    is_done: bool
    pages: frozenset[str] = frozenset()
    file: str = ""
    begin: Callable[[], str] | None = None

    @property
    def address(self) -> str:
        """The page as the guide links to it."""
        return guided(self.url)


@dataclass(frozen=True)
class Guide:
    """The steps of one reader; ``page`` is the route that is open now."""

    kind: GuideKind
    steps: tuple[Step, ...]
    page: str = ""

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def first_open(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def is_start(self) -> bool:
        return self.page in START_PAGES[self.kind]

    @property
    def here(self) -> Step | None:
        """The step of this page that is not done yet."""
        open_here = (s for s in self.steps if self.page in s.pages and not s.is_done)
        return next(open_here, None)

    @property
    def next(self) -> Step | None:
        """The first open step behind this page, or else the first there is, besides this one."""
        last = max((n for n, s in enumerate(self.steps) if self.page in s.pages), default=-1)
        order = (*self.steps[last + 1 :], *self.steps[: last + 1])
        return next((s for s in order if not s.is_done and s is not self.here), None)


@dataclass(frozen=True)
class Plan:
    """How one guide is made: its pages and how its steps are looked up: one question.

    None for a coalition that is among the readings that the page made of several.
    """

    pages: frozenset[str]
    steps: Callable[[Any, Roles, Sequence[Reading]], tuple[Step, ...]]


PLANS: Final[dict[GuideKind, Plan]] = {}
START_PAGES: Final = {
    GuideKind.COORDINATOR: frozenset({"home"}),
    GuideKind.REGION_LEAD: frozenset({"dashboard:region"}),
    GuideKind.ADVISER: frozenset({"dashboard:caseload"}),
}


def kinds_of(roles: Roles) -> list[GuideKind]:
    """Return the guides that there are for somebody with these roles, the first one first."""
    found = {
        GuideKind.COORDINATOR: bool(roles.coordinated),
        GuideKind.REGION_LEAD: bool(roles.regions),
        GuideKind.ADVISER: roles.has(NationalRoleKind.ADVISER),
    }
    return [kind for kind, is_theirs in found.items() if is_theirs]


def runs(kind: GuideKind, user: Any, roles: Roles) -> bool:
    """Tell whether a guide shows itself: as was asked, or else to a new account."""
    if kind in roles.guides_off:
        return False
    is_new = user.date_joined > clock.now() - timedelta(days=NEW_DAYS)
    return kind in roles.guides_on or is_new


def guide_of(request: HttpRequest, kind: GuideKind, page: str) -> Guide | None:
    """Return a guide with where it stands, or None when it does not run or all is done."""
    roles = roles_of(request)
    if kind not in kinds_of(roles) or not runs(kind, request.user, roles):
        return None
    steps = PLANS[kind].steps(request.user, roles, getattr(request, _READ, ()))
    guide = Guide(kind, steps, page)
    return guide if steps and guide.done < guide.total else None


def guide_knows(request: HttpRequest, readings: Sequence[Reading]) -> None:
    """Give the guide what a page read already, so that it need not ask itself."""
    setattr(request, _READ, readings)


def guide_here(request: HttpRequest) -> Guide | None:
    """Return the guide that this page belongs to; looked up once per request."""
    kept: Guide | None
    if hasattr(request, _KEPT):
        kept = getattr(request, _KEPT)
        return kept
    kept = _find(request)
    setattr(request, _KEPT, kept)
    return kept


def _find(request: HttpRequest) -> Guide | None:
    match, user = request.resolver_match, getattr(request, "user", None)
    if match is None or user is None or not user.is_authenticated:
        return None
    page, slug = match.view_name, match.kwargs.get("slug")
    for kind in kinds_of(roles_of(request)):
        is_other = kind in OWN_PLACE and slug not in {None, OWN_PLACE[kind](roles_of(request))}
        if page in PLANS[kind].pages and not is_other and (found := guide_of(request, kind, page)):
            return found
    return None


OWN_PLACE: Final[dict[GuideKind, Callable[[Roles], str]]] = {
    GuideKind.COORDINATOR: lambda roles: roles.coordinated[0].slug,
    GuideKind.REGION_LEAD: lambda roles: roles.regions[0].slug,
}


def is_open_step(request: HttpRequest) -> bool:
    """Tell whether this page is a step of a running guide that is not done yet."""
    guide = guide_here(request)
    return guide is not None and guide.here is not None


def go_on_url(request: HttpRequest) -> str:
    """Return where a page leads that was opened from the guide; empty outside a guide.

    Asked after saving, so that what was just written counts, and the next step may be begun with.
    """
    guide = _find(request)
    if guide is None or guide.next is None:
        return ""
    begin = guide.next.begin
    return guided(begin()) if begin else guide.next.address


def paper_made(request: HttpRequest, kind: GuideKind) -> None:
    """Close a guide with the paper it was for, once every other step is done."""
    guide = guide_of(request, kind, "")
    if guide and all(step.is_done for step in guide.steps if not step.file):
        guide_wish(user=request.user, guide=kind, wish=GuideWish.DONE)  # type: ignore[arg-type]
