"""What is typed and not saved yet: kept while somebody types, offered when they come back.

Keeping needs a script (``static/js/autosave.js``); giving back and throwing away do not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from kansrijkestart.safekeeping.idempotency import FIELD as IDEMPOTENCY_FIELD
from kansrijkestart.safekeeping.idempotency import fields_digest
from kansrijkestart.safekeeping.models import Draft, IdempotencyKey
from kansrijkestart.safekeeping.services.drafts import draft_discard

PAGE, RESTORE = "van", "concept"
_SALT = "safekeeping.draft"


@dataclass(frozen=True)
class Offer:
    """What the page needs: where to keep, and what was kept before (None: nothing new)."""

    url: str
    restore_url: str
    kept_at: datetime | None = None
    is_restored: bool = False


def draft_url(path: str) -> str:
    """Return where the form at ``path`` keeps its draft; signed, so no other name can be used."""
    signed = signing.dumps(path, salt=_SALT)
    return f"{reverse('safekeeping:draft')}?{urlencode({PAGE: signed})}"


def page_of(request: HttpRequest) -> str | None:
    """Return the page whose draft this is about, or None when we never gave that address."""
    try:
        path: str = signing.loads(request.GET.get(PAGE, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return path


class DraftMixin:
    """For a form with text of some length: nothing typed is lost when the page is closed.

    Comes before ServiceFormMixin. The page shows ``components/draft_offer.html`` above the form,
    ``components/draft_form.html`` in its tag and ``components/autosave_status.html`` in it.
    """

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if response.status_code in {302, 303}:
            draft_discard(user=self.request.user, key=self.request.path)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        form = context.get("form")
        return context if form is None else context | {"draft": self._offer(form)}

    def _offer(self, form: BaseForm) -> Offer:
        path = self.request.path
        empty = Offer(draft_url(path), f"{path}?{urlencode({RESTORE: 'terug'})}")
        draft = None if form.is_bound else _find(self.request)
        if draft is None or not _says_more(form, draft.data):
            return empty
        is_wanted = RESTORE in self.request.GET
        if is_wanted:
            _put_back(form, draft.data)
        return Offer(empty.url, empty.restore_url, draft.updated_at, is_wanted)


def _find(request: HttpRequest) -> Draft | None:
    """Return the draft of this page, unless the very form it comes from was saved after all."""
    draft = Draft.objects.filter(user_id=int(str(request.user.pk)), key=request.path).first()
    if draft is None:
        return None
    keys = draft.data.get(IDEMPOTENCY_FIELD) or [""]
    same = ["", fields_digest(draft.data.items())]
    rows = IdempotencyKey.objects.filter(digest__in=same)
    is_saved = rows.filter(pk=keys[0]).exists() if keys[0] else False
    return None if is_saved else draft


def _posted(kept: dict[str, list[str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, values in kept.items():
        posted.setlist(name, values)
    return posted


def _says_more(form: BaseForm, kept: dict[str, list[str]]) -> bool:
    """Tell whether the draft differs from what the form shows by itself."""
    posted = _posted(kept)
    return any(
        field.has_changed(
            form.get_initial_for_field(field, name),
            field.widget.value_from_datadict(posted, {}, form.add_prefix(name)),
        )
        for name, field in form.fields.items()
        if not field.widget.is_hidden
    )


def _put_back(form: BaseForm, kept: dict[str, list[str]]) -> None:
    """Fill the form; with the version of then, so that a change by somebody else still shows."""
    posted = _posted(kept)
    form.initial = dict(form.initial) | {
        name: field.widget.value_from_datadict(posted, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if name != IDEMPOTENCY_FIELD
    }
