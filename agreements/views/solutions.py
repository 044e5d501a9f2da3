"""Agreements that are to solve a bottleneck."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from agreements.forms import (
    BottleneckAgreementsForm,
)
from agreements.models import Agreement
from agreements.selectors.solutions import linked_to
from agreements.services import (
    bottleneck_agreements_change,
)
from coalitions.models import Bottleneck
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.views import ServiceFormMixin


class BottleneckAgreementsView(CoalitionMixin, ServiceFormMixin, FormView):
    """Tick the agreements that are to solve one bottleneck."""

    permission = "coalitions.change_coalition"
    tab = "plan"
    template_name = "agreements/bottleneck_agreements.html"
    form_class = BottleneckAgreementsForm
    success_message = gettext_lazy("Saved.")

    @cached_property
    def bottleneck(self) -> Bottleneck:
        rows = Bottleneck.objects.filter(coalition=self.coalition)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def linked(self) -> list[Agreement]:
        return linked_to([self.bottleneck.pk], self.request.user).get(self.bottleneck.pk, [])

    def get_page_title(self) -> str:
        return _("Agreements for: %(title)s") % {"title": self.bottleneck.title}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = (_("Bottlenecks"), reverse("coalitions:bottlenecks", args=[self.coalition.slug]))
        return [*super().get_breadcrumb(), here]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition, "linked": self.linked}

    def perform(self, form: BottleneckAgreementsForm) -> None:
        bottleneck_agreements_change(bottleneck=self.bottleneck, **form.changes())

    def get_success_url(self) -> str:
        return reverse(
            "coalitions:bottleneck_update", args=[self.coalition.slug, self.bottleneck.pk]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        create = reverse("agreements:create", args=[self.coalition.slug])
        return super().get_context_data(back=self.get_success_url(), create_url=create, **kwargs)
