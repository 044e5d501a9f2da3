"""Begin an agreement with an example."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from agreements.selectors.templates import BEGIN, templates
from agreements.views.agreements import AgreementsMixin


class TemplatesView(AgreementsMixin, TemplateView):
    """The usual agreements, each with what it settles; choosing one fills the form."""

    permission = "agreements.add_agreement"
    template_name = "agreements/templates.html"
    page_title = gettext_lazy("Begin an agreement with an example")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Agreements"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(templates=templates(), begin=BEGIN, **kwargs)
