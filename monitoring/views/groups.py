"""What belongs to one interpretation: its groups and neighbourhoods, and the ambition after it."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.models import Ambition, Municipality
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from monitoring.forms.groups import GroupForm, GroupRemoveForm, TalkAmbitionForm
from monitoring.models import Interpretation, InterpretationGroup
from monitoring.selectors.own_counts import group_view
from monitoring.services.interpretations import interpretation_ambition_add
from monitoring.services.own_counts import group_remove, group_save
from monitoring.views.interpretations import InterpretationListView, TalkPage

LONGEST_TITLE = 200


class _OfTalk(TalkPage):
    """A form beside one interpretation, and back to it on the list."""

    permission = "coalitions.change_coalition"

    @cached_property
    def interpretation(self) -> Interpretation:
        rows = Interpretation.objects.filter(coalition=self.coalition).for_list()
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        """What the talk was about and when: no two pages of a record have one title."""
        row = self.interpretation
        name = row.indicator or row.indicator_set or _("The figures together")
        return f"{name}, {date_format(row.discussed_on, 'j F Y')}"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            *super().get_breadcrumb(),
            (str(InterpretationListView.page_title), self.list_url()),
        ]

    def get_success_url(self) -> str:
        return f"{self.list_url()}#told-{self.interpretation.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "talk": self.interpretation,
            "cancel_url": self.get_success_url(),
        }


class TalkAmbitionView(_OfTalk, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    """An ambition in one go: what the coalition will do stands in its title already."""

    form_class = TalkAmbitionForm
    template_name = "monitoring/talk_ambition.html"
    success_message = gettext_lazy(
        "The ambition is in the plan, and stands with the interpretation."
    )

    def get_page_title(self) -> str:
        return _("Make an ambition: %(title)s") % {"title": self.about}

    def get_initial(self) -> dict[str, Any]:
        row = self.interpretation
        words = " ".join((row.intention or row.conclusion).split())
        indicator = row.indicator
        return super().get_initial() | {
            "title": Truncator(words).chars(LONGEST_TITLE),
            "phase": indicator.phase if indicator and indicator.phase != "general" else "",
        }

    def perform(self, form: TalkAmbitionForm) -> Ambition:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        return interpretation_ambition_add(interpretation=self.interpretation, **values)


class _GroupForm(_OfTalk, ServiceFormMixin, FormView):
    form_class = GroupForm
    template_name = "monitoring/group_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = Municipality.objects.covered_by(self.coalition)
        return super().get_form_kwargs() | {"municipalities": rows}


class GroupAddView(IdempotentPostMixin, _GroupForm):
    success_message = gettext_lazy("The group is in the record.")

    def get_page_title(self) -> str:
        return _("Add a group or a neighbourhood: %(title)s") % {"title": self.about}

    def get_initial(self) -> dict[str, Any]:
        places = list(Municipality.objects.covered_by(self.coalition)[:2])
        return super().get_initial() | {"municipality": places[0] if len(places) == 1 else None}

    def perform(self, form: GroupForm) -> InterpretationGroup:
        return group_save(interpretation=self.interpretation, **form.values())


class _OneGroup:
    """A group of this interpretation; its counts stay in the database."""

    interpretation: Any
    kwargs: dict[str, Any]

    @cached_property
    def group(self) -> InterpretationGroup:
        rows = InterpretationGroup.objects.without_counts().select_related("municipality")
        return get_object_or_404(rows, pk=self.kwargs["group"], interpretation=self.interpretation)


class GroupUpdateView(_OneGroup, _GroupForm):
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.group.words}

    def get_form_kwargs(self) -> dict[str, Any]:
        view = group_view(self.group)
        return super().get_form_kwargs() | {"instance": self.group, "view": view}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        route = [self.coalition.slug, self.interpretation.pk, self.group.pk]
        return super().get_context_data(**kwargs) | {
            "more_url": reverse("monitoring:group_remove", args=route)
        }

    def perform(self, form: GroupForm) -> InterpretationGroup:
        return group_save(
            interpretation=self.interpretation,
            group=self.group,
            expected_version=form.seen_version,
            **form.values(),
        )


class GroupRemoveView(_OneGroup, _OfTalk, ServiceFormMixin, FormView):
    """Ask once, then take the group out with its count."""

    form_class = GroupRemoveForm
    template_name = "monitoring/group_remove.html"
    success_message = gettext_lazy("The group is taken out.")

    def get_page_title(self) -> str:
        return _("Take out: %(title)s") % {"title": self.group.words}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.group}

    def perform(self, form: GroupRemoveForm) -> None:
        group_remove(group=self.group, expected_version=form.seen_version)
