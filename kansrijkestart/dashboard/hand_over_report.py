"""What somebody who takes over a coalition must know, as content for a report of one page."""

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.choices import ActionState
from coalitions.models import Action, CoalitionLead, HandOver, Membership
from coalitions.querysets import open_on
from coalitions.registry import Reading
from kansrijkestart.core import clock
from kansrijkestart.core.reports import Block
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.dashboard.coalition_report import key_facts, one_page

# So many lines of a kind fit on the page; how many more there are is said.
MOST_LINES = 8


def hand_over_report(reading: Reading, place: str) -> bytes:
    """Return the PDF; what the reader may not see is not in it."""
    return one_page(_("Hand-over"), reading, place, _blocks(reading))


def _blocks(reading: Reading) -> list[Block]:
    blocks = [key_facts(reading)]
    note = HandOver.objects.filter(coalition=reading.coalition).exclude(note="").first()
    if note and reading.may_change:  # meant for whoever keeps the record
        words = _("What %(name)s wrote for a successor: %(note)s")
        blocks.append(b.note(words % {"name": note.leaving, "note": note.note}))
    steps = [f"{step.title}. {step.reason}" for step in registry.next_steps_for(reading)]
    nothing = _("Nothing recorded.")
    parts = [
        (_("Who keeps this record"), _keepers(reading)),
        (_("Open actions"), _actions(reading)),
        *((str(part.title), [str(x) for x in part.lines]) for part in registry.blocks_for(reading)),
        (_("What comes next"), steps[:3]),
    ]
    for title, lines in parts:
        blocks += [b.heading(title), b.bullets(_most(lines)) if lines else b.text(nothing)]
    return blocks


def _most(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_LINES
    if more <= 0:
        return lines
    words = ngettext("and %(more)s more in the record", "and %(more)s more in the record", more)
    return [*lines[:MOST_LINES], words % {"more": more}]


def _keepers(reading: Reading) -> list[str]:
    members = Membership.objects.current().filter(coalition=reading.coalition, role="coordinator")
    leads = CoalitionLead.objects.filter(open_on(clock.today()), coalition=reading.coalition)
    organisation = reading.coalition.lead_organisation
    return [
        *(
            _("Coordinator: %(name)s") % {"name": row.user}
            for row in members.select_related("user").order_by("pk")
        ),
        *(_("Lead: %(name)s") % {"name": row.name} for row in leads.order_by("pk")),
        *([_("Lead: %(name)s") % {"name": organisation.name}] if organisation else []),
    ]


def _actions(reading: Reading) -> list[str]:
    rows = Action.objects.filter(coalition=reading.coalition, state=ActionState.OPEN)
    rows = rows.select_related("assigned_to", "organisation")
    return [_action(row) for row in rows.order_by(F("due_on").asc(nulls_last=True), "pk")]


def _action(row: Action) -> str:
    who = row.assigned_to or row.organisation or _("nobody yet")
    when = date_format(row.due_on, "j F Y") if row.due_on else _("no date")
    return f"{row.title} ({who}, {when})"
