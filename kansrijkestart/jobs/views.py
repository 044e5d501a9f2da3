"""A job's page, for whoever asked for it, and how far it is, also for whose it becomes."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView

from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import PageMixin
from kansrijkestart.jobs import registry
from kansrijkestart.jobs.models import Job, JobState

# From then on a job that nobody took up, or whose worker went, is said to take long.
LONG_WAIT: Final = timedelta(minutes=3)


def _stands_still(job: Job) -> bool:
    waits_for = {JobState.QUEUED: job.run_after, JobState.RUNNING: job.lease_until}
    since = waits_for.get(JobState(job.state))
    return since is not None and since < clock.now() - LONG_WAIT


def progress_text(job: Job) -> str:
    """Return one line on how far a job is, or that nobody seems to work on it."""
    if _stands_still(job):
        return _(
            "This takes longer than usual. It goes on by itself, and nothing is lost. Does it "
            "still stand here tomorrow? Tell the administrator."
        )
    if job.progress_text:
        return job.progress_text
    if job.state == JobState.QUEUED:
        return _("Waiting for its turn.")
    if job.progress_total:
        return _("%(done)s of %(total)s done.") % {
            "done": job.progress_done,
            "total": job.progress_total,
        }
    return _("Under way.")


class OwnJobsMixin(LoginRequiredMixin):
    """Somebody else's job answers like one that does not exist."""

    request: HttpRequest

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.filter(owner=self.request.user.pk)


class JobDetailView(OwnJobsMixin, PageMixin, DetailView):
    template_name = "jobs/detail.html"
    context_object_name = "job"

    def get_page_title(self) -> str:
        return registry.label_of(self.object.kind)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        own = (_("Your jobs"), safe_reverse("jobs:own"))
        return [(_("Start"), safe_reverse("home") or "/"), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = date_format(localtime(self.object.created_at), "j F Y H:i")
        return super().get_context_data(
            page_meta=_("Requested on %(moment)s") % {"moment": asked},
            is_busy=self.object.state in {JobState.QUEUED, JobState.RUNNING},
            progress_text=progress_text(self.object),
            progress_total=self.object.progress_total or 1,
            result_url=self.object.result.get("url", ""),
            **kwargs,
        )


class JobStateView(LoginRequiredMixin, View):
    """The same as JSON, for the script that follows a job."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        job = get_object_or_404(Job, pk=kwargs["pk"])
        if not registry.may_follow(request.user, job):  # type: ignore[arg-type]
            raise Http404
        return JsonResponse(
            {
                "state": job.state,
                "done": job.state in {JobState.DONE, JobState.FAILED},
                "value": job.progress_done,
                "max": job.progress_total or 1,
                "text": progress_text(job),
            }
        )
