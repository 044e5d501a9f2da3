"""Keeping what a coordinator says of the facts that were known already."""

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import KnownAnswerKind, Stage
from coalitions.models import Coalition, KnownAnswer
from coalitions.registry import KnownFact
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError, EditConflict

FIELDS = ("answer", "words", "fingerprint")


@transaction.atomic
def known_answer(
    *,
    coalition: Coalition,
    fact: KnownFact | None,
    answer: str,
    seen: str,
    expected_version: int,
) -> KnownAnswer:
    """Record an answer to a fact as it was read (``seen``); the record itself stays as it is.

    Refuses when the source says something else by now. Giving the same answer again changes
    nothing. Raises EditConflict when a colleague answered differently meanwhile.
    """
    stored = Coalition.objects.select_for_update().get(pk=coalition.pk)
    if stored.stage == Stage.ENDED:
        raise DomainError(_("This coalition has ended. Its record can be read, not changed."))
    if fact is None or fact.fingerprint != seen:
        raise DomainError(_("This has just been changed. Read it again and answer then."))
    if answer not in KnownAnswerKind.values:
        raise DomainError(_("Choose one of the three answers."))
    values = {"answer": answer, "words": fact.words[:2000], "fingerprint": fact.fingerprint}
    given = KnownAnswer.objects.filter(coalition=stored, topic=fact.topic).first()
    if given is None:
        given = KnownAnswer(coalition=stored, topic=fact.topic, **values)
        given.full_clean()
        given.save()
        return given
    if (given.answer, given.fingerprint) == (answer, fact.fingerprint):
        return given
    if given.version != expected_version:
        raise EditConflict(given, values)
    for name, value in values.items():
        setattr(given, name, value)
    return save_versioned(given, expected_version=expected_version, fields=FIELDS)
