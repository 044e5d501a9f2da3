"""The agreements of one coalition: list, one, and its forms."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, ListView

from agreements.choices import TRANSITIONS, AgreementState
from agreements.forms import (
    AgreementCreateForm,
    AgreementUpdateForm,
    StateForm,
)
from agreements.forms.narrowing import ListFilter
from agreements.models import Agreement, AgreementTemplate
from agreements.selectors import current_text, days_until_review
from agreements.selectors.changes import history_of
from agreements.selectors.confirmations import answer_rows, confirming_of
from agreements.selectors.enclosures import enclosures_of
from agreements.selectors.framework import framework_versions
from agreements.selectors.requests import waiting_for
from agreements.selectors.solutions import bottlenecks_of
from agreements.selectors.templates import BEGIN, skeleton, template_of
from agreements.selectors.uptake import regional_part
from agreements.services import (
    FIELDS,
    agreement_create,
    agreement_set_state,
    agreement_update,
)
from agreements.views.new_text import say_new_text
from coalitions.models import Coalition
from coalitions.registry import Reading
from coalitions.selectors.panels import panels_of
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.forms import numbers_in
from kansrijkestart.core.guiding import before_saving, go_on
from kansrijkestart.core.models import Fold
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


class AgreementsMixin(CoalitionMixin):
    """A page under "Agreements" in the coalition's bar."""

    tab = "agreements"

    def list_url(self) -> str:
        return reverse("agreements:list", args=[self.coalition.slug])


class AgreementListView(AgreementsMixin, ListView):
    """All agreements of one coalition, narrowed by the filter."""

    template_name = "agreements/agreement_list.html"
    context_object_name = "agreements"
    paginate_by = 50
    page_title = gettext_lazy("Agreements")
    principle = "afspraken"

    def get_queryset(self) -> QuerySet[Agreement]:
        self.filter_form = ListFilter(self.request.GET)
        rows = Agreement.objects.visible_to(self.request.user).filter(coalition=self.coalition)
        if not self.filter_form.is_valid():
            return rows.for_list()
        asked = self.filter_form.cleaned_data
        if asked["q"]:
            rows = rows.filter(title_fold__contains=Fold(Value(asked["q"], CharField())))
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["theme"]:
            rows = rows.filter(themes__theme=asked["theme"])
        if asked["due"]:
            rows = rows.due_for_review()
        if asked["wacht"]:
            waiting = waiting_for(signed_in(self.request))
            rows = rows.filter(pk__in=waiting.order_by().values("party__agreement"))
        rows = self.filter_form.since(self.filter_form.on_place(rows))
        return self.filter_form.in_order(rows.for_list())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every = Agreement.objects.filter(coalition=self.coalition)
        total = every.count()
        words = ngettext("%(number)s agreement", "%(number)s agreements", total)
        return super().get_context_data(
            filter_form=self.filter_form,
            due_count=every.due_for_review().count(),
            is_filtered=self.filter_form.is_asked,
            versions=framework_versions(self.coalition),
            page_meta=words % {"number": total} if total else "",
            **kwargs,
        )


class AgreementPageMixin(AgreementsMixin):
    """A page of one agreement; its coalition comes from the agreement."""

    object: Agreement

    def find_coalition(self) -> Coalition:
        rows = Agreement.objects.visible_to(self.request.user).for_list()
        self.object = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self.object.coalition

    def get_object(self, queryset: Any = None) -> Agreement:
        return self.object

    def get_permission_object(self) -> Agreement:
        return self.object

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(agreement=self.object, **kwargs)

    def get_page_title(self) -> str:
        """A page about one agreement names it, so that no two have the same title."""
        return f"{super().get_page_title()}: {self.object.title}"

    def get_success_url(self) -> str:
        return self.object.get_absolute_url()

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        path = [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]
        if type(self) is not AgreementDetailView:
            path.append((self.object.title, self.object.get_absolute_url()))
        return path


