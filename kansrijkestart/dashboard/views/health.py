"""Is the process up, and can it do its work? For a load balancer and for whoever keeps watch."""

from django.http import HttpRequest, JsonResponse

from kansrijkestart.dashboard.selectors.site_state import site_found


def live(_request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nobody anything."""
    return JsonResponse({"status": "live"})


def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations, broker and queue are fine, else 503; say which."""
    found = site_found()
    is_ready = found.pop("is_ready")
    body = {"status": "ready" if is_ready else "not ready", **found}
    return JsonResponse(body, status=200 if is_ready else 503)
