"""The OpenAPI 3.1 document, made of what the resources declare."""

from functools import lru_cache
from typing import Any, Final

from kansrijkestart.open_data import declaring as say
from kansrijkestart.open_data.asking import PAGING
from kansrijkestart.open_data.declaring import Parameter, Resource, Schema
from kansrijkestart.open_data.problems import KIND
from kansrijkestart.open_data.resources import COALITIONS, FIGURES_OF, RESOURCES

ABOUT: Final = (
    "Read-only open data of a site for Dutch Kansrijke Start coalitions; for everybody, without "
    "signing in. Unknown, none, zero and hidden are different things: null is not known or not "
    "recorded, and a hidden figure has a kind and no number. No licence has been decided for these "
    "data yet. This is not a website of the national government, Pharos or RIVM."
)
SLUG: Final[Schema] = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
ETAG: Final = {
    "description": "Changes with the content. Send it back in If-None-Match.",
    "schema": say.TEXT,
}
CACHE: Final = {"description": "How long it may be kept.", "schema": say.TEXT}
RETRY: Final = {"description": "Seconds to wait.", "schema": say.TEXT}
KEPT: Final = {"ETag": ETAG, "Cache-Control": CACHE}
PROBLEM: Final = {
    "type": "object",
    "description": "What is wrong and what to do (RFC 9457).",
    "properties": {
        "type": say.TEXT,
        "title": say.TEXT,
        "status": say.WHOLE,
        "detail": say.TEXT,
        "parameters": say.many(say.whole({"name": say.TEXT, "detail": say.TEXT})),
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
INDEX: Final = say.whole(
    {
        "resources": {"type": "object", "additionalProperties": say.ADDRESS},
        "openapi": say.ADDRESS,
        "about": say.ADDRESS,
        "licence": say.TEXT_OR_NULL | {"description": "Null: not decided."},
        "is_demo": say.YES_OR_NO | {"description": "Whether this is a demonstration."},
    }
)


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Return the document; its addresses are relative to where it stands."""
    resources = (*RESOURCES, FIGURES_OF)
    schemas = {one.kind: one.schema for one in resources}
    schemas |= {f"{one.kind}Page": _page(one) for one in resources}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Coalitiedossier Kansrijke Start", "version": "1", "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(),
        "components": {
            "schemas": schemas | {"Problem": PROBLEM, "Index": INDEX},
            "responses": {
                "NotChanged": {"description": "What you have is still so.", "headers": KEPT},
                "Wrong": _problem("A filter or page is wrong; parameters says which and why."),
                "NotThere": _problem("There is no such thing, or it is not public."),
                "TooMany": _problem("Too many requests.") | {"headers": {"Retry-After": RETRY}},
            },
        },
    }


def _page(resource: Resource) -> Schema:
    return say.whole(
        {
            "count": say.WHOLE | {"description": "How many there are on all pages."},
            "page": say.WHOLE,
            "page_size": say.WHOLE,
            "next": say.ADDRESS_OR_NULL,
            "previous": say.ADDRESS_OR_NULL,
            "results": say.many(_ref("schemas", resource.kind)),
        }
    )


def _paths() -> dict[str, Any]:
    index = _get("index", "What there is.", "Index")
    # For reading the document itself no schema is given: that is the standard's own.
    itself = _get("openapi", "This document.", None)
    found = {"/": {"get": index}, "/openapi.json": {"get": itself}}
    for one in RESOURCES:
        found[f"/{one.name}/"] = {"get": _list(one)}
    found["/coalitions/{slug}/"] = {
        "get": _get("coalition", COALITIONS.about, COALITIONS.kind, path="slug")
    }
    found["/figures/{indicator}/"] = {"get": _list(FIGURES_OF, path="indicator")}
    return found


def _list(resource: Resource, path: str = "") -> dict[str, Any]:
    name = f"{resource.name}_of_one" if path else resource.name
    parameters = (*resource.parameters, *PAGING)
    return _get(name, resource.about, f"{resource.kind}Page", path=path, query=parameters)


def _get(
    name: str, about: str, schema: str | None, *, path: str = "", query: tuple[Parameter, ...] = ()
) -> dict[str, Any]:
    content: Schema = {"schema": _ref("schemas", schema) if schema else {"type": "object"}}
    answers: dict[str, Any] = {
        "200": {
            "description": about,
            "headers": KEPT,
            "content": {"application/json": content},
        },
        "304": _ref("responses", "NotChanged"),
        "400": _ref("responses", "Wrong"),
        "429": _ref("responses", "TooMany"),
    }
    if path:
        answers["404"] = _ref("responses", "NotThere")
    in_path = [{"name": path, "in": "path", "required": True, "schema": SLUG}] if path else []
    in_query = [
        {"name": one.name, "in": "query", "description": one.about, "schema": one.schema}
        for one in query
    ]
    return {
        "operationId": name,
        "summary": about.split(". ")[0].split(": ")[0].rstrip(".") + ".",
        "parameters": [*in_path, *in_query],
        "responses": answers,
    }


def _problem(about: str) -> dict[str, Any]:
    return {"description": about, "content": {KIND: {"schema": _ref("schemas", "Problem")}}}


def _ref(where: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{where}/{name}"}
