"""The text of an agreement, its parties, what they were asked and what they answered."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import PartyAnswer
from agreements.models.agreements import Agreement
from agreements.models.guards import changes_only, version_of_its_agreement
from coalitions.models import Organisation
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.words import words_field


@tracked()
class AgreementVersion(models.Model):
    """The text of an agreement at one moment. Never changes: a new text is a new version."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("what we agreed"), max_length=20000)
    # Stored: making them of a whole text takes a millisecond, for every row that is looked at.
    # Without an index, which would tell by the time it takes what others agreed (adr/0032).
    words = words_field("text")
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
    left_on = models.DateField(_("left on"), null=True, blank=True)

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


@tracked(personal=["answered_by_name", "account_name"])
class PartyConfirmation(models.Model):
    """A party's answer to one version. Rows are only added; the latest counts.

    The names are kept as they were at that moment. ``answered_by_name`` is of somebody who answered
    through a link or told the answer; ``account_name`` of whoever answered with, or wrote it down
    with, the account ``answered_by``. Erasing a person takes these two, and nothing else changes.
    """

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
    account_name = models.CharField(max_length=150, blank=True)
    organisation_name = models.CharField(max_length=200)

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
            models.CheckConstraint(
                condition=~Q(organisation_name=""), name="agreements_answer_names_its_party"
            ),
        ]
        triggers = [
            version_of_its_agreement(),
            pgtrigger.Protect(name="answer_is_kept", operation=pgtrigger.Delete),
            changes_only("answered_by_name", "account_name"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.answer}"

    @property
    def signature(self) -> str:
        """Return the name of who answered, as it was then."""
        return self.answered_by_name or self.account_name


@tracked(personal=["email", "name"])
class ConfirmationRequest(models.Model):
    """A party was asked to confirm a version, by mail to a contact person or by account.

    The secret of the mailed link is in ``links`` as a digest, under this row's key. One open
    request per party and version; a new text asks again with a new row. ``forgotten_at`` is when
    name and address were taken out, which says nothing about whether somebody took it back.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="requests")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="requests")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(_("works until"))
    mailed_at = models.DateTimeField(_("mailed on"), null=True, blank=True)
    mail_failed_at = models.DateTimeField(_("mail refused on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("contact erased on"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="agreements_request_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False)
                | ~Q(email="")
                | Q(withdrawn_at__isnull=False)
                | Q(forgotten_at__isnull=False),
                name="agreements_request_reaches_somebody",
                violation_error_message=_("Give an e-mail address or choose a member."),
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(email="", name=""),
                name="agreements_forgotten_is_empty",
            ),
            models.UniqueConstraint(
                fields=["party", "version"],
                condition=Q(withdrawn_at__isnull=True, forgotten_at__isnull=True),
                name="agreements_asked_once_per_version",
            ),
        ]
        triggers = [version_of_its_agreement()]

    def __str__(self) -> str:
        return f"request {self.pk}"
