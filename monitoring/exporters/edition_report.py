"""The reports of an edition: the whole one, and the one of two pages for a council."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from monitoring import charts
from monitoring.answers import Asked, in_words
from monitoring.choices import CHOOSING
from monitoring.exporters import edition_guide as guide
from monitoring.exporters.edition_answers import ANSWERED, status, status_words
from monitoring.exporters.edition_figures import (
    chart_blocks,
    counted_in_short,
    country_figure_blocks,
    figure_blocks,
    hidden_blocks,
    region_figure_blocks,
)
from monitoring.exporters.guide import footer
from monitoring.selectors.frozen import Data, Frozen, Part
from monitoring.selectors.shares import Tally, share
from monitoring.sentences import amount

COUNCIL_PAGES = 2
COUNCIL_ANSWERS = 10
COUNCIL_SENTENCES = 4


def report_pdf(frozen: Frozen, blocks: Sequence[Block], *, most_pages: int | None = None) -> bytes:
    """Print the blocks; the same edition gives the same bytes."""
    return render_report(
        guide.title(frozen),
        guide.edition_words(frozen),
        guide.day_of(frozen),
        blocks,
        guide.demo_label(frozen) or None,
        author=guide.subject_name(frozen),
        footer=footer(),
        most_pages=most_pages,
    )


def report_blocks(frozen: Frozen, counted: Tally | None, process: Sequence[Data]) -> list[Block]:
    """The whole report; ``counted`` is there for a region and the country."""
    parts = [] if frozen.is_national else list(frozen.parts())
    if counted is None:
        content = [*_coalition_opening(parts), *_answers(frozen, parts)]
        content += figure_blocks(frozen, parts)
    else:
        content = [*_counted_opening(counted), *_process(process), *_shares(frozen, counted)]
        content += (
            country_figure_blocks(frozen)
            if frozen.is_national
            else region_figure_blocks(frozen, parts)
        )
    return [*content, *_reading(frozen)]


def council_blocks(frozen: Frozen, counted: Tally | None, process: Sequence[Data]) -> list[Block]:
    """What a council needs: how it stands, the main answers, and a figure."""
    if counted is not None:
        content = [*_counted_opening(counted), *_process(process)]
        parts = [] if frozen.is_national else list(frozen.parts())
        content += counted_in_short(frozen, parts, COUNCIL_SENTENCES)
        return [*content, b.note(guide.about_the_edition(frozen)[0])]
    parts = list(frozen.parts())
    chosen = [one for one in frozen.questions if one.form in CHOOSING and not one.after]
    content = [*_coalition_opening(parts), *_answers(frozen, parts, chosen[:COUNCIL_ANSWERS])]
    told = [one for part in parts for one in part.data["figures"]]
    telling = sorted(told, key=lambda one: not one["differs"])[:COUNCIL_SENTENCES]
    if telling:
        content.append(b.heading(_("Figures in short")))
        content += chart_blocks(frozen, parts, 1)
        content.append(b.bullets([one["sentence"] for one in telling]))
        content += hidden_blocks(telling)
    more = _("All answers, their sources and all figures are in the full report and the workbook.")
    return [*content, b.note(f"{guide.about_the_edition(frozen)[0]} {more}")]


def _coalition_opening(parts: Sequence[Part]) -> list[Block]:
    counts = sum(part.counts for part in parts)
    answered = sum(one.is_known for part in parts for one in part.answers())
    asked = sum(one.is_asked for part in parts for one in part.answers())
    lead = ngettext(
        "%(counts)s of %(total)s municipality handed in in time.",
        "%(counts)s of %(total)s municipalities handed in in time.",
        len(parts),
    ) % {"counts": counts, "total": len(parts)}
    facts = [
        (str(len(parts)), _("municipalities")),
        (f"{answered}/{asked}", _("questions answered")),
    ]
    return [b.lead(lead), b.facts(facts)]


def _answers(
    frozen: Frozen, parts: Sequence[Part], questions: Sequence[Asked] | None = None
) -> list[Block]:
    """Every question with its answer; once when all municipalities gave the same."""
    if not parts:
        return [b.text(_("No municipality is in this edition."))]
    blocks = [b.heading(_("Answers"))]
    if not questions:
        questions = frozen.questions
    sections = {one["key"]: one["section"] for one in frozen.content["questions"]}
    for section in dict.fromkeys(sections[one.key] for one in questions):
        rows = [
            row
            for one in questions
            if sections[one.key] == section
            for row in _answer_rows(frozen, parts, one)
        ]
        blocks.append(b.table([section, _("Answer")], rows, [3, 3]))
    return blocks


def _answer_rows(frozen: Frozen, parts: Sequence[Part], question: Asked) -> list[list[str]]:
    said = [(part.name, _said(frozen, part, question)) for part in parts]
    if len({words for _name, words in said}) == 1:
        return [[question.text, said[0][1]]]
    return [[f"{question.text} {name}", words] for name, words in said]


def _said(frozen: Frozen, part: Part, question: Asked) -> str:
    answer = part.answer(question)
    code = status(frozen, part, answer)
    return in_words(question, answer.value) if code == ANSWERED else status_words(code)


def _counted_opening(counted: Tally) -> list[Block]:
    part = share(counted.handed_in, counted.every)
    words = {
        "count": counted.handed_in,
        "every": counted.every,
        "share": amount(part, "%") if part is not None else "–",
    }
    lead = _("%(count)s of %(every)s municipalities handed in: %(share)s.") % words
    facts = [
        (str(counted.every), _("municipalities in all")),
        (str(counted.asked), _("municipalities that got the questionnaire")),
        (str(counted.handed_in), _("municipalities that handed in")),
    ]
    blocks = [b.lead(lead), b.facts(facts)]
    if counted.closed:
        closed = ngettext(
            "%(count)s municipality handed in and does not share its answers with the region. It "
            "is not counted below.",
            "%(count)s municipalities handed in and do not share their answers with the region. "
            "They are not counted below.",
            counted.closed,
        )
        blocks.append(b.note(closed % {"count": counted.closed}))
    return blocks


def _process(process: Sequence[Data]) -> list[Block]:
    """The indicators of RIVM with both shares, and which of them RIVM means."""
    rows = [_process_row(one) for one in process]
    head = [_("Indicator"), _("Municipalities"), _("Of those that handed in"), _("Of all")]
    blocks = [b.heading(_("Process indicators")), b.table(head, rows, [5, 2, 2, 2])]
    bars = [
        charts.ShareBar(one["name"], one["of_respondents"], one["of_every"])
        for one in process
        if one["is_asked"] and one["of_every"] is not None
    ]
    if bars:
        sentence = " ".join(_process_words(one) for one in process if one["is_asked"])
        texts = charts.Texts(_("Process indicators"), "", sentence, "")
        picture = charts.render(charts.shares(bars, texts), bare=True)
        blocks.append(
            b.chart(picture, title=_("Process indicators"), subtitle="", sentence=sentence)
        )
    return blocks


def _percent(number: float | None) -> str:
    return amount(number, "%") if number is not None else "–"


def _process_row(one: Data) -> list[str]:
    if not one["is_asked"]:
        return [one["name"], _("not asked"), "–", "–"]
    return [
        one["name"],
        str(one["count"]),
        _percent(one["of_respondents"]),
        _percent(one["of_every"]),
    ]


def _process_words(one: Data) -> str:
    """One sentence with the denominator that RIVM uses."""
    words = {
        "name": one["name"],
        "count": one["count"],
        "answered": one["answered"],
        "every": one["every"],
    }
    if one["denominator"] == "answered":
        words["share"] = _percent(one["of_answered"])
        return (
            _(
                "%(name)s: %(count)s of the %(answered)s municipalities that answered the "
                "question (%(share)s)."
            )
            % words
        )
    words["share"] = _percent(one["of_every"])
    return _("%(name)s: %(count)s of all %(every)s municipalities (%(share)s).") % words


def _shares(frozen: Frozen, counted: Tally) -> list[Block]:
    """Every question with choices, with both shares of every answer."""
    blocks = [b.heading(_("Answers counted"))]
    respondents = counted.handed_in - counted.closed
    head = [_("Municipalities"), _("Of those that handed in"), _("Of all")]
    for question in frozen.questions:
        if question.form not in CHOOSING:
            continue
        found = counted.of(question)
        lines = [(one.text, found.options[one.key]) for one in question.options]
        lines += [
            (status_words("not_known"), found.unknown),
            (status_words("not_recorded"), found.not_recorded),
        ]
        rows = [
            [
                words,
                str(number),
                _percent(share(number, respondents)),
                _percent(share(number, counted.every)),
            ]
            for words, number in lines
        ]
        blocks.append(b.table([question.text, *head], rows, [5, 2, 2, 2]))
    return blocks


def _reading(frozen: Frozen) -> list[Block]:
    lines = guide.about_the_edition(frozen)
    if any(one["derivation"] == guide.LEVELS for one in frozen.content["questions"]):
        lines.append(guide.levels_words())
    more = _("All answers, their sources and all figures are in the workbook with this report.")
    return [b.heading(_("How to read this")), b.bullets([*lines, more])]
