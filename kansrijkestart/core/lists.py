"""What every long list shares: narrowed and ordered by one form, and taken along as a file.

The page has the form (``components/list_filter.html``) and below the list its file and a button to
print (``components/list_files.html``). See docs/lists.md for which list does what.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import CharField, Choices, Q, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy

from kansrijkestart.core.downloads import download
from kansrijkestart.core.forms import FilterForm, set_choices
from kansrijkestart.core.models import Fold, stored_fold
from kansrijkestart.core.spreadsheets import Cell, csv_bytes

Words = str | Promise
# The words of an order, and the fields (or the key) that it goes by; none: as the list stands.
Order = tuple[Words, Any]
Column = tuple[Words, Callable[[Any], Cell]]


def choice_of(label: Any, everything: Any, choices: type[Choices]) -> forms.ChoiceField:
    """Return a field that leaves one value, with words for when none is asked for."""
    return forms.ChoiceField(
        label=label, required=False, choices=[("", everything), *choices.choices]
    )


class OrderedFilter(FilterForm):
    """Narrows a list and says in which order it stands.

    ``orders`` gives per word in the address its words and what it goes by: fields of a queryset, or
    for rows that were read already the key to sort by. The first, "", is how the list stands.
    """

    orders: ClassVar[Mapping[str, Order]] = {}
    # The fields that ``q`` searches, and the fields that are compared as they were asked.
    texts: ClassVar[Sequence[str]] = ()
    same: ClassVar[Sequence[str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort"] = forms.ChoiceField(label=gettext_lazy("Order"), required=False)
        set_choices(self, "sort", [(word, label) for word, (label, _by) in self.orders.items()])

    @property
    def asked(self) -> dict[str, Any]:
        """Return what was asked for; nothing when the address says something else."""
        return self.cleaned_data if self.is_valid() else {}

    @property
    def is_asked(self) -> bool:
        """Tell whether anything was asked for, so that the form stands open."""
        return any(self.data.get(name) for name in self.fields)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether rows may be left out: another order leaves out none."""
        return any(self.data.get(name) for name in self.fields if name != "sort")

    @property
    def file_query(self) -> str:
        """Return what a file of the list is asked with; nothing where the page names a mistake."""
        if self.errors:
            return ""
        kept = [(name, self.data.get(name)) for name in self.fields if self.data.get(name)]
        return f"?{urlencode(kept)}" if kept else ""

    def narrow(self, rows: Any) -> Any:
        """Return the rows of the database that were asked for, in the order asked for."""
        if self.texts:
            rows = saying(rows, self.asked.get("q", ""), *self.texts)
        wanted = {name: self.asked[name] for name in self.same if self.asked.get(name)}
        return self.in_order(rows.filter(**wanted) if wanted else rows)

    @property
    def order(self) -> Any:
        """Return what the list goes by; None to leave it as it stands."""
        return self.orders[self.asked.get("sort", "")][1]

    def in_order(self, rows: Any) -> Any:
        """Return rows of the database in the order that was asked for."""
        return rows.order_by(*self.order) if self.order else rows

    def sorted(self, rows: Iterable[Any]) -> list[Any]:
        """Return rows that were read already in the order that was asked for."""
        return sorted(rows, key=self.order) if self.order else list(rows)


class RowsFilter(OrderedFilter):
    """Narrows and orders rows that were read already."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=100)

    said_by: Callable[[Any], str]
    """Return the text of a row, in which is searched."""

    def narrow(self, rows: Iterable[Any]) -> list[Any]:
        """Return the rows that were asked for, in the order asked for."""
        wanted = stored_fold(self.asked.get("q", ""))
        return self.sorted(row for row in rows if wanted in stored_fold(self.said_by(row)))


class NarrowedMixin:
    """A page of a list that ``filter_class`` narrows and orders."""

    request: HttpRequest
    filter_class: type[OrderedFilter]

    def get_filter_kwargs(self) -> dict[str, Any]:
        return {}

    @cached_property
    def filter_form(self) -> Any:
        return self.filter_class(self.request.GET, **self.get_filter_kwargs())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"filter_form": self.filter_form, "is_filtered": self.filter_form.is_asked}


class ListFileMixin:
    """The rows of a list as a CSV file that a Dutch spreadsheet program opens by a double click.

    Mixed in before the view of the page, so that who may read the page may have its file, with the
    same rows in the same order. ``columns`` are heads with what each row says below them; what is
    unknown stays empty. What the form of the page does not know answers 400: a file of everything
    would look like what was asked for.
    """

    request: HttpRequest
    http_method_names: Sequence[str] = ["get", "head"]
    columns: Sequence[Column] = ()
    file_name = ""
    filter_form: Any

    def get_columns(self) -> Sequence[Column]:
        return self.columns

    def get_file_name(self) -> str:
        return self.file_name

    def get_rows(self) -> Iterable[Any]:
        """Return what has a line in the file: everything on the page and on its next pages."""
        rows: Iterable[Any] = self.get_queryset()  # type: ignore[attr-defined]
        return rows

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        columns = self.get_columns()
        heads = [str(head) for head, _say in columns]
        found = self.get_rows()
        if self.filter_form.errors:
            raise BadRequest
        rows = ([say(row) for _head, say in columns] for row in found)
        return download(csv_bytes(heads, rows, "dutch"), self.get_file_name())


def saying(rows: Any, text: str, *fields: str) -> Any:
    """Return the rows with a text in one of these fields, without case and accents."""
    if not text.strip():
        return rows
    wanted = Fold(Value(" ".join(text.split()), CharField()))
    texts = (Fold(Cast(field, CharField())) for field in fields)
    named = {f"said_in_{place}": text for place, text in enumerate(texts)}
    found = reduce(or_, (Q(**{f"{name}__contains": wanted}) for name in named))
    return rows.alias(**named).filter(found)
