"""What changed between two texts of an agreement."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agreements.forms.versions import CompareForm, newest_two
from agreements.models import AgreementVersion
from agreements.selectors.differences import Piece, word_changes
from agreements.selectors.templates import same_text
from agreements.views.agreements import AgreementPageMixin


def changes_between(older: AgreementVersion, newer: AgreementVersion) -> list[Piece]:
    """Return what changed; other line ends are no change."""
    return word_changes(same_text(older.text), same_text(newer.text))


class VersionsView(AgreementPageMixin, TemplateView):
    """Every text with its author and moment, and the difference between any two of them."""

    template_name = "agreements/versions.html"

    def get_page_title(self) -> str:
        return _("Texts of: %(title)s") % {"title": self.object.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.versions.select_related("author").defer("text").order_by("-number")
        versions = list(rows)
        form = CompareForm(self.request.GET or newest_two(versions), versions=versions)
        older, newer = self._chosen(form)
        return super().get_context_data(
            versions=versions,
            form=form if len(versions) > 1 else None,
            older=older,
            newer=newer,
            pieces=changes_between(older, newer) if older and newer else [],
            is_same=bool(older and newer and same_text(older.text) == same_text(newer.text)),
            **kwargs,
        )

    def _chosen(self, form: CompareForm) -> tuple[AgreementVersion | None, ...]:
        """Return the two texts to compare, the older one first; none when not asked rightly."""
        if not form.is_valid():
            return None, None
        asked = sorted((form.cleaned_data["older"], form.cleaned_data["newer"]))
        rows = self.object.versions.select_related("author").filter(number__in=asked)
        found = {one.number: one for one in rows}
        return found.get(asked[0]), found.get(asked[1])


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
            pieces=changes_between(before, self.version) if before else [],
            versions=self.versions,
            **kwargs,
        )
