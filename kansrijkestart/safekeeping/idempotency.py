"""The second click gets the first click's answer.

A form shows a hidden ``idempotency_key`` (core.forms.IdempotentFormMixin). The first post claims
the key in the transaction of its work; posts beside it wait for that, and find its answer.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kansrijkestart.safekeeping.models import IdempotencyKey

FIELD = "idempotency_key"
LONGEST = 500


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def answer_once(request: HttpRequest, handle: Callable[[], HttpResponse]) -> HttpResponse:
    """Return ``handle()``, or for a post that was handled before the same redirect without it.

    The whole of ``handle`` is one transaction. An answer that is no redirect (a form with mistakes)
    frees the key, so that the corrected form may be sent.
    """
    key = _key_of(request)
    if key is None or not request.user.is_authenticated:
        return handle()
    with transaction.atomic():
        if not _claim(key, request):
            return _first_answer(key, request)
        response = handle()
        location = response.headers.get("Location", "")
        if response.status_code in {302, 303} and len(location) <= LONGEST:
            IdempotencyKey.objects.filter(pk=key).update(location=location)
        else:
            IdempotencyKey.objects.filter(pk=key).delete()
        return response


def _claim(key: uuid.UUID, request: HttpRequest) -> bool:
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                key=key, user_id=int(str(request.user.pk)), path=request.path[:LONGEST]
            )
    except IntegrityError:
        return False
    return True


def _first_answer(key: uuid.UUID, request: HttpRequest) -> HttpResponse:
    first = IdempotencyKey.objects.filter(
        pk=key, user=request.user.pk, path=request.path[:LONGEST]
    ).first()
    # A key of somebody else or of another form was copied by hand; back to the form then.
    return HttpResponseRedirect(first.location if first and first.location else request.path)


class IdempotentPostMixin:
    """For views that create something: the same form sent twice has one effect.

    Comes after the mixins for visibility and permission, before the generic view.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        parent: Any = super()
        return answer_once(request, lambda: parent.post(request, *args, **kwargs))
