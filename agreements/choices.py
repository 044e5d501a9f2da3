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


class AgreementKind(models.TextChoices):
    WORKING = "working", _("working agreement")
    INSURER = "insurer", _("agreement of municipality and health insurer")


class UptakeState(models.TextChoices):
    """What a municipality does with a regional agreement; set by the municipality alone."""

    NOT_DISCUSSED = "not_discussed", _("not discussed yet")
    IN_DISCUSSION = "in_discussion", _("in discussion")
    TAKEN_OVER = "taken_over", _("taken over")
    ADAPTED = "adapted", _("taken over, adapted")
    NOT_TAKEN_OVER = "not_taken_over", _("not taken over")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class Maturity(models.TextChoices):
    """How ripe a region's framework is, in the words of the framework of April 2024."""

    PROCESS = "process", _("process level")
    AGREEMENT = "agreement", _("agreement level")


class PathwayQuestion(models.TextChoices):
    """The three questions of the zorgpadentool."""

    AGREEMENTS = "agreements", _("Which agreements are there?")
    SUPPORT = "support", _("Which support is there?")
    CONTACT = "contact", _("Who gives it, and how do you reach them?")


# What a new agreement may be: many coalitions record what applies already.
FIRST_STATES = (
    AgreementState.DRAFT,
    AgreementState.IN_CONSULTATION,
    AgreementState.IN_FORCE,
)
# Which state may follow which; the service refuses the rest.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    AgreementState.DRAFT: (AgreementState.IN_CONSULTATION, AgreementState.IN_FORCE),
    AgreementState.IN_CONSULTATION: (AgreementState.DRAFT, AgreementState.IN_FORCE),
    AgreementState.IN_FORCE: (AgreementState.BEING_EVALUATED, AgreementState.ENDED),
    AgreementState.BEING_EVALUATED: (AgreementState.IN_FORCE, AgreementState.ENDED),
    AgreementState.ENDED: (),
}
