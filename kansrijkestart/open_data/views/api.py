"""The API for programs: only reading, the same for everybody, with an ETag on every answer."""

import hashlib
import json
from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.paginator import EmptyPage, Page, Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.http import quote_etag
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from kansrijkestart.open_data.asking import ON_A_PAGE, PAGING, read
from kansrijkestart.open_data.declaring import Asked, Parameter, Resource
from kansrijkestart.open_data.openapi import document
from kansrijkestart.open_data.problems import ProblemError, problem
from kansrijkestart.open_data.resources import COALITIONS, RESOURCES, coalition_named
from kansrijkestart.open_data.throttle import RETRY_SECONDS, may_ask

# A decision of a municipality not to be public any more shows everywhere within this time.
KEPT_SECONDS: Final = 60
PREFLIGHT: Final = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def as_json(content: Any) -> bytes:
    """Return the bytes of an answer; the same content gives the same bytes."""
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


def kept(request: HttpRequest, answer: HttpResponse) -> HttpResponseBase:
    """Let caches keep an answer, and say so where the reader has it already."""
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return get_conditional_response(request, etag=etag, response=answer) or answer


@method_decorator(csrf_exempt, name="dispatch")  # nothing here writes; other methods get 405
class ApiView(View, ABC):
    """Everything that is the same for each address; ``content`` is what it tells."""

    http_method_names = ["get", "head", "options"]
    parameters: tuple[Parameter, ...] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_ask(request):
            status = HTTPStatus.TOO_MANY_REQUESTS
            return problem(status, headers={"Retry-After": RETRY_SECONDS})
        try:
            return super().dispatch(request, *args, **kwargs)
        except ProblemError as error:
            return error.response()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        content = self.content(read(request.GET, self.parameters), **kwargs)
        return kept(request, HttpResponse(as_json(content), "application/json"))

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": PREFLIGHT["Allow"]})

    @abstractmethod
    def content(self, asked: Asked, **kwargs: Any) -> Any:
        """Return what is at this address. Raises ProblemError, and Http404 when nothing is."""

    def whole(self, path: str) -> str:
        """Return the whole address of a path on this site."""
        return self.request.build_absolute_uri(path)

    @property
    def base(self) -> str:
        return self.whole("/").rstrip("/")


class IndexView(ApiView):
    """What there is, and where."""

    def content(self, asked: Asked, **kwargs: Any) -> Any:
        return {
            "resources": {
                one.name: self.whole(reverse(f"open_data:{one.name}")) for one in RESOURCES
            },
            "openapi": self.whole(reverse("open_data:openapi")),
            "about": self.whole(reverse("open_data:page")),
            "licence": None,
            "is_demo": settings.DEMO_MODE,
        }


class OpenApiView(ApiView):
    """The OpenAPI document."""

    def content(self, asked: Asked, **kwargs: Any) -> Any:
        return document()


class ListView(ApiView):
    """A page of a resource."""

    resource: Resource = COALITIONS

    @property
    def parameters(self) -> tuple[Parameter, ...]:  # type: ignore[override]
        return (*self.resource.parameters, *PAGING)

    def content(self, asked: Asked, **kwargs: Any) -> Any:
        rows = self.resource.find({**asked, **kwargs})
        if rows is None:
            raise Http404
        size = asked.get("page_size", ON_A_PAGE)
        page = _page(Paginator(rows, size), asked.get("page", 1))
        return {
            "count": page.paginator.count,
            "page": page.number,
            "page_size": size,
            "next": self.beside(page.number + 1) if page.has_next() else None,
            "previous": self.beside(page.number - 1) if page.has_previous() else None,
            "results": self.resource.told(list(page.object_list), self.base),
        }

    def beside(self, number: int) -> str:
        """Return the address of another page of the same question."""
        query = self.request.GET.copy()
        query["page"] = str(number)
        return self.whole(f"{self.request.path}?{query.urlencode()}")


def _page(paginator: "Paginator[Any]", number: int) -> "Page[Any]":
    try:
        return paginator.page(number)
    except EmptyPage:
        last = paginator.num_pages
        raise ProblemError.about(("page", f"The last page is {last}.")) from None


class CoalitionView(ApiView):
    """One public coalition; one that is not public answers like one that is not there."""

    def content(self, asked: Asked, **kwargs: Any) -> Any:
        found = coalition_named(kwargs["slug"])
        if found is None:
            raise Http404
        [told] = COALITIONS.told([found], self.base)
        return told
