"""What a reader must know first, and what every column and code means."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, PartyAnswer, Practice
from coalitions.choices import AnswerScale, Domain, Scope, Stage
from interventions.choices import (
    AmountClass,
    Certainty,
    ChoiceState,
    FundingSource,
    Law,
    OfferKind,
    SpukPurpose,
)
from monitoring.choices import ValueKind
from monitoring.exporters import advice_table, reach_table
from monitoring.exporters.place_tables import known_from_words
from monitoring.exporters.sheets import Column, Table
from monitoring.exporters.target import Record, Target
from monitoring.sentences import kind_words

CODES: tuple[tuple[str, type[TextChoices]], ...] = (
    ("form", Scope),
    ("stage", Stage),
    ("domain", Domain),
    ("now, wished", AnswerScale),
    ("state (afspraken)", AgreementState),
    ("practice", Practice),
    ("parties", PartyAnswer),
    ("state (interventies)", ChoiceState),
    ("kind (eigen-aanbod)", OfferKind),
)

MONEY_CODES: tuple[tuple[str, type[TextChoices]], ...] = (
    ("source", FundingSource),
    ("purpose", SpukPurpose),
    ("law", Law),
    ("amount_order", AmountClass),
    ("certainty", Certainty),
)

KNOWN_FROM = ("local_coalition", "regional_coalition", "list_2019", "nothing")


def demo_label(record: Record) -> str:
    """The label that every file with invented content carries, or nothing."""
    if not (settings.DEMO_MODE or record.is_demo):
        return ""
    words = _(
        "The table of interventions comes from the regional framework of April 2024. "
        "Partners, agreements, checklists, advice and municipal figures are invented."
    )
    return f"{_('Demonstration.')} {words}"


def footer() -> str:
    return _("This is not a website of the national government, Pharos or RIVM.")


def title(target: Target) -> str:
    return _("Yearly export %(year)s: %(name)s") % {"year": target.year, "name": target.name}


def guide_lines(record: Record, tables: Sequence[Table]) -> list[str]:
    """The sheet *Leeswijzer*, which is also a file of its own beside the CSV files."""
    opening = [title(record.target), demo_label(record), footer()]
    empty = [f"{one.name}: {one.empty}" for one in tables if one.empty and not one.rows]
    return [
        *filter(None, opening),
        "",
        *about_the_moment(record.target),
        "",
        *_words(record),
        *(["", _("Tables without rows:"), *empty] if empty else []),
    ]


def about_the_moment(target: Target) -> list[str]:
    words = {"year": target.year, "day": date_format(target.moment, "j F Y")}
    return [
        _("Municipalities and the coalitions that work for them: as on %(day)s.") % words,
        _(
            "What has dates of its own (partners, agreements, choices, checklist rounds) is in "
            "here when it belongs to %(year)s."
        )
        % words,
        _(
            "Everything else is the record as it was when this export was made. What changed in "
            "the record after %(day)s can therefore show here."
        )
        % words,
        _("Figures: everything published up to and including %(year)s.") % words,
    ]


def _words(record: Record) -> list[str]:
    return [
        _("Unknown, no, zero and hidden are four different things, each with its own words."),
        _(
            "Hidden (privacy): the figure is left out to protect families. The file holds the code "
            "“suppressed” and no number."
        ),
        _("Not reported: nobody said anything about it. That is not a no."),
        _("A rate of several years together carries the first and the last year."),
        _("The direction of an indicator (higher or lower is better) is the reading of this site."),
        *_about_scope(record.target),
        *_about_reach_and_money(record.target),
        *_about_advice(record),
        _(
            "Sources: the coalition's record for partners, agreements, interventions and the "
            "checklist; for figures the source that stands with each figure, in the workbook in "
            "its row and for the CSV files in the file “bronnen”."
        ),
        _(
            "CSV files come in two kinds: “machine” (comma, decimal point) and “excel” (semicolon, "
            "decimal comma). Text that a spreadsheet could take for a formula has an apostrophe "
            "in front."
        ),
    ]


def _about_scope(target: Target) -> list[str]:
    checklist = _(
        "The checklist is what the coalition itself says, in the last round that was agreed; when "
        "none was agreed by then it is a draft. The official checklist has no score."
    )
    if target.is_national:
        return [
            _(
                "Municipalities share with their region and with Pharos; there is no consent to "
                "share with the country. Therefore checklist, partners, agreements and "
                "interventions say “does not share”, and kinds of partners are counted only over "
                "five coalitions or more."
            ),
            _stages_words(),
        ]
    if target.is_region:
        return [
            _(
                "Of each municipality only what it shares with the region is in here. “Does not "
                "share” is not the same as nothing recorded."
            ),
            _("Partners and checklist are those of the regional coalition only."),
            _stages_words(),
            checklist,
            left_out_words(),
            _("Advice is not in the export of a region."),
        ]
    return [holds_words(), left_out_words(), checklist]


def holds_words() -> str:
    """What the export of a coalition is made of; its page says the same."""
    return _(
        "In it: the municipalities, the partners, the agreements, the interventions with their own "
        "offer, reach and money, the checklist and the published figures."
    )


def left_out_words() -> str:
    """What a reader of the record would look for in vain."""
    return _(
        "Everything else in the record is left out: no contact persons, documents, texts of "
        "agreements, meetings, plan, actions, own figures, interpretations or questionnaires."
    )


def _about_reach_and_money(target: Target) -> list[str]:
    if target.is_national:
        return []
    reach = _(
        "Reach: a number below ten is in no file, also not as a plan; “fewer than ten” may be "
        "zero. Not known is not zero, so a sum of the numbers is at the least that much."
    )
    if target.coalition:
        return [reach]
    return [
        reach,
        _(
            "Money is of a whole coalition: it is in here when every municipality that the "
            "coalition covers shares its interventions with the region. What goes into a pot of "
            "the region is in the pot already; do not add both."
        ),
    ]


def _about_advice(record: Record) -> list[str]:
    """Who is named, and why advice is or is not in here."""
    nobody = _("There are no persons in this export: no contact persons, no names with answers.")
    if record.target.coalition is None:
        return [nobody]
    if record.advice is None:
        return [
            _(
                "Advice is not in this export: it was made for nobody in particular, or for a "
                "partner with whom the coalition does not share its advice."
            ),
            nobody,
        ]
    return [
        _(
            "Advice holds what was asked, advised and replied up to and including %(year)s, in "
            "the rounds whose advice the person who made this export may read. Another reader "
            "can get more or less of it. Think of that before you pass it on."
        )
        % {"year": record.target.year},
        _(
            "Advice names who said what, as the page of the checklist does. Beside that there are "
            "no persons in this export: no contact persons, no names with answers."
        ),
    ]


def _stages_words() -> str:
    return _(
        "The sheet with municipalities has one row for each. Its stage is that of the local "
        "coalition; where there is none of the regional one; where there is neither, a place on "
        "the lists of June 2019 counts as announced."
    )


def codebook(tables: Sequence[Table]) -> Table:
    """Every column of every table, and the words of every code."""
    columns = [
        Column("table", _("Table")),
        Column("key", _("Column")),
        Column("code", _("Code")),
        Column("words", _("What it means")),
    ]
    rows: list[list[str | None]] = [
        [table.key, column.key, None, column.words] for table in tables for column in table.columns
    ]
    rows += [
        [None, key, str(choice.value), str(choice.label)]
        for key, choices in CODES
        for choice in _members(choices)
    ]
    rows += [[None, "status", kind.value, kind_words(kind.value)] for kind in ValueKind]
    rows += [
        [None, "state (interventies)", "not_reported", _("not reported")],
        [None, "state (interventies), shared", "not_shared", _("does not share")],
        [None, "stage (coalities)", "not_reported", _("no coalition reported")],
    ]
    rows += [[None, "known_from", code, known_from_words(code)] for code in KNOWN_FROM]
    keys = {table.key for table in tables}
    if advice_table.KEY in keys:
        rows += _advice_codes()
    if reach_table.KEY in keys:
        rows += [*_reach_codes(), *_money_codes()]
    return Table("codeboek", _("Code book"), columns, rows)


def _advice_codes() -> list[list[str | None]]:
    kinds = advice_table.kind_words().items()
    return [
        *([None, "kind (advies)", code, words] for code, words in kinds),
        [None, "role (advies)", "adviser", _("adviser (Pharos)")],
        [None, "role (advies)", "coalition", _("coalition")],
    ]


def _reach_codes() -> list[list[str | None]]:
    name = "planned_status, reached_status (bereik)"
    codes = (reach_table.FEW, reach_table.UNKNOWN, reach_table.NOT_REPORTED)
    return [
        [None, name, reach_table.VALUE, _("the number stands beside it")],
        *([None, name, code, reach_table.status_words(code)] for code in codes),
    ]


def _money_codes() -> list[list[str | None]]:
    return [
        [None, f"{key} (geld)", str(choice.value), str(choice.label)]
        for key, choices in MONEY_CODES
        for choice in _members(choices)
    ]


def _members(choices: type[TextChoices]) -> list[Any]:
    return list(choices)
