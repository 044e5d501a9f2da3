"""What every page under one coalition's address shares; higher apps build on it too."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from kansrijkestart.core.views import PageMixin


class CoalitionPageMixin(PageMixin, LoginRequiredMixin):
    """A page under one coalition's address; a coalition the user may not know of answers 404.

    Gives templates ``coalition`` and ``may_change``; permissions are asked about the coalition.
    """

    kwargs: dict[str, Any]
    coalition: Coalition

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated:
            self.coalition = self.find_coalition()

    def find_coalition(self) -> Coalition:
        """Return the coalition in the address; pages of one record find it through the record."""
        seen = Coalition.objects.visible_to(self.request.user)
        return get_object_or_404(seen, slug=self.kwargs["slug"])

    def get_permission_object(self) -> Any:
        return self.coalition

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.request.user.has_perm("coalitions.change_coalition", self.coalition)
        return super().get_context_data(coalition=self.coalition, may_change=may_change, **kwargs)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [
            (_("Start"), reverse("home")),
            (self.coalition.name, self.coalition.get_absolute_url()),
        ]
