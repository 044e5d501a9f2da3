"""Where the service directory of each municipality is kept: the page and its forms."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from agreements.forms.directories import (
    DirectoryAddForm,
    DirectoryEndForm,
    DirectoryFilter,
    DirectoryUpdateForm,
    StillRightForm,
)
from agreements.models import ServiceDirectory
from agreements.selectors.pathways import Place, kept_by
from agreements.services.directories import (
    directory_add,
    directory_change,
    directory_check,
    directory_end,
)
from agreements.views.agreements import AgreementsMixin
from coalitions.registry import Reading
from kansrijkestart.core.lists import ListFileMixin, NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

PLACE = "gemeente"


class DirectoryListView(NarrowedMixin, AgreementsMixin, TemplateView):
    """Per municipality: kept where, by whom, last checked when."""

    filter_class = DirectoryFilter

    template_name = "agreements/directories.html"
    page_title = gettext_lazy("Service directory")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = kept_by(Reading(self.coalition, self.request.user))
        return super().get_context_data(
            kept=kept,
            places=self.filter_form.narrow(kept.places),
            is_shown=len(kept.places) > 1
            or any(place.directories or place.reported for place in kept.places),
            add_url=reverse("agreements:directory_add", args=[self.coalition.slug]),
            **kwargs,
        )


def _name_of(one: ServiceDirectory | None) -> str | None:
    return one.name if one else None


class DirectoryFileView(ListFileMixin, DirectoryListView):
    """The same as a file: a line per service directory, and per municipality without one."""

    columns = (
        (gettext_lazy("Municipality"), lambda row: row[0].municipality.name),
        (gettext_lazy("Kept in"), lambda row: _name_of(row[1])),
        (gettext_lazy("Web address"), lambda row: (row[1] and row[1].url) or None),
        (gettext_lazy("Who keeps it"), lambda row: row[1] and _name_of(row[1].keeper)),
        (gettext_lazy("Last checked"), lambda row: row[1] and row[1].checked_on),
        (gettext_lazy("The table of the region says"), lambda row: row[0].reported or None),
    )

    def get_rows(self) -> list[tuple[Place, ServiceDirectory | None]]:
        kept = kept_by(Reading(self.coalition, self.request.user))
        places = self.filter_form.narrow(kept.places)
        return [(place, one) for place in places for one in place.directories or [None]]

    def get_file_name(self) -> str:
        return f"sociale-kaart-{self.coalition.slug}.csv"


class _DirectorySubpage(AgreementsMixin):
    """A form below the page of service directories, and back to it."""

    permission = "coalitions.change_coalition"
    template_name: str | None = "agreements/directory_form.html"

    def get_success_url(self) -> str:
        return reverse("agreements:directory", args=[self.coalition.slug])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        agreements = (_("Agreements"), self.list_url())
        here = (str(DirectoryListView.page_title), self.get_success_url())
        return [*super().get_breadcrumb(), agreements, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.get_success_url()}


class DirectoryAddView(_DirectorySubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Record where a service directory is kept; ``?gemeente=`` fills in the municipality."""

    form_class = DirectoryAddForm
    page_title = gettext_lazy("Where is the service directory kept?")
    success_message = gettext_lazy("Where the service directory is kept is recorded.")

    def get_initial(self) -> dict[str, Any]:
        code = self.request.GET.get(PLACE, "")
        rows = self.coalition.coverage.filter(municipality__code=code)
        found = rows.values_list("municipality", flat=True).first() if code else None
        return super().get_initial() | ({"municipality": found} if found else {})

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: DirectoryAddForm) -> ServiceDirectory:
        return directory_add(coalition=self.coalition, **form.values())


class _OneDirectory(_DirectorySubpage):
    @cached_property
    def directory(self) -> ServiceDirectory:
        rows = ServiceDirectory.objects.filter(coalition=self.coalition)
        return get_object_or_404(rows.select_related("coalition"), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.directory}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"directory": self.directory}


class DirectoryUpdateView(_OneDirectory, ServiceFormMixin, FormView):
    """Change what is recorded."""

    form_class = DirectoryUpdateForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.directory.name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: DirectoryUpdateForm) -> ServiceDirectory:
        return directory_change(
            directory=self.directory, expected_version=form.seen_version, **form.values()
        )


class DirectoryEndView(_OneDirectory, ServiceFormMixin, FormView):
    """Say since when it is not kept any more."""

    form_class = DirectoryEndForm
    template_name = "agreements/directory_end.html"
    success_message = gettext_lazy("Saved. The past stays readable.")

    def get_page_title(self) -> str:
        return _("End: %(title)s") % {"title": self.directory.name}

    def perform(self, form: DirectoryEndForm) -> ServiceDirectory:
        return directory_end(
            directory=self.directory,
            ended_on=form.cleaned_data["ended_on"],
            expected_version=form.seen_version,
        )


class DirectoryCheckView(_OneDirectory, ServiceFormMixin, FormView):
    """One click: it is still right."""

    form_class = StillRightForm
    template_name = "agreements/still_right.html"
    success_message = gettext_lazy("Thank you. Last checked is now today.")

    def get_page_title(self) -> str:
        return _("Is this still right? %(title)s") % {"title": self.directory.name}

    def perform(self, form: StillRightForm) -> ServiceDirectory:
        return directory_check(directory=self.directory, expected_version=form.seen_version)
