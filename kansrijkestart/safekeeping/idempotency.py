"""The second click gets the first click's answer; another text under the same key is never lost.

A form shows a hidden ``idempotency_key`` (core.forms.IdempotentFormMixin). The first post claims
the key in the transaction of its work; posts beside it wait for that, and find its answer. The key
remembers a keyed hash of what was sent: after the browser's Back and a change it is another post.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import salted_hmac

from kansrijkestart.safekeeping.middleware import MARK
from kansrijkestart.safekeeping.models import IdempotencyKey

FIELD = "idempotency_key"
LONGEST = 500
NOT_CONTENT = {FIELD, MARK, "csrfmiddlewaretoken"}
Files = list[tuple[str, list[tuple[str, str]]]]
Handle = Callable[[], HttpResponse]
Other = Callable[[IdempotencyKey], HttpResponse]


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def content_digest(request: HttpRequest) -> str:
    """Return a keyed hash of every field and file sent, whatever the order of the fields."""
    files: Files = []
    for name, uploads in sorted(request.FILES.lists()):
        files.append((name, [(str(one.name), _file_digest(one)) for one in uploads]))
    return fields_digest(request.POST.lists(), files)


def fields_digest(fields: Iterable[tuple[str, list[str]]], files: Files | None = None) -> str:
    """Return a keyed hash of these fields; the key, the token and the mark do not count."""
    sent = sorted((name, list(values)) for name, values in fields if name not in NOT_CONTENT)
    content = repr((sent, files or []))
    return salted_hmac("safekeeping.idempotency", content, algorithm="sha256").hexdigest()


def _file_digest(upload: Any) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()


def answer_once(request: HttpRequest, handle: Handle, other: Other) -> HttpResponse:
    """Return ``handle()``, or for a post that was handled before the same redirect without it.

    The whole of ``handle`` is one transaction. An answer that is no redirect (a form with mistakes)
    frees the key, so that the corrected form may be sent. ``other`` answers another content under
    a key that was used; it gets the row of the first.
    """
    key = _key_of(request)
    if key is None or not request.user.is_authenticated:
        return handle()
    first, response = _handle_or_find(request, key, content_digest(request), handle)
    if response is not None:
        return response
    # A key of somebody else or of another form was copied by hand; back to the form then.
    if first is None:
        return HttpResponseRedirect(request.path)
    if first.digest in {"", content_digest(request)}:
        return HttpResponseRedirect(first.location or request.path)
    return other(first)


def handle_as_own_post(request: HttpRequest, handle: Handle) -> HttpResponse:
    """Handle another content under a used key as a post of its own: once, like the first."""
    digest = content_digest(request)
    seed = f"{request.POST.get(FIELD)}:{digest}"
    own = salted_hmac("safekeeping.own_post", seed, algorithm="sha256").digest()
    key = uuid.UUID(bytes=own[:16])
    first, response = _handle_or_find(request, key, digest, handle)
    if response is not None:
        return response
    return HttpResponseRedirect(first.location if first and first.location else request.path)


def _handle_or_find(
    request: HttpRequest, key: uuid.UUID, digest: str, handle: Handle
) -> tuple[IdempotencyKey | None, HttpResponse | None]:
    """Return the answer of ``handle``, or the row of the post that was before this one."""
    with transaction.atomic():
        if not _claim(key, digest, request):
            rows = IdempotencyKey.objects.filter(user=request.user.pk, path=request.path[:LONGEST])
            return rows.filter(pk=key).first(), None
        response = handle()
        location = response.headers.get("Location", "")
        if response.status_code in {302, 303} and len(location) <= LONGEST:
            IdempotencyKey.objects.filter(pk=key).update(location=location)
        else:
            IdempotencyKey.objects.filter(pk=key).delete()
        return None, response


def _claim(key: uuid.UUID, digest: str, request: HttpRequest) -> bool:
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                key=key,
                digest=digest,
                user_id=int(str(request.user.pk)),
                path=request.path[:LONGEST],
            )
    except IntegrityError:
        return False
    return True


class IdempotentPostMixin:
    """For views that create something: the same form sent twice has one effect.

    Comes after the mixins for visibility and permission, before the generic view. A view that also
    changes what is there says so in ``changes_existing``: its version tells of a conflict.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        parent: Any = super()

        def handle() -> HttpResponse:
            response: HttpResponse = parent.post(request, *args, **kwargs)
            return response

        def other(first: IdempotencyKey) -> HttpResponse:
            if self.changes_existing():
                return handle_as_own_post(request, handle)
            return self.show_already_saved(first)

        return answer_once(request, handle, other)

    def changes_existing(self) -> bool:
        return False

    def show_already_saved(self, first: IdempotencyKey) -> HttpResponse:
        """Show the form as it was typed with a fresh key: the first text was saved before."""
        form = self.get_form()  # type: ignore[attr-defined]
        data = form.data.copy()
        data[form.add_prefix(FIELD)] = str(uuid.uuid4())
        form.data = data
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        fields = [(name, value) for name, values in data.lists() for value in values]
        context["already_saved"] = {
            "url": first.location,
            "when": first.created_at,
            "fields": [item for item in fields if item[0] not in {MARK, "csrfmiddlewaretoken"}],
            "can_resend": not form.files,
        }
        response: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]
        response.status_code = HTTPStatus.CONFLICT
        return response
