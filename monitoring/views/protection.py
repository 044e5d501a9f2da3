"""Protection runs for analysts: when, why, how many cells each step hides. Never a value."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from coalitions.views.mixins import start_path
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.views import PageMixin, VisibleMixin
from monitoring.choices import ProtectionState
from monitoring.forms.lists import RunFilter
from monitoring.models import ProtectionRun
from monitoring.selectors.protection import histogram_of, newest_run
from monitoring.views.releases import LIST_TITLE, AnalystMixin

TITLE = gettext_lazy("Protection of figures")


class RunListView(NarrowedMixin, AnalystMixin, ListView):
    template_name = "monitoring/protection_runs.html"
    context_object_name = "runs"
    paginate_by = 50
    filter_class = RunFilter
    page_title = TITLE

    def get_queryset(self) -> QuerySet[ProtectionRun]:
        rows = ProtectionRun.objects.visible_to(self.request.user)
        rows = rows.select_related("job").defer("parts", "job__result").order_by("-pk")
        found: QuerySet[ProtectionRun] = self.filter_form.narrow(rows)
        return found


def _if_finished(name: str) -> Callable[[ProtectionRun], int | None]:
    return lambda run: getattr(run, name) if run.state == ProtectionState.FINISHED else None


class RunsFileView(ListFileMixin, RunListView):
    """How many cells each run hides, as a file; never a value."""

    file_name = "bescherming-van-cijfers.csv"
    columns = (
        (gettext_lazy("Run"), lambda run: run.pk),
        (gettext_lazy("Asked on"), lambda run: localtime(run.created_at).date()),
        (gettext_lazy("Begun because"), lambda run: run.get_reason_display()),
        (gettext_lazy("Too small"), _if_finished("primary_count")),
        (gettext_lazy("Hidden as well"), _if_finished("secondary_count")),
        (gettext_lazy("State"), lambda run: capfirst(run.get_state_display())),
    )


class RunDetailView(VisibleMixin, PageMixin, DetailView):
    model = ProtectionRun
    template_name = "monitoring/protection_run.html"
    context_object_name = "run"

    def get_queryset(self) -> QuerySet[ProtectionRun]:
        rows: QuerySet[ProtectionRun] = super().get_queryset().select_related("job").defer("parts")
        return rows

    def get_page_title(self) -> str:
        return str(gettext_lazy("Protection run %(number)s")) % {"number": self.object.pk}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *start_path(),
            (str(LIST_TITLE), reverse("monitoring:releases")),
            (str(TITLE), reverse("monitoring:protection")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, newest = self.object, newest_run()
        sets = run.sets.annotate(hidden=Count("cells")).defer("checksum")
        return super().get_context_data(**kwargs) | {
            "bars": histogram_of(run),
            "sets": list(sets),
            "is_newest": newest is not None and newest.pk == run.pk,
        }
