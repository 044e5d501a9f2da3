"""Practice examples: the coalition writes and offers, its adviser publishes or asks to change."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coalitions.choices import ExampleState
from coalitions.models import Coalition, PracticeExample
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

WORDS: Final = ("title", "what", "for_whom", "phases", "brought", "link")


@transaction.atomic
def example_add(*, coalition: Coalition, title: str, phases: Sequence[str], **words: Any) -> Any:
    """Write down a practice example; nobody outside reads it before it is published."""
    example = PracticeExample(coalition=coalition, title=title, phases=list(phases), **words)
    example.slug = _free_slug(coalition, title)
    example.full_clean()
    example.save()
    return example


def _free_slug(coalition: Coalition, title: str) -> str:
    """Return an address that is free; the coalition's row is held so that two never share one."""
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    start = slugify(f"{coalition.slug} {title}")[:80].strip("-")
    taken = set(
        PracticeExample.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    )
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (start, *numbered) if slug not in taken)


@transaction.atomic
def example_update(
    *, example: PracticeExample, expected_version: int | None, **words: Any
) -> PracticeExample:
    """Change the text, as long as it is not with the adviser or published."""
    stored = _locked(example)
    refuse_stale(stored, expected_version)
    if not stored.may_be_written:
        raise DomainError(_("Take the example back before you change it."))
    for name in WORDS:
        setattr(stored, name, words[name])
    return save_versioned(stored, expected_version=expected_version, fields=WORDS)


@transaction.atomic
def example_offer(*, example: PracticeExample) -> PracticeExample:
    """Offer the example to the adviser. A second click changes nothing."""
    stored = _locked(example)
    if stored.state == ExampleState.OFFERED:
        return stored
    if stored.state == ExampleState.PUBLISHED:
        raise DomainError(_("This example is published already."))
    stored.state, stored.offered_on, stored.remark = ExampleState.OFFERED, clock.today(), ""
    return _save_state(stored)


@transaction.atomic
def example_take_back(*, example: PracticeExample) -> PracticeExample:
    """Take an offered example back to draft, a published one off the site."""
    stored = _locked(example)
    if stored.state == ExampleState.OFFERED:
        stored.state = ExampleState.DRAFT
    elif stored.state == ExampleState.PUBLISHED:
        stored.state = ExampleState.WITHDRAWN
    else:
        return stored
    return _save_state(stored)


@transaction.atomic
def example_publish(
    *, example: PracticeExample, expected_version: int | None = None
) -> PracticeExample:
    """Publish the text that the adviser read."""
    stored = _offered(example, expected_version)
    stored.state, stored.published_on = ExampleState.PUBLISHED, clock.today()
    return _save_state(stored)


@transaction.atomic
def example_ask_change(
    *, example: PracticeExample, remark: str, expected_version: int | None = None
) -> PracticeExample:
    """Give an offered example back with what should change."""
    stored = _offered(example, expected_version)
    if not remark.strip():
        raise DomainError({"remark": _("Write what you would like to see changed.")})
    stored.state, stored.remark = ExampleState.DRAFT, remark
    return _save_state(stored)


def _locked(example: PracticeExample) -> PracticeExample:
    return PracticeExample.objects.select_for_update().get(pk=example.pk)


def _offered(example: PracticeExample, expected_version: int | None) -> PracticeExample:
    stored = _locked(example)
    refuse_stale(stored, expected_version)
    if stored.state != ExampleState.OFFERED:
        raise DomainError(_("This example is not offered (any more)."))
    return stored


def _save_state(example: PracticeExample) -> PracticeExample:
    fields = ["state", "offered_on", "published_on", "remark"]
    return save_versioned(example, expected_version=None, fields=fields)
