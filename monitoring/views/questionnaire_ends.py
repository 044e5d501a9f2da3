"""A version of a questionnaire as it will be asked, published, and thrown away while a draft."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.core.views import ButtonMixin
from monitoring.choices import VersionState
from monitoring.forms.questionnaires import PublishForm
from monitoring.models import QuestionnaireVersion
from monitoring.selectors.questionnaire_checks import faults_of
from monitoring.selectors.questionnaires import parts_of
from monitoring.services import questionnaires as services
from monitoring.views.questionnaires import VersionMixin


class VersionPreviewView(VersionMixin, TemplateView):
    """The questions as a coordinator will see them; nothing here can be filled in or saved."""

    template_name = "monitoring/questionnaire_preview.html"
    page_title = gettext_lazy("As a coordinator sees it")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parts=parts_of(self.version), **kwargs)


class VersionPublishView(VersionMixin, ButtonMixin, TemplateView):
    """Asks before: after this nothing changes any more."""

    template_name = "monitoring/questionnaire_publish.html"
    page_title = gettext_lazy("Publish this questionnaire")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = PublishForm(instance=self.version)
        faults = faults_of(self.version) if self.is_draft else []
        return super().get_context_data(
            form=form, faults=faults, back_url=self.version_url(), is_draft=self.is_draft, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PublishForm(request.POST, instance=self.version)
        expected = form.seen_version if form.is_valid() else -1

        def do() -> None:
            try:
                services.version_publish(
                    version=self.version, user=self.user, expected_version=expected
                )
            except EditConflict as conflict:
                words = _("Somebody changed this questionnaire meanwhile. Look again.")
                raise DomainError(words) from conflict

        done = _("Published. From now on nothing of it changes.")
        return self.press(do, self.version_url(), done)


class VersionRemoveView(VersionMixin, ButtonMixin, TemplateView):
    template_name = "monitoring/questionnaire_remove.html"  # asks before
    page_title = gettext_lazy("Throw this draft away")

    def get_versions(self) -> QuerySet[QuestionnaireVersion]:
        return super().get_versions().filter(state=VersionState.DRAFT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = _("The draft “%(title)s” and everything in it goes.")
        return super().get_context_data(
            back_url=self.version_url(),
            asks=words % {"title": self.version.title},
            action=_("Throw away"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.press(
            lambda: services.version_remove(version=self.version),
            reverse("monitoring:questionnaires"),
            _("The draft is thrown away."),
        )
