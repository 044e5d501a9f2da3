"""A coalition's own practice examples: writing, offering, and what the adviser does with them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, ListView, TemplateView, View

from coalitions.choices import ExampleState
from coalitions.forms.examples import ExampleForm, ExampleReadForm, ExampleUpdateForm
from coalitions.forms.lists import OwnExampleFilter
from coalitions.models import PracticeExample
from coalitions.services.examples import (
    example_add,
    example_ask_change,
    example_offer,
    example_publish,
    example_take_back,
    example_update,
)
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

CHANGE = "coalitions.change_coalition"
PUBLISH = "coalitions.publish_example"


class ExampleListView(NarrowedMixin, CoalitionMixin, ListView):
    template_name = "coalitions/examples.html"
    page_title = gettext_lazy("Our practice examples")
    paginate_by = 25
    filter_class = OwnExampleFilter

    def get_queryset(self) -> QuerySet[PracticeExample]:
        rows = PracticeExample.objects.filter(coalition=self.coalition)
        found: QuerySet[PracticeExample] = self.filter_form.narrow(
            rows.order_by("-updated_at", "pk")
        )
        return found


class _ExamplesSubpage(CoalitionMixin):
    permission = CHANGE

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        words = str(ExampleListView.page_title)
        return [*super().get_breadcrumb(), (words, self.page_url("examples"))]


class ExampleAddView(_ExamplesSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = ExampleForm
    template_name = "coalitions/example_form.html"
    page_title = gettext_lazy("Write a practice example")
    success_message = gettext_lazy("Saved. Nobody outside reads it yet.")
    object: PracticeExample

    def perform(self, form: ExampleForm) -> PracticeExample:
        example: PracticeExample = example_add(coalition=self.coalition, **form.values())
        return example

    def get_success_url(self) -> str:
        return self.page_url("example", pk=self.object.pk)


class ExampleMixin(_ExamplesSubpage):
    """A page of one example of this coalition."""

    @cached_property
    def example(self) -> PracticeExample:
        rows = PracticeExample.objects.filter(coalition=self.coalition)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        self.example  # noqa: B018 - 404 comes before 403
        return self.coalition

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"example": self.example}

    def get_success_url(self) -> str:
        return self.page_url("example", pk=self.example.pk)


class ExampleView(ExampleMixin, TemplateView):
    """The text as visitors will read it, and what can be done with it."""

    permission = "coalitions.view_coalition"
    template_name = "coalitions/example.html"

    def get_page_title(self) -> str:
        return self.example.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_offered = self.example.state == ExampleState.OFFERED
        may_publish = is_offered and self.request.user.has_perm(PUBLISH, self.coalition)
        form = ExampleReadForm(instance=self.example) if may_publish else None
        return super().get_context_data(**kwargs) | {"form": form, "may_publish": may_publish}


class ExampleUpdateView(ExampleMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = ExampleUpdateForm
    template_name = "coalitions/example_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.example.title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.example.may_be_written:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.example}

    def perform(self, form: ExampleUpdateForm) -> PracticeExample:
        return example_update(
            example=self.example, expected_version=form.seen_version, **form.values()
        )


class _ExampleStepView(ExampleMixin, View):
    """A button of the coordinator; only by POST."""

    http_method_names = ["post", "options"]
    said: Any = ""
    step: Callable[..., PracticeExample]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            type(self).step(example=self.example)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, str(self.said))
        return HttpResponseRedirect(self.get_success_url())


class ExampleOfferView(_ExampleStepView):
    said = gettext_lazy("Offered. Your adviser reads it and publishes it, or asks for a change.")
    step = staticmethod(example_offer)


class ExampleTakeBackView(_ExampleStepView):
    said = gettext_lazy("Taken back. You can change the text and offer it again.")
    step = staticmethod(example_take_back)


class ExampleReadView(ExampleMixin, ServiceFormMixin, FormView):
    """The adviser publishes, or asks for a change with a remark."""

    permission = PUBLISH
    form_class = ExampleReadForm
    template_name = "coalitions/example.html"

    def get_page_title(self) -> str:
        return self.example.title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.get_success_url())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.example}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"may_publish": True}

    def perform(self, form: ExampleReadForm) -> PracticeExample:
        seen = form.seen_version
        if self.request.POST.get("do") == "change":
            remark = form.cleaned_data["remark"]
            asked = example_ask_change(example=self.example, remark=remark, expected_version=seen)
            messages.success(self.request, _("The coalition reads your remark with its example."))
            return asked
        published = example_publish(example=self.example, expected_version=seen)
        messages.success(self.request, _("The practice example is published."))
        return published
