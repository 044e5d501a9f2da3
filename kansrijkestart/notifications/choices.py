"""How somebody is told something."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.TextChoices):
    """A mail of its own, the mail of the week, or no mail; the list on the site has it always."""

    SINGLE = "single", _("By mail at once")
    DIGEST = "digest", _("In the mail of the week")
    NONE = "none", _("No mail, only in the list")
