"""What the record says now, beside what it said when the answers were filled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from monitoring.answers import Asked, Value, in_words
from monitoring.models import Response, ResponseAnswer, Round
from monitoring.selectors.filling import answered_by, derived_for, places_of
from monitoring.selectors.fillings import asked_from


@dataclass(frozen=True)
class Change:
    """One answer for which the record changed since it was filled."""

    row: ResponseAnswer
    asked: Asked
    value: Value | None
    sources: list[dict[str, Any]]

    @property
    def before(self) -> str:
        return in_words(self.asked, self.row.derived)

    @property
    def after(self) -> str:
        return in_words(self.asked, self.value)

    @property
    def changes_answer(self) -> bool:
        """Whether the words change; else only the records behind them do."""
        return self.row.derived != self.value

    @property
    def kept_words(self) -> str:
        """The reason of an answer that was given before the record said something."""
        with translation.override(settings.LANGUAGE_CODE):
            return _("Filled in before this was recorded.")


def changes_for(
    asked: Round, responses: Iterable[Response], rows: Sequence[ResponseAnswer]
) -> list[Change]:
    """Compare the rows of these responses with what the record of who answers says today."""
    answering = {one.municipality_id: one.coalition for one in responses if one.coalition}
    places = places_of([one.municipality for one in responses], clock.today())
    told = derived_for(asked.questionnaire_version, answered_by(places, answering))
    found = []
    for row in rows:
        derived = told.get(row.response.municipality_id, {}).get(row.question.key)
        value = derived.value if derived else None
        sources = [one.as_data() for one in derived.sources] if derived else []
        if value != row.derived or sources != row.sources:
            found.append(Change(row, asked_from(row.question), value, sources))
    return found
