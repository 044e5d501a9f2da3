from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NationalRoleKind(models.TextChoices):
    """Roles that are not tied to one coalition or region."""

    ADVISER = "adviser", _("Adviser")
    ANALYST = "analyst", _("National analyst")
    POLICY_VIEWER = "policy_viewer", _("Policy viewer")
    ADMINISTRATOR = "administrator", _("Administrator")


# What each role sees and may do: said where the role is given.
ROLE_SENTENCES: Final[dict[str, Promise]] = {
    NationalRoleKind.ADVISER: _(
        "Reads the coalitions that are linked to them, and gives advice when one asks."
    ),
    NationalRoleKind.ANALYST: _(
        "Loads, publishes and withdraws figures, and makes national downloads."
    ),
    NationalRoleKind.POLICY_VIEWER: _("Reads what has been published, for the whole country."),
    NationalRoleKind.ADMINISTRATOR: _("Manages accounts, roles and regions; reads no records."),
}


class GuideKind(models.TextChoices):
    """The guides through the first ten minutes, one per role that has them."""

    COORDINATOR = "coordinator", _("Coordinator")
    REGION_LEAD = "region_lead", _("Lead of a region")
    ADVISER = "adviser", _("Adviser")


class GuideWish(models.TextChoices):
    """What somebody wants with a guide; without an answer it shows itself to new accounts."""

    SHOWN = "shown", _("show it")
    LATER = "later", _("later")
    NEVER = "never", _("do not show it any more")
    DONE = "done", _("gone through")
