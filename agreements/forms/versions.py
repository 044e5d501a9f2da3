"""Choosing two texts of an agreement to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import AgreementVersion
from kansrijkestart.core.forms import FilterForm


def newest_two(versions: Sequence[AgreementVersion]) -> dict[str, int] | None:
    """Return what is compared when nobody chose: the newest text and the one before it."""
    if len(versions) < 2:
        return None
    return {"older": versions[1].number, "newer": versions[0].number}


class CompareForm(FilterForm):
    """Any two versions; which one is the older does not matter."""

    older = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    newer = forms.TypedChoiceField(label=gettext_lazy("To version"), coerce=int)

    def __init__(self, *args: Any, versions: Sequence[AgreementVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.number, _words(one)) for one in versions]
        for name in ("older", "newer"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


def _words(version: AgreementVersion) -> str:
    when = date_format(version.created_at, "j F Y")
    return _("Version %(number)s, %(when)s") % {"number": version.number, "when": when}
