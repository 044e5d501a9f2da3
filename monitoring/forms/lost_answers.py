"""What somebody wrote at questions that another answer took away before they saved."""

from collections.abc import Iterator, Sequence

from django.http import QueryDict

from monitoring.forms.question_fields import OTHER, written_at
from monitoring.forms.responses import PartForm
from monitoring.selectors.filled_in import Place, Shown


def lost_answers(
    data: QueryDict, hidden: Sequence[Shown], alone: Place | None
) -> Iterator[tuple[str, str]]:
    """Give question and text of what was changed on the page and has no place to be kept."""
    form = PartForm(data, shown=hidden, alone=alone)
    if not form.is_valid() and "version" not in form.cleaned_data:
        return
    seen, changed = form.seen(), form.entries()
    for one in hidden:
        key = one.asked.key
        # A text at an option that was not chosen is no answer, and something that was written.
        is_written = key in changed or f"{key}-{OTHER}" in form.errors or _is_wrong(form, key)
        if form.alone and not form.entry(one).is_apart:
            is_written = False  # follows the others: nothing was said for this municipality
        text = "; ".join(written_at(one.asked, data)) if key in seen and is_written else ""
        if text:
            yield one.asked.text, text


def _is_wrong(form: PartForm, key: str) -> bool:
    """Whether what was written is no number or day at all: no answer, so none that changed."""
    return key in form.errors and key in form.changed_data
