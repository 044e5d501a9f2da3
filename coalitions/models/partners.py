"""Who takes part: organisations, partnerships, contact persons, parents, actions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ONE_SCOPE, ActionState, Domain, ParentForm
from coalitions.models.coalition import Coalition
from coalitions.models.guards import same_coalition, stays
from coalitions.querysets import (
    ActionQuerySet,
    ContactQuerySet,
    OrganisationQuerySet,
    PartnershipQuerySet,
)
from kansrijkestart.core import clock
from kansrijkestart.core.checks import begins_first, in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable, Period, fold_field
from kansrijkestart.core.words import words_field


class PartnerType(models.Model):
    """A kind of partner a checklist names (soort partner); it decides the domain."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    domain = models.CharField(_("domain"), max_length=15, choices=Domain)
    scope = models.CharField(max_length=10, choices=ONE_SCOPE, blank=True)
    position = models.PositiveSmallIntegerField()
    provenance = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            in_list("domain", Domain),
            in_list("scope", ONE_SCOPE, blank=True),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Organisation(Editable):
    """An organisation, shared between coalitions."""

    name = models.CharField(_("name"), max_length=200)
    name_fold = fold_field()
    # Stored: making them of the name takes most of a search, for who advises many coalitions.
    # Without an index: through one, a search would take longer where others' names hold the words.
    words = words_field("name")
    is_demo = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name_fold", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_fold"],
                name="coalitions_organisation_once",
                violation_error_message=_("This organisation already exists."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Partnership(Editable, Period):
    """An organisation taking part in a coalition as one type of partner, for a period."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="partnerships",
        verbose_name=_("organisation"),
    )
    partner_type = models.ForeignKey(
        PartnerType, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of partner")
    )
    role = models.CharField(_("role in the coalition"), max_length=200, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)
    end_reason = models.CharField(
        _("why it no longer takes part"), max_length=200, blank=True, db_default=""
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "organisation", "partner_type"],
                condition=Q(until__isnull=True),
                name="coalitions_partner_once",
                violation_error_message=_(
                    "This organisation already takes part as this kind of partner."
                ),
            ),
            begins_first("since", "until", name="coalitions_partner_ends_after_start"),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(until__isnull=False),
                name="coalitions_end_reason_has_an_end",
                violation_error_message=_("A reason for leaving needs an end date."),
            ),
        ]
        triggers = [stays("coalition")]

    def __str__(self) -> str:
        return f"partnership {self.pk}"


@tracked(personal=["name", "function", "email", "phone"])
class ContactPerson(Editable):
    """A person to reach at a partner. Personal data: flagged after 24 months without activity."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=150)
    function = models.CharField(_("function"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    last_active_on = models.DateField(default=clock.today)

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"contact {self.pk}"


@tracked()
class ParentInvolvement(Editable):
    """How (expectant) parents take part: form and numbers, never names."""

    coalition = models.ForeignKey(
        Coalition, on_delete=models.PROTECT, related_name="parent_involvement"
    )
    form = models.CharField(_("how"), max_length=15, choices=ParentForm)
    number = models.PositiveSmallIntegerField(_("how many"), null=True, blank=True)
    took_place_on = models.DateField(_("when"), null=True, blank=True)
    what_changed = models.TextField(_("what changed because of it"), blank=True, max_length=2000)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        constraints = [
            in_list("form", ParentForm),
            begins_first("took_place_on", "ended_on", name="coalitions_parents_end_after_start"),
        ]

    def __str__(self) -> str:
        return f"parents {self.pk}"


@tracked()
class Action(Editable):
    """Something someone will do (actie): what, who, when."""

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField(_("what"), max_length=200)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("who"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("organisation"),
    )
    ambition = models.ForeignKey(
        "coalitions.Ambition",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("ambition"),
    )
    due_on = models.DateField(_("when"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=ActionState, default=ActionState.OPEN
    )
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.TextField(_("what came of it"), blank=True, max_length=2000)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("state", ActionState),
            models.CheckConstraint(
                condition=~Q(state=ActionState.DONE) | Q(done_on__isnull=False),
                name="coalitions_done_action_has_a_date",
            ),
        ]
        triggers = [same_coalition("ambition", "coalitions_ambition")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Tell whether it is still open after its day."""
        is_open = self.state == ActionState.OPEN
        return is_open and self.due_on is not None and self.due_on < clock.today()
