"""Practice examples as everybody reads them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from coalitions.choices import ExampleState
from coalitions.models import Coalition, PracticeExample
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.views import PageMixin
from kansrijkestart.dashboard.list_forms import ExamplesFilter
from kansrijkestart.dashboard.roles import roles_of

WAITING_AT_MOST = 50
OWN_AT_MOST = 5


class ExamplesView(PageMixin, ListView):
    """Published examples, the newest first; narrowed by phase and words."""

    template_name = "dashboard/examples.html"
    page_title = gettext_lazy("Practice examples")
    paginate_by = 20

    def get_queryset(self) -> QuerySet[PracticeExample]:
        rows = PracticeExample.objects.published().select_related("coalition")
        self.filter_form = ExamplesFilter(self.request.GET)
        rows = rows.saying(self.filter_form.asked.get("q", ""))
        if phase := self.filter_form.asked.get("phase"):
            rows = rows.filter(phases__contains=[phase])
        found: QuerySet[PracticeExample] = self.filter_form.in_order(rows)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = roles_of(self.request)
        return super().get_context_data(**kwargs) | {
            "filter_form": self.filter_form,
            "is_filtered": self.filter_form.is_asked,
            "waiting": self._waiting() if roles.has(NationalRoleKind.ADVISER) else [],
            "own": self._own() if roles.coordinated or roles.regions else [],
        }

    def _own(self) -> list[Coalition]:
        """Return coalitions whose examples the reader writes."""
        kept = Coalition.objects.coordinated_by(self.request.user)  # type: ignore[arg-type]
        return list(kept.order_by("name_fold", "pk")[:OWN_AT_MOST])

    def _waiting(self) -> list[PracticeExample]:
        """Return what the coalitions of this adviser offered."""
        caseload = Coalition.objects.in_caseload_of(self.request.user)  # type: ignore[arg-type]
        rows = PracticeExample.objects.filter(
            state=ExampleState.OFFERED, coalition__in=caseload.values("pk")
        )
        found = rows.select_related("coalition").order_by("offered_on", "pk")
        return list(found[:WAITING_AT_MOST])


class ExamplesFileView(ListFileMixin, ExamplesView):
    """What is published, as a file."""

    file_name = "praktijkvoorbeelden.csv"
    columns = (
        (gettext_lazy("Practice example"), lambda row: row.title),
        (gettext_lazy("Coalition"), lambda row: row.coalition.name),
        (gettext_lazy("Phase"), lambda row: row.phase_words or None),
        (gettext_lazy("For whom"), lambda row: row.for_whom),
        (gettext_lazy("What you did"), lambda row: row.what),
        (gettext_lazy("What it brought"), lambda row: row.brought),
        (gettext_lazy("Where more can be read"), lambda row: row.link or None),
        (gettext_lazy("Published on"), lambda row: row.published_on),
    )


class ExampleView(PageMixin, DetailView):
    """One published example; one that is not published does not exist here."""

    template_name = "dashboard/example.html"
    context_object_name = "example"
    object: PracticeExample

    def get_queryset(self) -> QuerySet[PracticeExample]:
        return PracticeExample.objects.published().select_related("coalition")

    def get_page_title(self) -> str:
        return self.object.title

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Practice examples"), reverse("dashboard:examples"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = Coalition.objects.public().filter(pk=self.object.coalition_id)
        return super().get_context_data(**kwargs) | {
            "place": _("Practice examples"),
            "is_public": shown.exists(),
        }
