"""The accessible report of an export: facts, tables and at most two charts."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, Practice
from agreements.models import Agreement
from coalitions.choices import Domain, Stage
from coalitions.models import CoalitionMunicipality
from coalitions.selectors.states import count_stages
from interventions.choices import ChoiceState
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from monitoring.exporters import guide
from monitoring.exporters.advice_table import advice_blocks
from monitoring.exporters.agreement_table import load_agreements
from monitoring.exporters.checklist_table import find_round, load_lines, state_words
from monitoring.exporters.coalition_tables import load_partners
from monitoring.exporters.intervention_tables import Choices, load_choices
from monitoring.exporters.place_tables import regional_table
from monitoring.exporters.report_figures import country_blocks, figure_blocks, region_blocks
from monitoring.exporters.sheets import label
from monitoring.exporters.target import Record, Target

IN_FORCE = (AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED)
NO_BREAK = "\N{NO-BREAK SPACE}"


def report_pdf(target: Target, blocks: Sequence[Block], demo_label: str) -> bytes:
    """Print the blocks; the same blocks give the same bytes."""
    return render_report(
        guide.title(target),
        _("The record as on %(day)s") % {"day": date_format(target.moment, "j F Y")},
        target.moment,
        blocks,
        demo_label or None,
        author=target.name,
        footer=guide.footer(),
    )


def report_blocks(record: Record) -> list[Block]:
    """What the report of a scope holds; everything is read here."""
    if record.target.is_national:
        content = [*_stages(record), *_regional(record), *country_blocks(record)]
    elif record.target.is_region:
        content = [*_stages(record), *_places(record), *region_blocks(record)]
        content += [*_interventions_counted(record), *_own_record(record)]
    else:
        content = [*_facts(record), *figure_blocks(record), *_own_record(record)]
    return [*content, b.heading(_("How to read this")), b.bullets(_reading(record.target))]


def _reading(target: Target) -> list[str]:
    more = _("All figures and all rows are in the workbook that belongs to this report.")
    return [*guide.about_the_moment(target), more]


def _facts(record: Record) -> list[Block]:
    agreements = [one for found in load_agreements(record).values() for one in found]
    running = {
        entry.intervention.pk
        for entry in load_choices(record).entries()
        if entry.state == ChoiceState.RUNNING
    }
    items = [
        (str(len(record.municipalities)), _("municipalities that the coalition works for")),
        (str(len(load_partners(record))), _("partners in this year")),
        (str(sum(one.state in IN_FORCE for one in agreements)), _("agreements in force")),
        (str(len(running)), _("interventions running")),
    ]
    return [b.facts(items)]


def _stages(record: Record) -> list[Block]:
    """How many municipalities have a coalition, by the stage that is furthest."""
    counts = count_stages(record.states)
    rows = [[label(Stage, key), str(count)] for key, count in counts.items() if count]
    if not rows:
        return [b.text(_not_named(record))]
    return [
        b.facts([(str(len(record.states)), _("municipalities"))]),
        b.heading(_("Municipalities by the stage of their coalition")),
        b.text(
            _(
                "This is about the municipality's local coalition; where there is none, about "
                "the regional one. With several the furthest counts. Without any coalition a "
                "place on the lists of June 2019 counts as announced."
            )
        ),
        b.table([_("Stage"), _("Municipalities")], rows, [3, 1]),
    ]


def _not_named(record: Record) -> str:
    size = record.target.region.stated_size if record.target.region else None
    if size is None:
        return _("The municipalities of this region are not named in the source.")
    return _("%(count)s municipalities, not named in the source.") % {"count": size}


def _regional(record: Record) -> list[Block]:
    """Regional coalitions; of some no source names the municipalities."""
    table = regional_table(record)
    rows = [
        [str(row[1]), str(row[4]), str(row[7] or _("not named")), str(row[8] or _("not known"))]
        for row in table.rows
    ]
    head = [table.name, _("Stage"), _("Municipalities that are known"), _("By the source")]
    return _listed(table.name, head, rows, table.empty, [3, 2, 2, 2])


def _places(record: Record) -> list[Block]:
    rows = []
    for place in record.municipalities:
        covering = sorted(record.coverage_of.get(place.pk, []), key=_local_first)
        said = [f"{row.coalition.name} ({label(Stage, row.coalition.stage)})" for row in covering]
        rows.append([place.name, "; ".join(said) or _("no coalition reported")])
    return [
        b.heading(_("Municipalities and their coalitions")),
        b.table([_("Municipality"), _("Coalitions with their stage")], rows, [1, 2]),
    ]


def _local_first(row: CoalitionMunicipality) -> tuple[bool, str]:
    return not row.coalition.is_local, row.coalition.name_fold


def _interventions_counted(record: Record) -> list[Block]:
    """In how many municipalities; those that reported nothing or do not share stand apart."""
    choices = load_choices(record)
    states = [*ChoiceState.values, "not_reported", "not_shared"]
    seen: dict[str, dict[str, set[int]]] = {}
    for entry in choices.entries():
        found = seen.setdefault(entry.intervention.name, {state: set() for state in states})
        found[entry.state].add(entry.place.pk)
    head = [_("Intervention"), *(label(ChoiceState, state) for state in ChoiceState.values)]
    head += [_("not reported"), _("does not share")]
    told = {n: found for n, found in seen.items() if any(found[s] for s in ChoiceState.values)}
    rows = [[name, *(str(len(found[state])) for state in states)] for name, found in told.items()]
    silent = ", ".join(name for name in seen if name not in told)
    blocks = [b.heading(_("Interventions: in how many municipalities"))] if seen else []
    if rows:
        blocks.append(b.table(head, rows, [4, 2, 2, 2, 2, 2, 2]))
    if silent:
        blocks.append(
            b.note(_("No municipality reported anything on: %(names)s.") % {"names": silent})
        )
    return blocks


def _own_record(record: Record) -> list[Block]:
    if record.own is None:
        return []
    choices = [] if record.target.is_region else _interventions(load_choices(record))
    advice = advice_blocks(record.advice) if record.advice else []
    return [*_checklist(record), *advice, *_partners(record), *_agreements(record), *choices]


def _checklist(record: Record) -> list[Block]:
    chosen = find_round(record)
    opening = b.heading(_("Checklist"))
    if chosen is None:
        return [opening, b.text(_("No round of the checklist was begun by the end of the year."))]
    words = {"number": chosen.round, "state": state_words(chosen, record)}
    content = [opening, b.text(_("Round %(number)s: %(state)s.") % words)]
    rows = [[line.statement.text, line.now_words, line.wished_words] for line in load_lines(chosen)]
    return [*content, b.table([_("Statement"), _("Now"), _("Wished")], rows, [4, 1, 1])]


def _partners(record: Record) -> list[Block]:
    rows = [
        [one.organisation.name, one.partner_type.name, label(Domain, one.partner_type.domain)]
        for one in load_partners(record)
    ]
    return _listed(
        _("Partners"),
        [_("Organisation"), _("Kind of partner"), _("Domain")],
        rows,
        _("No partners were recorded for this year."),
    )


def _agreements(record: Record) -> list[Block]:
    found = load_agreements(record)
    rows = [_agreement_row(one) for rows in found.values() for one in rows]
    head = [_("Agreement"), _("Coalition"), _("State"), _("In practice"), _("Look again on")]
    silent = [one.name for one in record.coalitions if one.pk not in found]
    nothing = _("No agreements were recorded for this year.")
    blocks = _listed(_("Agreements"), head, rows, nothing, [4, 2, 2, 2, 2])
    if silent:
        words = {"names": ", ".join(silent)}
        blocks.append(b.note(_("Not sharing agreements with the region: %(names)s.") % words))
    return blocks


def _agreement_row(one: Agreement) -> list[str]:
    return [
        one.title,
        one.coalition.name,
        label(AgreementState, one.state),
        label(Practice, one.practice),
        date_format(one.review_on, "j F Y").replace(" ", NO_BREAK),
    ]


def _interventions(choices: Choices) -> list[Block]:
    rows = [
        [entry.intervention.name, entry.place.name, entry.state_words]
        for entry in choices.entries()
    ]
    return _listed(
        _("Interventions"),
        [_("Intervention"), _("Municipality"), _("State")],
        rows,
        _("No interventions were chosen for this year."),
    )


def _listed(
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    nothing: str,
    widths: Sequence[int] | None = None,
) -> list[Block]:
    """A heading with its table, or with the words that say it is empty."""
    return [b.heading(title), b.table(head, rows, widths) if rows else b.text(nothing)]
