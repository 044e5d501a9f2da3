"""The question for whom something is meant, asked the same way wherever it is asked."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.choices import SupportLevel

# The levels are the programme's; what stands beside them is our own short explanation.
EXPLAINED: Final = [
    (SupportLevel.BASIC.value, _("Basic care: for everybody")),
    (SupportLevel.LITTLE.value, _("A little extra: something beside basic care")),
    (SupportLevel.EXTRA.value, _("Extra support: more than a little extra is needed")),
]


def support_levels_field() -> forms.MultipleChoiceField:
    """Return the field; nothing ticked is "not recorded", never a no."""
    return forms.MultipleChoiceField(
        label=_("For whom is this meant?"),
        choices=EXPLAINED,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "More than one may fit. It then stands on the client routes. "
            "Nothing ticked: not recorded yet."
        ),
    )
