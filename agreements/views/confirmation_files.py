"""Who answered about a text as a file, without the names of who gave or was asked the answer."""

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from agreements.selectors.confirmations import AnswerRow
from agreements.views.confirmations import ConfirmationsView
from kansrijkestart.core.lists import ListFileMixin
from kansrijkestart.core.signs import sign_for


def _answered_on(row: AnswerRow) -> date | None:
    return localdate(row.confirmation.answered_at) if row.confirmation else None


def _remark(row: AnswerRow) -> str | None:
    return row.confirmation.remark or None if row.confirmation else None


def _asked_on(row: AnswerRow) -> date | None:
    return localdate(row.request.asked_at) if row.request else None


class ConfirmationsFileView(ListFileMixin, ConfirmationsView):
    columns = (
        (gettext_lazy("Partner"), lambda row: row.party.organisation.name),
        (gettext_lazy("Role"), lambda row: row.party.role or None),
        (gettext_lazy("Answer"), lambda row: sign_for("party", row.answer).word),
        (gettext_lazy("Answered on"), _answered_on),
        (
            gettext_lazy("Remark"),
            _remark,
        ),
        (gettext_lazy("Asked on"), _asked_on),
        (gettext_lazy("Left on"), lambda row: row.party.left_on),
    )

    def get_rows(self) -> list[AnswerRow]:
        rows: list[AnswerRow] = self.filter_form.narrow(self.get_answers(self.chosen()))
        return rows

    def get_file_name(self) -> str:
        return f"antwoorden-afspraak-{self.object.pk}.csv"
