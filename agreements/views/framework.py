"""Versions of a region's framework, in the record of the regional coalition."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from agreements.forms.framework import FrameworkForm
from agreements.models import FrameworkVersion
from agreements.services.framework import framework_add, framework_change
from coalitions.models import Coalition
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class _FrameworkMixin(CoalitionMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    permission = "agreements.change_framework"
    template_name = "coalitions/form_page.html"
    form_class = FrameworkForm
    success_message = gettext_lazy("The version is recorded.")
    tab = "agreements"

    def find_coalition(self) -> Coalition:
        coalition = super().find_coalition()
        if not coalition.is_regional:
            raise Http404
        return coalition

    @cached_property
    def is_lead(self) -> bool:
        """What municipalities share stands on the page of the region, for its lead alone."""
        return self.request.user.has_perm("coalitions.lead_region", self.coalition.region)

    def get_success_url(self) -> str:
        if self.is_lead and self.coalition.region:
            return safe_reverse("dashboard:region_framework", slug=self.coalition.region.slug)
        return reverse("agreements:list", args=[self.coalition.slug])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        name = _("Regional framework") if self.is_lead else _("Agreements")
        return [*super().get_breadcrumb(), (name, self.get_success_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.get_success_url(), **kwargs)


class FrameworkAddView(_FrameworkMixin):
    """Record a version."""

    page_title = gettext_lazy("Add a version of the framework")

    def perform(self, form: FrameworkForm) -> FrameworkVersion:
        return framework_add(coalition=self.coalition, **form.values())


class FrameworkUpdateView(_FrameworkMixin):
    """Change a version."""

    @cached_property
    def framework(self) -> FrameworkVersion:
        rows = FrameworkVersion.objects.visible_to(self.request.user)
        return get_object_or_404(rows, coalition=self.coalition, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Change version %(number)s") % {"number": self.framework.number}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.framework}

    def perform(self, form: FrameworkForm) -> FrameworkVersion:
        return framework_change(
            framework=self.framework, expected_version=form.seen_version, **form.values()
        )