class AgreementDetailView(AgreementPageMixin, DetailView):
    """One agreement: where it stands, its text, its parties and their answers."""

    template_name = "agreements/agreement_detail.html"
    context_object_name = "agreement"

    def get_page_title(self) -> str:
        return self.object.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = current_text(self.object)
        rows = [row for row in answer_rows(self.object, version) if not row.has_left]
        return super().get_context_data(
            party_rows=rows,
            confirmed_count=sum(row.is_confirmed for row in rows),
            version=version,
            versions=self.object.versions.defer("text").order_by("-number"),
            days=days_until_review(self.object),
            days_past=-days_until_review(self.object),
            next_states=TRANSITIONS[self.object.state],
            history_entries=history_of(self.object),
            bottlenecks=bottlenecks_of(self.object, self.request.user),
            **enclosures_of(self.object),
            confirming=confirming_of(self.object, signed_in(self.request)),
            regional_part=regional_part(
                self.object, self.request.user, self.request.GET.get("overname", "")
            ),
            panels=panels_of(
                Reading(self.coalition, self.request.user), "agreement", self.object.pk
            ),
            **kwargs,
        )


class AgreementCreateView(
    AgreementsMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView
):
    """Record an agreement."""

    permission = "agreements.add_agreement"
    template_name = "agreements/agreement_form.html"
    form_class = AgreementCreateForm
    page_title = gettext_lazy("Add an agreement")
    principle = "afspraken"
    success_message = gettext_lazy("The agreement is recorded.")
    object: Agreement

    def get_initial(self) -> dict[str, Any]:
        """Begin where somebody pressed "Add": a place of the cube, an ambition, a template."""
        asked: dict[str, Any] = {
            "phases": self.request.GET.getlist("fase"),
            "domains": self.request.GET.getlist("domein"),
            "levels": self.request.GET.getlist("niveau"),
            "ambition": next(iter(numbers_in([self.request.GET.get("ambitie", "")])), None),
        }
        if self.template:
            asked |= {
                "template": self.template.pk,
                "title": self.template.title,
                "themes": [self.template.theme_id],
                "text": skeleton(self.template),
            }
        return {name: values for name, values in asked.items() if values}

    @cached_property
    def template(self) -> AgreementTemplate | None:
        """The example that somebody chose to begin with."""
        asked = self.request.GET.get(BEGIN, "")
        return template_of(asked) if asked else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(template=self.template, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: AgreementCreateForm) -> Agreement:
        before_saving(self.request)
        asked = form.cleaned_data
        return agreement_create(
            coalition=self.coalition,
            user=signed_in(self.request),
            themes=asked["themes"],
            organisations=asked["organisations"],
            roles=form.roles(),
            interventions=asked.get("interventions", ()),
            parts=asked.get("parts", ()),
            text=asked["text"],
            state=asked["state"],
            template=asked["template"],
            **{name: asked[name] for name in FIELDS if name in asked},
        )

    def get_success_url(self) -> str:
        return go_on(self.request, self.object.get_absolute_url())

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]


class AgreementUpdateView(AgreementPageMixin, DraftMixin, ServiceFormMixin, FormView):
    """Change an agreement."""

    permission = "agreements.change_agreement"
    template_name = "agreements/agreement_form.html"
    form_class = AgreementUpdateForm
    success_message = gettext_lazy("The agreement is changed.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.object.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "coalition": self.coalition,
            "instance": self.object,
        }

    def perform(self, form: AgreementUpdateForm) -> Agreement:
        asked, text = form.cleaned_data, current_text(self.object)
        changed = agreement_update(
            agreement=self.object,
            user=signed_in(self.request),
            expected_version=form.seen_version,
            themes=asked["themes"],
            organisations=asked["organisations"],
            roles=form.roles(),
            interventions=asked.get("interventions", ()),
            parts=asked.get("parts"),
            text=asked["text"],
            site_url=self.request.build_absolute_uri("/"),
            **{name: asked[name] for name in FIELDS if name in asked},
        )
        say_new_text(self.request, changed, text.number if text else 0)
        return changed


class AgreementStateView(AgreementPageMixin, ServiceFormMixin, FormView):
    """Bring an agreement into its next state."""

    permission = "agreements.change_agreement"
    template_name = "agreements/agreement_state.html"
    form_class = StateForm
    success_message = gettext_lazy("The state of the agreement is changed.")

    def get_page_title(self) -> str:
        return _("Change where it stands: %(title)s") % {"title": self.object.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        has_ended = self.object.state == AgreementState.ENDED
        return context | {"form": None} if has_ended else context

    def perform(self, form: StateForm) -> Agreement:
        asked = form.cleaned_data
        return agreement_set_state(
            agreement_id=self.object.pk,
            state=asked["state"],
            expected_version=form.seen_version,
            on=asked["on"],
            reason=asked.get("reason", ""),
        )
