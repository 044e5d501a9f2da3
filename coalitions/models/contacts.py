"""Contact of an adviser with coalitions: one visit or call may be about several at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ContactKind, QuestionKind
from coalitions.models.coalition import Coalition
from coalitions.querysets import ContactCoalitionQuerySet, ContactMomentQuerySet
from kansrijkestart.core import clock
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class ContactMoment(Editable):
    """A moment of contact (contactmoment): when, how, about what. Never about a family."""

    adviser = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="contact_moments",
        verbose_name=_("adviser"),
    )
    held_on = models.DateField(_("date of the contact"), default=clock.today)
    kind = models.CharField(_("kind of contact"), max_length=10, choices=ContactKind)
    question = models.CharField(_("what it was about"), max_length=20, choices=QuestionKind)
    text = models.TextField(_("what was discussed"), blank=True, max_length=1000)
    learning_track = models.CharField(_("learning track"), blank=True, max_length=150)

    objects = ContactMomentQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            in_list("kind", ContactKind),
            in_list("question", QuestionKind),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


@tracked()
class ContactCoalition(models.Model):
    """A coalition that a moment of contact was with."""

    contact = models.ForeignKey(ContactMoment, on_delete=models.PROTECT, related_name="links")
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="contacts")

    objects = ContactCoalitionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "coalition"], name="coalitions_contact_names_coalition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} with {self.coalition_id}"
