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


class FundingSource(models.TextChoices):
    """Where money comes from; docs/domain.md names the regulations."""

    SPUK_GALA = "spuk_gala", _("SPUK GALA")
    MUNICIPAL_FUND = "municipal", _("municipal fund (gemeentefonds)")
    ZVW = "zvw", _("health insurance act (Zvw)")
    SPUK_IZA = "spuk_iza", _("SPUK IZA")
    OWN = "own", _("own means of the municipality")
    FUND = "fund", _("fund or foundation")
    OTHER = "other", _("another source")


class SpukPurpose(models.TextChoices):
    """The three purposes of SPUK GALA for Kansrijke Start (Stcrt. 2023, 4245)."""

    COALITION = "coalition", _("1. form, strengthen and keep the local coalition")
    INTERVENTIONS = "interventions", _("2. use interventions more")
    AGREEMENTS = "agreements", _("3. make regional agreements")


class Law(models.TextChoices):
    ZVW = "zvw", _("Zvw")
    JEUGDWET = "jeugdwet", _("Jeugdwet")
    WMO = "wmo", _("Wmo 2015")
    WPG = "wpg", _("Wpg")
    PARTICIPATIEWET = "participatiewet", _("Participatiewet")
    WGS = "wgs", _("law on municipal debt relief (Wgs)")


class AmountClass(models.TextChoices):
    """The order of an amount in euros, when the amount itself is not known."""

    TO_10 = "to_10", _("less than € 10,000")
    TO_50 = "to_50", _("€ 10,000 to € 50,000")
    TO_100 = "to_100", _("€ 50,000 to € 100,000")
    TO_250 = "to_250", _("€ 100,000 to € 250,000")
    MORE = "more", _("€ 250,000 or more")


class Certainty(models.TextChoices):
    GRANTED = "granted", _("granted")
    EXPECTED = "expected", _("expected")
    UNCERTAIN = "uncertain", _("uncertain")
    UNKNOWN = "unknown", _("not known")


class ImportAction(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
