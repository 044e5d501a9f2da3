"""One of three answers to a fact; the page writes the buttons."""

from django import forms

from coalitions.choices import KnownAnswerKind, KnownTopic
from kansrijkestart.core.forms import STALE_MESSAGES


class KnownAnswerForm(forms.Form):
    topic = forms.ChoiceField(choices=KnownTopic, error_messages=STALE_MESSAGES)
    answer = forms.ChoiceField(choices=KnownAnswerKind, error_messages=STALE_MESSAGES)
    seen = forms.CharField(max_length=64, error_messages=STALE_MESSAGES)
    version = forms.IntegerField(min_value=0, error_messages=STALE_MESSAGES)
    # Where the buttons stood: the start page, or the page of this coalition.
    back = forms.ChoiceField(choices=[("start", ""), ("known", "")], required=False)
