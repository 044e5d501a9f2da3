"""The list of agreements as a workbook and as CSV: the rows of the page, without any person."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext

from agreements.models import Agreement
from agreements.querysets import AgreementQuerySet
from agreements.selectors.papers import confirmed_count, current_parties, for_list_file
from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.spreadsheets import Cell, Workbook, csv_bytes

WIDTHS: Final = [44, 30, 22, 12, 20, 20, 20, 20, 50, 16, 20, 12, 12, 30, 10, 10]


def header() -> list[str]:
    return [
        gettext("Title"),
        gettext("Themes"),
        gettext("Kind"),
        gettext("Local or regional"),
        gettext("Levels"),
        gettext("Phases"),
        gettext("Domains"),
        gettext("For whom"),
        gettext("Partners"),
        gettext("State"),
        gettext("Does it work in practice?"),
        gettext("Start date"),
        gettext("Look again on"),
        gettext("Owner (organisation)"),
        gettext("Confirmed (number)"),
        gettext("Partners (number)"),
    ]


def list_rows(agreements: AgreementQuerySet) -> Iterator[list[Cell]]:
    """Return a row per agreement, in the order of the page. What is unknown stays empty."""
    return (_row(one) for one in for_list_file(agreements))


def _row(one: Agreement) -> list[Cell]:
    parties = current_parties(one)
    numbers = [version.number for version in one.versions.all()]
    themes = [row.theme.name for row in one.themes.all()]
    return [
        one.title,
        ", ".join(filter(None, [*themes, one.other_theme])) or None,
        capfirst(one.get_kind_display()),
        capfirst(one.get_scope_display()),
        one.level_words or None,
        one.phase_words or None,
        one.domain_words or None,
        one.support_words or None,
        "; ".join(party.organisation.name for party in parties) or None,
        sign_for("agreement", one.state).word,
        sign_for("practice", one.practice).word,
        one.starts_on,
        one.review_on,
        one.owner_organisation.name if one.owner_organisation else None,
        confirmed_count(parties, max(numbers)) if numbers else None,
        len(parties) or None,
    ]


def list_xlsx(coalition: Coalition, agreements: AgreementQuerySet, *, is_part: bool) -> bytes:
    """Return the list as a workbook; ``is_part`` says that the page was narrowed."""
    title = f"{gettext('Agreements')} {coalition.name}"
    demo = f"{gettext('Demonstration.')} {demo_words()}" if coalition.is_demo else ""
    with Workbook(clock.today(), title=title, label=demo) as book:
        rows: Sequence[Sequence[Cell]] = list(list_rows(agreements))
        book.add_sheet(gettext("Agreements"), header(), rows, WIDTHS, fixed_columns=1)
        book.add_notes(gettext("Explanation"), _notes(coalition, is_part=is_part))
    return book.content


def _notes(coalition: Coalition, *, is_part: bool) -> list[str]:
    part = gettext("This is a part of the list: the page was narrowed.")
    return [
        coalition.name,
        *([part] if is_part else []),
        gettext("An empty cell means that it has not been recorded; it does not mean no."),
        gettext("Names of persons are not in this file."),
    ]


def list_csv(agreements: AgreementQuerySet) -> bytes:
    """Return the list as CSV that opens by a double click in a Dutch spreadsheet program."""
    return csv_bytes(header(), list_rows(agreements), "dutch")
