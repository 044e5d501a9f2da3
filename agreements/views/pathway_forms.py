"""Making, changing and taking away care pathways and the answers in them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from agreements.choices import PathwayQuestion
from agreements.forms.directories import StillRightForm
from agreements.forms.pathways import (
    LineAddForm,
    LineUpdateForm,
    PathwayAddForm,
    PathwayUpdateForm,
)
from agreements.models import CarePathway, PathwayLine, RiskTheme
from agreements.selectors.pathways import ADDRESSES
from agreements.selectors.pathways_record import pathway_words
from agreements.services.pathways import (
    pathway_add,
    pathway_change,
    pathway_check,
    pathway_line_add,
    pathway_line_change,
    pathway_line_place,
    pathway_line_remove,
    pathway_remove,
)
from agreements.views.pathways import PLACE, OnePathwayMixin, PathwaysMixin
from kansrijkestart.core.forms import numbers_in
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

QUESTIONS = {address: question for question, address in ADDRESSES.items()}


class PathwayAddView(PathwaysMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Make a care pathway; ``?gemeente=`` and ``?thema=`` fill in what it is about."""

    permission = "coalitions.change_coalition"
    template_name = "agreements/pathway_form.html"
    form_class = PathwayAddForm
    page_title = gettext_lazy("Add a care pathway")
    success_message = gettext_lazy("The care pathway is recorded.")
    object: CarePathway

    def get_initial(self) -> dict[str, Any]:
        code, key = self.request.GET.get(PLACE, ""), self.request.GET.get("thema", "")
        found = super().get_initial()
        if code:
            rows = self.coalition.coverage.filter(municipality__code=code)
            found["municipality"] = rows.values_list("municipality", flat=True).first()
        if key:
            found["theme"] = RiskTheme.objects.filter(key=key).first()
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: PathwayAddForm) -> CarePathway:
        return pathway_add(coalition=self.coalition, **form.values())

    def get_success_url(self) -> str:
        return reverse("agreements:pathway", args=[self.coalition.slug, self.object.pk])

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Care pathways"), self.pathways_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.pathways_url()}


class _PathwaySubpage(OnePathwayMixin):
    """A form below one care pathway, and back to it."""

    permission = "coalitions.change_coalition"
    template_name: str | None = "agreements/pathway_change.html"

    def get_success_url(self) -> str:
        return self.pathway_url()

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (pathway_words(self.pathway), self.pathway_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel_url": self.pathway_url()}


class PathwayUpdateView(_PathwaySubpage, ServiceFormMixin, FormView):
    """Change who looks after it and when that was last done."""

    form_class = PathwayUpdateForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": pathway_words(self.pathway)}

    def get_form_kwargs(self) -> dict[str, Any]:
        about = {"coalition": self.coalition, "instance": self.pathway}
        return super().get_form_kwargs() | about

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        remove = reverse("agreements:pathway_remove", args=[self.coalition.slug, self.pathway.pk])
        return super().get_context_data(**kwargs) | {"remove_url": remove}

    def perform(self, form: PathwayUpdateForm) -> CarePathway:
        return pathway_change(
            pathway=self.pathway, expected_version=form.seen_version, **form.values()
        )


class PathwayCheckView(_PathwaySubpage, ServiceFormMixin, FormView):
    """One click: everything in it is still right."""

    form_class = StillRightForm
    template_name = "agreements/still_right.html"
    success_message = gettext_lazy("Thank you. Last checked is now today.")

    def get_page_title(self) -> str:
        return _("Is this still right? %(title)s") % {"title": pathway_words(self.pathway)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.pathway}

    def perform(self, form: StillRightForm) -> CarePathway:
        return pathway_check(pathway=self.pathway, expected_version=form.seen_version)


class PathwayRemoveView(_PathwaySubpage, ServiceFormMixin, FormView):
    """Take away a care pathway, after asking."""

    form_class = StillRightForm
    template_name = "agreements/pathway_remove.html"
    success_message = gettext_lazy(
        "The care pathway is taken away. The log keeps what stood there."
    )

    def get_page_title(self) -> str:
        return _("Take away: %(title)s") % {"title": pathway_words(self.pathway)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.pathway}

    def perform(self, form: StillRightForm) -> None:
        pathway_remove(pathway=self.pathway, expected_version=form.seen_version)

    def get_success_url(self) -> str:
        return self.pathways_url()


class LineAddView(_PathwaySubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    """One more answer to one of the three questions."""

    form_class = LineAddForm
    success_message = gettext_lazy("The answer is added.")

    @property
    def question(self) -> PathwayQuestion:
        found = QUESTIONS.get(self.kwargs["question"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return f"{self.question.label} {pathway_words(self.pathway)}"

    def get_form_kwargs(self) -> dict[str, Any]:
        about = {"pathway": self.pathway, "question": self.question}
        return super().get_form_kwargs() | about

    def perform(self, form: LineAddForm) -> PathwayLine:
        return pathway_line_add(pathway=self.pathway, question=self.question, **form.values())


class _OneLine(_PathwaySubpage):
    @cached_property
    def line(self) -> PathwayLine:
        rows = PathwayLine.objects.filter(pathway=self.pathway)
        related = ("agreement", "organisation", "pathway__coalition")
        return get_object_or_404(rows.select_related(*related), pk=self.kwargs["line"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.line}  # type: ignore[misc]


class LineUpdateView(_OneLine, ServiceFormMixin, FormView):
    """Change an answer."""

    form_class = LineUpdateForm
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        question = PathwayQuestion(self.line.question)
        title = f"{question.label} {pathway_words(self.pathway)}"
        return _("Change: %(title)s") % {"title": title}

    def get_form_kwargs(self) -> dict[str, Any]:
        about = {"pathway": self.pathway, "question": self.line.question}
        return super().get_form_kwargs() | about

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = [self.coalition.slug, self.pathway.pk, self.line.pk]
        remove = reverse("agreements:pathway_line_remove", args=keys)
        return super().get_context_data(**kwargs) | {"remove_url": remove}

    def perform(self, form: LineUpdateForm) -> PathwayLine:
        return pathway_line_change(
            line=self.line, expected_version=form.seen_version, **form.values()
        )


class LineRemoveView(_OneLine, ServiceFormMixin, FormView):
    """Take away an answer, after asking."""

    form_class = StillRightForm
    template_name = "agreements/pathway_remove.html"
    success_message = gettext_lazy("The answer is taken away. The log keeps what stood there.")

    def get_page_title(self) -> str:
        question = PathwayQuestion(self.line.question)
        asked = f"{question.label} {pathway_words(self.pathway)}"
        return _("Take away an answer to: %(question)s") % {"question": asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"line": self.line}

    def perform(self, form: StillRightForm) -> None:
        pathway_line_remove(line=self.line, expected_version=form.seen_version)


class LinePlaceView(_OneLine, View):
    """Puts an answer on a place among those to its question; the same again changes nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        for place in numbers_in([request.POST.get("place", "")]):
            try:
                pathway_line_place(line=self.line, place=place)
            except ValidationError as refused:
                messages.error(request, " ".join(refused.messages))
        return HttpResponseRedirect(f"{self.pathway_url()}#regel-{self.line.pk}")
