"""What goes with an agreement: add, change and remove it, and download a file."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from agreements.forms.enclosures import (
    AttachmentForm,
    AttachmentRemoveForm,
    DocumentAddForm,
    DocumentUpdateForm,
    InstrumentAddForm,
    InstrumentUpdateForm,
    RemoveForm,
)
from agreements.models import AgreementAttachment, AgreementDocument, DetectionInstrument
from agreements.services.enclosures import (
    attachment_add,
    attachment_take_off,
    document_add,
    document_update,
    enclosure_remove,
    instrument_add,
    instrument_update,
)
from agreements.views.agreements import AgreementPageMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin
from kansrijkestart.safekeeping.services.attachments import attachment_response

logger = logging.getLogger(__name__)


class EnclosureMixin(AgreementPageMixin):
    """A form beside an agreement; saved or cancelled, it leads back to the agreement."""

    permission = "agreements.change_agreement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cancel_url=self.object.get_absolute_url(), more_url="", more_label="", **kwargs
        )

    def get_success_url(self) -> str:
        # form_valid puts what was saved in ``object``; the agreement is the page to go back to.
        return reverse("agreements:detail", args=[self.kwargs["pk"]])


class RowMixin(EnclosureMixin):
    """One document or instrument of the agreement."""

    model: Any = None
    remove_route = ""

    @cached_property
    def row(self) -> Any:
        rows = self.model.objects.filter(agreement=self.object)
        return get_object_or_404(rows, pk=self.kwargs["row"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.row}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not self.remove_route:
            return context
        url = reverse(self.remove_route, args=[self.kwargs["pk"], self.row.pk])
        return context | {"more_url": url, "more_label": _("Take it off the agreement")}


class RemoveRowView(RowMixin, ServiceFormMixin, FormView):
    """Ask once, then take a row off the agreement."""

    form_class = RemoveForm
    template_name = "agreements/enclosure_remove.html"
    success_message = gettext_lazy("It is taken off the agreement.")

    def get_page_title(self) -> str:
        return _("Take off the agreement: %(title)s") % {"title": self.row}

    def perform(self, form: RemoveForm) -> None:
        enclosure_remove(row=self.row, expected_version=form.seen_version)


class DocumentAddView(EnclosureMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    form_class = DocumentAddForm
    template_name = "coalitions/plan_form.html"
    page_title = gettext_lazy("Link a policy document")
    success_message = gettext_lazy("The document is linked.")

    def perform(self, form: DocumentAddForm) -> AgreementDocument:
        asked = form.cleaned_data
        return document_add(agreement=self.object, title=asked["title"], url=asked["url"])


class DocumentUpdateView(RowMixin, DraftMixin, ServiceFormMixin, FormView):
    model = AgreementDocument
    remove_route = "agreements:document_remove"
    form_class = DocumentUpdateForm
    template_name = "coalitions/plan_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.row.title}

    def perform(self, form: DocumentUpdateForm) -> AgreementDocument:
        asked = form.cleaned_data
        return document_update(
            document=self.row,
            expected_version=form.seen_version,
            title=asked["title"],
            url=asked["url"],
        )


class DocumentRemoveView(RemoveRowView):
    model = AgreementDocument


class InstrumentAddView(
    EnclosureMixin, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView
):
    form_class = InstrumentAddForm
    template_name = "coalitions/plan_form.html"
    page_title = gettext_lazy("Name an instrument for early detection")
    success_message = gettext_lazy("The instrument is recorded.")

    def perform(self, form: InstrumentAddForm) -> DetectionInstrument:
        return instrument_add(agreement=self.object, **form.values())


class InstrumentUpdateView(RowMixin, DraftMixin, ServiceFormMixin, FormView):
    model = DetectionInstrument
    remove_route = "agreements:instrument_remove"
    form_class = InstrumentUpdateForm
    template_name = "coalitions/plan_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change: %(title)s") % {"title": self.row.name}

    def perform(self, form: InstrumentUpdateForm) -> DetectionInstrument:
        return instrument_update(
            instrument=self.row, expected_version=form.seen_version, **form.values()
        )


class InstrumentRemoveView(RemoveRowView):
    model = DetectionInstrument


class AttachmentAddView(EnclosureMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = AttachmentForm
    template_name = "agreements/attachment_form.html"
    page_title = gettext_lazy("Add an attachment")
    success_message = gettext_lazy("The attachment is added.")

    def perform(self, form: AttachmentForm) -> AgreementAttachment:
        return attachment_add(
            agreement=self.object,
            upload=form.cleaned_data["file"],
            user=signed_in(self.request),
        )


class OneAttachmentMixin(AgreementPageMixin):
    """One file that is still there."""

    @cached_property
    def link(self) -> AgreementAttachment:
        rows = self.object.attachments.filter(removed_at=None).select_related("attachment")
        return get_object_or_404(rows, pk=self.kwargs["row"])


class AttachmentView(OneAttachmentMixin, TemplateResponseMixin, ContextMixin, View):
    """The file itself, as a download; a page that says so when the store has lost it."""

    http_method_names = ["get", "head"]
    template_name = "agreements/attachment_gone.html"

    def get_page_title(self) -> str:
        return _("This file is not there any more")

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        try:
            return attachment_response(self.link.attachment)
        except FileNotFoundError:
            logger.exception("The file of attachment %s is gone", self.link.attachment_id)
        context = self.get_context_data(
            link=self.link,
            may_write=request.user.has_perm("agreements.change_agreement", self.object),
        )
        return self.render_to_response(context, status=HTTPStatus.NOT_FOUND)


class AttachmentRemoveView(
    OneAttachmentMixin, EnclosureMixin, IdempotentPostMixin, ServiceFormMixin, FormView
):
    form_class = AttachmentRemoveForm
    template_name = "agreements/attachment_remove.html"
    success_message = gettext_lazy("The attachment is removed.")

    def get_page_title(self) -> str:
        return _("Remove the attachment: %(title)s") % {"title": self.link.attachment.name}

    def perform(self, form: AttachmentRemoveForm) -> None:
        attachment_take_off(link=self.link)
