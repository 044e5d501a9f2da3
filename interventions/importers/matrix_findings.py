"""What is wrong with a table of municipalities and interventions, in words that say what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from kansrijkestart.core.tables_in import findings

MESSAGES: dict[str, Callable[[], str]] = {
    "no_municipality_column": lambda: _(
        "There is no column “Gemeente”. Name the column with the municipalities like that."
    ),
    "unknown_column": lambda: _(
        "“%(name)s” is not a known intervention. Use the name of the list of interventions, or "
        "add the intervention first."
    ),
    "same_meaning": lambda: _(
        "“%(name)s” means the same as an earlier column. Keep one of the two."
    ),
    "empty_municipality": lambda: _("The municipality is missing in this row. Fill it in."),
    "unknown_municipality": lambda: _(
        "“%(name)s” is not a municipality we know. Use the official name or its code."
    ),
    "near_municipality": lambda: _(
        "“%(name)s” is not a municipality we know. Do you mean %(near)s?"
    ),
    "former_municipality": lambda: _("%(words)s Name the municipality of today."),
    "ambiguous_municipality": lambda: _(
        "“%(name)s” can mean more than one municipality. Use its code."
    ),
    "outside_region": lambda: _("%(name)s does not belong to the region %(region)s."),
    "same_municipality": lambda: _("%(name)s has an earlier row. Keep one of the two."),
    "no_coalition": lambda: _(
        "%(name)s has no local coalition yet. Register one first, or remove this row."
    ),
    "unknown_mark": lambda: _(
        "“%(value)s” is not a mark. Use 1, x or ja; leave the cell empty when it is not known."
    ),
    "text_too_long": lambda: _("This text is longer than %(limit)s characters. Shorten it."),
    "kept": lambda: _(
        "%(name)s: “%(intervention)s” was changed by the coalition since; that is kept."
    ),
    "kept_text": lambda: _("%(name)s: the coalition's own text is kept."),
    "kept_stage": lambda: _("%(name)s: the coalition has ended; its stage is kept."),
    "kept_own_stage": lambda: _("%(name)s: the stage that the coalition has is kept."),
}
REMARKS = ("kept", "kept_text", "kept_stage", "kept_own_stage")


@dataclass(frozen=True)
class Finding:
    """One thing to know about the table; row and column as the user sees them, from 1."""

    row: int | None
    column: int | None
    code: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """A remark does not stand in the way; anything else does."""
        return self.code not in REMARKS

    @property
    def message(self) -> str:
        """The words, in the language of who reads them."""
        text = MESSAGES.get(self.code) or findings.MESSAGES[self.code]
        return text() % self.values
