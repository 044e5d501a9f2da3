"""The catalogue: what a coalition can choose from, its names, recognitions and insured variants."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Domain, Phase, words_of
from coalitions.models import PracticeExample
from interventions.choices import InsuredStatus, Kind, RecognitionLevel
from interventions.querysets import InterventionQuerySet
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, fold_field


@tracked()
class Intervention(Editable):
    """Something a coalition can offer (interventie, zorg, taak of werkwijze).

    A legal task is no choice: it has a provider, a route, feedback and an earliest week (of the
    pregnancy) instead. What is not known stays empty.
    """

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
    # A person changed it or a part of it here: the reference files leave it alone (ADR 0003).
    is_edited = models.BooleanField(default=False, editable=False)
    provider = models.CharField(_("provider"), max_length=300, blank=True)
    route = models.TextField(_("how families come to it"), blank=True, max_length=2000)
    feedback = models.TextField(_("feedback to who referred"), blank=True, max_length=2000)
    earliest_week = models.PositiveSmallIntegerField(
        _("earliest week of pregnancy"), null=True, blank=True
    )

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
            models.CheckConstraint(
                condition=Q(kind=Kind.LEGAL_TASK)
                | Q(provider="", route="", feedback="", earliest_week__isnull=True),
                name="interventions_only_a_task_has_a_provider",
                violation_error_message=_(
                    "Provider, route, feedback and earliest week are for a legal task."
                ),
            ),
            models.CheckConstraint(
                condition=Q(earliest_week__isnull=True) | Q(earliest_week__range=(1, 42)),
                name="interventions_week_of_a_pregnancy",
                violation_error_message=_("A pregnancy has the weeks 1 to 42."),
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


@tracked()
class InterventionName(Editable):
    """A former name or other spelling, so that a search or a table finds the intervention."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=150)
    name_fold = fold_field()
    is_former = models.BooleanField(_("a former name"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_fold"],
                name="interventions_alias_means_one_thing",
                violation_error_message=_("This name is already listed."),
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
class InsuredVariant(Editable):
    """One form of an offer with an insured status of its own (an MDO is insured or is not)."""

    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="variants"
    )
    name = models.CharField(_("which form"), max_length=150)
    status = models.CharField(_("insured under the Zvw"), max_length=15, choices=InsuredStatus)
    payer = models.CharField(_("who pays"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        constraints = [
            in_list("status", InsuredStatus),
            models.UniqueConstraint(
                fields=["intervention", "name"],
                name="interventions_variant_once",
                violation_error_message=_("This form is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class ExampleIntervention(models.Model):
    """An intervention that a practice example is about."""

    example = models.ForeignKey(
        PracticeExample, on_delete=models.CASCADE, related_name="interventions"
    )
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, related_name="examples"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["example", "intervention"], name="interventions_example_about_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.example_id} {self.intervention_id}"
