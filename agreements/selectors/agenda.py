"""Agreements that ask for a talk; see coalitions.selectors.agenda_sources."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import AgreementState
from agreements.models import Agreement
from agreements.selectors.current import current_text
from coalitions.registry import Reading
from coalitions.selectors.agenda_sources import AHEAD, AgendaSource, Fact, Subject, register_agenda
from coalitions.selectors.timeline import seen
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

LONGEST_TEXT: Final = 600


def _rows(reading: Reading) -> QuerySet[Any]:
    """Those to look at again soon, those in consultation, and those being evaluated."""
    soon = Q(state=AgreementState.IN_FORCE, review_on__lte=clock.today() + AHEAD)
    talked = Q(state__in=[AgreementState.IN_CONSULTATION, AgreementState.BEING_EVALUATED])
    found: QuerySet[Any] = seen(Agreement, reading).filter(soon | talked)
    return found


def _url(_reading: Reading, pk: int) -> str:
    return safe_reverse("agreements:detail", pk=pk)


def _look(reading: Reading, pk: int) -> Subject | None:
    row = seen(Agreement, reading).select_related("owner_organisation").filter(pk=pk).first()
    if row is None:
        return None
    lines: list[Fact] = [(_("State"), row.get_state_display())]
    if text := current_text(row):
        lines.append((_("What we agree"), Truncator(text.text).chars(LONGEST_TEXT)))
    if row.owner_organisation:
        lines.append((_("Who looks after it"), row.owner_organisation.name))
    lines.append((_("Look again on"), date_format(row.review_on, "j F Y")))
    return Subject(lines, _landings(row), row.version, _url(reading, pk))


def _landings(row: Agreement) -> list[str]:
    found = []
    if row.state == AgreementState.IN_CONSULTATION:
        found.append("agreement_applies")
    if row.applies:
        found.append("agreement_holds")
    if row.state == AgreementState.IN_FORCE:
        found.append("agreement_evaluated")
    return [*found, "agreement_ends"] if row.applies else found


def register_own() -> None:
    """Called once when the app is ready."""
    register_agenda(
        AgendaSource(
            key="agreements",
            words=gettext_lazy("Agreements to look at again or to settle"),
            noun=gettext_lazy("Agreement"),
            rows=_rows,
            name="title",
            on="review_on",
            why=gettext_lazy("look again on"),
            url=_url,
            look=_look,
            position=10,
        )
    )
