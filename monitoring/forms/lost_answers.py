"""What somebody wrote at questions that another answer took away before they saved."""

from collections.abc import Iterator, Sequence

from django.http import QueryDict

from monitoring.answers import in_words
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
        text = _text(form, one, data) if key in seen and key in changed else ""
        if text:
            yield one.asked.text, text


def _text(form: PartForm, one: Shown, data: QueryDict) -> str:
    """The answer in words, or as it was written where that is none; with its reason."""
    key, entry = one.asked.key, form.entry(one)
    if form.alone and not entry.is_apart:
        return ""  # follows the others: nothing was said for this municipality
    written = ", ".join(data.getlist(key))
    words = written if entry.value is None else in_words(one.asked, entry.value)
    return "; ".join(text for text in (words, entry.reason) if text)
