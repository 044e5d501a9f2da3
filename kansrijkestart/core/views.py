"""Mixins every page is built from: what it is called, who may see it, what a form does."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.choices import flatten_choices
from django.utils.formats import date_format as format_date

from kansrijkestart.core.exceptions import EditConflict
from kansrijkestart.core.forms import DJANGO_EMPTY, NOT_STORED


class PageMixin:
    """Gives a page its heading, its path and the menu item it stands under.

    ``page_title`` is the h1; ``breadcrumb`` a list of (label, address) without the page itself;
    ``tab`` the current item of the coalition bar.
    """

    request: HttpRequest
    page_title: Any = ""
    tab = ""

    def get_page_title(self) -> str:
        return str(self.page_title)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        context.setdefault("page_title", self.get_page_title())
        path = self.get_breadcrumb()
        context.setdefault("breadcrumb", [*path, (context["page_title"], "")] if path else [])
        context.setdefault("tab", self.tab)
        return context


class PartMixin:
    """Answers htmx with the part that changes; without scripts, and on the way back, with all."""

    request: HttpRequest
    part_name = ""

    @property
    def is_part(self) -> bool:
        htmx: Any = getattr(self.request, "htmx", None)  # from its middleware
        return bool(htmx) and not htmx.history_restore_request

    def get_template_names(self) -> list[str]:
        whole: list[str] = super().get_template_names()  # type: ignore[misc]
        return [self.part_name] if self.is_part else whole

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"is_part": self.is_part}

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().render_to_response(*args, **kwargs)  # type: ignore[misc]
        patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
        return response


class VisibleMixin(LoginRequiredMixin):
    """Door one: only rows the user may know of; another coalition's row answers 404."""

    request: HttpRequest
    model: Any = None

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model.objects.visible_to(self.request.user)
        return rows


class ServiceFormMixin:
    """A form whose valid data goes to one service; its refusals come back at the form.

    Subclasses set ``perform``: it gets the form and calls the service. A record that somebody else
    changed meanwhile gives a page with both texts (status 409) and keeps the user's own.
    """

    request: HttpRequest
    success_message: Any = ""

    perform: Callable[[Any], Any]

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.object = self.perform(form)
        except EditConflict as conflict:
            return self.show_conflict(form, conflict)
        except ValidationError as error:
            add_service_errors(form, error)
            return self.form_invalid(form)  # type: ignore[attr-defined]
        if self.success_message:
            messages.success(self.request, str(self.success_message))
        return HttpResponseRedirect(self.get_success_url())  # type: ignore[attr-defined]

    def show_conflict(self, form: Any, conflict: EditConflict) -> HttpResponse:
        """Show both texts side by side (status 409); the form below carries the new version."""
        current = conflict.current
        data = form.data.copy()
        data[form.add_prefix("version")] = str(current.version)
        form.data = data
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        context["conflict"] = {
            "fields": differences(form, current),
            "when": current.updated_at,
            "reload_url": self.request.path,
        }
        response: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]
        response.status_code = HTTPStatus.CONFLICT
        return response


class ButtonMixin:
    """A button without a form: goes where it leads, or comes back and tells why not."""

    request: HttpRequest

    def press(self, do: Callable[[], Any], back: str, done: Any = "") -> HttpResponse:
        """Call a service and go to the address it gives, or back; its refusal becomes a message.

        ``done`` is said when it worked.
        """
        try:
            address = do()
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return HttpResponseRedirect(back)
        if done:
            messages.success(self.request, str(done))
        return HttpResponseRedirect(address if isinstance(address, str) else back)


def differences(form: Any, current: Any) -> list[tuple[Any, str, str]]:
    """Return (label, stored text, own text) for every field on which the two differ."""
    found = []
    for name, value in form.cleaned_data.items():
        stored = NOT_STORED if name == "version" else form.stored_value(current, name)
        if stored is NOT_STORED:
            continue
        theirs, mine = (_told_value(form, name, one) for one in (stored, value))
        if theirs != mine:
            found.append((form.fields[name].label, theirs, mine))
    return found


def _told_value(form: BaseForm, name: str, value: Any) -> str:
    """As below; of a list of records that none is chosen has the words of its empty choice."""
    field = form.fields[name]
    if value is None and isinstance(field, ModelChoiceField):
        words = field.empty_label or ""
        return "" if words == DJANGO_EMPTY else str(words)
    return shown_value(form, name, value)


def shown_value(form: BaseForm, name: str, value: Any) -> str:
    """Return a value in the words of its field; records are named by their own text."""
    if isinstance(value, date):
        return format_date(value, "j F Y")
    field = form.fields[name]
    words: dict[Any, Any] = {}
    if isinstance(field, ChoiceField) and not isinstance(field, ModelChoiceField):
        words = dict(flatten_choices(list(cast("Any", field.choices))))
    if isinstance(value, list | QuerySet):
        return ", ".join(str(words.get(item, item)) for item in value)
    return str(words.get(value, "" if value is None else value))


def add_service_errors(form: Any, error: ValidationError) -> None:
    """Put a service's refusal at the fields it names, and the rest on top of the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
