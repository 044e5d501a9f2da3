from django.db import models
from django.utils.translation import gettext_lazy as _


class NationalRoleKind(models.TextChoices):
    """Roles that are not tied to one coalition or region."""

    ADVISER = "adviser", _("Adviser")
    ANALYST = "analyst", _("National analyst")
    POLICY_VIEWER = "policy_viewer", _("Policy viewer")
    ADMINISTRATOR = "administrator", _("Administrator")
