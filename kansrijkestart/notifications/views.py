"""Somebody's own notifications, how they want to be told, and mails that did not arrive."""

from typing import Any, Final

from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, View

from kansrijkestart.core.forms import numbers_in
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.forms import (
    NotArrivedFilter,
    NotificationFilterForm,
    WishesForm,
)
from kansrijkestart.notifications.letters import refused_together
from kansrijkestart.notifications.models import Notification, NotificationQuerySet
from kansrijkestart.notifications.selectors import (
    MOST_ATTEMPTS,
    not_arrived,
    of_reader,
    still_due,
    wishes_of,
)
from kansrijkestart.notifications.services import (
    notifications_end,
    notifications_read,
    wishes_set,
)
from kansrijkestart.notifications.words import Said, say


def _start() -> list[tuple[str, str]]:
    return [(_("Start"), safe_reverse("home") or "/")]


class NotificationListView(LoginRequiredMixin, PageMixin, ListView):
    """What somebody was told: unread first. What is not so any more ends here, unlisted."""

    template_name = "notifications/list.html"
    page_title = gettext_lazy("Notifications")
    paginate_by = 25

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return _start()

    def get_queryset(self) -> NotificationQuerySet:
        self.filter_form = NotificationFilterForm(self.request.GET, kinds=registry.kinds())
        asked = self.filter_form.asked
        rows: NotificationQuerySet = self.filter_form.in_order(
            of_reader(
                self.request.user,
                kind=asked.get("kind", ""),
                only_unread=asked.get("unread", False),
            )
        )
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows, due = self._settled(context)
        while rows and not due:  # nothing is left of this page: what follows moved to the first
            self.kwargs["page"] = 1
            context = super().get_context_data(object_list=self.get_queryset(), **kwargs)
            rows, due = self._settled(context)
        said = [say(row) for row in rows if row.pk in due]
        return context | {
            "said": [one for one in said if one is not None],
            "has_unread": any(row.read_at is None for row in rows if row.pk in due),
            "filter_form": self.filter_form,
            "is_filtered": self.filter_form.is_asked,
        }

    def _settled(self, context: dict[str, Any]) -> tuple[list[Notification], set[int]]:
        """Return the rows of a page and the keys of those that are still so; the others end."""
        rows = list(context["page_obj"].object_list)
        due = still_due(self.request.user, rows)
        if over := [row.pk for row in rows if row.pk not in due]:
            notifications_end(pks=over)
        return rows, due


class NotificationsFileView(ListFileMixin, NotificationListView):
    """What somebody was told as a file, in the words of the list."""

    file_name = "meldingen.csv"
    columns = (
        (gettext_lazy("Date"), lambda said: localtime(said.row.created_at).date()),
        (gettext_lazy("About"), lambda said: str(said.kind.label)),
        (gettext_lazy("Notification"), lambda said: said.title),
        (gettext_lazy("Explanation"), lambda said: said.first),
        (
            gettext_lazy("Read on"),
            lambda said: localtime(said.row.read_at).date() if said.row.read_at else None,
        ),
    )

    def get_rows(self) -> list[Said]:
        rows = list(self.get_queryset())
        due = still_due(self.request.user, rows)
        said = (say(row) for row in rows if row.pk in due)
        return [one for one in said if one is not None]


class FollowView(LoginRequiredMixin, View):
    """Leads from a notification to its page, and marks it as read.

    A GET, so that a link in a mail works, also after signing in. What a browser fetches beforehand
    marks nothing; whoever follows the link twice changes nothing more.
    """

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
        if "prefetch" not in request.headers.get("Sec-Purpose", ""):
            notifications_read(user=request.user, pks=[row.pk])
        return HttpResponseRedirect(row.path)


class ReadView(LoginRequiredMixin, View):
    """Marks one of somebody's notifications as read, or all of them."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        one = request.POST.get("one")
        notifications_read(user=request.user, pks=None if one is None else numbers_in([one]))
        return HttpResponseRedirect(reverse("notifications:list"))


class WishesView(LoginRequiredMixin, PageMixin, ServiceFormMixin, FormView):
    """How somebody wants to be told each kind that they can get."""

    form_class = WishesForm
    template_name = "notifications/settings.html"
    page_title = gettext_lazy("How you are told")
    success_message = gettext_lazy("Saved.")
    object: Any

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*_start(), (_("Notifications"), reverse("notifications:list"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"wished": wishes_of(self.request.user)}

    def perform(self, form: WishesForm) -> None:
        wishes_set(user=self.request.user, wishes=form.wishes())

    def get_success_url(self) -> str:
        return reverse("notifications:settings")


# When the mail server takes nothing, one line per coalition says no more than these do.
MOST_LETTERS: Final = 20


class NotArrivedView(LoginRequiredMixin, PermissionRequiredMixin, PageMixin, ListView):
    """Which mails did not arrive: kind, person, when and why. Never what was in them."""

    permission_required = "notifications.see_not_arrived"
    template_name = "notifications/not_arrived.html"
    page_title = gettext_lazy("Mails that did not arrive")
    paginate_by = 50

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*_start(), (_("Users"), safe_reverse("people:users"))]

    def get_queryset(self) -> Any:
        self.filter_form = NotArrivedFilter(self.request.GET)
        return self.filter_form.narrow(not_arrived())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [
            (row, registry.find(row.kind), row.attempts < MOST_ATTEMPTS)
            for row in context["page_obj"].object_list
        ]
        letters = refused_together()
        return context | {
            "rows": rows,
            "letters": letters[:MOST_LETTERS],
            "all_letters": len(letters),
            "filter_form": self.filter_form,
            "is_filtered": self.filter_form.is_asked,
        }


class NotArrivedFileView(ListFileMixin, NotArrivedView):
    """The list as a file, for whoever looks after the accounts or the mail server."""

    file_name = "niet-aangekomen.csv"
    columns = (
        (gettext_lazy("E-mail address"), lambda row: row.recipient.email),
        (gettext_lazy("About"), lambda row: _about(row)),
        (
            gettext_lazy("Last tried on"),
            lambda row: date_format(localtime(row.failed_at), "Y-m-d H:i"),
        ),
        (gettext_lazy("Kind of error"), lambda row: row.fault),
    )


def _about(row: Notification) -> str:
    kind = registry.find(row.kind)
    return str(kind.label) if kind else row.kind
