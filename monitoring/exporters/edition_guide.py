"""What a reader of an edition must know first, and what every column and code means."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from monitoring.choices import ValueKind
from monitoring.exporters.edition_answers import STATUSES, question_columns, status_words
from monitoring.exporters.edition_tables import NOBODY, PERSON, RECORD, origin_words
from monitoring.exporters.guide import footer
from monitoring.exporters.sheets import Column, Table
from monitoring.selectors.frozen import Frozen
from monitoring.sentences import kind_words

LEVELS = "agreement_levels"  # the derivation that maps our levels on those of the questionnaire


def subject_name(frozen: Frozen) -> str:
    about = frozen.region if frozen.is_region else frozen.coalition
    return str(about["name"]) if about else _("The Netherlands")


def title(frozen: Frozen) -> str:
    words = {"title": frozen.content["questionnaire"]["title"], "name": subject_name(frozen)}
    return _("%(title)s: %(name)s") % words


def edition_words(frozen: Frozen) -> str:
    words = {"number": frozen.number, "day": date_format(day_of(frozen), "j F Y")}
    return _("Edition %(number)s, as on %(day)s") % words


def day_of(frozen: Frozen) -> date:
    """The day the edition is about; no other date stands in a file of it."""
    return date.fromisoformat(frozen.content["day"])


def stem(frozen: Frozen) -> str:
    """How its files begin: ``coalition-eindhoven-kansrijke-start-2024-editie-1``."""
    key = frozen.content["questionnaire"]["key"]
    named = [frozen.scope, frozen.slug, key, str(frozen.year), f"editie-{frozen.number}"]
    return "-".join(filter(None, named))


def demo_label(frozen: Frozen) -> str:
    """The label that every file with invented content carries, or nothing."""
    content = frozen.content
    invented = any(one["is_demo"] for one in [*content["coalitions"], *content["regions"]])
    if not (invented or content.get("is_demo")):
        return ""
    return f"{_('Demonstration.')} {_('Answers, sources and municipal figures are invented.')}"


def guide_lines(frozen: Frozen, tables: Sequence[Table]) -> list[str]:
    """The sheet *Leeswijzer*, which is also a file of its own beside the CSV files."""
    about = frozen.content["questionnaire"]
    opening = [title(frozen), edition_words(frozen), demo_label(frozen), footer()]
    empty = [f"{one.name}: {one.empty}" for one in tables if one.empty and not one.rows]
    return [
        *filter(None, opening),
        about["provenance"],
        "",
        *about_the_edition(frozen),
        "",
        *_about_answers(frozen),
        *_about_scope(frozen),
        *(["", _("Tables without rows:"), *empty] if empty else []),
    ]


def about_the_edition(frozen: Frozen) -> list[str]:
    """What an edition is, and how to see that a file is of it."""
    lines = [
        _(
            "This is a frozen edition: what changed in the record afterwards is not in here. A "
            "correction makes a next edition; this one stays as it is."
        ),
        _("Checksum of the edition: %(checksum)s") % {"checksum": frozen.checksum},
        _(
            "The file manifest.json holds the SHA-256 of every file. With it you can see that a "
            "file was not changed."
        ),
    ]
    if frozen.content["reason"]:
        lines.insert(1, _("Why this edition was made: %(reason)s") % frozen.content)
    return lines


def _about_answers(frozen: Frozen) -> list[str]:
    lines = [
        _("Unknown, no, zero and hidden are four different things, each with its own words."),
        _(
            "An answer that nobody gave and that the record does not hold is “not recorded”. That "
            "is not a no."
        ),
        _(
            "Only what was handed in in time is counted: before the round closed and, for a "
            "municipality that got longer or corrected its answers, before its own last moment."
        ),
        _("Answers to one question can overlap, so shares may add up to more than 100%."),
        _(
            "Every share is given twice: of the municipalities that handed in, and of all "
            "municipalities."
        ),
        _(
            "Hidden (privacy): the figure is left out to protect families. The file holds the code "
            "“suppressed” and no number."
        ),
        _(
            "CSV files come in two kinds: “machine” (comma, decimal point) and “excel” (semicolon, "
            "decimal comma). Text that a spreadsheet could take for a formula has an apostrophe "
            "in front."
        ),
        _("There are no names of persons in this export."),
    ]
    if any(one["derivation"] == LEVELS for one in frozen.content["questions"]):
        lines.insert(-3, levels_words())
    return lines


def levels_words() -> str:
    """The mapping of levels, which no source prescribes."""
    return _(
        "Levels of agreements: “uitvoering” in the record counts as implementation level, "
        "“organisatie” and “bestuur” as policy level. That is our choice, not one of RIVM."
    )


def _about_scope(frozen: Frozen) -> list[str]:
    if frozen.is_national:
        return [
            _(
                "Where an answer comes from is told by kind and key of the record. What the record "
                "says is not shared with the country."
            )
        ]
    if frozen.is_region:
        return [
            _(
                "Of each municipality only what was handed in and what it shared with the region "
                "when the round closed. “Does not share” is not the same as nothing recorded."
            )
        ]
    return [_("Of the own municipalities all answers are in here, also when not handed in.")]


def codebook_table(frozen: Frozen, tables: list[Table]) -> Table:
    """Every column of every table, every answer to choose from, and the words of every code."""
    columns = [
        Column("table", _("Table")),
        Column("column", _("Column")),
        Column("code", _("Code")),
        Column("meaning", _("Meaning")),
        Column("note", _("Note")),
    ]
    rows: list[list[str | None]] = [
        [table.key, column.key, None, column.words, None]
        for table in tables
        for column in table.columns
    ]
    for question, data in zip(frozen.questions, frozen.content["questions"], strict=True):
        column = question_columns(question)[0].key.partition("__")[0]
        rows.append(["antwoorden", column, None, question.text, data["help_text"] or None])
        rows += [
            ["antwoorden", column, one["key"], one["text"], one["note"] or None]
            for one in data["options"]
        ]
    rows += [["antwoorden", "…__status", one, status_words(one), None] for one in STATUSES]
    rows += [
        ["herkomst", "origin", one, origin_words(one), None] for one in (RECORD, PERSON, NOBODY)
    ]
    rows += [["cijfers", "status", one.value, kind_words(one.value), None] for one in ValueKind]
    return Table("codeboek", _("Code book"), columns, rows)
