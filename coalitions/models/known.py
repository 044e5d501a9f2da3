"""What a coordinator said of the facts that were known before they came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coalitions.choices import KnownAnswerKind, KnownTopic
from coalitions.models.coalition import Coalition
from coalitions.querysets import KnownAnswerQuerySet
from kansrijkestart.core.checks import in_list
from kansrijkestart.core.history import tracked
from kansrijkestart.core.models import Editable


@tracked()
class KnownAnswer(Editable):
    """The coalition's answer to one fact of *Dit weten we al*: right, to be changed, not known.

    ``words`` is the fact as it was read; ``fingerprint`` tells whether the source says something
    else by now. An answer never changes the record: *not known* is not a no.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="known_answers")
    topic = models.CharField(_("subject"), max_length=20, choices=KnownTopic)
    answer = models.CharField(_("answer"), max_length=10, choices=KnownAnswerKind)
    words = models.TextField(_("what was shown"), max_length=2000)
    fingerprint = models.CharField(max_length=64)

    objects = KnownAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            in_list("topic", KnownTopic),
            models.UniqueConstraint(
                fields=["coalition", "topic"], name="coalitions_known_answered_once"
            ),
            in_list("answer", KnownAnswerKind),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.answer}"
