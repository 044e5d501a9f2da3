"""Fixed lists of words about interventions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    INTERVENTION = "intervention", _("intervention")
    INSURED_CARE = "insured_care", _("insured care")
    LEGAL_TASK = "legal_task", _("legal task")
    SUPPORTING_ACTION = "supporting_action", _("supporting action")
    WORKING_METHOD = "working_method", _("working method")


class RecognitionLevel(models.TextChoices):
    """Levels of the Dutch recognition scheme, lowest first."""

    WELL_DESCRIBED = "well_described", _("well described")
    WELL_FOUNDED = "well_founded", _("well founded")
    FIRST_INDICATIONS = "first_indications", _("effective: first indications")
    GOOD_INDICATIONS = "good_indications", _("effective: good indications")
    STRONG_INDICATIONS = "strong_indications", _("effective: strong indications")


class InsuredStatus(models.TextChoices):
    """What the Zorginstituut says about the health insurance act (Zvw)."""

    INSURED = "insured", _("insured, under conditions")
    PARTLY = "partly", _("partly insured")
    NOT_INSURED = "not_insured", _("not insured")
    NOT_ASSESSED = "not_assessed", _("not assessed")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class ChoiceState(models.TextChoices):
    """*Not reported* is the absence of a row, never a value."""

    CONSIDERED = "considered", _("considered")
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    STOPPED = "stopped", _("stopped")


class OfferKind(models.TextChoices):
    OWN_OFFER = "own_offer", _("own offer")
    SERVICE_DIRECTORY = "service_directory", _("service directory or care pathway tool")
