"""Keeping indicators, sets and definitions: pages of a national analyst."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from coalitions.views.mixins import start_path
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.forms.indicators import (
    DefinitionAddForm,
    DefinitionForm,
    IndicatorAddForm,
    IndicatorForm,
    IndicatorSetAddForm,
    IndicatorSetForm,
    MembershipAddForm,
    MembershipForm,
)
from monitoring.forms.lists import IndicatorFilter
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet
from monitoring.selectors.indicators import (
    definitions_of,
    indicators_listed,
    sets_listed,
)
from monitoring.services import indicators as services
from monitoring.views.releases import LIST_TITLE, AnalystMixin

TITLE = gettext_lazy("Indicators and sets")
SAVED = gettext_lazy("Saved.")


class KeeperMixin(AnalystMixin):
    """A page about indicators; the permission is that of whoever loads figures."""

    kwargs: dict[str, Any]

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *start_path(),
            (str(LIST_TITLE), reverse("monitoring:releases")),
            (str(TITLE), reverse("monitoring:indicators")),
        ]


class IndicatorListView(NarrowedMixin, KeeperMixin, TemplateView):
    template_name = "monitoring/indicators.html"
    filter_class = IndicatorFilter
    page_title = TITLE

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            indicators=self.filter_form.narrow(indicators_listed()), sets=sets_listed(), **kwargs
        )


class KeeperFormView(KeeperMixin, ServiceFormMixin, FormView):
    """A form of these pages; ``instance`` is what it is about."""

    template_name = "monitoring/keeper_form.html"
    success_message: Any = SAVED
    object: Any
    instance: Any = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.get_instance()}

    def get_instance(self) -> Any:
        return None

    def get_success_url(self) -> str:
        return self.back_url()

    def back_url(self) -> str:
        return reverse("monitoring:indicators")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back_url": self.back_url()}


class IndicatorSetAddView(IdempotentPostMixin, KeeperFormView):
    form_class = IndicatorSetAddForm
    page_title = gettext_lazy("Add a set of indicators")

    def perform(self, form: IndicatorSetAddForm) -> IndicatorSet:
        return services.indicator_set_add(**form.values())


class IndicatorSetUpdateView(KeeperFormView):
    form_class = IndicatorSetForm

    @cached_property
    def indicator_set(self) -> IndicatorSet:
        return get_object_or_404(IndicatorSet, key=self.kwargs["key"])

    def get_instance(self) -> IndicatorSet:
        return IndicatorSet.objects.get(pk=self.indicator_set.pk)

    def get_page_title(self) -> str:
        name = self.indicator_set.name
        return Dutch(_("Change: %(title)s") % {"title": name}, name)

    def perform(self, form: IndicatorSetForm) -> IndicatorSet:
        return services.indicator_set_update(
            indicator_set=self.indicator_set, expected_version=form.seen_version, **form.values()
        )


class IndicatorAddView(IdempotentPostMixin, KeeperFormView):
    form_class = IndicatorAddForm
    page_title = gettext_lazy("Add an indicator")

    def perform(self, form: IndicatorAddForm) -> Indicator:
        return services.indicator_add(**form.values())

    def get_success_url(self) -> str:
        return reverse("monitoring:indicator_about", args=[self.object.key])


class OneMixin:
    """Pages about one indicator."""

    kwargs: dict[str, Any]

    @cached_property
    def indicator(self) -> Indicator:
        rows = Indicator.objects.select_related("opposite", "opposite_of")
        return get_object_or_404(rows, key=self.kwargs["key"])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        before: list[tuple[str, str]] = super().get_breadcrumb()  # type: ignore[misc]
        return [*before, (Dutch(self.indicator.name), self.back_url())]

    def back_url(self) -> str:
        return reverse("monitoring:indicator_about", args=[self.indicator.key])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context["indicator"] = self.indicator
        if self.indicator.name not in context["page_title"]:
            context["place"] = self.indicator.name  # titles of windows tell pages apart
        return context


class IndicatorAboutView(OneMixin, KeeperMixin, TemplateView):
    """Everything that is known of an indicator, with where that is known from."""

    template_name = "monitoring/indicator_about.html"

    def get_page_title(self) -> str:
        return Dutch(self.indicator.name)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.indicator.memberships.select_related("indicator_set")
        opposite = self.indicator.opposite or getattr(self.indicator, "opposite_of", None)
        return super().get_context_data(
            definitions=definitions_of(self.indicator),
            memberships=members.order_by("-indicator_set__valid_from", "pk"),
            opposite=opposite,
            **kwargs,
        )


class IndicatorUpdateView(OneMixin, KeeperFormView):
    form_class = IndicatorForm

    def get_instance(self) -> Indicator:
        return Indicator.objects.get(pk=self.indicator.pk)

    def get_page_title(self) -> str:
        name = self.indicator.name
        return Dutch(_("Change: %(title)s") % {"title": name}, name)

    def perform(self, form: IndicatorForm) -> Indicator:
        return services.indicator_update(
            indicator=self.indicator, expected_version=form.seen_version, **form.values()
        )


class MembershipAddView(OneMixin, IdempotentPostMixin, KeeperFormView):
    form_class = MembershipAddForm
    page_title = gettext_lazy("Put in a set")

    def get_instance(self) -> IndicatorMembership:
        return IndicatorMembership(indicator=self.indicator)

    def perform(self, form: MembershipAddForm) -> IndicatorMembership:
        return services.membership_add(indicator=self.indicator, **form.values())


class OneMembershipMixin(OneMixin):
    @cached_property
    def membership(self) -> IndicatorMembership:
        rows = self.indicator.memberships.select_related("indicator_set", "indicator")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class MembershipUpdateView(OneMembershipMixin, KeeperFormView):
    form_class = MembershipForm

    def get_instance(self) -> IndicatorMembership:
        return self.indicator.memberships.get(pk=self.membership.pk)

    def get_page_title(self) -> str:
        name = self.membership.indicator_set.name
        return Dutch(_("Change the place in: %(title)s") % {"title": name}, name)

    def perform(self, form: MembershipForm) -> IndicatorMembership:
        return services.membership_update(
            membership=self.membership, expected_version=form.seen_version, **form.values()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        url = reverse("monitoring:membership_remove", args=[self.indicator.key, self.membership.pk])
        return super().get_context_data(remove_url=url, **kwargs)


class MembershipRemoveView(OneMembershipMixin, KeeperMixin, TemplateView):
    template_name = "monitoring/membership_remove.html"  # asks before

    def get_page_title(self) -> str:
        name = self.membership.indicator_set.name
        return Dutch(_("Take out of the set: %(title)s") % {"title": name}, name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            membership=self.membership, back_url=self.back_url(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.membership_remove(membership=self.membership)
        return HttpResponseRedirect(self.back_url())


class DefinitionAddView(OneMixin, IdempotentPostMixin, KeeperFormView):
    """A new version; it begins with what the newest one says."""

    form_class = DefinitionAddForm
    page_title = gettext_lazy("Add a version of the definition")

    def get_instance(self) -> Definition:
        newest = self.indicator.definitions.order_by("-number").first()
        made = Definition(indicator=self.indicator, number=newest.number + 1 if newest else 1)
        for name in (*services.COUNTED, "source", "direction", "aggregation", "minimum_count"):
            if newest is not None:
                setattr(made, name, getattr(newest, name))
        return made

    def perform(self, form: DefinitionAddForm) -> Definition:
        return services.definition_add(indicator=self.indicator, **form.values())


class DefinitionUpdateView(OneMixin, KeeperFormView):
    form_class = DefinitionForm

    @cached_property
    def definition(self) -> Definition:
        rows = self.indicator.definitions.select_related("indicator")
        return get_object_or_404(rows, number=self.kwargs["number"])

    def get_instance(self) -> Definition:
        return self.indicator.definitions.get(pk=self.definition.pk)

    def get_page_title(self) -> str:
        return _("Change version %(number)s of the definition") % {"number": self.definition.number}

    def perform(self, form: DefinitionForm) -> Definition:
        return services.definition_update(
            definition=self.definition, expected_version=form.seen_version, **form.values()
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_figures = self.definition.observations.exists()
        return super().get_context_data(has_figures=has_figures, **kwargs)
