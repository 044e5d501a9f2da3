"""Agreements with their parties' answers, as far as they may be seen."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, Level, PartyAnswer, Practice
from agreements.models import Agreement, Party, PartyConfirmation
from coalitions.choices import ConsentKind, Domain, Phase, SupportLevel, words_of
from coalitions.models import Coalition
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table, closed_row, label, sharing_cells
from monitoring.exporters.target import Record


def may_read(record: Record, coalition: Coalition) -> bool:
    """The own record, or a coalition whose municipalities share agreements with the region."""
    if record.own is not None and coalition.pk == record.own.pk:
        return True
    return record.coalition_shares(coalition, ConsentKind.AGREEMENTS_REGION)


def load_agreements(record: Record) -> dict[int, list[Agreement]]:
    """The agreements of the year per coalition that may be read, in a total order."""
    readable = [one for one in record.coalitions if may_read(record, one)]
    answers = PartyConfirmation.objects.select_related("version").order_by("answered_at", "pk")
    parties = Party.objects.select_related("organisation").order_by("organisation__name_fold", "pk")
    rows = (
        Agreement.objects.filter(
            record.target.during("starts_on", "ended_on"), coalition__in=readable
        )
        .select_related("owner_organisation")
        .prefetch_related("themes__theme", "versions", Prefetch("parties", parties))
        .prefetch_related(Prefetch("parties__confirmations", answers, to_attr="answers"))
        .order_by("coalition__slug", "title_fold", "pk")
    )
    found: dict[int, list[Agreement]] = {one.pk: [] for one in readable}
    for one in rows:
        found[one.coalition_id].append(one)
    return found


def agreements_table(record: Record) -> Table:
    columns = [
        Column("coalition", _("Coalition (key)")),
        Column("coalition_name", _("Coalition")),
        Column("shared", _("Shared (code)")),
        Column("shared_words", _("Shared")),
        Column("title", _("Title")),
        Column("themes", _("Themes")),
        Column("state", _("State (code)")),
        Column("state_words", _("State")),
        Column("practice", _("In practice (code)")),
        Column("practice_words", _("In practice")),
        Column("levels", _("Levels")),
        Column("phases", _("Phases")),
        Column("domains", _("Domains")),
        Column("parties", _("Parties with their answers")),
        Column("owner", _("Owner (organisation)")),
        Column("starts_on", _("Start date")),
        Column("review_on", _("Look again on")),
        Column("ended_on", _("End date")),
        Column("support_levels", _("For whom")),
    ]
    found = load_agreements(record)
    rows: list[list[Cell]] = []
    for coalition in record.coalitions:
        if coalition.pk in found:
            rows += [_row(coalition, one, record) for one in found[coalition.pk]]
        else:
            rows.append(closed_row(columns, [coalition.slug, coalition.name]))
    empty = _("No agreements were recorded for this year.")
    return Table("afspraken", _("Agreements"), columns, rows, empty=empty)


def _row(coalition: Coalition, one: Agreement, record: Record) -> list[Cell]:
    themes = sorted((row.theme for row in one.themes.all()), key=lambda t: (t.position, t.pk))
    return [
        coalition.slug,
        coalition.name,
        *sharing_cells(is_shared=True),
        one.title,
        ", ".join(theme.name for theme in themes) or None,
        one.state,
        label(AgreementState, one.state),
        one.practice,
        label(Practice, one.practice),
        words_of(one.levels, Level) or None,
        words_of(one.phases, Phase) or None,
        words_of(one.domains, Domain) or None,
        _parties(one, record) or None,
        one.owner_organisation.name if one.owner_organisation else None,
        one.starts_on,
        one.review_on,
        one.ended_on,
        words_of(one.support_levels, SupportLevel) or None,
    ]


def _parties(agreement: Agreement, record: Record) -> str:
    """Organisation and its answer to the newest text; who answered stays out."""
    newest = max((version.number for version in agreement.versions.all()), default=0)
    said = []
    for party in agreement.parties.all():
        if party.left_on and party.left_on <= record.target.last_day:
            continue
        answers = [one for one in party.answers if one.version.number == newest]  # type: ignore[attr-defined]
        words = label(PartyAnswer, answers[-1].answer) if answers else _("no answer yet")
        said.append(f"{party.organisation.name} ({words})")
    return "; ".join(said)
