"""What every page of one coalition shares."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import Stage
from coalitions.forms.history import HistoryFilter
from coalitions.models import Coalition, Organisation
from coalitions.registry import Reading
from coalitions.selectors.aids import aids_for
from coalitions.selectors.history import Entry, Feed, Span, all_entries, page_of_entries
from coalitions.selectors.page_head import head_line, mark_changed
from coalitions.selectors.panels import panels_of
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.views import PageMixin

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def start_path() -> list[tuple[str, str]]:
    """Return the first step of every path."""
    return [(_("Start"), safe_reverse("home") or "/")]


class CoalitionMixin(PageMixin):
    """A page of one coalition: 404 when the reader may not know of it, 403 without permission.

    ``permission`` is asked about the coalition, or about what ``get_permission_object`` returns;
    empty means that seeing it is enough. Pages of one record of a coalition (an agreement) find it
    through that record: they override ``find_coalition``. ``changes_record`` is false where a post
    writes nothing of the record. ``principle`` is the key of the principle a page works on: its
    aids stand below.
    """

    permission = ""
    changes_record = True
    principle = ""
    coalition: Coalition
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        self.coalition = self.find_coalition()
        if self.permission and not request.user.has_perm(
            self.permission, self.get_permission_object()
        ):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if self.changes_record and request.method not in SAFE_METHODS:
            mark_changed(self.coalition.pk)
        return response

    def find_coalition(self) -> Coalition:
        return get_object_or_404(self.get_coalitions(), slug=self.kwargs["slug"])

    def get_permission_object(self) -> Any:
        return self.coalition

    @cached_property
    def may_change(self) -> bool:
        """The reader keeps this record; asks the database once."""
        return self.request.user.has_perm("coalitions.change_coalition", self.coalition)

    @property
    def has_ended(self) -> bool:
        """The record is there to be read; its pages ask nobody to go on with it."""
        return self.coalition.stage == Stage.ENDED

    @property
    def may_go_on(self) -> bool:
        """What the pages call ``may_change``: the reader keeps this record, and it still runs."""
        return bool(self.may_change) and not self.has_ended

    def get_coalitions(self) -> QuerySet[Coalition]:
        return Coalition.objects.visible_to(self.request.user).select_related(
            "region", "lead_organisation"
        )

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *start_path(),
            (self.coalition.name, safe_reverse("coalitions:detail", slug=self.coalition.slug)),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give what every page shares; looked up only by templates that use it.

        What the page says of itself as ``page_meta`` ("14 agreements") becomes part of its line.
        """
        context = super().get_context_data(**kwargs)
        note = context.get("page_meta", "")
        if self.principle:
            context["aids"] = SimpleLazyObject(lambda: aids_for(self.coalition, self.principle))
        return context | {
            "coalition": self.coalition,
            "may_change": SimpleLazyObject(lambda: self.may_go_on),
            "page_meta": SimpleLazyObject(lambda: self.page_line(note)),
        }

    def page_line(self, note: str = "") -> str:
        """Return the line under the heading: kind, place, last change."""
        return head_line(Reading(self.coalition, self.request.user), note)

    def page_url(self, name: str, **kwargs: Any) -> str:
        return reverse(f"coalitions:{name}", kwargs={"slug": self.coalition.slug, **kwargs})


class RecordMixin(CoalitionMixin, ABC):
    """The page of one record, with what other apps bring to it below (``panels_of``).

    ``record_kind`` is the kind that other apps know it by, ``record_key`` its key; none while it
    is being added.
    """

    record_kind = ""

    @abstractmethod
    def record_key(self) -> int | None:
        """Return the key of the record, or None."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if (key := self.record_key()) is None:
            return context
        reading = Reading(self.coalition, self.request.user)
        return context | {"record_panels": panels_of(reading, self.record_kind, key)}


class HistoryMixin(NarrowedMixin):
    """Who changed what, the newest first. A page within a coalition has a template of its own."""

    template_name: str | None = "coalitions/history_page.html"
    filter_class = HistoryFilter

    feeds: Callable[[], Sequence[Feed]]
    """Return what the page tells of."""

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {"feeds": self.feeds()}

    @property
    def span(self) -> Span:
        return Span(self.filter_form.during, self.filter_form.is_oldest_first)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feeds, number = self.filter_form.feeds_asked, self.request.GET.get("page")
        page, entries = page_of_entries(feeds, number, span=self.span)
        return super().get_context_data(**kwargs) | {"page_obj": page, "entries": entries}


KINDS_OF_CHANGE: Final = {
    "added": gettext_lazy("added"),
    "changed": gettext_lazy("changed"),
    "removed": gettext_lazy("removed"),
}


def _changes(entry: Entry) -> str | None:
    told = "; ".join(f"{one.label}: {one.old} → {one.new}" for one in entry.changes)
    personal = _("Contact details changed") if entry.personal and entry.kind == "changed" else ""
    return told or personal or entry.said or None


class HistoryFileMixin(ListFileMixin):
    """The same as a file: what is told on the page and on its next pages."""

    columns = (
        (gettext_lazy("Moment"), lambda entry: f"{localtime(entry.at):%Y-%m-%d %H:%M}"),
        (gettext_lazy("Who"), lambda entry: entry.who),
        (gettext_lazy("What changed"), lambda entry: entry.noun),
        (gettext_lazy("Name"), lambda entry: entry.name or None),
        (gettext_lazy("About"), lambda entry: entry.about or None),
        (gettext_lazy("How"), lambda entry: KINDS_OF_CHANGE[entry.kind]),
        (gettext_lazy("From what to what"), _changes),
    )
    span: Span

    def get_rows(self) -> list[Entry]:
        return all_entries(self.filter_form.feeds_asked, self.span)

    def get_file_name(self) -> str:
        return f"{self.request.path.strip('/').removesuffix('.csv').replace('/', '-')}.csv"


def organisation_names(user: Any) -> list[str]:
    """Return suggestions: only organisations of coalitions this user may open."""
    return list(
        Organisation.objects.visible_to(user).order_by("name_fold").values_list("name", flat=True)
    )
