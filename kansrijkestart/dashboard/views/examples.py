"""Practice examples as everybody reads them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from coalitions.choices import ExampleState
from coalitions.forms.examples import ExampleFilterForm
from coalitions.models import Coalition, PracticeExample
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core.views import PageMixin
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
        self.form = ExampleFilterForm(self.request.GET)
        if self.form.is_valid():
            rows = rows.saying(self.form.cleaned_data["q"])
            if phase := self.form.cleaned_data["phase"]:
                rows = rows.filter(phases__contains=[phase])
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        roles = roles_of(self.request)
        asked = self.form.cleaned_data if self.form.is_valid() else {}
        return super().get_context_data(**kwargs) | {
            "filter_form": self.form,
            "is_filtered": any(asked.values()),
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
