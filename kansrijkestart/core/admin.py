"""The administration loses nobody's edit: a change form knows what its reader saw."""

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceField, model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from kansrijkestart.core.forms import NOT_STORED
from kansrijkestart.core.views import differences, shown_value

SEEN = "_seen"  # the hidden field of templates/admin/change_form.html


class SeenMixin(ModelAdmin):
    """Refuses a save of a record that somebody else changed since its form was opened.

    The form carries a keyed hash of the values it showed, rows of inlines included. A stale save
    stores nothing and shows both values at the top; saving once more is then a choice.
    """

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002 - as Django calls it
        **kwargs: Any,
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None or not change:
            return form
        model_admin = self

        class Form(form):  # type: ignore[misc,valid-type]
            def clean(self) -> Any:
                cleaned = super().clean()
                model_admin.refuse_stale(request, self)
                return cleaned

            def stored_value(self, record: Any, name: str) -> Any:
                return getattr(record, name, NOT_STORED)

        Form.__name__ = form.__name__
        return Form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            stored = self.model._default_manager.get(pk=obj.pk)
            context["seen"] = self.seen(request, stored, context["adminform"].form)
        return super().render_change_form(request, context, *args, **kwargs)

    def seen(self, request: HttpRequest, stored: Model, form: Any) -> str:
        """Return a keyed hash of what the form of this record shows now."""
        shown: list[Any] = [_values(stored, form.base_fields)]
        for formset in self._formsets(request, stored):
            fields = formset.form.base_fields
            shown.append([(row.pk, _values(row, fields)) for row in formset.get_queryset()])
        return salted_hmac("core.admin.seen", repr(shown), algorithm="sha256").hexdigest()

    def refuse_stale(self, request: HttpRequest, form: Any) -> None:
        """Add an error with both values when the record is not what this reader saw."""
        rows = self.model._default_manager.select_for_update(of=("self",))
        stored = rows.get(pk=form.instance.pk)
        if constant_time_compare(request.POST.get(SEEN, ""), self.seen(request, stored, form)):
            return
        words = _("Somebody else changed this after you opened it. Nothing has been saved.")
        found = [_("%(label)s: stored now “%(theirs)s”, you filled in “%(mine)s”.") % _pair(*one)
                 for one in self._differences(request, form, stored)]  # fmt: skip
        again = _("Save once more to keep what you filled in.")
        raise ValidationError([words, *found, again])

    def _formsets(self, request: HttpRequest, stored: Model, data: Any = None) -> Iterator[Any]:
        for inline in self.get_inline_instances(request, stored):
            yield inline.get_formset(request, stored)(data, instance=stored)

    def _differences(
        self, request: HttpRequest, form: Any, stored: Model
    ) -> Iterator[tuple[Any, str, str]]:
        yield from differences(form, stored)
        for formset in self._formsets(request, stored, request.POST):
            if not formset.management_form.is_valid():
                continue
            for row in formset.initial_forms:
                row.full_clean()
                yield from _of_row(row)


def _values(record: Model, names: Any) -> list[tuple[str, Any]]:
    found = model_to_dict(record, fields=list(names))
    return sorted((name, _plain(value)) for name, value in found.items())


def _plain(value: Any) -> str:
    return repr([one.pk for one in value]) if isinstance(value, list) else repr(value)


def _of_row(row: Any) -> Iterator[tuple[Any, str, str]]:
    """Return the differences of one row, each with the records that the row links to."""
    links = [
        name
        for name, field in row.fields.items()
        if isinstance(field, ModelChoiceField) and not field.widget.is_hidden
    ]
    about = ", ".join(_stored(row, name) for name in links)
    for name in row.changed_data:
        if name in row.cleaned_data:
            label = row.fields[name].label
            yield (
                f"{about}: {label}" if about else label,
                _stored(row, name),
                shown_value(row, name, row.cleaned_data[name]),
            )


def _stored(row: Any, name: str) -> str:
    field = row.fields[name]
    return shown_value(row, name, field.to_python(row.get_initial_for_field(field, name)))


def _pair(label: Any, theirs: str, mine: str) -> dict[str, str]:
    return {"label": str(label), "theirs": theirs, "mine": mine}
