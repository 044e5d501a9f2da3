"""Money as files, in the words of the page. Unknown is a word, never zero."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from interventions.selectors.money import Line, Money
from interventions.selectors.money_words import unknown_sentences, years_sentence
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.spreadsheets import Cell, Workbook, csv_bytes
from kansrijkestart.core.templatetags.ks import day


@dataclass(frozen=True)
class MoneyFile:
    """What a file is about; ``notes`` say more than the rows can."""

    name: str
    money: Money
    is_demo: bool
    notes: Sequence[str] = ()
    # Which lines of each part of the page, and in which order: all of them as they stand.
    shown: Callable[[list[Line]], list[Line]] = list

    @property
    def demo_lines(self) -> list[str]:
        return [f"{_('Demonstration.')} {demo_words()}"] if self.is_demo else []


def money_header() -> list[str]:
    return [
        _("Coalition"),
        _("For what"),
        _("Source of the money"),
        _("Purpose within SPUK GALA"),
        _("Law"),
        _("Amount in euros"),
        _("Order of the amount"),
        _("Amount is over"),
        _("First day"),
        _("Last day"),
        _("Ends in"),
        _("How certain"),
        _("Own money or a pot"),
        _("Counts in the total"),
        _("Intervention"),
    ]


def money_rows(asked: MoneyFile) -> list[list[Cell]]:
    """Return a row per stream; a share of a pot counts with the pot, not by itself."""
    money, shown = asked.money, asked.shown
    parts = (money.ending, money.structural, money.without_end, money.over)
    lines = [one for part in parts for one in shown(part)]
    counted = [_row(one, _("yes")) for one in lines]
    return [*counted, *(_row(one, _("no, it counts with the pot")) for one in shown(money.shares))]


def _row(line: Line, counts: str) -> list[Cell]:
    row = line.row
    unknown = _("not known")
    last: Cell = row.ends_on or (_("no end date") if row.is_structural else unknown)
    return [
        row.coalition.name,
        row.title,
        line.source,
        capfirst(str(row.get_purpose_display())),
        row.get_law_display(),
        row.amount if row.amount is not None else (None if row.amount_class else unknown),
        capfirst(str(row.get_amount_class_display())),
        _("a year") if row.is_structural else _("the whole period"),
        row.starts_on or unknown,
        last,
        line.quarter,
        capfirst(str(row.get_certainty_display())),
        line.kept,
        counts,
        row.choice.intervention.name if row.choice else "",
    ]


def money_notes(asked: MoneyFile) -> list[str]:
    money = asked.money
    return [
        years_sentence(money),
        *unknown_sentences(money),
        *asked.notes,
        _("This is not the account to the government (SiSa)."),
        _("As of %(date)s") % {"date": day(money.today)},
    ]


def money_xlsx(asked: MoneyFile) -> bytes:
    """Return the streams as a workbook; a sheet with the demonstration label comes first."""
    title, demo = _("Money"), asked.demo_lines
    label = " ".join(demo)
    with Workbook(asked.money.today, title=f"{title} {asked.name}", label=label) as book:
        if demo:
            book.add_notes(_("Demonstration"), demo)
        book.add_sheet(title, money_header(), money_rows(asked), [24, 40], fixed_columns=2)
        book.add_notes(_("Explanation"), money_notes(asked))
    return book.content


def money_csv(asked: MoneyFile) -> bytes:
    """Return the streams for a Dutch spreadsheet program, with the notes under them."""
    header = money_header()
    empty: list[Cell] = [""] * (len(header) - 1)
    notes = [[line, *empty] for line in ["", *asked.demo_lines, *money_notes(asked)]]
    return csv_bytes(header, [*money_rows(asked), *notes], "dutch")


MONEY_FILES: Final = {"csv": money_csv, "xlsx": money_xlsx}
