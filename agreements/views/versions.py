"""What changed between two texts of an agreement."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agreements.models import AgreementVersion
from agreements.selectors.differences import word_changes
from agreements.views.agreements import AgreementPageMixin


class VersionView(AgreementPageMixin, TemplateView):
    """One text with what is different from the text before it, word by word."""

    template_name = "agreements/version.html"

    @cached_property
    def version(self) -> AgreementVersion:
        for one in self.versions:
            if one.number == self.kwargs["number"]:
                return one
        raise Http404

    @cached_property
    def versions(self) -> list[AgreementVersion]:
        return list(self.object.versions.select_related("author").order_by("number"))

    def get_page_title(self) -> str:
        words = {"number": self.version.number, "title": self.object.title}
        return _("Version %(number)s: %(title)s") % words

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier = [one for one in self.versions if one.number < self.version.number]
        before = earlier[-1] if earlier else None
        return super().get_context_data(
            version=self.version,
            before=before,
            pieces=word_changes(before.text, self.version.text) if before else [],
            versions=self.versions,
            **kwargs,
        )
