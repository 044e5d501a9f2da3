"""A kept form in the words of its page, and back in that page to go on with."""

import copy
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm, BooleanField
from django.http import Http404, HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _

from kansrijkestart.core.views import shown_value
from kansrijkestart.safekeeping.services.parking import Fields, Parked

BACK = "bewaard"  # in the address of a page: the number of the kept form to fill it with
NOT_PUT_BACK = {"idempotency_key"}


def back_url(parked: Parked) -> str:
    """Return the page of this form, filled with what was kept."""
    sign = "&" if "?" in parked.path else "?"
    return f"{parked.path}{sign}{urlencode({BACK: parked.pk})}"


def forms_in(context: dict[str, Any] | None) -> Iterator[BaseForm]:
    """Return the forms that a page shows, those of a formset one by one."""
    for value in (context or {}).values():
        if isinstance(value, BaseForm):
            yield value
        elif hasattr(value, "management_form"):
            yield from value.forms


def forms_of_page(request: HttpRequest, parked: Parked) -> list[BaseForm]:
    """Return the forms that this reader gets on the page of a kept form; none without access."""
    parts = urlsplit(parked.path)
    asked = copy.copy(request)
    asked.method, asked.path, asked.path_info = "GET", parts.path, parts.path
    asked.GET, asked.POST = QueryDict(parts.query), QueryDict()
    try:
        match = asked.resolver_match = resolve(parts.path)
        response = match.func(asked, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        return []
    posted = posted_of(parked.fields)
    found = forms_in(getattr(response, "context_data", None))
    return [form for form in found if _is_of(form, posted)]


def posted_of(fields: Fields) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in fields:
        posted.setlist(name, values)
    return posted


def _is_of(form: BaseForm, posted: QueryDict) -> bool:
    """Tell whether this form was sent: one of its fields that a reader sees is there."""
    return any(
        form.add_prefix(name) in posted
        for name, field in form.fields.items()
        if not field.widget.is_hidden
    )


def put_back(forms: Iterator[BaseForm] | list[BaseForm], fields: Fields) -> bool:
    """Fill the forms; with the version of then, so that a change by somebody else still shows."""
    posted, is_found = posted_of(fields), False
    for form in forms:
        if form.is_bound or not _is_of(form, posted):
            continue
        is_found = True
        form.initial = dict(form.initial) | {
            name: _raw(form, name, posted) for name in form.fields if name not in NOT_PUT_BACK
        }
    return is_found


def in_words(forms: list[BaseForm], fields: Fields) -> list[tuple[str, str]]:
    """Return (label, value) of everything filled in, as the page itself says it."""
    posted = posted_of(fields)
    found = []
    for form in forms:
        about = str(getattr(form, "about", ""))
        for name, field in form.fields.items():
            words = "" if field.widget.is_hidden else _words(form, name, posted)
            if words:
                label = str(field.label or name)
                found.append((f"{about} {label}".strip(), words))
    return found


def _raw(form: BaseForm, name: str, posted: QueryDict) -> Any:
    return form.fields[name].widget.value_from_datadict(
        posted, cast("Any", {}), form.add_prefix(name)
    )


def _words(form: BaseForm, name: str, posted: QueryDict) -> str:
    field, raw = form.fields[name], _raw(form, name, posted)
    if isinstance(field, BooleanField):
        return _("yes") if raw else ""
    if not raw:
        return ""
    try:
        value = field.clean(raw)
    except ValidationError:
        value = raw
    return shown_value(form, name, value).strip()
