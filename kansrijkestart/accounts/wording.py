"""Sentences of Django and allauth that this site says in its own tone.

Their Dutch addresses people formally or in other words than our pages. A sentence named here is
collected with our own, and the Dutch of our catalogue then goes before theirs.
"""

from typing import Final

from django.utils.translation import gettext_noop, ngettext_lazy

BORROWED: Final = (
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Your old password was entered incorrectly. Please enter it again."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop("Sessions"),
    # Heads of the columns on the first page of the administration, for who listens to it.
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)
BORROWED_PLURAL: Final = ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
    "min_length",
)
