"""The other tables of an edition: where answers come from, shares, figures and definitions."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from kansrijkestart.core.spreadsheets import Cell
from monitoring.answers import in_words
from monitoring.choices import (
    AnswerForm,
    Direction,
    IndicatorKind,
    ProgrammePhase,
    Unit,
)
from monitoring.exporters.edition_answers import (
    ANSWERED,
    is_open,
    status_words,
)
from monitoring.exporters.figures_file import HEADER
from monitoring.exporters.sheets import Column, Table, label
from monitoring.selectors.frozen import Answered, Data, Frozen, Part
from monitoring.selectors.shares import Tally, share
from monitoring.sentences import kind_words

COUNTRY = "NL"
RECORD, PERSON, NOBODY = "record", "person", "nobody"


def origin_words(code: str) -> str:
    """Who or what gave the answer that counts."""
    return {
        RECORD: _("the record"),
        PERSON: _("filled in by hand"),
        NOBODY: _("nobody, nothing recorded"),
    }[code]


def origin(answer: Answered) -> str:
    if answer.data.get("given") is not None:
        return PERSON
    return RECORD if answer.data.get("derived") is not None else NOBODY


def cell_id(part: Part, question_key: str) -> str:
    """The name of one answer of one municipality, the same on paper, in files and on pages."""
    return f"{part.code}:{question_key}"


def sources_table(frozen: Frozen) -> Table:
    """Where every answer comes from: one row per source, and one for an answer without any.

    What a record is called, and what it said where somebody gave another answer, stands only in the
    coalition's own export: to share answers is not to share the record behind them.
    """
    columns = [
        Column("cell", _("Cell (municipality:question)")),
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("question", _("Question (key)")),
        Column("question_text", _("Question")),
        Column("answer", _("Answer")),
        Column("origin", _("Given by (code)")),
        Column("origin_words", _("Given by")),
        Column("record_says", _("The record said")),
        Column("reason", _("Why it differs from the record")),
        Column("source_kind", _("Source: kind")),
        Column("source_key", _("Source: key")),
        Column("source_words", _("Source: name")),
        Column("source_path", _("Source: page of this site")),
    ]
    shown = (part for part in frozen.parts() if is_open(frozen, part))
    rows = [row for part in shown for row in _source_rows(frozen, part)]
    empty = _("No answers are in this export.")
    return Table("herkomst", _("Where answers come from"), columns, rows, empty=empty)


def _source_rows(frozen: Frozen, part: Part) -> Iterator[list[Cell]]:
    named = not (frozen.is_national or frozen.is_region)
    for answer in part.answers():
        if not answer.is_asked:
            continue
        question, code = answer.question, origin(answer)
        told = named or not answer.is_overruled
        opening: list[Cell] = [
            cell_id(part, question.key),
            part.code,
            part.name,
            question.key,
            question.text,
            in_words(question, answer.value),
            code,
            origin_words(code),
            in_words(question, answer.data.get("derived")) if told else None,
            answer.data.get("reason") or None,
        ]
        sources = answer.told_by if named else answer.sources
        if not sources:
            yield [*opening, None, None, None, None]
        for one in sources:
            words = [one["words"] or None, one["path"] or None] if named else [None, None]
            yield [*opening, one["kind"], str(one["key"]), *words]


def shares_table(frozen: Frozen, counted: Tally) -> Table:
    """Every answer with how many municipalities gave it, of those that handed in and of all."""
    columns = [
        Column("question", _("Question (key)")),
        Column("question_text", _("Question")),
        Column("answer", _("Answer (key)")),
        Column("answer_text", _("Answer")),
        Column("count", _("Municipalities")),
        Column("respondents", _("Municipalities that handed in")),
        Column("share_respondents", _("Share of those that handed in (%)")),
        Column("every", _("All municipalities")),
        Column("share_every", _("Share of all municipalities (%)")),
    ]
    rows = list(_share_rows(frozen, counted))
    return Table("aandelen", _("Answers counted"), columns, rows)


def _share_rows(frozen: Frozen, counted: Tally) -> Iterator[list[Cell]]:
    respondents = counted.handed_in - counted.closed
    for question in frozen.questions:
        found = counted.of(question)
        lines = [(one.key, one.text, found.options[one.key]) for one in question.options]
        if question.form not in (AnswerForm.ONE, AnswerForm.SEVERAL):
            lines = [(ANSWERED, status_words(ANSWERED), found.answered)]
        lines += [
            ("not_known", status_words("not_known"), found.unknown),
            ("not_recorded", status_words("not_recorded"), found.not_recorded),
        ]
        if question.after:
            lines.append(("not_asked", status_words("not_asked"), found.not_asked))
        for key, words, number in lines:
            yield [
                question.key,
                question.text,
                key,
                words,
                number,
                respondents,
                share(number, respondents),
                counted.every,
                share(number, counted.every),
            ]


def process_table(indicators: Sequence[Data]) -> Table:
    """The indicators of RIVM that follow from the questionnaire, with every denominator."""
    columns = [
        Column("indicator", _("Indicator (key)")),
        Column("number", _("Number in the set of 2019")),
        Column("indicator_words", _("Indicator")),
        Column("numerator_words", _("Numerator")),
        Column("denominator_words", _("Denominator by RIVM")),
        Column("question", _("Question (key)")),
        Column("count", _("Municipalities")),
        Column("respondents", _("Municipalities that handed in")),
        Column("answered", _("Municipalities that answered the question")),
        Column("every", _("All municipalities")),
        Column("of_respondents", _("Share of those that handed in (%)")),
        Column("of_answered", _("Share of those that answered the question (%)")),
        Column("of_every", _("Share of all municipalities (%)")),
        Column("by_rivm", _("Which share RIVM means (column)")),
        Column("status", _("How to read this")),
    ]
    keys = [column.key for column in columns[6:13]]
    rows: list[list[Cell]] = [
        [
            one["indicator"],
            one["number"],
            one["name"],
            one["numerator_words"],
            one["denominator_words"],
            one["question"],
            *(one.get(key) for key in keys),
            "of_answered" if one["denominator"] == "answered" else "of_every",
            _("calculated") if one["is_asked"] else _("not asked in this questionnaire"),
        ]
        for one in indicators
    ]
    return Table("procesindicatoren", _("Process indicators"), columns, rows)


def figures_table(frozen: Frozen) -> Table:
    """The newest figure of every indicator as it was shown on the day of the edition."""
    extra = [
        Column("indicator_words", _("Indicator")),
        Column("area_words", _("Area")),
        Column("status_words", _("What stands there")),
        Column("unit", _("Unit")),
        Column("low_95", _("Lower limit (95%)")),
        Column("high_95", _("Upper limit (95%)")),
        Column("sentence", _("In one sentence")),
        Column("note", _("Note")),
        Column("source", _("Source of the figure")),
        Column("source_url", _("Web address of the source")),
        Column("invented", _("Invented for the demo: yes or no")),
    ]
    columns = [*(Column(key, key) for key in HEADER), *extra]
    rows = [
        _figure_row(one, part.code, part.name)
        for part in frozen.parts()
        for one in part.data["figures"]
    ]
    rows += [_figure_row(one, COUNTRY, _("The Netherlands")) for one in frozen.content["country"]]
    empty = _("No figures were published about this area.")
    return Table("cijfers", _("Figures"), columns, rows, empty=empty)


def _figure_row(one: Data, code: str, name: str) -> list[Cell]:
    return [
        f"{one['indicator']}:{one['definition']}",
        code,
        one["division_year"],
        one["first_year"],
        one["last_year"],
        one["numerator"],
        one["denominator"],
        one["value"],
        one["kind"],
        "yes" if one["is_provisional"] else "no",
        one["name"],
        name,
        kind_words(one["kind"]),
        label(Unit, one["unit"]),
        one["low"],
        one["high"],
        one.get("sentence"),
        one["note"] or None,
        one["source"] or None,
        one["source_url"] or None,
        "yes" if one["source_is_demo"] else "no",
    ]


def definitions_table(frozen: Frozen) -> Table:
    """How every indicator was counted, as it stood on the day of the edition."""
    columns = [
        Column("indicator", _("Indicator (key)")),
        Column("indicator_words", _("Indicator")),
        Column("phase", _("Phase")),
        Column("kind", _("Kind")),
        Column("definition", _("Version of the definition")),
        Column("numerator", _("Numerator")),
        Column("denominator", _("Denominator")),
        Column("source", _("Source")),
        Column("unit", _("Unit")),
        Column("direction", _("Direction (reading of this site)")),
        Column("minimum_count", _("Hidden below")),
        Column("first_year", _("First year")),
        Column("last_year", _("Last year")),
        Column("break", _("Break with the version before")),
    ]
    rows: list[list[Cell]] = [
        [
            one["indicator"],
            one["name"],
            label(ProgrammePhase, one["phase"]),
            label(IndicatorKind, one["kind"]),
            one["number"],
            one["numerator"] or _("not known"),
            one["denominator"] or _("not known"),
            one["source"] or _("not known"),
            label(Unit, one["unit"]),
            label(Direction, one["direction"]),
            one["minimum_count"],
            one["first_year"],
            one["last_year"],
            one["break_note"] or None,
        ]
        for one in frozen.content["definitions"]
    ]
    return Table("definities", _("Definitions"), columns, rows)
