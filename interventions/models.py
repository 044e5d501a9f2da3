"""The catalogue of interventions and which coalition runs which, where."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Domain, Phase, words_of
from coalitions.models import Coalition, Evidence, Municipality, Region
from interventions.choices import ChoiceState, InsuredStatus, Kind, OfferKind, RecognitionLevel
from interventions.querysets import ChoiceQuerySet, InterventionQuerySet, LocalOfferQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, fold_field


@tracked()
class Intervention(Editable):
    """Something a coalition can offer (interventie, zorg, taak of werkwijze)."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=150)
    name_fold = fold_field()
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    phases = ArrayField(models.CharField(max_length=10, choices=Phase), default=list, blank=True)
    domains = ArrayField(models.CharField(max_length=15, choices=Domain), default=list, blank=True)
    target_group = models.CharField(_("for whom"), max_length=300, blank=True)
    executor = models.CharField(_("carried out by"), max_length=300, blank=True)
    insured_status = models.CharField(
        _("insured under the Zvw"),
        max_length=15,
        choices=InsuredStatus,
        default=InsuredStatus.NOT_ASSESSED,
    )
    insured_note = models.CharField(max_length=300, blank=True)
    funding = models.CharField(_("paid from"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    provenance = models.TextField(_("source"))
    is_local = models.BooleanField(_("local offer"), default=False)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ["name_fold", "pk"]
        constraints = [
            in_list("kind", Kind),
            in_list("insured_status", InsuredStatus),
            models.CheckConstraint(
                condition=Q(phases__contained_by=Phase.values),
                name="interventions_known_phases",
            ),
            models.CheckConstraint(
                condition=Q(domains__contained_by=Domain.values),
                name="interventions_known_domains",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("interventions:detail", args=[self.slug])

    @property
    def phase_words(self) -> str:
        return words_of(self.phases, Phase)

    @property
    def domain_words(self) -> str:
        return words_of(self.domains, Domain)


class InterventionName(models.Model):
    """A former name or other spelling, so that a search or a table finds the intervention."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=150)
    name_fold = fold_field()
    is_former = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_fold"], name="interventions_alias_means_one_thing"
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Recognition(Editable):
    """A recognition of an intervention. An unknown expiry is unknown and is never warned about."""

    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="recognitions"
    )
    level = models.CharField(_("level"), max_length=20, choices=RecognitionLevel)
    recognised_on = models.DateField(_("date"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    database = models.CharField(_("database"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=300)
    checked_on = models.DateField(_("last checked"), null=True, blank=True)

    class Meta:
        constraints = [
            in_list("level", RecognitionLevel),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(recognised_on__isnull=True)
                | Q(expires_on__gt=F("recognised_on")),
                name="interventions_recognition_expires_later",
            ),
            models.UniqueConstraint(
                fields=["intervention", "database", "recognised_on"],
                nulls_distinct=False,
                name="interventions_recognition_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention_id} {self.level}"


@tracked()
class Choice(Editable):
    """A coalition's choice for an intervention, with its reason.

    An empty reason means "not yet recorded". Nobody having said anything is the absence of a row.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="choices")
    intervention = models.ForeignKey(
        Intervention,
        on_delete=models.PROTECT,
        related_name="choices",
        verbose_name=_("intervention"),
    )
    state = models.CharField(_("state"), max_length=12, choices=ChoiceState)
    reason = models.TextField(_("why this one"), blank=True, max_length=2000)
    stop_reason = models.TextField(_("why stopped"), blank=True, max_length=2000)
    executor = models.CharField(_("carried out by"), max_length=200, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("where this is known from"), max_length=200, blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = ChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", ChoiceState),
            models.UniqueConstraint(
                fields=["coalition", "intervention"],
                name="interventions_chosen_once",
                violation_error_message=_("This intervention is already on your list."),
            ),
            begins_first("since", "until", name="interventions_choice_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"choice {self.pk}"


@tracked()
class ChoiceMunicipality(models.Model):
    """A municipality of the coalition where a choice applies."""

    choice = models.ForeignKey(Choice, on_delete=models.CASCADE, related_name="municipalities")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["choice", "municipality"], name="interventions_choice_per_municipality_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.choice_id} in {self.municipality_id}"


@tracked()
class LocalOffer(Editable):
    """What a municipality reported in its own words, kept as written."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="local_offers")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OfferKind)
    text = models.CharField(_("text"), max_length=500)
    source = models.CharField(_("where this is known from"), max_length=200, blank=True)
    reported_on = models.DateField(null=True, blank=True)

    objects = LocalOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("kind", OfferKind),
            models.UniqueConstraint(
                fields=["municipality", "kind"], name="interventions_one_offer_text"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MatrixImport(models.Model):
    """One table that was loaded: what it was, from when, and what it changed."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="matrix_imports")
    file_name = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    reported_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "checksum"], name="interventions_table_loaded_once"
            )
        ]

    def __str__(self) -> str:
        return self.file_name


@tracked()
class ChoiceEvidence(Evidence):
    """A choice for an intervention that shows what a coalition answers in its checklist."""

    record = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")

    class Meta(Evidence.Meta):
        constraints = Evidence.once("interventions_evidence_once")
        triggers = [Evidence.guard("interventions_choice")]
