"""Fixed lists of words about agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    IMPLEMENTATION = "implementation", _("implementation")
    ORGANISATION = "organisation", _("organisation")
    GOVERNANCE = "governance", _("governance")


class AgreementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_CONSULTATION = "in_consultation", _("in consultation")
    IN_FORCE = "in_force", _("in force")
    BEING_EVALUATED = "being_evaluated", _("being evaluated")
    ENDED = "ended", pgettext_lazy("agreement", "ended")


class Practice(models.TextChoices):
    """Does it work in practice? Beside the state, never mixed with it."""

    NOT_STARTED = "not_started", _("not started")
    WORKS = "works", _("works")
    NOT_WELL = "not_well", _("does not work well")
    UNKNOWN = "unknown", _("not known")


class PartyAnswer(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    CONFIRMED_WITH_REMARK = "confirmed_with_remark", _("confirmed with a remark")
    DECLINED = "declined", _("does not agree")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Which state may follow which; the service refuses the rest.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    AgreementState.DRAFT: (AgreementState.IN_CONSULTATION, AgreementState.IN_FORCE),
    AgreementState.IN_CONSULTATION: (AgreementState.DRAFT, AgreementState.IN_FORCE),
    AgreementState.IN_FORCE: (AgreementState.BEING_EVALUATED, AgreementState.ENDED),
    AgreementState.BEING_EVALUATED: (AgreementState.IN_FORCE, AgreementState.ENDED),
    AgreementState.ENDED: (),
}
