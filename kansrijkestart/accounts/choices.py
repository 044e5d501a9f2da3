from django.db import models
from django.utils.translation import gettext_lazy as _


class NationalRoleKind(models.TextChoices):
    """Roles that are not tied to one coalition or region."""

    ADVISER = "adviser", _("Adviser")
    ANALYST = "analyst", _("National analyst")
    POLICY_VIEWER = "policy_viewer", _("Policy viewer")
    ADMINISTRATOR = "administrator", _("Administrator")


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
