"""Asking for advice, writing it, and replying to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.selectors.checklist import PrinciplePart
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, VersionedFormMixin


class AdviceRequestForm(KsForm):
    """Which principles, and what you would like to know."""

    principles = forms.MultipleChoiceField(
        label=gettext_lazy("About which principles would you like advice?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one principle.")},
    )
    question = forms.CharField(
        label=gettext_lazy("Your question"),
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, parts: Sequence[PrinciplePart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(part.principle.pk): part.principle for part in parts}
        self.fields["principles"].choices = [  # type: ignore[attr-defined]
            (key, Dutch(f"{row.number}. {row.screen_title}")) for key, row in self.by_key.items()
        ]


class AdviceForm(VersionedFormMixin, KsForm):
    """An adviser's opinion on one principle."""

    text = forms.CharField(
        label=gettext_lazy("Your advice"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {"text": instance.text if instance else ""}
        super().__init__(*args, **kwargs)
        if instance is None:
            self.fields["version"].initial = 0


class ReplyForm(IdempotentFormMixin, KsForm):
    """A coalition's reply to advice, or a question back; an adviser's answer to it."""

    text = forms.CharField(
        label=gettext_lazy("Your reply"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )


class EnquiryForm(IdempotentFormMixin, KsForm):
    """What an adviser wants to know before advising."""

    text = forms.CharField(
        label=gettext_lazy("Your question to the coalition"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
