"""Working agreements of a coalition: what they are about, and how they stand."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.choices import (
    FIRST_STATES,
    TRANSITIONS,
    AgreementKind,
    AgreementState,
    Level,
    Practice,
)
from agreements.models.guards import (
    allowed_transition,
    answered_stays_regional,
    first_state,
    regional_of_a_region,
)
from agreements.models.reference import AgreementTemplate, Theme
from agreements.querysets import AgreementQuerySet
from coalitions.choices import ONE_SCOPE, Domain, Phase, Scope, SupportLevel, words_of
from coalitions.models import Ambition, Coalition, Organisation
from coalitions.models.guards import same_coalition
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, fold_field
from kansrijkestart.core.words import words_field

APPLYING = [AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED]


@tracked()
class Agreement(Editable):
    """A working agreement (samenwerkingsafspraak) with a date to look at it again."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=200)
    title_fold = fold_field("title")
    title_words = words_field("title")
    kind = models.CharField(
        _("kind of agreement"), max_length=10, choices=AgreementKind, default=AgreementKind.WORKING
    )
    scope = models.CharField(
        _("local or regional"), max_length=10, choices=ONE_SCOPE, default=Scope.LOCAL
    )
    proposed_at = models.DateTimeField(
        _("proposed to the municipalities at"), null=True, blank=True, editable=False
    )
    template = models.ForeignKey(
        AgreementTemplate,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("begun from"),
    )
    ambition = models.ForeignKey(
        Ambition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("ambition it serves"),
    )
    plan_name = models.CharField(
        _("regional plan or prevention agreement it belongs to"), max_length=200, blank=True
    )
    plan_url = models.URLField(_("address of that plan"), blank=True, max_length=300)
    other_theme = models.CharField(_("other theme"), max_length=120, blank=True)
    levels = ArrayField(
        models.CharField(max_length=15, choices=Level),
        verbose_name=_("levels"),
        default=list,
        blank=True,
    )
    phases = ArrayField(
        models.CharField(max_length=10, choices=Phase),
        verbose_name=_("phases"),
        default=list,
        blank=True,
    )
    domains = ArrayField(
        models.CharField(max_length=15, choices=Domain),
        verbose_name=_("domains"),
        default=list,
        blank=True,
    )
    support_levels = ArrayField(
        models.CharField(max_length=6, choices=SupportLevel),
        verbose_name=_("for whom"),
        default=list,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=16, choices=AgreementState, default=AgreementState.DRAFT
    )
    practice = models.CharField(
        _("does it work in practice?"),
        max_length=12,
        choices=Practice,
        default=Practice.UNKNOWN,
    )
    practice_note = models.TextField(_("how it works in practice"), blank=True, max_length=2000)
    starts_on = models.DateField(_("start date"), null=True, blank=True)
    review_on = models.DateField(_("look again on"))
    ended_on = models.DateField(_("end date"), null=True, blank=True)
    end_reason = models.TextField(_("why ended"), blank=True, max_length=2000)
    owner_organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_agreements",
        verbose_name=_("owner (organisation)"),
    )
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_agreements",
        verbose_name=_("owner (person with an account)"),
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            in_list("state", AgreementState),
            in_list("practice", Practice),
            in_list("kind", AgreementKind),
            in_list("scope", ONE_SCOPE),
            models.CheckConstraint(
                condition=~Q(state__in=[AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED])
                | Q(starts_on__isnull=False),
                name="agreements_in_force_has_a_start",
                violation_error_message=_(
                    "Give the start date: an agreement that applies has one."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.ENDED) | Q(ended_on__isnull=False),
                name="agreements_ended_has_a_date",
                violation_error_message=_("Give the date on which the agreement ended."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(review_on__gt=F("starts_on")),
                name="agreements_review_after_start",
                violation_error_message=_("The date to look again must be after the start date."),
            ),
            models.UniqueConstraint(
                fields=["coalition", "title_fold"],
                condition=~Q(state=AgreementState.ENDED),
                name="agreements_one_running_per_title",
                violation_error_message=_("There already is an agreement with this title."),
            ),
            models.CheckConstraint(
                condition=Q(levels__contained_by=Level.values), name="agreements_known_levels"
            ),
            models.CheckConstraint(
                condition=Q(phases__contained_by=Phase.values), name="agreements_known_phases"
            ),
            models.CheckConstraint(
                condition=Q(domains__contained_by=Domain.values), name="agreements_known_domains"
            ),
            models.CheckConstraint(
                condition=Q(support_levels__contained_by=SupportLevel.values),
                name="agreements_known_support_levels",
            ),
            models.CheckConstraint(
                condition=~Q(scope=Scope.REGIONAL, state__in=APPLYING)
                | Q(owner_organisation__isnull=False),
                name="agreements_regional_has_one_owner",
                violation_error_message=_(
                    "A regional agreement that applies has one organisation that looks after it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(proposed_at__isnull=True) | Q(scope=Scope.REGIONAL),
                name="agreements_proposed_is_regional",
            ),
        ]
        triggers = [
            same_coalition("ambition", "coalitions_ambition"),
            regional_of_a_region(),
            answered_stays_regional(),
            first_state(FIRST_STATES),
            allowed_transition(TRANSITIONS),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def applies(self) -> bool:
        """Whether it is in force, also while it is being evaluated."""
        return self.state in APPLYING

    @property
    def needs_a_look(self) -> bool:
        """Whether it applies and its date to look again has come."""
        return self.applies and self.review_on <= clock.today()

    @property
    def is_past_review(self) -> bool:
        """Whether it applies although its date to look again is past: not looked at since."""
        return self.applies and self.review_on < clock.today()

    def get_absolute_url(self) -> str:
        return reverse("agreements:detail", args=[self.pk])

    @property
    def level_words(self) -> str:
        return words_of(self.levels, Level)

    @property
    def phase_words(self) -> str:
        return words_of(self.phases, Phase)

    @property
    def domain_words(self) -> str:
        return words_of(self.domains, Domain)

    @property
    def support_words(self) -> str:
        return words_of(self.support_levels, SupportLevel)


@tracked()
class AgreementTheme(models.Model):
    """A theme of an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "theme"], name="agreements_theme_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.theme_id}"
