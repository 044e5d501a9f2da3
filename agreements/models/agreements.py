"""Working agreements between the partners of a coalition."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementState, Level, PartyAnswer, Practice
from agreements.querysets import AgreementQuerySet
from coalitions.choices import Domain, Phase, SupportLevel, words_of
from coalitions.models import Coalition, Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, fold_field


class Theme(models.Model):
    """What an agreement is about; the list may be extended."""

    key = models.SlugField(max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField()
    provenance = models.CharField(max_length=200)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Agreement(Editable):
    """A working agreement (samenwerkingsafspraak) with a date to look at it again."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=200)
    title_fold = fold_field("title")
    levels = ArrayField(models.CharField(max_length=15, choices=Level), default=list, blank=True)
    phases = ArrayField(models.CharField(max_length=10, choices=Phase), default=list, blank=True)
    domains = ArrayField(models.CharField(max_length=15, choices=Domain), default=list, blank=True)
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
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def needs_a_look(self) -> bool:
        """Whether it applies and its date to look again has come."""
        applies = self.state in (AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED)
        return applies and self.review_on <= clock.today()

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


@tracked()
class AgreementVersion(models.Model):
    """The text of an agreement at one moment. Never changes: a new text is a new version."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("what we agreed"), max_length=20000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="agreements_version_number_once"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="version_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


@tracked()
class Party(models.Model):
    """An organisation that is party to an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties"
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(left_on__isnull=True),
                name="agreements_party_once",
            )
        ]

    def __str__(self) -> str:
        return f"party {self.pk}"


@tracked(personal=["answered_by_name"])
class PartyConfirmation(models.Model):
    """A party's answer to one version. Rows are only added; the latest counts."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="confirmations")
    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="confirmations"
    )
    answer = models.CharField(max_length=24, choices=PartyAnswer)
    remark = models.TextField(_("remark"), blank=True, max_length=2000)
    answered_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            in_list("answer", PartyAnswer),
            models.CheckConstraint(
                condition=~Q(answer__in=[PartyAnswer.DECLINED, PartyAnswer.CONFIRMED_WITH_REMARK])
                | ~Q(remark=""),
                name="agreements_remark_is_written",
                violation_error_message=_("Write your remark or reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.answer}"


@tracked()
class AgreementAttachment(models.Model):
    """A file with an agreement."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="attachments")
    attachment = models.OneToOneField(
        "safekeeping.Attachment", on_delete=models.PROTECT, related_name="agreement_link"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"attachment {self.pk}"
