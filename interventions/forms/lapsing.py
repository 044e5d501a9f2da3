"""Why a coalition goes on although a recognition lapses."""

from interventions.models import Choice
from kansrijkestart.core.forms import KsModelForm, VersionedFormMixin


class LapsedReasonForm(VersionedFormMixin, KsModelForm):
    """One text; nothing depends on it."""

    class Meta:
        model = Choice
        fields = ["lapsed_reason"]
