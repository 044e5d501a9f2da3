"""Lists of jobs: every one for administrators, the own ones for everybody; failed ones first.

Administrators start what failed again.

What a job was asked with is never shown: it may hold an address or a name.
"""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import ListView

from kansrijkestart.core.forms import set_choices
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.lists import Column, ListFileMixin, OrderedFilter
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.views import PageMixin
from kansrijkestart.jobs import registry
from kansrijkestart.jobs.models import Job, JobState
from kansrijkestart.jobs.services import job_retry

PER_PAGE: Final = 50
FIRST: Final = (JobState.FAILED, JobState.RUNNING, JobState.QUEUED, JobState.DONE)


class JobFilterForm(OrderedFilter):
    """Narrow and order the list of jobs."""

    orders = {
        "": (gettext_lazy("failed first, then the newest"), None),
        "new": (gettext_lazy("newest first"), ("-created_at", "pk")),
        "old": (gettext_lazy("oldest first"), ("created_at", "pk")),
        "kind": (gettext_lazy("by kind"), ("kind", "-created_at", "pk")),
    }

    stand = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    soort = forms.ChoiceField(label=gettext_lazy("Kind of job"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "stand", [("", _("Every state")), *JobState.choices])
        set_choices(self, "soort", [("", _("Every kind")), *registry.known_kinds()])


class AdministratorsMixin(LoginRequiredMixin, PermissionRequiredMixin):
    """Only administrators; the name of the permission, since accounts stands above this app."""

    permission_required = "accounts.invite_anyone"


class JobsView(PageMixin, ListView):
    """A list of jobs: failed ones first, narrowed by ``JobFilterForm``.

    The list of ``route`` has its file at the route with ``_csv``.
    """

    template_name = "jobs/list.html"
    paginate_by = PER_PAGE
    page_title = gettext_lazy("Jobs")
    route = "jobs:list"
    is_own = False

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [(_("Start"), safe_reverse("home") or "/")]

    @cached_property
    def filter_form(self) -> JobFilterForm:
        return JobFilterForm(self.request.GET)

    def get_queryset(self) -> QuerySet[Job]:
        asked = self.filter_form.asked
        rows = self.all_jobs().select_related("owner").defer("parameters", "result")
        if asked.get("stand"):
            rows = rows.filter(state=asked["stand"])
        if asked.get("soort"):
            rows = rows.filter(kind=asked["soort"])
        found: QuerySet[Job] = self.filter_form.in_order(failed_first(rows))
        return found

    def all_jobs(self) -> QuerySet[Job]:
        """Return every job that this list may name."""
        return Job.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        jobs = list(context["page_obj"].object_list)
        return context | {
            "filter_form": self.filter_form,
            "is_own": self.is_own,
            "url": reverse(self.route),
            "file_url": reverse(f"{self.route}_csv"),
            "rows": [(job, registry.label_of(job.kind), registry.may_retry(job)) for job in jobs],
            "is_filtered": self.filter_form.is_asked,
        }


def failed_first(rows: QuerySet[Job]) -> QuerySet[Job]:
    """Order jobs by what needs somebody: failed, busy, waiting, done; in each the newest first."""
    order = Case(*(When(state=s, then=Value(n)) for n, s in enumerate(FIRST)))
    return rows.order_by(order, "-created_at", "pk")


class JobListView(AdministratorsMixin, JobsView):
    """Every job, also those of others."""


class OwnJobListView(LoginRequiredMixin, JobsView):
    """What the reader asked for, and nobody else's."""

    page_title = gettext_lazy("Your jobs")
    route = "jobs:own"
    is_own = True

    def all_jobs(self) -> QuerySet[Job]:
        return Job.objects.filter(owner=self.request.user.pk)


WHAT: Final[tuple[Column, ...]] = (
    (gettext_lazy("Job"), lambda row: registry.label_of(row.kind)),
    (gettext_lazy("State"), lambda row: sign_for("job", row.state).word),
)
ASKED: Final[Column] = (
    gettext_lazy("Asked"),
    lambda row: date_format(localtime(row.created_at), "Y-m-d H:i"),
)
ERROR: Final[Column] = (gettext_lazy("Error"), lambda row: row.error or None)


class OwnJobFileView(ListFileMixin, OwnJobListView):
    """The reader's own jobs as a file."""

    file_name = "mijn-taken.csv"
    columns = (*WHAT, ASKED, ERROR)


class JobFileView(ListFileMixin, JobListView):
    """The list as a file; the error as on the page, and never what the job was asked with."""

    file_name = "taken.csv"
    columns = (
        *WHAT,
        (gettext_lazy("Attempts"), lambda row: row.attempt),
        ASKED,
        (gettext_lazy("For whom"), lambda row: str(row.owner) if row.owner else None),
        ERROR,
    )


class JobRetryView(AdministratorsMixin, View):
    """Starts a failed job again."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = get_object_or_404(Job, pk=kwargs["pk"])
        if job_retry(job_id=job.pk):
            messages.success(request, _("The job starts again."))
        else:
            messages.error(request, _("This job cannot be started again from here."))
        return HttpResponseRedirect(reverse("jobs:list"))
