"""The state of affairs (stand van zaken) of one coalition as content for a report."""

from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, npgettext
from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.choices import Stage
from coalitions.registry import Reading, StepState
from coalitions.selectors.overview import PrincipleRow, principles_of, round_line, steps_of
from coalitions.selectors.record import municipalities_of
from coalitions.selectors.taking_part import partners_of
from interventions.selectors.money import coalition_money
from interventions.selectors.money_words import next_end
from kansrijkestart.core import clock
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for

FIRST_FACTS = 3  # as many as the page of a principle shows first
TWO_COLUMNS = 2


def coalition_report(reading: Reading, place: str) -> bytes:
    """Return the PDF; what the reader may not see is not in it."""
    return one_page(_("State of affairs"), reading, place, _blocks(reading))


def one_page(title: str, reading: Reading, place: str, blocks: list[Block]) -> bytes:
    """Return a PDF about one coalition, of one page as long as its content allows."""
    coalition = reading.coalition
    return render_report(
        title,
        f"{coalition.name} · {place}",
        clock.today(),
        blocks,
        demo_label=demo_label(is_demo=coalition.is_demo),
        language=get_language() or settings.LANGUAGE_CODE,
        author=coalition.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
        most_pages=1,
    )


def demo_label(*, is_demo: bool) -> str | None:
    """Return the words that label demo content, if this is any."""
    if not (settings.DEMO_MODE or is_demo):
        return None
    sentence = gettext(
        "The table of interventions comes from the regional framework of April 2024. "
        "Partners, agreements, checklists, advice and municipal figures are invented."
    )
    return f"{_('Demonstration.')} {sentence}"


def _blocks(reading: Reading) -> list[Block]:
    steps = steps_of(reading)
    begun = [row for row in steps if row.fact.state != StepState.NOT_RECORDED]
    blocks = [b.lead(_lead(len(begun), len(steps))), key_facts(reading)]
    if reading.coalition.description:
        blocks.append(b.text(reading.coalition.description))
    if steps:
        blocks += [b.heading(_("Seven steps")), _step_table(reading)]
    blocks += _principles(reading)
    ending = coalition_money(reading.coalition).ending
    if ending:
        blocks.append(b.text(f"{_('Money')}: {next_end(ending[0])}"))
    parts = [
        [b.heading(str(part.title)), b.bullets([str(line) for line in part.lines])]
        for part in registry.blocks_for(reading)
        if part.lines
    ]
    blocks += (
        [b.beside(*parts)] if len(parts) == TWO_COLUMNS else [x for part in parts for x in part]
    )
    suggestions = registry.next_steps_for(reading)
    if suggestions:
        words = _("Next step: %(title)s. %(reason)s")
        blocks.append(
            b.note(words % {"title": suggestions[0].title, "reason": suggestions[0].reason})
        )
    return blocks


def _lead(begun: int, total: int) -> str:
    if not begun:
        return _("Little has been recorded yet. There is no fixed order.")
    return ngettext(
        "Something has been recorded for %(begun)s of the %(total)s steps.",
        "Something has been recorded for %(begun)s of the %(total)s steps.",
        begun,
    ) % {"begun": begun, "total": total}


def key_facts(reading: Reading) -> Block:
    partners, covered = partners_of(reading).total, municipalities_of(reading)
    names = ", ".join(row.municipality.name for row in covered[:4])
    unknown = str(sign_for("record", "not_recorded").word)
    noun = npgettext("number of", "municipality", "municipalities", len(covered))
    stage = reading.coalition.stage
    facts = [
        (str(partners) if partners else unknown, ngettext("partner", "partners", partners)),
        (str(len(covered)) if covered else unknown, f"{noun} {names}".strip()),
        (str(sign_for("stage", stage).word), _("stage of the coalition")),
    ]
    if stage == Stage.ENDED:
        del facts[1]  # it has no municipalities any more: none is missing
    return b.facts(facts)


def _step_table(reading: Reading) -> Block:
    rows = [
        (
            f"{row.number}. {row.title}",
            str(sign_for("record", row.fact.state.value).word),
            str(row.fact.text) or "–",
        )
        for row in steps_of(reading)
    ]
    return b.table([_("Step"), _("State"), _("In short")], rows, [5, 3, 4])


def _principles(reading: Reading) -> list[Block]:
    rows = principles_of(reading)
    if not rows:
        return []
    table = b.table(
        [_("Principle"), _("What you say"), _("What is recorded")],
        [_principle_cells(row) for row in rows],
        [3, 4, 6],
    )
    line = round_line(reading)
    found = [b.heading(_("Five basic principles")), table]
    return [found[0], b.text(line), table] if line else found


def _principle_cells(row: PrincipleRow) -> tuple[str, str, str]:
    unknown = str(sign_for("record", "not_recorded").word)
    facts = " ".join(str(fact.text) for fact in row.facts[:FIRST_FACTS])
    return (
        f"{row.principle.number}. {row.principle.screen_title}",
        row.words or unknown,
        facts or unknown,
    )
