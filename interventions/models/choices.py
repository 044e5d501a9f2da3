"""Which coalition runs which intervention, where, and the notice that a recognition lapses."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import SupportLevel, words_of
from coalitions.models import Ambition, Coalition, Evidence, Municipality
from coalitions.models.guards import same_coalition
from interventions.choices import ChoiceState, OfferKind
from interventions.models.catalogue import Intervention, Recognition
from interventions.models.guards import municipality_of_choice
from interventions.querysets import ChoiceQuerySet, LocalOfferQuerySet, OfCoalitionQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


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
    ambition = models.ForeignKey(
        Ambition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="choices",
        verbose_name=_("ambition it serves"),
    )
    capacity = models.PositiveIntegerField(
        _("capacity: families or groups a year"), null=True, blank=True
    )
    support_levels = ArrayField(
        models.CharField(max_length=6, choices=SupportLevel),
        verbose_name=_("for whom"),
        default=list,
        blank=True,
    )
    lapsed_reason = models.TextField(
        _("why you go on although the recognition lapses"), blank=True, max_length=2000
    )
    lapsed_reason_at = models.DateTimeField(null=True, blank=True, editable=False)
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
            models.CheckConstraint(
                condition=Q(lapsed_reason="", lapsed_reason_at__isnull=True)
                | (~Q(lapsed_reason="") & Q(lapsed_reason_at__isnull=False)),
                name="interventions_reason_to_go_on_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(support_levels__contained_by=SupportLevel.values),
                name="interventions_known_support_levels",
            ),
        ]
        triggers = [same_coalition("ambition", "coalitions_ambition")]

    def __str__(self) -> str:
        return f"choice {self.pk}"

    @property
    def support_words(self) -> str:
        return words_of(self.support_levels, SupportLevel)


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
        triggers = [municipality_of_choice()]

    def __str__(self) -> str:
        return f"{self.choice_id} in {self.municipality_id}"


@tracked()
class LocalOffer(Editable):
    """What a municipality reported in its own words, kept as written."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="local_offers")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=OfferKind)
    text = models.CharField(_("text"), max_length=500)
    source = models.CharField(_("where this is known from"), max_length=200, blank=True)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)

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


@tracked()
class ChoiceEvidence(Evidence):
    """A choice for an intervention that shows what a coalition answers in its checklist."""

    record = models.ForeignKey(Choice, on_delete=models.PROTECT, related_name="+")

    class Meta(Evidence.Meta):
        constraints = Evidence.once("interventions_evidence_once")
        triggers = [Evidence.guard("interventions_choice")]


class RecognitionNotice(models.Model):
    """What a coalition was told once: a recognition of what it runs lapses on a day.

    Another expiry date, after a new judgement, is another notice.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="+")
    recognition = models.ForeignKey(Recognition, on_delete=models.CASCADE, related_name="notices")
    expires_on = models.DateField()
    created_at = models.DateTimeField(default=clock.now)

    objects = OfCoalitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "recognition", "expires_on"],
                name="interventions_told_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.coalition_id} {self.recognition_id}"
